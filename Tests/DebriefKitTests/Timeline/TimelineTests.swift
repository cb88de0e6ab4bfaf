import Foundation
import GRDB
import Testing

@testable import DebriefKit

@Suite struct TimelineTests {
  static let start = "2:X 02 Apr 2025 03:12:29.980 # +sdown master mymaster 10.0.0.1 6379\n"

  static func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "debrief-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  static let options = ReadOptions(now: 1_795_000_000_000_000)

  static func count(_ timeline: Timeline, _ table: String) throws -> Int {
    try timeline.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
  }

  @Test func hasTheContractsTablesAndViews() throws {
    let names = try Timeline().database.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    }
    let contract = [
      "ingest_run", "source", "event", "instance", "instance_alias", "role_interval", "incident", "incident_event",
      "measure", "finding", "evidence", "remedy", "context_line", "timeline", "incident_timeline", "role_history",
      "failover_phases", "actors", "incident_summary", "cause_statistics", "incident_link",
    ]
    #expect(Set(contract).subtracting(names).isEmpty)
  }

  /// A timeline of an earlier debrief gets what it lacks and keeps what it has.
  @Test func bringsAnOlderTimelineUpToDate() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "old.db").path
    do {
      let old = try DatabaseQueue(path: path)
      try old.writeWithoutTransaction { db in
        try db.execute(sql: Schema.tables)
        try db.execute(sql: "INSERT INTO ingest_run VALUES(1, 0, 0, 'old', '[]')")
        try db.execute(sql: "PRAGMA user_version = 1; PRAGMA application_id = \(Schema.applicationID)")
      }
    }
    let timeline = try Timeline(path: path)
    #expect(try Self.count(timeline, "incident_link") == 0)
    #expect(try Self.count(timeline, "resume_point") == 0)
    #expect(try Self.count(timeline, "ingest_run") == 1)
    #expect(try timeline.database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
  }

  @Test func runsEveryView() throws {
    let timeline = try Timeline()
    for view in Schema.views {
      try timeline.database.read { db in _ = try Row.fetchAll(db, sql: "SELECT * FROM \"\(view.name)\"") }
    }
  }

  @Test func refusesAnotherProgramsDatabase() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "other.db").path
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE notes(text)") }
    #expect(throws: TimelineError.notATimeline(path: path)) { try Timeline(path: path) }
  }

  @Test(arguments: [true, false])
  func ingestingTheSameBytesAgainChangesNothing(_ bulk: Bool) async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appending(path: "sentinel.log")
    try Self.start.write(to: log, atomically: true, encoding: .utf8)
    let timeline = try Timeline(path: folder.appending(path: "t.db").path)
    _ = try await Pipeline.ingest([log.path], options: Self.options, into: timeline, bulk: bulk)
    let events = try Self.count(timeline, "event")
    let second = try await Pipeline.ingest([log.path], options: Self.options, into: timeline, bulk: false)
    #expect(second.unchanged == 1)
    #expect(try Self.count(timeline, "event") == events)
    #expect(try Self.count(timeline, "source") == 1)
  }

  @Test func aZoneProvedAtTheEndDatesTheWholeLog() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appending(path: "redis.log")
    try """
    7:S 02 Apr 2025 11:00:00.000 # Connection with master lost.
    7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
    7:M 02 Apr 2025 11:12:27.950 # User requested shutdown...

    """.write(to: log, atomically: true, encoding: .utf8)
    let timeline = try Timeline(path: folder.appending(path: "t.db").path)
    _ = try await Pipeline.ingest([log.path], options: Self.options, into: timeline, bulk: true)
    let lost = try timeline.database.read { db in
      try Row.fetchOne(db, sql: "SELECT at, at_basis FROM event WHERE kind = 'replication.broken'")
    }
    #expect(lost?["at"] == Civil.micros(year: 2025, month: 4, day: 2, hour: 3, minute: 0, second: 0))
    #expect(lost?["at_basis"] == "exact")
  }

  @Test func aGrownLogIsNotCountedTwice() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appending(path: "sentinel.log")
    try Self.start.write(to: log, atomically: true, encoding: .utf8)
    let timeline = try Timeline(path: folder.appending(path: "t.db").path)
    var options = Self.options
    options.keepsAllLines = true
    _ = try await Pipeline.ingest([log.path], options: options, into: timeline, bulk: false)
    try (Self.start + Self.start.replacing("+sdown", with: "-sdown")).write(to: log, atomically: true, encoding: .utf8)
    _ = try await Pipeline.ingest([log.path], options: options, into: timeline, bulk: false)
    #expect(try Self.count(timeline, "source") == 1)
    #expect(try Self.count(timeline, "event WHERE kind = 'log.line'") == 2)
  }

  @Test func aMissingPathIsAnError() async throws {
    let timeline = try Timeline()
    await #expect(throws: IntakeError.missing(path: "/nowhere/at/all")) {
      _ = try await Pipeline.ingest(["/nowhere/at/all"], options: Self.options, into: timeline, bulk: true)
    }
  }

  @Test func idsDependOnTheSourceNotOnTheOrderOfReading() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["a", "b", "c", "d"] {
      let lines = (0..<2000).map { "2:X 02 Apr 2025 03:12:29.98\($0 % 10) # +\(name) \($0)" }.joined(separator: "\n")
      try lines.write(to: folder.appending(path: "\(name).log"), atomically: true, encoding: .utf8)
    }
    var seen: Set<[String]> = []
    for _ in 0..<3 {
      let timeline = try Timeline()
      var options = Self.options
      options.keepsAllLines = true
      _ = try await Pipeline.ingest([folder.path], options: options, into: timeline, bulk: true)
      seen.insert(
        try await timeline.database.read { db in
          try String.fetchAll(db, sql: "SELECT event_id || ' ' || message FROM event ORDER BY event_id")
        })
    }
    #expect(seen.count == 1)
  }

  /// Neither an event, nor a kept line, nor the sample of a line nobody recognised may hold a secret.
  @Test func noSecretReachesTheFile() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let secret = "Xy7-Secr3t!"
    let text = """
      + mysql -hx-mysql-0 -uroot -p\(secret) -e 'select 1'
      the word of the day is \(secret)
      %% unrecognised %% requirepass \(secret)
      7:M 02 Apr 2025 03:12:27.500 # redis://:\(secret)@10.0.0.1:6379 cannot be reached
      {"env":[{"name":"REDIS_PASSWORD","value":"\(secret)"}]}
      """
    try text.write(to: folder.appending(path: "trace.log"), atomically: true, encoding: .utf8)
    let path = folder.appending(path: "t.db").path
    var options = Self.options
    options.keepsAllLines = true
    let timeline = try Timeline(path: path)
    _ = try await Pipeline.ingest(
      [folder.appending(path: "trace.log").path], options: options, into: timeline, bulk: true)
    try await timeline.database.write { try $0.execute(sql: "PRAGMA incremental_vacuum") }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.range(of: Data(secret.utf8)) == nil)
    #expect(try Self.count(timeline, "event WHERE kind = 'log.line'") >= 5)
  }
}
