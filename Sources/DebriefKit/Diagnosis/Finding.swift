import GRDB

/// What was concluded about one cause in one incident.
struct Finding: Sendable {
  struct Evidence: Sendable {
    enum Stance: String, Sendable { case supports = "for", contradicts = "against", context }

    var event: Int64
    var stance: Stance
    var note: Localised?
    /// The note as it is stored.
    var text: String?
  }

  var cause: String
  /// The rule that says so; for causes that another rules out, that other's.
  var rule: String
  var verdict: Verdict
  var confidence: Confidence
  var title: String
  var explanation: String
  var explainedBy: String?
  var evidence: [Evidence]
  /// What the conclusion rests on without proof.
  var caveats: [Caveat] = []
  var remedies: [Remedy] = []

  struct Remedy: Sendable {
    var key: String
    var stage: String
    var title: String
    var body: String
    var command: String?
    var docs: [String]
  }

  struct Caveat: Sendable {
    var kind: String
    var condition: String
    var text: String

    static func all(_ doubts: [Doubt], _ language: Language) -> [Caveat] {
      doubts.map { Caveat(kind: $0.kind.rawValue, condition: $0.condition, text: $0.sentence(language)) }
    }

    var json: JSONValue {
      .object(["kind": .string(kind), "condition": .string(condition), "text": .string(text)])
    }
  }

  func store(_ db: Database, incident: Int64) throws {
    try db.run(
      """
      INSERT INTO finding(incident_id, rule, cause, verdict, confidence, title, explanation, explained_by, caveats)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        incident, rule, cause, verdict.rawValue, confidence.rawValue, title, explanation, explainedBy,
        caveats.isEmpty ? nil : JSONValue.array(caveats.map(\.json)).compact,
      ])
    let id = db.lastInsertedRowID
    for proof in evidence {
      try db.run(
        "INSERT INTO evidence(finding_id, event_id, stance, note) VALUES(?, ?, ?, ?)",
        [id, proof.event, proof.stance.rawValue, proof.text])
    }
    for (index, remedy) in remedies.enumerated() {
      try db.run(
        """
        INSERT INTO remedy(finding_id, position, key, title, body, stage, command, docs)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          id, index + 1, remedy.key, remedy.title, remedy.body, remedy.stage, remedy.command,
          remedy.docs.isEmpty ? nil : remedy.docs.joined(separator: "\n"),
        ])
    }
  }
}
