import GRDBSQLite

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A query by a person over a timeline: read-only connection, no ATTACH, no extensions, no writing pragma, a time limit.
///
/// It speaks the C API because the authorizer and the progress handler, which GRDB keeps for itself, are the guard here.
public final class ReadOnlyQuery {
  private let connection: OpaquePointer
  private let deadline: Deadline

  /// Opens the timeline at `path`. Throws `QueryError.cannotOpen` and `TimelineError.notATimeline`.
  public init(path: String, seconds: Double = 30) throws {
    connection = try Self.open(path)
    deadline = Deadline(seconds: seconds)
    guard try first("PRAGMA application_id") == .integer(Int64(Schema.applicationID)) else {
      throw TimelineError.notATimeline(path: path)
    }
    sqlite3_set_authorizer(connection, { _, action, first, second, _, _ in authorize(action, first, second) }, nil)
    let limit = Unmanaged.passUnretained(deadline).toOpaque()
    sqlite3_progress_handler(
      connection, 10_000,
      { context in
        guard let context else { return 0 }
        return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().isOver ? 1 : 0
      }, limit)
  }

  deinit { sqlite3_close_v2(connection) }

  /// Runs statements one after the other; `begin` gets the column names of each that has columns, `row` its rows.
  /// Throws `QueryError`.
  public func run(
    _ sql: String, begin: ([String]) throws -> Void, row: ([QueryValue]) throws -> Void
  ) throws {
    deadline.start()
    var rest = Array(sql.utf8CString)
    while rest.count > 1 {
      var statement: OpaquePointer?
      let (code, used) = rest.withUnsafeBufferPointer { text in
        var tail: UnsafePointer<CChar>?
        let code = sqlite3_prepare_v2(connection, text.baseAddress, Int32(text.count), &statement, &tail)
        return (code, tail.flatMap { end in text.baseAddress.map { end - $0 } } ?? text.count - 1)
      }
      defer { sqlite3_finalize(statement) }
      guard code == SQLITE_OK else { throw failure(code) }
      rest.removeFirst(max(used, 1))
      guard let statement else { continue }
      try step(statement, begin, row)
    }
  }

  private func step(
    _ statement: OpaquePointer, _ begin: ([String]) throws -> Void, _ row: ([QueryValue]) throws -> Void
  ) throws {
    let columns = (0..<sqlite3_column_count(statement)).map { index in
      sqlite3_column_name(statement, index).map { String(cString: $0) } ?? ""
    }
    if !columns.isEmpty { try begin(columns) }
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        if code == SQLITE_DONE { return }
        throw failure(code)
      }
      try row(columns.indices.map { value(statement, Int32($0)) })
    }
  }

  private func first(_ sql: String) throws -> QueryValue? {
    var found: QueryValue?
    try run(sql, begin: { _ in }, row: { found = found ?? $0.first })
    return found
  }

  private func value(_ statement: OpaquePointer, _ index: Int32) -> QueryValue {
    switch sqlite3_column_type(statement, index) {
    case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
    case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, index))
    case SQLITE_NULL: return .null
    default:
      let count = Int(sqlite3_column_bytes(statement, index))
      guard let bytes = sqlite3_column_blob(statement, index) else { return .text("") }
      return .text(String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self))
    }
  }

  private func failure(_ code: Int32) -> QueryError {
    switch code {
    case SQLITE_INTERRUPT: .tooSlow(seconds: deadline.seconds)
    case SQLITE_AUTH: .forbidden
    default: .failed(reason: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "error \(code)")
    }
  }

  /// A timeline in WAL mode inside a folder that cannot be written has no room for its index: it is read as immutable.
  private static func open(_ path: String) throws -> OpaquePointer {
    var reason = ""
    for mode in ["mode=ro", "mode=ro&immutable=1"] {
      var connection: OpaquePointer?
      let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      var code = sqlite3_open_v2("file:\(ASCII.percentEncoded(path))?\(mode)", &connection, flags, nil)
      if code == SQLITE_OK { code = sqlite3_exec(connection, "SELECT count(*) FROM sqlite_schema", nil, nil, nil) }
      if code == SQLITE_OK, let connection { return connection }
      reason = sqlite3_errmsg(connection).map { String(cString: $0) } ?? "error \(code)"
      sqlite3_close_v2(connection)
    }
    throw QueryError.cannotOpen(path: path, reason: reason)
  }
}

/// A cell of a query's answer.
public enum QueryValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
}

/// Why a query gave no answer.
public enum QueryError: Error, CustomStringConvertible, Equatable {
  case cannotOpen(path: String, reason: String)
  case forbidden
  case tooSlow(seconds: Double)
  case failed(reason: String)

  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason): "\(path): cannot be opened: \(reason)"
    case .forbidden: "not allowed: queries only read the timeline (no writing, no ATTACH, no extensions)"
    case .tooSlow(let seconds): "the query ran longer than \(Seconds.text(seconds)) s; add a WHERE or raise --timeout"
    case .failed(let reason): "the query failed: \(reason)"
    }
  }
}

private final class Deadline {
  let seconds: Double
  private var end: Double = .infinity

  init(seconds: Double) { self.seconds = seconds }

  func start() { end = Self.now + seconds }

  var isOver: Bool { Self.now > end }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Reading, functions except the one that loads code, and pragmas that only tell.
private func authorize(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Int32 {
  switch action {
  case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
  case SQLITE_FUNCTION:
    let name = second.map { String(cString: $0).lowercased() } ?? ""
    return ["load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"].contains(name)
      ? SQLITE_DENY : SQLITE_OK
  case SQLITE_PRAGMA:
    let name = first.map { String(cString: $0).lowercased() } ?? ""
    let takesArgument = ["table_info", "table_xinfo", "table_list", "index_list", "index_info"].contains(name)
    let tells = ["user_version", "application_id", "page_count", "page_size", "integrity_check", "quick_check"]
    return takesArgument || (second == nil && tells.contains(name)) ? SQLITE_OK : SQLITE_DENY
  default: return SQLITE_DENY
  }
}
