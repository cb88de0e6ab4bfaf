import GRDB
import GRDBSQLite

/// The one hot path into the database: a prepared statement bound through the C API, a batch at a time.
///
/// Event ids are `source_id << 32 | sequence`, so they do not depend on which source was read first; those of raw lines are
/// `source_id << 32 | 1 << 31 | line`, so they do not depend on how many were read at once.
final class EventWriter {
  private static let columns = [
    "event_id", "at", "at_basis", "last_at", "repeat", "source_id", "line", "byte_offset", "byte_length", "origin",
    "kind", "severity", "cluster", "component", "instance", "peer", "actor", "role", "code", "message", "attributes",
    "local_at", "stream",
  ]
  private let statement: OpaquePointer
  private var sequence: [Int64: Int64] = [:]

  /// Prepares the statement on the connection of `db`; use the writer only inside accesses of the same connection.
  init(_ db: Database) throws {
    let marks = Self.columns.map { _ in "?" }.joined(separator: ",")
    let sql = "INSERT INTO event(\(Self.columns.joined(separator: ","))) VALUES(\(marks))"
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(db.sqliteConnection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    statement = prepared
  }

  deinit { sqlite3_finalize(statement) }

  /// Where the sequence of a source goes on, for a log that has grown.
  func resume(source: Int64, after events: Int64) { sequence[source] = events }

  func write(_ events: [Event], source: Int64) throws {
    for event in events {
      bind(event, source: source)
      try step()
    }
  }

  /// Stores raw lines as `log.line`.
  func write(_ lines: LineBatch, source: Int64) throws {
    try lines.bytes.withUnsafeBufferPointer { bytes in
      for row in lines.rows {
        bindLine(row, bytes, source)
        try step()
      }
    }
  }

  private func nextID(_ source: Int64) -> Int64 {
    let next = sequence[source, default: 0] + 1
    sequence[source] = next
    return source << 32 | next
  }

  private func step() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private func bind(_ event: Event, source: Int64) {
    integer(1, nextID(source))
    integer(2, event.at)
    text(3, event.basis.rawValue)
    integer(4, event.lastAt)
    integer(5, Int64(event.repeats))
    integer(6, source)
    integer(7, Int64(event.position.line))
    integer(8, event.position.offset)
    integer(9, Int64(event.position.length))
    text(10, event.origin)
    text(11, event.kind.rawValue)
    integer(12, Int64(event.severity.rawValue))
    text(13, event.cluster)
    text(14, event.component)
    text(15, event.instance)
    text(16, event.peer)
    text(17, event.actor)
    text(18, event.role)
    text(19, event.code)
    text(20, event.message)
    text(21, event.attributes.isEmpty ? nil : JSONValue.object(event.attributes).compact)
    integer(22, event.localAt)
    text(23, event.stream)
  }

  private func bindLine(_ row: LineBatch.Row, _ bytes: UnsafeBufferPointer<UInt8>, _ source: Int64) {
    sqlite3_clear_bindings(statement)
    integer(1, source << 32 | 1 << 31 | Int64(row.position.line))
    integer(2, row.at)
    literal(3, row.at == nil ? "none" : "inferred")
    integer(5, 1)
    integer(6, source)
    integer(7, Int64(row.position.line))
    integer(8, row.position.offset)
    integer(9, Int64(row.position.length))
    literal(10, "line")
    literal(11, "log.line")
    integer(12, 1)
    let start = UnsafeRawPointer(bytes.baseAddress?.advanced(by: row.start))
    let count = Int32(row.end - row.start)
    // The batch outlives the step, so SQLite need not copy the text.
    sqlite3_bind_text(statement, 20, start?.assumingMemoryBound(to: CChar.self), count, nil)
    integer(22, row.localAt)
  }

  // MARK: - Binding

  private func integer(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
  }

  /// SQLITE_TRANSIENT: SQLite copies, the String's bytes live only during the call.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  private func text(_ index: Int32, _ value: String?) {
    guard var value else {
      sqlite3_bind_null(statement, index)
      return
    }
    value.withUTF8 { bytes in
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), Self.transient)
      }
    }
  }

  private func literal(_ index: Int32, _ value: StaticString) {
    value.withUTF8Buffer { bytes in
      // Static: the bytes live as long as the program.
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), nil)
      }
    }
  }
}
