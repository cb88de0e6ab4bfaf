import GRDB

/// incidents → findings: which causes the evidence supports, which it excludes, and what to do.
public enum Diagnosis {
  /// Diagnoses every incident of a timeline. Findings of an earlier run are erased first.
  public static func run(_ timeline: Timeline, rules: RuleBook, language: Language = .en) throws {
    var statements: [Int: RuleSQL] = [:]
    // Not as a read: switching to read-only would expire the prepared statements of all rules.
    try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        try erase(db)
        let shared = Shared(
          text: FindingContext(language: language, templates: rules.templates, history: try MeasureHistory(db)),
          coverage: try Coverage(db), clocks: try ClockPairs(db), causes: OpenCauses(rules.rules))
        for id in try Int64.fetchAll(db, sql: "SELECT incident_id FROM incident ORDER BY incident_id") {
          try diagnose(id, rules.rules, &statements, shared, in: db)
        }
        return .commit
      }
    }
  }

  /// What is the same for every incident: texts, what logs cover, how far clocks are apart, which causes are worth a doubt.
  private struct Shared {
    let text: FindingContext
    let coverage: Coverage
    let clocks: ClockPairs
    let causes: OpenCauses
  }

  private static func erase(_ db: Database) throws {
    for table in ["remedy", "evidence", "finding"] { try db.execute(sql: "DELETE FROM \(table)") }
    try db.execute(
      sql: """
        UPDATE incident SET facts = json_remove(facts, '$.near', '$.open')
        WHERE json_type(facts, '$.near') IS NOT NULL OR json_type(facts, '$.open') IS NOT NULL
        """)
  }

  private static func diagnose(
    _ id: Int64, _ rules: [Rule], _ statements: inout [Int: RuleSQL], _ shared: Shared, in db: Database
  ) throws {
    try IncidentScope.materialise(db, incident: id)
    let incident = try IncidentRow(id, in: db)
    let proof = Proof(coverage: shared.coverage, clocks: shared.clocks, incident: incident, db: db)
    func evaluate(_ isWanted: (Rule) -> Bool) throws -> [RuleEvaluation] {
      try rules.indices.filter { isWanted(rules[$0]) }.map { index in
        // A rule is compiled when the first incident needs it; most never are.
        let sql = statements[index] ?? RuleSQL(rules[index])
        statements[index] = sql
        return try RuleEvaluation(RuleResult(rules[index], sql: sql, in: db), proof: proof)
      }
    }
    var evaluations = try evaluate { $0.canMatch(incident) }
    var conclusion = Conclusion(evaluations, incident)
    // Rules that lack a whole kind of event were not asked; they may still come close.
    let hadRoot = conclusion.hasRoot
    evaluations += try evaluate { rule in
      !rule.canMatch(incident) && rule.fits.matches(incident.field)
        && (!hadRoot || shared.causes.isWorthAsking(rule, incident))
    }
    let open =
      try hadRoot
      ? shared.causes.alternatives(evaluations, conclusion, proof)
      : shared.causes.hypotheses(evaluations, conclusion, proof)
    conclusion.weigh(open)
    for finding in try conclusion.findings(shared.text, in: db) {
      try finding.store(db, incident: id)
    }
    let kept = JSONValue.array(try open.prefix(OpenCauses.most).map { try $0.json(incident, shared.text, in: db) })
    if !open.isEmpty || !hadRoot {
      try db.execute(
        sql: "UPDATE incident SET facts = json_set(facts, ?, json(?)) WHERE incident_id = ?",
        arguments: [hadRoot ? "$.open" : "$.near", kept.compact, id])
    }
  }
}
