import GRDB

/// What is known about a source once it has been read.
struct SourceSummary: Sendable {
  struct Process: Sendable {
    var stream: String
    var pod: String?
    var container: String?
    var namespace: String?
    var format: String?
    var facts: [String: String]
  }

  var path: String
  var member: String?
  var sha256 = ""
  var bytes: Int64 = 0
  var lines: Int64 = 0
  /// Formats by share of lines, the largest first, joined with `+`.
  var format = ""
  var zone = ""
  var zoneBasis = ""
  var yearBasis = ""
  var recognised = 0
  var unrecognised = 0
  var processes: [Process] = []
  var problems: [IntakeProblem] = []

  func store(_ db: Database, source: Int64) throws {
    try db.execute(
      sql: """
        UPDATE source SET path = ?, member = ?, sha256 = ?, bytes = ?, lines = ?, format = ?, zone = ?, zone_basis = ?,
          year_basis = ?, recognised = ?, unrecognised = ?,
          first_at = (SELECT min(at) FROM event WHERE source_id = :id),
          last_at = (SELECT max(coalesce(last_at, at)) FROM event WHERE source_id = :id)
        WHERE source_id = :id
        """.replacing(":id", with: String(source)),
      arguments: [
        path, member, sha256, bytes, lines, format, zone, zoneBasis, yearBasis, recognised, unrecognised,
      ])
    for process in processes {
      try db.execute(
        sql: """
          INSERT INTO process(source_id, stream, pod, container, namespace, format, facts) VALUES(?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          source, process.stream, process.pod, process.container, process.namespace, process.format,
          JSONValue.object(process.facts.mapValues(JSONValue.string)).compact,
        ])
    }
    for problem in problems { try problem.store(db, source: source) }
  }
}

extension IntakeProblem {
  func store(_ db: Database, source: Int64?) throws {
    try db.execute(
      sql: "INSERT INTO problem(source_id, path, line, reason, lines, sample) VALUES(?, ?, ?, ?, ?, ?)",
      arguments: [source, path, line, help.map { "\(reason); \($0)" } ?? reason, lines, sample])
  }
}
