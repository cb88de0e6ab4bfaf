import GRDB

/// incidents → findings: which causes the evidence supports, which it excludes, and what to do.
public enum Diagnosis {
  /// Diagnoses every incident of a timeline. Findings of an earlier run are erased first.
  public static func run(_ timeline: Timeline, rules: RuleBook, language: Language = .en) throws {
    var statements: [Int: RuleSQL] = [:]
    // What logs cover and how far clocks are apart is the same for every incident.
    let (coverage, clocks) = try timeline.database.read { db in (try Coverage(db), try ClockPairs(db)) }
    try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        try erase(db)
        let shared = FindingContext(
          language: language, templates: rules.templates, history: try MeasureHistory(db))
        for id in try Int64.fetchAll(db, sql: "SELECT incident_id FROM incident ORDER BY incident_id") {
          try diagnose(id, rules.rules, &statements, shared, coverage, clocks, in: db)
        }
        return .commit
      }
    }
  }

  private static func erase(_ db: Database) throws {
    for table in ["remedy", "evidence", "finding"] { try db.execute(sql: "DELETE FROM \(table)") }
    try db.execute(
      sql: """
        UPDATE incident SET facts = json_remove(facts, '$.near') WHERE json_type(facts, '$.near') IS NOT NULL
        """)
  }

  private static func diagnose(
    _ id: Int64, _ rules: [Rule], _ statements: inout [Int: RuleSQL], _ shared: FindingContext, _ coverage: Coverage,
    _ clocks: ClockPairs, in db: Database
  ) throws {
    try IncidentScope.materialise(db, incident: id)
    let incident = try IncidentRow(id, in: db)
    let proof = Proof(coverage: coverage, clocks: clocks, incident: incident, db: db)
    func evaluate(_ isWanted: (Rule) -> Bool) throws -> [RuleEvaluation] {
      try rules.indices.filter { isWanted(rules[$0]) }.map { index in
        // A rule is compiled when the first incident needs it; most never are.
        let sql = statements[index] ?? RuleSQL(rules[index])
        statements[index] = sql
        return try RuleEvaluation(RuleResult(rules[index], sql: sql, in: db), proof: proof)
      }
    }
    var evaluations = try evaluate { $0.canMatch(incident) }
    let conclusion = Conclusion(evaluations, incident)
    for finding in try conclusion.findings(shared, in: db) {
      try finding.store(db, incident: id)
    }
    if !conclusion.hasRoot {
      // Rules that lack a whole kind of event were not asked; they may still have come close.
      evaluations += try evaluate { !$0.canMatch(incident) && $0.fits.matches(incident.field) }
      let near = NearMiss.explanation(evaluations, incident, shared.language)
      try db.execute(
        sql: "UPDATE incident SET facts = json_set(facts, '$.near', json(?)) WHERE incident_id = ?",
        arguments: [near.compact, id])
    }
  }
}
