import GRDB

extension Timeline {
  /// What a merge did.
  public struct Merge: Sendable, Equatable {
    public var sources = 0
    public var events = 0
    /// Sources that were there already, byte for byte under the same name.
    public var unchanged = 0
  }

  /// Adds the sources of another timeline with all that was read from them. The same source is taken once, so merging is
  /// idempotent and the order of merges does not matter; incidents are derived anew afterwards.
  ///
  /// Throws `TimelineError.notATimeline` and `TimelineError.newer`; then nothing is changed.
  public func merge(shard path: String) throws -> Merge {
    let merge = try database.writeWithoutTransaction { db -> Merge in
      let application: Int?
      let version: Int
      defer { try? db.execute(sql: "DETACH shard") }
      do {
        try db.execute(sql: "ATTACH ? AS shard", arguments: [path])
        application = try Int.fetchOne(db, sql: "PRAGMA shard.application_id")
        version = try Int.fetchOne(db, sql: "PRAGMA shard.user_version") ?? 0
      } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
        throw TimelineError.notATimeline(path: path)
      }
      guard application == Schema.applicationID else { throw TimelineError.notATimeline(path: path) }
      guard version <= Schema.version else { throw TimelineError.newer(path: path, version: version) }
      var merge = Merge()
      try db.inTransaction(.immediate) {
        try Self.copy(db, &merge)
        if merge.sources > 0 { try Self.eraseDiagnosis(db) }
        return .commit
      }
      return merge
    }
    try index()
    return merge
  }

  private static func copy(_ db: Database, _ merge: inout Merge) throws {
    let sources = try Row.fetchAll(
      db,
      sql: """
        SELECT s.source_id, s.run_id, EXISTS(SELECT 1 FROM main.source m WHERE m.sha256 = s.sha256 AND m.path = s.path
          AND coalesce(m.member, '') = coalesce(s.member, '')) AS known
        FROM shard.source s ORDER BY s.path, s.member, s.source_id
        """)
    var runs: [Int64: Int64] = [:]
    var copies: [Int64: Int64] = [:]
    for source in sources {
      guard source["known"] == false else {
        merge.unchanged += 1
        continue
      }
      let (old, oldRun): (Int64, Int64) = (source["source_id"], source["run_id"])
      let run = try runs[oldRun] ?? copyRun(db, oldRun)
      runs[oldRun] = run
      let new = try (Int64.fetchOne(db, sql: "SELECT max(source_id) FROM main.source") ?? 0) + 1
      copies[old] = new
      try insert(
        db, "source", ["source_id": "\(new)", "run_id": "\(run)"], where: "source_id = \(old)")
      try insert(db, "process", ["source_id": "\(new)"], where: "source_id = \(old)")
      try insert(db, "coverage_gap", ["source_id": "\(new)"], where: "source_id = \(old)")
      try insert(db, "resume_point", ["source_id": "\(new)"], where: "source_id = \(old)")
      try insert(db, "problem", ["source_id": "\(new)", "problem_id": "NULL"], where: "source_id = \(old)")
      // Ids of events hold their source's: `source_id << 32 | sequence`.
      try insert(
        db, "event", ["source_id": "\(new)", "event_id": "\(new) << 32 | (event_id & 4294967295)"],
        where: "source_id = \(old)")
      merge.events += db.changesCount
      merge.sources += 1
    }
    // A piece whose beginning was here before is read as a text of its own.
    for new in copies.values {
      let first = try Int64.fetchOne(
        db, sql: "SELECT first_piece FROM main.source WHERE source_id = \(new)")
      guard let first else { continue }
      try db.execute(
        sql: "UPDATE main.source SET first_piece = ? WHERE source_id = ?",
        arguments: [copies[first], new])
    }
    // Problems of no source: paths that could not be read.
    try insert(
      db, "problem", ["problem_id": "NULL"],
      where: """
        source_id IS NULL AND NOT EXISTS(SELECT 1 FROM main.problem m WHERE m.source_id IS NULL AND m.path = shard.problem.path
          AND m.line IS shard.problem.line AND m.reason = shard.problem.reason)
        """)
  }

  private static func copyRun(_ db: Database, _ run: Int64) throws -> Int64 {
    try insert(db, "ingest_run", ["run_id": "NULL"], where: "run_id = \(run)")
    return db.lastInsertedRowID
  }

  /// Copies rows by the columns that both sides have; `replacing` gives the SQL of columns that change.
  private static func insert(
    _ db: Database, _ table: String, _ replacing: [String: String], where condition: String
  ) throws {
    let columns = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM pragma_table_info(?, 'main') WHERE name IN (SELECT name FROM pragma_table_info(?, 'shard'))
        ORDER BY cid
        """, arguments: [table, table])
    // A shard of an older debrief lacks the younger tables.
    guard !columns.isEmpty else { return }
    let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    let values = columns.map { replacing[$0] ?? "\"\($0)\"" }.joined(separator: ", ")
    try db.execute(
      sql: "INSERT INTO main.\(table)(\(names)) SELECT \(values) FROM shard.\(table) WHERE \(condition)")
  }
}
