package import GRDB
import GRDBSQLite

/// The timeline of what happened: one SQLite database, in a file or in memory.
///
/// It owns the schema, all writes and all reads; the tables are documented in `Schema`.
public final class Timeline: Sendable {
  /// The database, for reads of the stages and of tests.
  package let database: DatabaseQueue
  /// The file; nil for a timeline in memory.
  public let path: String?

  /// A timeline for one run: in memory while it is small, and nothing is left behind.
  public convenience init() throws {
    // SQLite keeps a database without a name in its cache, spills it to a file of its own and removes that at the end.
    try self.init(DatabaseQueue(path: "", configuration: Self.configuration), path: nil)
  }

  /// Opens a timeline, or creates it. Throws `TimelineError.notATimeline` for another SQLite file and
  /// `TimelineError.newer` for one made by a later debrief.
  public convenience init(path: String) throws {
    do {
      try self.init(DatabaseQueue(path: path, configuration: Self.configuration), path: path)
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB: throw TimelineError.notATimeline(path: path)
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_FULL, .SQLITE_BUSY, .SQLITE_IOERR:
        throw TimelineError.cannotWrite(path: path, reason: error.message ?? error.resultCode.description)
      default: throw error
      }
    }
  }

  private init(_ database: DatabaseQueue, path: String?) throws {
    self.database = database
    self.path = path
    try migrate()
  }

  /// Another connection to the file, for a core of its own; only for a timeline that has a path.
  func connection() throws -> DatabaseQueue {
    try DatabaseQueue(path: path ?? "", configuration: Self.configuration)
  }

  private static var configuration: Configuration {
    SQLiteSettings.make()
    var configuration = Configuration()
    // The bulk load keeps one transaction open over many calls.
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(10)
    // GRDB has itself told of every column that a statement names, for observers of changes. There are none, and for the
    // statements of the rules the telling costs as much as the preparing.
    configuration.prepareDatabase { db in sqlite3_set_authorizer(db.sqliteConnection, nil, nil) }
    return configuration
  }

  private func migrate() throws {
    try database.writeWithoutTransaction { db in
      let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
      guard isEmpty || application == Schema.applicationID else { throw TimelineError.notATimeline(path: path ?? "") }
      guard version <= Schema.version else { throw TimelineError.newer(path: path ?? "", version: version) }
      try db.inTransaction {
        for migration in Schema.migrations where migration.version > version { try db.execute(sql: migration.sql) }
        for view in Schema.views {
          try db.execute(sql: "DROP VIEW IF EXISTS \"\(view.name)\"; CREATE VIEW \"\(view.name)\" AS \(view.sql)")
        }
        try db.execute(
          sql: "PRAGMA user_version = \(Schema.version); PRAGMA application_id = \(Schema.applicationID)")
        return .commit
      }
    }
  }

  /// Removes incidents, roles and findings, which are always derived anew from the events.
  static func eraseDiagnosis(_ db: Database) throws {
    for table in [
      "context_line", "remedy", "evidence", "finding", "measure", "incident_event", "incident_link", "incident",
      "role_interval", "instance_alias", "instance",
    ] {
      try db.execute(sql: "DELETE FROM \(table)")
    }
  }

  /// The tables, indices and views as SQL.
  public static var schema: String {
    let views = Schema.views.map { "CREATE VIEW \"\($0.name)\" AS\n\($0.sql);" }
    return (Schema.migrations.map(\.sql) + [Schema.indices] + views).joined(separator: "\n")
  }

  /// Whether some format understood a line of some source.
  public func holdsAnything() throws -> Bool {
    try database.read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS(SELECT 1 FROM source WHERE recognised > 0)") ?? false
    }
  }

  /// Builds the indices that reading needs; cheap when they are there.
  package func index() throws {
    try database.writeWithoutTransaction { try $0.execute(sql: Schema.indices) }
  }
}

/// Why a timeline cannot be opened.
public enum TimelineError: Error, CustomStringConvertible, Equatable {
  case notATimeline(path: String)
  case newer(path: String, version: Int)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .notATimeline(let path):
      "\(path) is not a timeline of debrief; name another file with --db"
    case .newer(let path, let version):
      "\(path) was written by a newer debrief (schema \(version), this one knows \(Schema.version)); update debrief"
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }
}
