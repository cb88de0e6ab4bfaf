/// A rule as one SQL statement over `scope`, `this` and `party` (see `IncidentScope`).
///
/// Each condition is a common table expression with the events that satisfy it; the result has a row a condition:
/// `slot`, `condition`, `holds`, `events`, `lines`, `value` and `evidence` (event ids with commas between).
struct RuleSQL: Sendable {
  enum Group: Hashable, Sendable {
    case when(Int)
    case against(Int)
    case refutation(Int)
    case ruledOut(Int)
  }

  let text: String
  /// What each row of the result is about, by `slot`.
  let slots: [(group: Group, condition: Condition)]
  /// Slots without a row: conditions that are known not to hold.
  let omitted: Set<Int>

  /// Events of a condition that others refer to; more of them would make pairs quadratic and prove nothing new.
  static let mostReferred = 1000

  init(_ rule: Rule, without omitted: Set<Int> = []) {
    let slots = Self.slots(of: rule)
    self.slots = slots
    self.omitted = omitted
    text = Builder(isSingle: rule.variants.count == 1, slots: slots, omitted: omitted).statement()
  }

  /// The conditions of a rule by slot.
  static func slots(of rule: Rule) -> [(group: Group, condition: Condition)] {
    var slots: [(group: Group, condition: Condition)] = []
    func add(_ group: Group, _ conditions: [Condition]) { slots += conditions.map { (group, $0) } }
    for (index, variant) in rule.variants.enumerated() {
      add(.when(index), variant.when)
      add(.against(index), variant.against)
    }
    for (index, refutation) in rule.refutations.enumerated() { add(.refutation(index), refutation.conditions) }
    for (index, ruledOut) in rule.rulesOut.enumerated() { add(.ruledOut(index), ruledOut.conditions) }
    return slots
  }

  /// The statement for one incident of a timeline, ready for `debrief query`.
  func standalone(incident: Int64) -> String {
    let whole =
      text.hasPrefix("WITH ")
      ? "WITH \(IncidentScope.prelude),\n" + text.dropFirst("WITH ".count)
      : "WITH \(IncidentScope.prelude)\n" + text
    return whole.replacing(":incident", with: String(incident))
  }

  private struct Builder {
    let isSingle: Bool
    let slots: [(group: Group, condition: Condition)]
    let omitted: Set<Int>

    func statement() -> String {
      var tables: [String] = []
      var rows: [String] = []
      for (slot, entry) in slots.enumerated() where !omitted.contains(slot) {
        if case .events = entry.condition.subject { tables.append(table(slot)) }
        rows.append(row(slot))
      }
      let with = tables.isEmpty ? "" : "WITH \(tables.joined(separator: ",\n"))\n"
      return with + (rows.isEmpty ? "SELECT NULL WHERE 0" : rows.joined(separator: "\nUNION ALL\n"))
    }

