/// Writes the statement of a rule.
///
/// Variants of a rule often ask for the same: what has the same text is asked once. A table is known by the slot it was
/// written for first, a row by its text.
struct RuleStatement {
  private let isSingle: Bool
  private let slots: [(group: RuleSQL.Group, condition: Condition)]
  private let left: RuleNeeds
  /// The conditions that refer to a slot's events, met or not.
  private var followers: [Int: [(slot: Int, relation: Relation)]] = [:]
  /// The slot whose table a slot's events stand in.
  private var tables: [Int: Int] = [:]

  init(_ rule: Rule, without left: RuleNeeds) {
    isSingle = rule.variants.count == 1
    slots = rule.slots
    self.left = left
    let needed = needed()
    for slot in slots.indices where needed.contains(slot) || !left.unasked.contains(slot) {
      for (other, relation) in referred(from: slot) { followers[other, default: []].append((slot, relation)) }
    }
    var known: [String: Int] = [:]
    for slot in needed.sorted() { findTable(slot, &known) }
  }

  /// The statement, and the slots without a row of their own with the slot whose row tells of them, too.
  func written() -> (text: String, shared: [Int: Int]) {
    var rows: [String] = []
    var known: [String: Int] = [:]
    var shared: [Int: Int] = [:]
    for slot in slots.indices where !left.unmet.contains(slot) && !left.unasked.contains(slot) {
      let row = row(slot)
      if let first = known[row] {
        shared[slot] = first
        continue
      }
      known[row] = slot
      rows.append("SELECT \(slot) AS slot, \(ConditionSQL.quote(slots[slot].condition.name)) AS condition\(row)")
    }
    let with = Set(tables.values).sorted().map(table)
    return (
      (with.isEmpty ? "" : "WITH \(with.joined(separator: ",\n"))\n")
        + (rows.isEmpty ? "SELECT NULL WHERE 0" : rows.joined(separator: "\nUNION ALL\n")),
      shared
    )
  }

  /// The conditions on events that are asked for, and those that they refer to.
  private func needed() -> Set<Int> {
    var needed: Set<Int> = []
    var waiting = slots.indices.filter { !left.unasked.contains($0) }
    while let slot = waiting.popLast() {
      guard case .events = slots[slot].condition.subject, !left.unmet.contains(slot), needed.insert(slot).inserted
      else {
        continue
      }
      waiting += referred(from: slot).map(\.slot)
    }
    return needed
  }

  /// Finds the table of a slot, after those of the slots it refers to.
  private mutating func findTable(_ slot: Int, _ known: inout [String: Int]) {
    guard tables[slot] == nil else { return }
    tables[slot] = slot
    for (other, _) in referred(from: slot) where !left.unmet.contains(other) { findTable(other, &known) }
    let key = "\(test(slot))\(ending(slot))"
    tables[slot] = known[key] ?? slot
    known[key] = tables[slot]
  }

  /// The slots that a slot's condition is measured from.
  private func referred(from slot: Int) -> [(slot: Int, relation: Relation)] {
    let (group, condition) = slots[slot]
    return condition.relations.compactMap { relation in
      guard case .condition(let name) = relation.other else { return nil }
      return self.slot(name, from: group).map { ($0, relation) }
    }
  }

  /// The condition a name stands for, seen from a group: the group's own, then those of its variant's `when`.
  private func slot(_ name: String, from group: RuleSQL.Group) -> Int? {
    func find(_ group: RuleSQL.Group) -> Int? { slots.firstIndex { $0.group == group && $0.condition.name == name } }
    if let own = find(group) { return own }
    return switch group {
    case .against(let variant): find(.when(variant))
    case .ruledOut, .refutation: find(.when(0))
    case .when: nil
    }
  }

  private func tableName(_ slot: Int) -> String {
    let entry = slots[slot]
    let prefix =
      switch entry.group {
      case .when(let variant): isSingle ? "" : "variant \(variant + 1): "
      case .against(let variant): isSingle ? "against: " : "against \(variant + 1): "
      case .refutation(let index): "refuted \(index + 1): "
      case .ruledOut(let index): "rules out \(index + 1): "
      }
    return ConditionSQL.name(prefix + entry.condition.name)
  }

  private func reference(_ name: String, from group: RuleSQL.Group) -> String {
    slot(name, from: group).flatMap { tables[$0] }.map(tableName) ?? "(SELECT * FROM scope WHERE 0)"
  }

  /// What an event must meet.
  private func test(_ slot: Int) -> String {
    let (group, condition) = slots[slot]
    var tests = condition.predicates.map(ConditionSQL.sql)
    tests += condition.relations.map { relation in
      ConditionSQL.sql(relation) { reference($0, from: group) }
    }
    return tests.isEmpty ? "1" : tests.joined(separator: "\n    AND ")
  }

  /// Whether another condition looks at its events one by one.
  private func isReferred(_ slot: Int) -> Bool {
    (followers[slot] ?? []).contains { !left.unmet.contains($0.slot) }
  }

