import GRDB

/// The hot path of events into the database, a batch at a time.
///
/// Event ids are `source_id << 32 | sequence`, so they do not depend on which source was read first; those of raw lines are
/// `source_id << 32 | 1 << 31 | line`, so they do not depend on how many were read at once.
final class EventWriter {
  private static let columns = [
    "event_id", "at", "at_basis", "last_at", "repeat", "source_id", "line", "byte_offset", "byte_length", "origin",
    "kind", "severity", "cluster", "component", "instance", "peer", "actor", "role", "code", "message", "attributes",
    "local_at", "stream",
  ]
  private let row: InsertStatement
  private var sequence: [Int64: Int64] = [:]

  /// Prepares the statement on the connection of `db`; use the writer only inside accesses of the same connection.
  init(_ db: Database) throws {
    row = try InsertStatement(into: "event", Self.columns, db)
  }

  /// Where the sequence of a source goes on, for a log that has grown.
  func resume(source: Int64, after events: Int64) { sequence[source] = events }

  func write(_ events: [Event], source: Int64) throws {
    for event in events {
      bind(event, source: source)
      try row.insert()
    }
  }

  /// Stores raw lines as `log.line`.
  func write(_ lines: LineBatch, source: Int64) throws {
    try lines.bytes.withUnsafeBufferPointer { bytes in
      for line in lines.rows {
        bindLine(line, bytes, source)
        try row.insert()
      }
    }
  }

  private func nextID(_ source: Int64) -> Int64 {
    let next = sequence[source, default: 0] + 1
    sequence[source] = next
    return source << 32 | next
  }

  private func bind(_ event: Event, source: Int64) {
    row.integer(1, nextID(source))
    row.integer(2, event.at)
    row.text(3, event.basis.rawValue)
    row.integer(4, event.lastAt)
    row.integer(5, Int64(event.repeats))
    row.integer(6, source)
    row.integer(7, Int64(event.position.line))
    row.integer(8, event.position.offset)
    row.integer(9, Int64(event.position.length))
    row.text(10, event.origin)
    row.text(11, event.kind.rawValue)
    row.integer(12, Int64(event.severity.rawValue))
    row.text(13, event.cluster)
    row.text(14, event.component)
    row.text(15, event.instance)
    row.text(16, event.peer)
    row.text(17, event.actor)
    row.text(18, event.role)
    row.text(19, event.code)
    row.text(20, event.message)
    row.text(21, event.attributes.isEmpty ? nil : JSONValue.object(event.attributes).compact)
    row.integer(22, event.localAt)
    row.text(23, event.stream)
  }

  private func bindLine(_ line: LineBatch.Row, _ bytes: UnsafeBufferPointer<UInt8>, _ source: Int64) {
    row.clear()
    row.integer(1, source << 32 | 1 << 31 | Int64(line.position.line))
    row.integer(2, line.at)
    row.literal(3, line.at == nil ? "none" : "inferred")
    row.integer(5, 1)
    row.integer(6, source)
    row.integer(7, Int64(line.position.line))
    row.integer(8, line.position.offset)
    row.integer(9, Int64(line.position.length))
    row.literal(10, "line")
    row.literal(11, "log.line")
    row.integer(12, 1)
    row.borrowed(20, UnsafeBufferPointer(rebasing: bytes[line.start..<line.end]))
    row.integer(22, line.localAt)
  }
}
