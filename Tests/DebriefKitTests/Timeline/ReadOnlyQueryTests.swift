import Foundation
import Testing

@testable import DebriefKit

@Suite struct ReadOnlyQueryTests {
  /// A timeline file that goes away with the test.
  private final class File {
    let path = FileManager.default.temporaryDirectory.appending(path: "debrief-\(UUID().uuidString) ?.db").path
    init() throws { _ = try Timeline(path: path) }
    deinit { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
  }

  private func rows(_ sql: String, seconds: Double = 30) throws -> [[QueryValue]] {
    let file = try File()
    var rows: [[QueryValue]] = []
    try ReadOnlyQuery(path: file.path, seconds: seconds).run(sql, begin: { _ in }, row: { rows.append($0) })
    return rows
  }

  @Test func answersSeveralStatements() throws {
    #expect(
      try rows("SELECT 1, 'a', 2.5, NULL; -- end\nSELECT count(*) FROM event;")
        == [[.integer(1), .text("a"), .real(2.5), .null], [.integer(0)]])
    #expect(try rows("WITH x(n) AS (VALUES (1), (2)) SELECT sum(n) FROM x") == [[.integer(3)]])
    #expect(try rows("SELECT json_extract('{\"a\":1}', '$.a')") == [[.integer(1)]])
    #expect(try rows("SELECT * FROM incident_summary") == [])
    #expect(try !rows("PRAGMA table_info(event)").isEmpty)
  }

  @Test(arguments: [
    "DELETE FROM event", "INSERT INTO ingest_run VALUES(1, 1, 1, '', '')", "DROP TABLE event",
    "UPDATE source SET path = ''",
    "CREATE TABLE x(y)", "CREATE TEMP TABLE x(y)", "ATTACH ':memory:' AS other", "DETACH main", "VACUUM INTO 'copy.db'",
    "PRAGMA writable_schema = 1", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 9", "PRAGMA query_only = 0",
    "SELECT load_extension('x')", "BEGIN IMMEDIATE", "REINDEX", "ANALYZE", "SELECT 1; DELETE FROM event",
  ])
  func refusesEverythingButReading(_ sql: String) throws {
    #expect(throws: QueryError.self) { try rows(sql) }
  }

  @Test func stopsAtItsTimeLimit() throws {
    #expect(throws: QueryError.tooSlow(seconds: 0.05)) {
      try rows("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c", seconds: 0.05)
    }
  }

  @Test func refusesWhatIsNoTimeline() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "debrief-\(UUID().uuidString).db").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: QueryError.self) { try ReadOnlyQuery(path: path) }
    try Data("just text, long enough to be read as a database header …………………………………………………………".utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: QueryError.self) { try ReadOnlyQuery(path: path) }
    #expect(throws: TimelineError.notATimeline(path: path)) { try Timeline(path: path) }
  }
}
