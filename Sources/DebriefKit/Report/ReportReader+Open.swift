import GRDB

/// Causes that are neither proved nor disproved, and what the commands that would settle them need.
extension ReportModel {
  static func nearMiss(_ value: JSONValue, _ db: Database) throws -> NearMiss {
    func texts(_ key: String) -> [String] { value[key]?.array.compactMap(\.string) ?? [] }
    let events = value["evidence"]?.array.compactMap(\.integer) ?? []
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT e.event_id, e.at, e.repeat, e.line, e.kind, e.message, e.code, e.instance, e.peer, e.role, e.attributes,
          s.path, s.member
        FROM event e JOIN source s USING (source_id)
        WHERE e.event_id IN (\(events.map(String.init).joined(separator: ","))) ORDER BY e.at IS NULL, e.at, e.event_id
        """)
    return NearMiss(
      cause: value["cause"]?.string ?? "", rule: value["rule"]?.string ?? "", missing: texts("missing"),
      reasons: texts("reasons"), witnesses: texts("witnesses"),
      evidence: rows.map { row in
        Evidence(
          stance: "for", event: row["event_id"], place: place(row), at: row["at"], repeats: row["repeat"],
          text: text(row))
      },
      needs: (value["needs"]?.array ?? []).map {
        NearMiss.Need(artefact: $0["artefact"]?.string ?? "", command: $0["command"]?.string)
      })
  }

  /// The names that stand in commands, as the evidence gives them.
  static func handles(_ db: Database, _ incident: Incident) throws -> [String: String] {
    var handles = ["cluster": incident.cluster].compactMapValues(\.self)
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT min(CAST(e.attributes ->> '$.namespace' AS TEXT)) AS namespace,
          min(CASE WHEN e.kind LIKE 'job.%' THEN e.instance ELSE CAST(e.attributes ->> '$.job' AS TEXT) END) AS job
        FROM incident_event ie JOIN event e USING (event_id) WHERE ie.incident_id = ?
        """, arguments: [incident.id])
    for name in ["namespace", "job"] { if let value: String = row?[name] { handles[name] = value } }
    // They end up in commands that people paste: nothing a shell could take for its own.
    return handles.filter {
      $0.value.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || ".-_".utf8.contains($0) }
    }
  }
}