    /// The condition a name stands for, seen from a group: the group's own, then those of its variant's `when`.
    private func slot(_ name: String, from group: Group) -> Int? {
      func find(_ group: Group) -> Int? { slots.firstIndex { $0.group == group && $0.condition.name == name } }
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

    private func reference(_ name: String, from group: Group) -> String {
      slot(name, from: group).flatMap { omitted.contains($0) ? nil : tableName($0) }
        ?? "(SELECT * FROM scope WHERE 0)"
    }

    /// The events of a condition.
    private func table(_ slot: Int) -> String {
      let (group, condition) = slots[slot]
      var tests = condition.predicates.map(ConditionSQL.sql)
      tests += condition.relations.map { relation in
        ConditionSQL.sql(relation) { reference($0, from: group) }
      }
      let test = tests.isEmpty ? "1" : tests.joined(separator: "\n    AND ")
      // A table of its own costs more than asking twice, unless others look at its rows one by one.
      let isAskedOften = !followers(slot).isEmpty || !condition.relations.isEmpty || condition.pick != nil
      let kept = isAskedOften ? "MATERIALIZED" : "NOT MATERIALIZED"
      var sql = "\(tableName(slot)) AS \(kept) (\n  SELECT \(columns(slot)) FROM scope s WHERE \(test)"
      switch condition.pick {
      case .first: sql += "\n  ORDER BY s.at IS NULL, s.at, s.source_id, s.line, s.event_id LIMIT 1"
      case .latest:
        sql += "\n  ORDER BY s.at IS NULL, s.at DESC, s.source_id DESC, s.line DESC, s.event_id DESC LIMIT 1"
      case nil:
        if condition.count == nil, condition.distinct.isEmpty, !followers(slot).isEmpty {
          sql += "\n  ORDER BY s.at IS NULL, s.at, s.event_id LIMIT \(RuleSQL.mostReferred)"
        }
      }
      return sql + ")"
    }

    /// The columns that the result and other conditions need of a condition's events. Every column costs when a statement
    /// is prepared and when its rows are copied.
    private func columns(_ slot: Int) -> String {
      var columns = ["event_id", "at", "source_id", "line", "repeat"]
      func add(_ field: Field) {
        let column =
          switch field {
          case .attribute: "attributes"
          case .text: "text"
          case .column("instance"): "member"
          case .column("peer"): "other"
          case .column(let name): name
          }
        if !columns.contains(column) { columns.append(column) }
      }
      let followers = followers(slot)
      if !followers.isEmpty { columns += ["until", "stream"] }
      for follower in followers { (follower.relation.same + follower.relation.differs).forEach { add($0.other) } }
      // The event is also looked at from the other side, to show those that others were measured from.
      for relation in slots[slot].condition.relations {
        if !columns.contains("until") { columns += ["until", "stream"] }
        (relation.same + relation.differs).forEach { add($0.own) }
      }
      slots[slot].condition.distinct.forEach { add($0.field) }
      return columns.map { "s.\($0)" }.joined(separator: ", ")
    }

    /// The conditions that refer to this one.
    private func followers(_ slot: Int) -> [(slot: Int, relation: Relation)] {
      slots.indices.flatMap { other in
        slots[other].condition.relations.compactMap { relation in
          guard case .condition(let name) = relation.other, self.slot(name, from: slots[other].group) == slot else {
            return nil
          }
          return (other, relation)
        }
      }
    }

    private func row(_ slot: Int) -> String {
      let (_, condition) = slots[slot]
      let head = "SELECT \(slot) AS slot, \(ConditionSQL.quote(condition.name)) AS condition"
      switch condition.subject {
      case .events: return head + eventsRow(slot, condition)
      case .measure(let name, let test): return head + measureRow(name, test)
      case .facts(let facts):
        let tests = facts.map { Self.value(Self.fact($0.name), $0.matcher, number: Self.factNumber($0.name)) }
        let shown = facts.first.map { Self.fact($0.name) } ?? "NULL"
        return head + ", coalesce(\(tests.joined(separator: " AND ")), 0) AS holds, 0 AS events, 0 AS lines,"
          + " \(shown) AS value, NULL AS evidence FROM this"
      case .incident(let fields):
        let tests = fields.map { Self.value($0.name == "claimed" ? "claimed_outcome" : $0.name, $0.matcher) }
        let shown = fields.first.map { $0.name == "claimed" ? "claimed_outcome" : $0.name } ?? "NULL"
        return head + ", coalesce(\(tests.joined(separator: " AND ")), 0) AS holds, 0 AS events, 0 AS lines,"
          + " \(shown) AS value, NULL AS evidence FROM this"
      case .incidents(let fields): return head + incidentsRow(fields, condition)
      case .log(let formats): return head + logRow(formats, condition)
      }
    }

    private func eventsRow(_ slot: Int, _ condition: Condition) -> String {
      let table = tableName(slot)
      var tests = [condition.isAbsent ? "count(*) = 0" : "count(*) > 0"]
      if let count = condition.count { tests = ["coalesce(sum(repeat), 0) \(count.sql)"] }
      tests += condition.distinct.map {
        "count(DISTINCT \(ConditionSQL.key(of: $0.field, in: "t"))) \($0.comparison.sql)"
      }
      // Events that a later condition was measured from are shown before others: they are the ones that matter.
      let partners = followers(slot).compactMap { follower -> String? in
        let other = slots[follower.slot].condition
        guard !other.isAbsent, !other.isOptional, slots[follower.slot].group == slots[slot].group else { return nil }
        if omitted.contains(follower.slot) { return "0" }
        return "EXISTS (SELECT 1 FROM \(tableName(follower.slot)) s WHERE \(ConditionSQL.pairTest(follower.relation)))"
      }
      let filter = partners.isEmpty ? "" : " WHERE \(partners.joined(separator: " AND "))"
      let order = condition.pick == .latest ? "r.at IS NULL, r.at DESC" : "r.at IS NULL, r.at"
      let evidence =
        "(SELECT group_concat(event_id) FROM (SELECT r.event_id FROM \(table) r\(filter)"
        + " ORDER BY \(order), r.source_id, r.line, r.event_id LIMIT \(condition.limit)))"
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
}
