import Foundation
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
          SELECT s.source_id, s.sha256, s.bytes, s.skew_us, s.zone_basis, s.year_basis,
            p.line, p.byte_offset, p.events, p.reader, p.state
          FROM source s LEFT JOIN resume_point p USING (source_id) WHERE s.path = ? AND coalesce(s.member, '') = ?
          ORDER BY s.source_id DESC LIMIT 1
          """, arguments: [path, member ?? ""]
      ).map { row in
        var known = KnownSource(
          id: row[0], sha256: row[1], bytes: row[2], skew: row[3], zoneBasis: row[4], yearBasis: row[5])
        if let line = row[6] as Int?, let state = row[10] as Data? {
          known.resumePoint = ResumePoint(
            line: line, offset: row[7], events: row[8], reader: row[9], sealed: Array(state))
        }
        return known
      }
    }
  }

  /// Starts a source. `again` says that its row is there, of the same log before it grew: what was read of it goes in the
  /// same transaction.
  func begin(_ source: Int64, again: Bool = false) throws {
    try timeline.database.writeWithoutTransaction { db in
      if !bulk { try db.execute(sql: "BEGIN IMMEDIATE") }
      if again { try Self.delete(db, source) }
      try insert(source, db)
    }
  }

  /// Starts the pieces of one text, in one transaction. `again` are their rows of an earlier run, which go.
  func begin(pieces sources: [Int64], again old: [Int64]) throws {
    try timeline.database.writeWithoutTransaction { db in
      if !bulk { try db.execute(sql: "BEGIN IMMEDIATE") }
      for old in old { try Self.delete(db, old) }
      for source in sources { try insert(source, db) }
    }
  }

  /// The row comes first because events refer to it; `finish` fills it in.
  private func insert(_ source: Int64, _ db: Database) throws {
    try eventWriter(db).resume(source: source, after: 0)
    try db.execute(
      sql: """
        INSERT INTO source(source_id, run_id, path, sha256, bytes, lines, format, zone, zone_basis, year_basis,
          recognised, unrecognised) VALUES(?, ?, ?, '', 0, 0, '', '', '', '', 0, 0)
        """, arguments: [source, runID, "pending \(source)"])
  }

  func write(_ events: [Event], _ lines: LineBatch, source: Int64) throws {
    try timeline.database.writeWithoutTransaction { db in
      let writer = try eventWriter(db)
      try writer.write(events, source: source)
      try writer.write(lines, source: source)
    }
  }

  private func eventWriter(_ db: Database) throws -> EventWriter {
    let writer = try writer ?? EventWriter(db)
    self.writer = writer
    return writer
  }

  /// Completes a source. With `duplicateOf` content that is stored already (same bytes under any name in this timeline
  /// and the same path), everything written for it is taken back.
  func finish(_ source: Int64, _ summary: SourceSummary) throws { try finish(pieces: [source], [summary]) }

  func finish(pieces sources: [Int64], _ summaries: [SourceSummary]) throws {
    try timeline.database.writeWithoutTransaction { db in
      for (source, summary) in zip(sources, summaries) {
        let exists = try Bool.fetchOne(
          db,
          sql: """
            SELECT EXISTS(SELECT 1 FROM source
              WHERE sha256 = ? AND path = ? AND coalesce(member, '') = ? AND source_id <> ?)
            """, arguments: [summary.sha256, summary.path, summary.member ?? "", source])
        if exists == true {
          try Self.delete(db, source)
        } else {
          try summary.store(db, source: source, pieceOf: source == sources[0] ? nil : sources[0])
        }
      }
      if !bulk { try db.execute(sql: "COMMIT") }
    }
  }

  /// Goes on with a source that has grown, in a transaction of its own: what was made of an end that was none is taken back,
  /// and so is what a diagnosis made of its clock.
  ///
  /// - Parameter clocks: where a diagnosis has moved them, how the stamps were read.
  /// - Returns: how many events were taken back; nil where somebody else has changed the source since `known` was asked for:
  ///   nothing is begun then.
  func resume(_ known: KnownSource, line: Int, events: Int64, clocks: Resumption.Clocks?) throws -> Int? {
    try timeline.database.writeWithoutTransaction { db in
      if !bulk { try db.execute(sql: "BEGIN IMMEDIATE") }
      let now = try String.fetchOne(db, sql: "SELECT sha256 FROM source WHERE source_id = ?", arguments: [known.id])
      guard now == known.sha256 else {
        if !bulk { try db.execute(sql: "ROLLBACK") }
        return nil
      }
      try Self.eraseSummary(db, known.id)
      let lines: Int64 = known.id << 32 | 1 << 31
      let delete = "DELETE FROM event WHERE event_id BETWEEN ? AND ?"
      try db.execute(sql: delete, arguments: [lines | Int64(line), (known.id + 1) << 32 - 1])
      try db.execute(sql: delete, arguments: [(known.id << 32 | events) + 1, lines - 1])
      let taken = db.changesCount
      try clocks?.restore(db, source: known.id)
      try db.execute(
        sql: "UPDATE source SET run_id = ? WHERE source_id = ?", arguments: [runID, known.id])
      try eventWriter(db).resume(source: known.id, after: events)
      return taken
    }
  }

  /// Gives up a source that could not be read to its end: nothing of it stays but the problem.
  func abandon(_ source: Int64?, _ problem: IntakeProblem) throws {
    try abandon(pieces: source.map { [$0] } ?? [], problem)
  }

  func abandon(pieces sources: [Int64], _ problem: IntakeProblem) throws {
    try timeline.database.writeWithoutTransaction { db in
      if bulk {
        for source in sources { try Self.delete(db, source) }
      } else if db.isInsideTransaction {
        try db.execute(sql: "ROLLBACK")
      }
    }
    try note([problem])
  }

  /// Removes a source with all that rests on it; the diagnosis is made anew after every ingest.
  private static func delete(_ db: Database, _ source: Int64) throws {
    try eraseSummary(db, source)
    try db.execute(sql: "DELETE FROM event WHERE \(Schema.events(of: ":source"))", arguments: ["source": source])
    try db.execute(sql: "DELETE FROM source WHERE source_id = ?", arguments: [source])
  }

  /// Removes what is known of a source as a whole; its events and its row stay.
  private static func eraseSummary(_ db: Database, _ source: Int64) throws {
    try Timeline.eraseDiagnosis(db)
    try db.execute(sql: "DELETE FROM clock_pair WHERE ? IN (source_id, other_id)", arguments: [source])
    for table in ["resume_point", "coverage_gap", "process", "problem"] {
      try db.execute(sql: "DELETE FROM \(table) WHERE source_id = ?", arguments: [source])
    }
  }

  /// What an earlier run said of paths that are read now is no longer so, or is said again.
  func forgetProblems(of paths: Set<String>) throws {
    try timeline.database.writeWithoutTransaction { db in
      let earlier = try String.fetchAll(db, sql: "SELECT DISTINCT path FROM problem WHERE source_id IS NULL")
      for path in earlier where paths.contains(path) {
        try db.execute(sql: "DELETE FROM problem WHERE source_id IS NULL AND path = ?", arguments: [path])
      }
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
