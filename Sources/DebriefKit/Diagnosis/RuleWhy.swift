import GRDB

/// Why a rule does or does not apply to an incident: each condition with what was found.
public struct RuleWhy: Sendable {
  public struct Line: Sendable {
    /// `when`, `against`, `refuted`, `rules-out CAUSE`, with the variant where there are several.
    public let group: String
    public let condition: String
    public let holds: Bool
    public let isOptional: Bool
    /// What was found, or how close events came.
    public internal(set) var detail: String
    /// Places of the evidence.
    public let places: [String]
  }

  public let rule: String
  /// Why the rule was not asked at all; nil where it was.
  public let misfit: String?
  public let lines: [Line]
  public let verdict: String
  /// What was concluded about the cause from all rules together, as it stands in the timeline; nil where it is not mentioned.
  public let concluded: String?

  /// Explains all rules of a cause for one incident. Throws `RuleBookError` for unknown causes and incidents.
  public static func explain(
    _ cause: String, incident id: Int64, in timeline: Timeline, rules: RuleBook
  ) throws -> [RuleWhy] {
    let known = try rules.known(cause)
    return try timeline.database.writeWithoutTransaction { db in
      guard try Bool.fetchOne(db, sql: "SELECT 1 FROM incident WHERE incident_id = ?", arguments: [id]) == true else {
        throw RuleBookError.noIncident(id)
      }
      let proof = try Proof(incident: id, in: db)
      return try known.map { try RuleWhy($0, proof) }
    }
  }

  /// What every rule of the book says about an incident, the ones that hold first.
  public static func overview(incident id: Int64, in timeline: Timeline, rules: RuleBook) throws -> [RuleWhy] {
    try timeline.database.writeWithoutTransaction { db in
      guard try Bool.fetchOne(db, sql: "SELECT 1 FROM incident WHERE incident_id = ?", arguments: [id]) == true else {
        throw RuleBookError.noIncident(id)
      }
      let proof = try Proof(incident: id, in: db)
      let all = try rules.rules.map { try RuleWhy($0, proof) }
      return all.filter { $0.verdict.hasPrefix("supported") } + all.filter { $0.verdict == "ruled out" }
        + all.filter { $0.verdict == "not supported" && $0.misfit == nil }
        + all.filter { $0.verdict == "not supported" && $0.misfit != nil }
    }
  }

