/// Conditions as SQL. `s` is the event that is tested, `r` the event of another condition.
enum ConditionSQL {
  /// A text literal.
  static func quote(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

  static func name(_ text: String) -> String { "\"\(text)\"" }

  // MARK: - Tests of an event

  static func sql(_ predicates: [Predicate]) -> String {
    predicates.isEmpty ? "1" : predicates.map(sql).joined(separator: " AND ")
  }

  static func sql(_ predicate: Predicate) -> String {
    let test: String
    switch predicate.test {
    case .field(let field, let matcher): test = sql(matcher, of: field)
    case .contains(let texts, let all):
      test = "(\(texts.map { "instr(s.text, \(quote($0))) > 0" }.joined(separator: all ? " AND " : " OR ")))"
    case .severity(let level): test = "s.severity >= \(level)"
    case .compare(let left, let relation, let right): test = "\(sql(left)) \(relation.rawValue) \(sql(right))"
    case .any(let sets): test = "(\(sets.map { "(\(sql($0)))" }.joined(separator: " OR ")))"
    }
    // A test of a missing value is unknown in SQL; not unknown must be true.
    return predicate.isNegated ? "NOT coalesce(\(test), 0)" : test
  }

  private static func sql(_ operand: Predicate.Operand) -> String {
    switch operand {
    case .number(let number): number.sqlLiteral
    case .field(let field): "CAST(\(value(of: field, in: "s")) AS REAL)"
    }
  }

  private static func sql(_ matcher: Matcher, of field: Field) -> String {
    let value = value(of: field, in: "s")
    let exact = matcher.patterns.compactMap { pattern -> [String]? in
      guard case .exact(let text) = pattern else { return nil }
      // json ->> gives 1 and 0 for true and false.
      guard case .attribute = field, text == "true" || text == "false" else { return [text] }
      return [text, text == "true" ? "1" : "0"]
    }.flatMap(\.self)
    var tests: [String] = []
    if exact.count == 1 { tests.append("\(value) = \(quote(exact[0]))") }
    if exact.count > 1 { tests.append("\(value) IN (\(exact.map(quote).joined(separator: ", ")))") }
    for pattern in matcher.patterns {
      switch pattern {
      case .exact: break
      case .prefix(let text): tests.append("\(value) GLOB \(quote(glob(text) + "*"))")
      case .suffix(let text): tests.append("\(value) GLOB \(quote("*" + glob(text)))")
      case .contains(let text): tests.append("instr(\(value), \(quote(text))) > 0")
      case .number(let comparison): tests.append("CAST(\(value) AS REAL) \(comparison.sql)")
      case .missing: tests.append("\(value) IS NULL")
      case .present: tests.append("\(value) IS NOT NULL")
      case .incident(let name):
        tests.append(
          Matcher.memberFields.contains(name) ? isParty(name, field) : "\(value) = (SELECT \(name) FROM this)")
      }
    }
    return tests.count == 1 ? tests[0] : "(\(tests.joined(separator: " OR ")))"
  }

  /// A member is known by every name it goes by.
  private static func isParty(_ name: String, _ field: Field) -> String {
    let names = "(SELECT name FROM party WHERE part = \(quote(name)))"
    let value = value(of: field, in: "s")
    return switch field {
    case .column("instance"): "(s.instance IN \(names) OR (s.instance IS NOT NULL AND s.member IN \(names)))"
    case .column("peer"): "(s.peer IN \(names) OR (s.peer IS NOT NULL AND s.other IN \(names)))"
    default: "\(value) IN \(names)"
    }
  }

  private static func glob(_ text: String) -> String {
    var out = ""
    for character in text { out += "*?[".contains(character) ? "[\(character)]" : String(character) }
    return out
  }

  /// A field of the event that goes by `alias`.
  static func value(of field: Field, in alias: String) -> String {
    switch field {
    case .column(let column): "\(alias).\(column)"
    case .attribute(let name):
      // Numbers of JSON would not equal the texts they are compared with.
      "CAST(\(alias).attributes ->> \(quote("$.\"\(name.replacing("\"", with: ""))\"")) AS TEXT)"
    case .text: "\(alias).text"
    }
  }

  /// A field for comparing two events: members by their own names.
  static func key(of field: Field, in alias: String) -> String {
    switch field {
    case .column("instance"): "\(alias).member"
    case .column("peer"): "\(alias).other"
    default: value(of: field, in: alias)
    }
  }

  // MARK: - Relations

  /// Whether `s` lies as asked to the event `r` of another condition or to a moment of the incident.
  static func sql(_ relation: Relation, table: (String) -> String) -> String {
    switch relation.other {
    case .condition(let name):
      "EXISTS (SELECT 1 FROM \(table(name)) r WHERE \(pairTest(relation)))"
    case .start: moment(relation, "(SELECT started_at FROM this)")
    case .end: moment(relation, "(SELECT ended_at FROM this)")
    }
  }

  /// The test of the pair (`s`, `r`).
  static func pairTest(_ relation: Relation) -> String {
    var tests = relation.orders.map { order in
      switch order {
      case .after: isBefore("r", "s", within: relation.within)
      case .before: isBefore("s", "r", within: relation.within)
      case .near:
        "s.at - r.until <= \(relation.within?.upperBound ?? 0) AND r.at - s.until <= \(relation.within?.upperBound ?? 0)"
      }
    }
    tests += relation.same.map { "\(key(of: $0.own, in: "s")) = \(key(of: $0.other, in: "r"))" }
    tests += relation.differs.map { "\(key(of: $0.own, in: "s")) <> \(key(of: $0.other, in: "r"))" }
    tests.append("s.event_id <> r.event_id")
    return tests.joined(separator: " AND ")
  }

  /// Within one log the order of lines decides between equal or missing times; between logs, what the clocks allow.
  private static func isBefore(_ first: String, _ second: String, within: ClosedRange<Int64>?) -> String {
    let order =
      "CASE WHEN \(first).source_id = \(second).source_id AND \(first).stream IS \(second).stream"
      + " THEN coalesce(\(first).at <= coalesce(\(second).until, \(second).at), 1)"
      + " AND (coalesce(\(first).at <> \(second).at, 0) OR \(first).line < \(second).line)"
      + " ELSE \(first).at <= \(second).until END"
    guard let within else { return order }
    return order + " AND \(second).until - \(first).at >= \(within.lowerBound)"
      + " AND \(second).at - \(first).until <= \(within.upperBound)"
  }

  private static func moment(_ relation: Relation, _ moment: String) -> String {
    relation.orders.map { order in
      let least = relation.within?.lowerBound ?? 0
      let most = relation.within?.upperBound
      switch order {
      case .after:
        return "s.until - \(moment) >= \(least)" + (most.map { " AND s.at - \(moment) <= \($0)" } ?? "")
      case .before:
        return "\(moment) - s.at >= \(least)" + (most.map { " AND \(moment) - s.until <= \($0)" } ?? "")
      case .near: return "s.at - \(moment) <= \(most ?? 0) AND \(moment) - s.until <= \(most ?? 0)"
      }
    }.joined(separator: " AND ")
  }
}