  /// Which of the events that meet it are taken.
  private func ending(_ slot: Int) -> String {
    let condition = slots[slot].condition
    switch condition.pick {
    case .first: return "\n  ORDER BY s.nr LIMIT 1"
    case .latest: return "\n  ORDER BY s.at IS NULL, s.nr DESC LIMIT 1"
    case nil:
      return condition.count == nil && condition.distinct.isEmpty && isReferred(slot)
        ? "\n  ORDER BY s.nr LIMIT \(RuleSQL.mostReferred)" : ""
    }
  }

  /// The slots whose events stand in the same table.
  private func sharers(_ table: Int) -> [Int] { tables.keys.filter { tables[$0] == table }.sorted() }

  /// The events of a condition.
  private func table(_ slot: Int) -> String {
    let sharers = sharers(slot)
    let condition = slots[slot].condition
    // A table of its own costs more than asking twice, unless others look at its rows one by one.
    let isAskedOften =
      sharers.contains(where: isReferred) || !condition.relations.isEmpty || condition.pick != nil
    let kept = isAskedOften ? "MATERIALIZED" : "NOT MATERIALIZED"
    return
      "\(tableName(slot)) AS \(kept) (\n  SELECT \(columns(sharers)) FROM scope s WHERE \(test(slot))\(ending(slot)))"
  }

  /// The columns that the result and other conditions need of a condition's events. Every column costs when a statement
  /// is prepared and when its rows are copied.
  private func columns(_ sharers: [Int]) -> String {
    var columns = ["nr", "event_id", "repeat"]
    func add(_ names: [String]) { columns += names.filter { !columns.contains($0) } }
    func add(_ field: Field) {
      switch field {
      case .attribute: add(["attributes"])
      case .text: add(["text"])
      case .column("instance"): add(["member"])
      case .column("peer"): add(["other"])
      case .column(let name): add([name])
      }
    }
    /// What the test of a pair looks at.
    let paired = ["at", "until", "source_id", "stream", "line"]
    for slot in sharers {
      for follower in followers[slot] ?? [] where !left.unmet.contains(follower.slot) {
        add(paired)
        (follower.relation.same + follower.relation.differs).forEach { add($0.other) }
      }
      // The event is also looked at from the other side, to show those that others were measured from.
      for relation in slots[slot].condition.relations {
        add(paired)
        (relation.same + relation.differs).forEach { add($0.own) }
      }
      slots[slot].condition.distinct.forEach { add($0.field) }
    }
    return columns.map { "s.\($0)" }.joined(separator: ", ")
  }

  // MARK: - Rows

  /// The result of a slot, but for its number and name.
  private func row(_ slot: Int) -> String {
    let (_, condition) = slots[slot]
    switch condition.subject {
    case .events: return eventsRow(slot, condition)
    case .measure(let name, let test): return measureRow(name, test)
    case .facts(let facts):
      let tests = facts.map { Self.value(Self.fact($0.name), $0.matcher, number: Self.factNumber($0.name)) }
      let shown = facts.first.map { Self.fact($0.name) } ?? "NULL"
      return ", coalesce(\(tests.joined(separator: " AND ")), 0) AS holds, 0 AS events, 0 AS lines,"
        + " \(shown) AS value, NULL AS evidence FROM this"
    case .incident(let fields):
      let tests = fields.map { Self.value($0.name == "claimed" ? "claimed_outcome" : $0.name, $0.matcher) }
      let shown = fields.first.map { $0.name == "claimed" ? "claimed_outcome" : $0.name } ?? "NULL"
      return ", coalesce(\(tests.joined(separator: " AND ")), 0) AS holds, 0 AS events, 0 AS lines,"
        + " \(shown) AS value, NULL AS evidence FROM this"
    case .incidents(let fields): return incidentsRow(fields, condition)
    case .log(let formats): return logRow(formats, condition)
    }
  }

  private func eventsRow(_ slot: Int, _ condition: Condition) -> String {
    let table = tableName(tables[slot] ?? slot)
    var tests = [condition.isAbsent ? "count(*) = 0" : "count(*) > 0"]
    if let count = condition.count { tests = ["coalesce(sum(repeat), 0) \(count.sql)"] }
    tests += condition.distinct.map {
      "count(DISTINCT \(ConditionSQL.key(of: $0.field, in: "t"))) \($0.comparison.sql)"
    }
    // Events that a later condition was measured from are shown before others: they are the ones that matter.
    let partners = (followers[slot] ?? []).compactMap { follower -> String? in
      let other = slots[follower.slot].condition
      guard !other.isAbsent, !other.isOptional, slots[follower.slot].group == slots[slot].group else { return nil }
      guard let other = tables[follower.slot] else { return "0" }
      return "EXISTS (SELECT 1 FROM \(tableName(other)) s WHERE \(ConditionSQL.pairTest(follower.relation)))"
    }
    let filter = partners.isEmpty ? "" : " WHERE \(partners.joined(separator: " AND "))"
    let evidence =
      "CASE WHEN count(*) > 0 THEN (SELECT group_concat(event_id) FROM (SELECT r.event_id FROM \(table) r\(filter)"
      + " ORDER BY r.nr LIMIT \(condition.limit))) END"
    return ", \(tests.joined(separator: " AND ")) AS holds, count(*) AS events, coalesce(sum(repeat), 0) AS lines,"
      + " NULL AS value,\n  \(condition.isAbsent ? "NULL" : evidence) AS evidence FROM \(table) t"
  }

