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

  /// Runs the rule over the incident that `IncidentScope` has made ready.
  init(_ rule: Rule, sql: RuleSQL, in db: Database) throws {
    self.rule = rule
    let rows = try Row.fetchCursor(try db.cachedStatement(sql: sql.text))
    while let row = try rows.next() {
      let slot: Int = row["slot"]
      let (group, condition) = sql.slots[slot]
      let ids: String? = row["evidence"]
      let result = ConditionResult(
        condition: condition, holds: row["holds"], events: row["events"], lines: row["lines"],
        value: Self.text(row["value"]), evidence: ids?.split(separator: ",").compactMap { Int64($0) } ?? [])
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
