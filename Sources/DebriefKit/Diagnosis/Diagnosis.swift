import GRDB

/// incidents → findings: which causes the evidence supports, which it excludes, and what to do.
public enum Diagnosis {
  /// Diagnoses every incident of a timeline. Findings of an earlier run are erased first.
  public static func run(_ timeline: Timeline, rules: RuleBook, language: Language = .en) throws {
    // Not as a read: switching to read-only would expire the prepared statements of all rules.
    try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        try erase(db)
        let shared = Shared(
          text: FindingContext(language: language, templates: rules.templates, history: try MeasureHistory(db)),
          coverage: try Coverage(db), clocks: try ClockPairs(db), causes: OpenCauses(rules.rules))
        for id in try Int64.fetchAll(db, sql: "SELECT incident_id FROM incident ORDER BY incident_id") {
          try diagnose(id, rules.rules, shared, in: db)
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
    _ id: Int64, _ rules: [Rule], _ shared: Shared, in db: Database
  ) throws {
    try IncidentScope.materialise(db, incident: id)
    let incident = try IncidentRow(id, in: db)
    let proof = try Proof(coverage: shared.coverage, clocks: shared.clocks, incident: incident, db: db)
    func evaluate(_ indices: [Int]) throws -> [RuleEvaluation] {
      try indices.map { try RuleEvaluation(RuleResult(rules[$0], for: incident, in: db), proof: proof) }
    }
    let likely = rules.map { $0.canMatch(incident) }
    var evaluations = try evaluate(rules.indices.filter { likely[$0] })
    var conclusion = Conclusion(evaluations, incident)
    // Rules that lack an event were not asked; they may still come close.
    let hadRoot = conclusion.hasRoot
    evaluations += try evaluate(
      rules.indices.filter { index in
        !likely[index] && rules[index].fits.matches(incident.field)
          && (!hadRoot || shared.causes.isWorthAsking(rules[index], incident))
      })
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
      try db.run(
        "UPDATE incident SET facts = json_set(facts, ?, json(?)) WHERE incident_id = ?",
        [hadRoot ? "$.open" : "$.near", kept.compact, id])
    }
  }
}
