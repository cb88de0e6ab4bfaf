import GRDB
import GRDBSQLite

/// Inserts the rows of one table through the C API: for tables that get many rows an incident or a source, where boxing
/// each value costs more than storing it.
final class InsertStatement {
  private let statement: OpaquePointer

  /// Prepares the statement on the connection of `db`; use it only inside accesses of the same connection.
  init(into table: String, _ columns: [String], _ db: Database) throws {
    let marks = columns.map { _ in "?" }.joined(separator: ",")
    let sql = "INSERT INTO \(table)(\(columns.joined(separator: ","))) VALUES(\(marks))"
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(db.sqliteConnection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    statement = prepared
  }

  deinit { sqlite3_finalize(statement) }

  /// Stores the row that was bound. Values stay bound for the next one until they are bound anew or cleared.
  func insert() throws {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  func clear() { sqlite3_clear_bindings(statement) }

  // MARK: - Binding, columns from 1

  func integer(_ index: Int32, _ value: Int64?) {
    if let value { sqlite3_bind_int64(statement, index, value) } else { sqlite3_bind_null(statement, index) }
  }

  /// SQLITE_TRANSIENT: SQLite copies, the String's bytes live only during the call.
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  func text(_ index: Int32, _ value: String?) {
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

  func literal(_ index: Int32, _ value: StaticString) {
    value.withUTF8Buffer { bytes in
      // Static: the bytes live as long as the program.
      _ = bytes.withMemoryRebound(to: CChar.self) {
        sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), nil)
      }
    }
  }

  /// Bytes that outlive the next `insert`, so that SQLite need not copy them.
  func borrowed(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
    let start = UnsafeRawPointer(bytes.baseAddress)
    sqlite3_bind_text(statement, index, start?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), nil)
  }
}