  private init(_ rule: Rule, _ proof: Proof) throws {
    let (incident, db) = (proof.incident, proof.db)
    self.rule = rule.path
    misfit =
      rule.fits.fields.first { !$0.matcher.matches(incident.field($0.name), incident: incident.field) }
      .map { "the rule does not fit: \($0.name) is \(incident.field($0.name) ?? "unknown")" }
    let result = try RuleResult(rule, in: db)
    var lines: [Line] = []
    for (group, name) in Self.groups(of: rule) {
      let doubts = try proof.doubts(result.conditions(group), result.conditions(.when(0)))
      for condition in result.conditions(group) {
        var line = try Self.line(condition, name, db)
        let doubt = doubts.first { $0.concerns(condition.condition.name) }
        if let doubt { line.detail += "; \(Self.word(doubt.kind)): \(doubt.sentence(.en).replacing("`", with: ""))" }
        lines.append(line)
      }
    }
    self.lines = lines
    let evaluation = try RuleEvaluation(result, proof: proof)
    if let supported = evaluation.supported {
      let variant = rule.variants[supported.index].name.map { " (variant \($0))" } ?? ""
      let confidence = evaluation.doubts.isEmpty ? supported.confidence : supported.confidence.lowered
      verdict =
        "supported\(variant): weight \(supported.weight), confidence \(confidence.rawValue)"
        + (evaluation.doubts.isEmpty ? "" : ", lowered by what is not proved")
    } else {
      verdict = evaluation.refutation(incident.field) == nil ? "not supported" : "ruled out"
    }
    concluded = try Self.conclusion(rule, incident.id, db)
  }

  private static func conclusion(_ rule: Rule, _ incident: Int64, _ db: Database) throws -> String? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT verdict, confidence, rule, explained_by FROM finding WHERE incident_id = ? AND cause = ?
        ORDER BY finding_id LIMIT 1
        """, arguments: [incident, rule.cause])
    guard let row else {
      let isOpen = try Bool.fetchOne(
        db,
        sql: """
          SELECT 1 FROM incident i, json_each(i.facts, '$.open') o WHERE i.incident_id = ? AND o.value ->> '$.cause' = ?
          UNION ALL
          SELECT 1 FROM incident i, json_each(i.facts, '$.near') o WHERE i.incident_id = ? AND o.value ->> '$.cause' = ?
          """, arguments: [incident, rule.cause, incident, rule.cause])
      return isOpen == true ? "neither proved nor ruled out" : nil
    }
    let by: String = row["rule"]
    let confidence: String = row["confidence"]
    let verdict: String = row["verdict"]
    switch Verdict(rawValue: verdict) {
    case .ruledOut: return by == rule.name ? "ruled out" : "ruled out by \(by)"
    case .symptom:
      let root: String? = row["explained_by"]
      return "symptom\(root.map { " of \($0)" } ?? ""), confidence \(confidence)"
    default: return "\(verdict), confidence \(confidence)" + (by == rule.name ? "" : ", by \(by)")
    }
  }

  private static func word(_ kind: Doubt.Kind) -> String {
    switch kind {
    case .notProvable: "not provable"
    case .undecidable: "order not decidable"
    }
  }

  private static func groups(of rule: Rule) -> [(RuleSQL.Group, String)] {
    var groups: [(RuleSQL.Group, String)] = []
    for (index, variant) in rule.variants.enumerated() {
      let suffix = variant.name.map { " (\($0))" } ?? ""
      groups += [(.when(index), "when\(suffix)"), (.against(index), "against\(suffix)")]
    }
    groups += rule.refutations.indices.map { (.refutation($0), "refuted \($0 + 1)") }
    groups += rule.rulesOut.enumerated().map { (.ruledOut($0), "rules-out \($1.cause)") }
    return groups
  }

  private static func line(_ result: RuleResult.ConditionResult, _ group: String, _ db: Database) throws -> Line {
    let condition = result.condition
    var detail: String
    switch condition.subject {
    case .events:
      detail = "\(result.events) events" + (result.lines > result.events ? ", \(result.lines) lines" : "")
      if !result.holds, !condition.isAbsent { detail += try nearest(condition, db) }
    case .measure(let name, let test):
      let bounds = [test.above.map { "above \($0) s" }, test.below.map { "below \($0) s" }].compactMap(\.self)
      detail = "\(name) is \(result.value.map { "\($0) s" } ?? "missing")"
      if !bounds.isEmpty { detail += ", wanted \(bounds.joined(separator: " and "))" }
    case .facts(let facts): detail = "\(facts.map(\.name).joined(separator: ", ")) is \(result.value ?? "missing")"
    case .incidents: detail = "\(result.events) other incidents of the cluster"
    case .log: detail = result.value.map { "\($0) was read" } ?? "no such log was read"
    case .incident(let fields): detail = "\(fields.map(\.name).joined(separator: ", ")) is \(result.value ?? "missing")"
    }
    return Line(
      group: group, condition: condition.name, holds: result.holds, isOptional: condition.isOptional, detail: detail,
      places: try result.evidence.map { try place($0, db) })
  }

  /// Takes the tests of a condition one by one and tells with which one the last event fell out.
  private static func nearest(_ condition: Condition, _ db: Database) throws -> String {
    var tests: [String] = []
    var last: (count: Int, event: Int64?) = (0, nil)
    for predicate in condition.predicates {
      tests.append(ConditionSQL.sql(predicate))
      let row = try Row.fetchOne(
        db, sql: "SELECT count(*), min(event_id) FROM scope s WHERE \(tests.joined(separator: " AND "))")
      let count: Int = row?[0] ?? 0
      if count == 0 {
        let example = try last.event.map { " (such as \(try Self.place($0, db)))" } ?? ""
        return last.count == 0
          ? ": nothing with \(predicate.label)" : ": \(last.count) came close\(example), none with \(predicate.label)"
      }
      last = (count, row?[1])
    }
    guard last.count > 0 else { return "" }
    let example = try last.event.map { " (such as \(try Self.place($0, db)))" } ?? ""
    return condition.relations.isEmpty
      ? ": \(last.count) match, the wanted number differs"
      : ": \(last.count) match\(example), none lies as asked to \(condition.relations.map(other).joined(separator: ", "))"
  }

  private static func other(_ relation: Relation) -> String {
    switch relation.other {
    case .condition(let name): name
    case .start: "the start"
    case .end: "the end"
    }
  }

  private static func place(_ event: Int64, _ db: Database) throws -> String {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT coalesce(s.member, s.path) AS source, e.line, e.kind, e.message
        FROM event e JOIN source s USING (source_id) WHERE e.event_id = ?
        """, arguments: [event])
    let source: String = row?["source"] ?? ""
    let line: Int = row?["line"] ?? 0
    let text: String = row?["message"] ?? row?["kind"] ?? ""
    return "\(source):\(line): \(text.prefix(100))"
  }
}
