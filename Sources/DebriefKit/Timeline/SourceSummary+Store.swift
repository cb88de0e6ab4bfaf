import Foundation
import GRDB

extension SourceSummary {
  /// `pieceOf` is the first piece of the text, where this is a later one.
  func store(_ db: Database, source: Int64, pieceOf first: Int64?) throws {
    for process in processes {
      if let offset = process.lateOffset { try dateAnew(db, source: source, stream: process.stream, offset) }
    }
    try db.run(
      """
      UPDATE source SET path = :path, member = :member, sha256 = :sha256, bytes = :bytes, lines = :lines,
        format = :format, zone = :zone, zone_basis = :zone_basis, year_basis = :year_basis, recognised = :recognised,
        unrecognised = :unrecognised, first_piece = :first_piece, lines_before = :lines_before,
        first_at = (SELECT min(at) FROM (SELECT min(at) AS at FROM event
          WHERE \(Schema.events(of: ":id")) AND kind <> 'log.line' UNION ALL SELECT :first)),
        last_at = (SELECT max(at) FROM (SELECT max(coalesce(last_at, at)) AS at FROM event
          WHERE \(Schema.events(of: ":id")) AND kind <> 'log.line' UNION ALL SELECT :last))
      WHERE source_id = :id
      """,
      [
        "id": source, "path": path, "member": member, "sha256": sha256, "bytes": bytes, "lines": lines,
        "format": format, "zone": zone, "zone_basis": zoneBasis, "year_basis": yearBasis, "recognised": recognised,
        "unrecognised": unrecognised, "first_piece": first, "lines_before": linesBefore,
        "first": processes.compactMap(\.coverage?.lowerBound).min(),
        "last": processes.compactMap(\.coverage?.upperBound).max(),
      ])
    for process in processes {
      try db.run(
        """
        INSERT INTO process(source_id, stream, pod, container, namespace, format, facts, first_at, last_at, origins)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          source, process.stream, process.pod, process.container, process.namespace, process.format,
          JSONValue.object(process.facts.mapValues(JSONValue.string)).compact, process.coverage?.lowerBound,
          process.coverage?.upperBound, process.origins.joined(separator: " "),
        ])
      for gap in process.gaps {
        try db.run(
          "INSERT INTO coverage_gap(source_id, stream, from_at, to_at) VALUES(?, ?, ?, ?)",
          [source, process.stream, gap.lowerBound, gap.upperBound])
      }
    }
    for problem in problems { try problem.store(db, source: source) }
    if let point = resumePoint {
      try db.run(
        "INSERT INTO resume_point(source_id, line, byte_offset, events, reader, state) VALUES(?, ?, ?, ?, ?, ?)",
        [source, point.line, point.offset, point.events, point.reader, Data(point.sealed)])
    }
  }
}

extension SourceSummary {
  /// A line near the end may prove the zone of the whole log (a signal handler's epoch): what was dated before moves.
  private func dateAnew(_ db: Database, source: Int64, stream: String, _ offset: Int64) throws {
    try db.execute(
      sql: """
        UPDATE event SET last_at = last_at + (local_at - :offset - at), at = local_at - :offset
        WHERE \(Schema.events(of: ":source")) AND coalesce(stream, '') = :stream AND local_at IS NOT NULL
          AND at <> local_at - :offset
        """, arguments: ["offset": offset, "source": source, "stream": stream])
    guard yearBasis == "written" else { return }
    try db.execute(
      sql: """
        UPDATE event SET at_basis = 'exact'
        WHERE \(Schema.events(of: ":source")) AND coalesce(stream, '') = :stream AND local_at IS NOT NULL
          AND at_basis = 'inferred'
        """, arguments: ["source": source, "stream": stream])
  }
}

extension IntakeProblem {
  func store(_ db: Database, source: Int64?) throws {
    try db.run(
      "INSERT INTO problem(source_id, path, line, reason, lines, sample) VALUES(?, ?, ?, ?, ?, ?)",
      [source, path, line, help.map { "\(reason); \($0)" } ?? reason, lines, sample])
  }
}
