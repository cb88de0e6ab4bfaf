import GRDB

extension Resumption.Clocks {
  /// Dates the events of a source as they were read: what neighbours told of its clock they will tell again.
  func restore(_ db: Database, source: Int64) throws {
    for (stream, offset) in logs {
      try restore(db, source, offset, "kind <> 'log.line' AND coalesce(stream, '') = :stream", ["stream": stream])
    }
    try restore(db, source, lines, "kind = 'log.line'")
  }

  private func restore(
    _ db: Database, _ source: Int64, _ offset: Int64, _ condition: String, _ arguments: StatementArguments = [:]
  ) throws {
    try db.execute(
      sql: """
        UPDATE event SET last_at = last_at + (local_at - :offset - at), at = local_at - :offset
        WHERE \(Schema.events(of: ":source")) AND \(condition) AND local_at IS NOT NULL AND at <> local_at - :offset
        """, arguments: arguments &+ ["source": source, "offset": offset])
  }
}
