import Foundation
import GRDB
import Testing

@testable import DebriefKit

/// What a timeline makes of a log that came in pieces.
@Suite struct SourcePiecesTests {
  private static func inFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-pieces-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
  }

  private static func ingest(_ folder: URL, into timeline: Timeline) async throws -> Pipeline.Intake {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
      $0.hasSuffix(".log")
    }
    return try await Pipeline.ingest(
      names.map { folder.appending(path: $0).path }, options: ReadOptions(now: 1_800_000_000_000_000), into: timeline,
      bulk: false)
  }

  private static let members = [
    "sentinel.log": SentinelIncidentTests.failover,
    "replica.log": """
    7:S 02 Apr 2025 03:00:00.010 * Running mode=standalone, port=6379.
    7:S 02 Apr 2025 03:00:00.020 * Connecting to MASTER 10.0.0.1:6379
    7:S 02 Apr 2025 03:12:27.500 # Connection with master lost.
    7:M 02 Apr 2025 03:12:31.100 * MASTER MODE enabled (user request from 'id=5 addr=10.0.0.9:1 name=sentinel-aaaaaaaa-cmd')
    7:M 02 Apr 2025 03:12:33.100 * Replica 10.0.0.3:6379 asks for synchronization

    """,
  ]

  @Test("A log cut at any line leaves the incident as it is", arguments: ["sentinel.log", "replica.log"])
  func cutAnywhere(_ name: String) async throws {
    let plain = try await SentinelIncidentTests.incidents(Self.members)
    #expect(plain.count == 1)
    let text = try #require(Self.members[name])
    let lines = text.split(separator: "\n").map { $0 + "\n" }
    for cut in 1..<lines.count {
      var files = Self.members
      files[name] = lines[..<cut].joined()
      files[name.replacing(".log", with: ".part2.log")] = lines[cut...].joined()
      let found = try await SentinelIncidentTests.incidents(files)
      #expect(found.map(\.facts) == plain.map(\.facts), "cut before line \(cut + 1)")
      #expect(found.map(\.outcome) == plain.map(\.outcome), "cut before line \(cut + 1)")
      #expect(found.map(\.events) == plain.map(\.events), "cut before line \(cut + 1)")
    }
  }

  @Test func readsPiecesAnewWhereTheLastOneHasGrown() async throws {
    try await Self.inFolder { folder in
      let lines: [String] = SentinelIncidentTests.failover.split(separator: "\n").map { String($0) + "\n" }
      func write(_ name: String, _ part: some Sequence<String>) throws {
        try Data(part.joined().utf8).write(to: folder.appending(path: name))
      }
      try write("s.part1.log", lines[..<3])
      try write("s.part2.log", lines[3..<5])
      let timeline = try Timeline()
      #expect(try await Self.ingest(folder, into: timeline).sources == 2)
      #expect(try await Self.ingest(folder, into: timeline).unchanged == 2)
      try write("s.part2.log", lines[3...])
      #expect(try await Self.ingest(folder, into: timeline).sources == 2)
      let rows = try await timeline.database.read { db in
        try Row.fetchAll(
          db, sql: "SELECT lines, lines_before, first_piece IS NOT NULL FROM source ORDER BY lines_before"
        ).map { [$0[0] as Int64, $0[1] as Int64, $0[2] as Int64] }
      }
      #expect(rows == [[3, 0, 0], [Int64(lines.count) - 3, 3, 1]])
      let events = try await timeline.database.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM event WHERE kind <> 'log.line'")
      }
      let whole = try await storedTimeline(of: [("s.log", SentinelIncidentTests.failover)])
      let expected = try await whole.database.read { db in
        try Int.fetchOne(db, sql: "SELECT count(*) FROM event WHERE kind <> 'log.line'")
      }
      #expect(events == expected)
    }
  }

  /// One clock, however many files: both pieces of a log that is 3 s ahead are moved.
  @Test func movesAllPiecesOfALogWithItsClock() async throws {
    try await Self.inFolder { folder in
      let (a, b) = (SkewEstimateTests.a, SkewEstimateTests.b)
      let files = [
        "leader.log": """
        7:X 02 Apr 2025 03:12:00.000 # Sentinel ID is \(a)
        7:X 02 Apr 2025 03:12:30.089 # +vote-for-leader \(a) 1
        7:X 02 Apr 2025 03:12:30.109 # \(b) voted for \(a) 1
        """,
        "voter.log": """
        8:X 02 Apr 2025 03:12:03.000 # Sentinel ID is \(b)
        8:X 02 Apr 2025 03:12:33.100 # +vote-for-leader \(a) 1

        """,
        "voter.part2.log": "8:X 02 Apr 2025 03:12:40.000 # +switch-master m 10.0.0.1 6379 10.0.0.2 6379\n",
      ]
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
      let timeline = try Timeline()
      _ = try await Self.ingest(folder, into: timeline)
      for _ in 1...2 {
        try SkewEstimate.run(timeline)
        let skews = try await timeline.database.read { db in
          try Int64.fetchAll(db, sql: "SELECT skew_us FROM source ORDER BY path")
        }
        #expect(skews == [0, 2_991_000, 2_991_000])
      }
    }
  }

  @Test func keepsPiecesTogetherInAMerge() async throws {
    try await Self.inFolder { folder in
      let lines: [String] = SentinelIncidentTests.failover.split(separator: "\n").map { String($0) + "\n" }
      try Data(lines[..<3].joined().utf8).write(to: folder.appending(path: "s.log"))
      try Data(lines[3...].joined().utf8).write(to: folder.appending(path: "s.part2.log"))
      let shard = try Timeline(path: folder.appending(path: "shard.db").path)
      _ = try await Self.ingest(folder, into: shard)
      let main = try await storedTimeline(of: [
        ("other.log", "7:M 02 Apr 2025 03:12:27.500 # User requested shutdown...\n")
      ])
      _ = try main.merge(shard: folder.appending(path: "shard.db").path)
      let pairs = try await main.database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT p.path, f.path FROM source p JOIN source f ON f.source_id = p.first_piece
            """
        ).map { [$0[0] as String, $0[1] as String].map { $0.split(separator: "/").last ?? "" } }
      }
      #expect(pairs == [["s.part2.log", "s.log"]])
    }
  }
}