  private func incidentsRow(_ fields: [(name: String, matcher: Matcher)], _ condition: Condition) -> String {
    var tests = fields.map { Self.value("s.\($0.name == "claimed" ? "claimed_outcome" : $0.name)", $0.matcher) }
    tests += condition.relations.map { ConditionSQL.sql($0) { _ in "(SELECT * FROM scope WHERE 0)" } }
    if tests.isEmpty { tests = ["1"] }
    let holds = condition.count.map { "count(*) \($0.sql)" } ?? (condition.isAbsent ? "count(*) = 0" : "count(*) > 0")
    return ", \(holds) AS holds, count(*) AS events, count(*) AS lines, count(*) AS value,\n"
      + "  \(condition.isAbsent ? "NULL" : "group_concat(event_id)") AS evidence FROM (SELECT trigger_event AS event_id FROM ("
      + "SELECT o.*, o.started_at AS at, coalesce(o.ended_at, o.started_at) AS until FROM incident o JOIN this"
      + " ON o.cluster IS this.cluster AND o.incident_id <> this.incident_id) s"
      + "\n  WHERE \(tests.joined(separator: " AND ")) ORDER BY s.at, s.incident_id)"
  }

  private func logRow(_ formats: Matcher, _ condition: Condition) -> String {
    ", count(*) \(condition.isAbsent ? "= 0" : "> 0") AS holds, 0 AS events, 0 AS lines, min(p.format) AS value,"
      + " NULL AS evidence\n  FROM process p JOIN source s USING (source_id), this"
      + " WHERE \(Self.value("p.format", formats))"
      + " AND coalesce(s.first_at <= coalesce(this.ended_at, this.started_at), 1) AND coalesce(s.last_at >= this.started_at, 1)"
  }

  private func measureRow(_ name: String, _ test: Condition.MeasureTest) -> String {
    var tests: [String] = []
    if let below = test.below { tests.append("max(seconds) < \(below.sqlLiteral)") }
    if let above = test.above { tests.append("max(seconds) > \(above.sqlLiteral)") }
    if test.isMissing { tests = ["count(*) = 0"] }
    if tests.isEmpty { tests = ["count(*) > 0"] }
    return ", coalesce(\(tests.joined(separator: " AND ")), 0) AS holds, count(*) AS events, count(*) AS lines,"
      + " max(seconds) AS value,\n  max(ids) AS evidence FROM (SELECT seconds,"
      + " coalesce(from_event || coalesce(',' || nullif(to_event, from_event), ''), to_event) AS ids"
      + " FROM measure WHERE incident_id = (SELECT incident_id FROM this) AND name = \(ConditionSQL.quote(name)))"
  }

  private static func fact(_ name: String) -> String {
    "json_extract(facts, \(ConditionSQL.quote("$.\"\(name)\"")))"
  }

  /// A list counts as the number of its elements.
  private static func factNumber(_ name: String) -> String {
    let path = ConditionSQL.quote("$.\"\(name)\"")
    return "CASE json_type(facts, \(path)) WHEN 'array' THEN json_array_length(facts, \(path)) ELSE \(fact(name)) END"
  }

  /// A test of a value of the incident.
  private static func value(_ sql: String, _ matcher: Matcher, number: String? = nil) -> String {
    let tests = matcher.patterns.map { pattern in
      switch pattern {
      case .exact("true"): "\(sql) IN ('true', 1)"
      case .exact("false"): "\(sql) IN ('false', 0)"
      case .exact(let text): "CAST(\(sql) AS TEXT) = \(ConditionSQL.quote(text))"
      case .prefix(let text): "substr(\(sql), 1, \(text.unicodeScalars.count)) = \(ConditionSQL.quote(text))"
      case .suffix(let text): "substr(\(sql), -\(text.unicodeScalars.count)) = \(ConditionSQL.quote(text))"
      case .contains(let text): "instr(\(sql), \(ConditionSQL.quote(text))) > 0"
      case .number(let comparison): "CAST(\(number ?? sql) AS REAL) \(comparison.sql)"
      case .missing: "\(sql) IS NULL"
      case .present: "\(sql) IS NOT NULL"
      case .incident(let name):
        Matcher.memberFields.contains(name)
          ? "\(sql) IN (SELECT name FROM party WHERE part = \(ConditionSQL.quote(name)))"
          : "\(sql) = (SELECT \(name) FROM this)"
      }
    }
    return tests.count == 1 ? tests[0] : "(\(tests.joined(separator: " OR ")))"
  }
}
