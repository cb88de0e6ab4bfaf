import GRDB
import Testing

@testable import DebriefKit

/// Logs without years in which something else tells the year.
@Suite struct YearProofTests {
  private static func years(_ sources: [(name: String, text: String)]) async throws -> [String: [Int]] {
    let timeline = try await storedTimeline(of: sources)
    try ClockAlignment.run(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT path, group_concat(DISTINCT CAST(strftime('%Y', at / 1000000, 'unixepoch') AS TEXT)) AS years
          FROM event JOIN source USING (source_id) WHERE at IS NOT NULL GROUP BY path
          """
      ).reduce(into: [:]) { found, row in
        found[row[0]] = (row[1] as String).split(separator: ",").compactMap { Int($0) }.sorted()
      }
    }
  }

  @Test func theEpochOfASignalHandlerProvesIt() async throws {
    let found = try await Self.years([
      (
        "redis.log",
        """
        20:S 31 Dec 23:00:00.000 # Connection with master lost.
        20:signal-handler (1514764771) Received SIGTERM scheduling shutdown...
        20:M 31 Dec 23:59:31.390 # User requested shutdown...
        98:M 01 Jan 08:12:40.250 # Server started, Redis version 3.2.11
        """
      ),
      ("replica.log", "18:S 31 Dec 23:59:31.404 # Connection with master lost."),
    ])
    #expect(found == ["redis.log": [2017, 2018], "replica.log": [2017]])
  }

  @Test(arguments: [
    ("9:X 01 Jan 00:00:02.307", "Mon Jan  1 00:06:01 2018", 2018),
    ("9:X 31 Dec 23:58:02.307", "Mon Jan  1 00:04:01 2018", 2017),
  ])
  func theEndOfADelayProvesIt(_ head: String, _ until: String, _ year: Int) async throws {
    let line = "\(head) # Next failover delay: I will not start a failover before \(until)"
    #expect(try await Self.years([("sentinel.log", line)]) == ["sentinel.log": [year]])
  }

  @Test func aYearThatIsWrittenNeedsNoProof() async throws {
    let line =
      "9:X 01 Jan 2020 00:00:02.307 # Next failover delay: I will not start a failover before Mon Jan  1 00:06:01 2018"
    #expect(try await Self.years([("sentinel.log", line)]) == ["sentinel.log": [2020]])
  }
}
