import GRDB

/// What a rule's statement said about one incident.
struct RuleResult: Sendable {
  struct ConditionResult: Sendable {
    var condition: Condition
    var holds: Bool
    /// Events that match, and the lines they stand for.
    var events: Int
    var lines: Int
    /// The measure, fact or field that was compared.
    var value: String?
    /// Events that prove it, the first ones by time.
    var evidence: [Int64]
  }

  let rule: Rule
  /// Every condition, in the order of the file.
  private(set) var all: [ConditionResult] = []
  private var groups: [RuleSQL.Group: [ConditionResult]] = [:]

  /// Runs the rule over the incident that `IncidentScope` has made ready. With `incident`, conditions that no event of it can
  /// meet are not compiled: a statement costs more to prepare than to run.
  init(_ rule: Rule, for incident: IncidentRow? = nil, in db: Database) throws {
    self.rule = rule
    let sql = incident.map { rule.sql(for: $0) } ?? rule.sql
    var found: [Int: ConditionResult] = [:]
    try db.forEachRow(sql.text) { row in
      // slot, condition, holds, events, lines, value, evidence
      let slot: Int = row[0]
      let ids: String? = row[6]
      found[slot] = ConditionResult(
        condition: sql.slots[slot].condition, holds: row[2], events: row[3], lines: row[4], value: Self.text(row[5]),
        evidence: ids?.split(separator: ",").compactMap { Int64($0) } ?? [])
    }
    for (slot, (group, condition)) in sql.slots.enumerated() {
      var result =
        found[sql.shared[slot] ?? slot]
        ?? ConditionResult(condition: condition, holds: false, events: 0, lines: 0, evidence: [])
      result.condition = condition
      all.append(result)
      groups[group, default: []].append(result)
    }
  }

  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .null: nil
    case .int64(let number): String(number)
    case .double(let number): String(number)
    case .string(let text): text
    case .blob: nil
    }
  }

  func conditions(_ group: RuleSQL.Group) -> [ConditionResult] { groups[group] ?? [] }

  /// Whether every condition that is needed holds.
  func holds(_ group: RuleSQL.Group) -> Bool {
    conditions(group).allSatisfy { $0.holds || $0.condition.isOptional }
  }
}
