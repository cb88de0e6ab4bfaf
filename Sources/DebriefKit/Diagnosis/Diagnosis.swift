import GRDB

/// incidents → findings: which causes the evidence supports, which it excludes, and what to do.
public enum Diagnosis {
  /// Diagnoses every incident of a timeline. Findings of an earlier run are erased first.
  public static func run(_ timeline: Timeline, rules: RuleBook, language: Language = .en) throws {
    // Not as a read: switching to read-only would expire the prepared statements of all rules.
    let (incidents, shared) = try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        try erase(db)
        return .commit
      }
      return (
        try Int64.fetchAll(db, sql: "SELECT incident_id FROM incident ORDER BY incident_id"),
        Shared(
          rules: rules, language: language, history: try MeasureHistory(db), coverage: try Coverage(db),
          clocks: try ClockPairs(db), causes: OpenCauses(rules.rules))
      )
    }
    let diagnoses = try diagnose(incidents, shared, timeline)
    try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        for diagnosis in diagnoses { try diagnosis.store(db) }
        return .commit
      }
    }
  }

  /// Fewer incidents than this are done before another core has prepared the statements of all rules.
  private static let worthACore = 12

  /// Incidents do not depend on each other: many of them are shared among all cores, each with a connection of its own.
  private static func diagnose(
    _ incidents: [Int64], _ shared: Shared, _ timeline: Timeline
  ) throws -> [IncidentDiagnosis] {
    let width = timeline.path == nil ? 1 : min(ProcessorCount.current, incidents.count / worthACore)
    guard width > 1 else { return try diagnose(incidents, shared, on: timeline.database) }
    let shares = Workers.runs(of: incidents, length: (incidents.count + width - 1) / width)
    return try Workers.map(shares) { try diagnose($0, shared, on: timeline.connection()) }.flatMap(\.self)
  }

  private static func diagnose(
    _ incidents: [Int64], _ shared: Shared, on database: DatabaseQueue
  ) throws -> [IncidentDiagnosis] {
    let text = FindingContext(language: shared.language, templates: shared.rules.templates, history: shared.history)
    return try database.writeWithoutTransaction { db in
      try IncidentScope.keepInMemory(db)
      var diagnoses: [IncidentDiagnosis] = []
      // One transaction for all: what is written are tables of the connection's own.
      try db.inTransaction(.deferred) {
        diagnoses = try incidents.map { try diagnose($0, shared, text, in: db) }
        return .commit
      }
      return diagnoses
    }
  }

  /// What is the same for every incident: rules, what logs cover, how far clocks are apart, which causes are worth a doubt.
  private struct Shared: Sendable {
    let rules: RuleBook
    let language: Language
    let history: MeasureHistory
    let coverage: Coverage
    let clocks: ClockPairs
    let causes: OpenCauses
  }

  /// What is to be stored of one incident.
  private struct IncidentDiagnosis: Sendable {
    let incident: Int64
    let findings: [Finding]
    /// Causes that could not be excluded, or that come nearest; the fact they are kept as.
    let open: (fact: String, value: JSONValue)?

    func store(_ db: Database) throws {
      for finding in findings { try finding.store(db, incident: incident) }
      guard let open else { return }
      try db.run(
        "UPDATE incident SET facts = json_set(facts, ?, json(?)) WHERE incident_id = ?",
        [open.fact, open.value.compact, incident])
    }
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
    _ id: Int64, _ shared: Shared, _ text: FindingContext, in db: Database
  ) throws -> IncidentDiagnosis {
    let rules = shared.rules.rules
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
          && (!hadRoot
            || rules[index].variants.contains { $0.isOpen(incident) }
              && shared.causes.isWorthAsking(rules[index], incident))
      })
    let open =
      try hadRoot
      ? shared.causes.alternatives(evaluations, conclusion, proof)
      : shared.causes.hypotheses(evaluations, conclusion, proof)
    conclusion.weigh(open)
    let kept = JSONValue.array(try open.prefix(OpenCauses.most).map { try $0.json(incident, text, in: db) })
    return IncidentDiagnosis(
      incident: id, findings: try conclusion.findings(text, in: db),
      open: open.isEmpty && hadRoot ? nil : (hadRoot ? "$.open" : "$.near", kept))
  }
}
