import GRDB

/// The single writer of a load. Sources are read side by side and hand their batches here.
///
/// A fresh timeline is loaded in one transaction without a journal and indexed at the end; an existing one gets a
/// transaction a source, so that a crash leaves it complete for whole sources.
actor TimelineWriter {
  private let timeline: Timeline
  private let bulk: Bool
  private var writer: EventWriter?
  private let runID: Int64
  private var nextSource: Int64

  /// Opens a load. `bulk` only for a timeline nobody else uses and that may be thrown away after a crash.
  init(_ timeline: Timeline, version: String, arguments: [String], startedAt: Int64, bulk: Bool) throws {
    self.timeline = timeline
    self.bulk = bulk
    (runID, nextSource) = try timeline.database.writeWithoutTransaction { db in
      try db.execute(
        sql: bulk
          ? "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000"
          : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
      try db.execute(
        sql: "INSERT INTO ingest_run(started_at, version, arguments) VALUES(?, ?, ?)",
        arguments: [startedAt, version, JSONValue.array(arguments.map(JSONValue.string)).compact])
      let run = db.lastInsertedRowID
      let last = try Int64.fetchOne(db, sql: "SELECT max(source_id) FROM source") ?? 0
      if bulk { try db.execute(sql: "BEGIN") }
      return (run, last + 1)
    }
  }

  /// Reserves the id of a source; call in the order of the sources.
  func reserve() -> Int64 {
    defer { nextSource += 1 }
    return nextSource
  }

  /// What is known of the same path: the newest source row, for a log that has grown.
  func known(path: String, member: String?) throws -> KnownSource? {
    try timeline.database.writeWithoutTransaction { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT source_id, sha256, bytes, lines FROM source WHERE path = ? AND coalesce(member, '') = ?
          ORDER BY source_id DESC LIMIT 1
          """, arguments: [path, member ?? ""]
      ).map { KnownSource(id: $0[0], sha256: $0[1], bytes: $0[2], lines: $0[3]) }
    }
  }

  /// Starts a source. `replacing` names the row of the same log before it grew: it goes in the same transaction.
  func begin(_ source: Int64, replacing old: Int64? = nil) throws {
    try timeline.database.writeWithoutTransaction { db in
      if !bulk { try db.execute(sql: "BEGIN IMMEDIATE") }
      if let old { try Self.delete(db, old) }
      // The row comes first because events refer to it; `finish` fills it in.
      try db.execute(
        sql: """
          INSERT INTO source(source_id, run_id, path, sha256, bytes, lines, format, zone, zone_basis, year_basis,
            recognised, unrecognised) VALUES(?, ?, ?, '', 0, 0, '', '', '', '', 0, 0)
          """, arguments: [source, runID, "pending \(source)"])
    }
  }

  func write(_ events: [Event], _ lines: LineBatch, source: Int64) throws {
    try timeline.database.writeWithoutTransaction { db in
      let writer = try writer ?? EventWriter(db)
      self.writer = writer
      try writer.write(events, source: source)
      try writer.write(lines, source: source)
    }
  }

  /// Completes a source. With `duplicateOf` content that is stored already (same bytes under any name in this timeline
  /// and the same path), everything written for it is taken back.
  func finish(_ source: Int64, _ summary: SourceSummary) throws {
    try timeline.database.writeWithoutTransaction { db in
      let exists = try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS(SELECT 1 FROM source
            WHERE sha256 = ? AND path = ? AND coalesce(member, '') = ? AND source_id <> ?)
          """, arguments: [summary.sha256, summary.path, summary.member ?? "", source])
      if exists == true {
        try Self.delete(db, source)
      } else {
        try summary.store(db, source: source)
      }
      if !bulk { try db.execute(sql: "COMMIT") }
    }
  }

  /// Gives up a source that could not be read to its end: nothing of it stays but the problem.
  func abandon(_ source: Int64, _ problem: IntakeProblem) throws {
    try timeline.database.writeWithoutTransaction { db in
      if bulk {
        try Self.delete(db, source)
      } else if db.isInsideTransaction {
        try db.execute(sql: "ROLLBACK")
      }
    }
    try note([problem])
  }

  /// Removes a source with all that rests on it; the diagnosis is made anew after every ingest.
  private static func delete(_ db: Database, _ source: Int64) throws {
    try Timeline.eraseDiagnosis(db)
    try db.execute(sql: "DELETE FROM event WHERE \(Schema.events(of: ":source"))", arguments: ["source": source])
    try db.execute(sql: "DELETE FROM clock_pair WHERE ? IN (source_id, other_id)", arguments: [source])
    for table in ["coverage_gap", "process", "problem", "source"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE source_id = ?", arguments: [source])
    }
  }

  /// Stores problems that belong to no source.
  func note(_ problems: [IntakeProblem]) throws {
    try timeline.database.writeWithoutTransaction { db in
      for problem in problems { try problem.store(db, source: nil) }
    }
  }

  /// Ends the load: commits, indexes, stamps the run.
  func close(finishedAt: Int64) throws {
    writer = nil
    try timeline.database.writeWithoutTransaction { db in
      try db.execute(
        sql: "UPDATE ingest_run SET finished_at = ? WHERE run_id = ?", arguments: [finishedAt, runID])
      if bulk { try db.execute(sql: "COMMIT") }
    }
    try timeline.index()
  }
}
