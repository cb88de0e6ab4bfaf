import Foundation
import GRDB
import Testing

@testable import DebriefKit

/// A log that is read while it grows gives the timeline that reading it at once gives.
@Suite struct GrownLogTests {
  /// Cuts behind lines and in the middle of lines, spread over the text.
  static func cuts(_ bytes: [UInt8]) -> [Int] {
    let ends = bytes.indices.filter { bytes[$0] == ASCII.newline }.map { $0 + 1 }.dropLast()
    let behind = stride(from: 0, to: ends.count, by: max(1, ends.count / 3)).map { ends[ends.startIndex + $0] }
    let within = stride(from: 1, to: bytes.count, by: max(1, bytes.count / 4 + 1))
    return Set(behind + within).sorted()
  }

  private static func check(_ text: String, keepsAllLines: Bool, _ what: String) async throws {
    let log = try GrowingLog()
    log.options.keepsAllLines = keepsAllLines
    let bytes = Array(text.utf8)
    let once = try await log.readAtOnce(bytes)
    for cut in cuts(bytes) {
      let parts = try await log.readInParts(bytes, cuts: [cut])
      #expect(parts.rows == once, "\(what), cut at byte \(cut): \(differences(parts.rows, once))")
      #expect(parts.last.continued.count + parts.last.again.count == 1, "\(what), cut at byte \(cut)")
    }
    let often = try await log.readInParts(bytes, cuts: cuts(bytes))
    #expect(often.rows == once, "\(what), cut at all of them: \(differences(often.rows, once))")
  }

  private static func differences(_ left: [String], _ right: [String]) -> String {
    left.difference(from: right).prefix(4).map { "\($0)" }.joined(separator: "\n")
  }

  @Test(arguments: GoldenRow.all)
  func everyGoldenTextMayGrow(_ row: GoldenRow) async throws {
    try await Self.check(row.text, keepsAllLines: false, row.about)
  }

  @Test(arguments: stride(from: 0, to: GoldenRow.all.count, by: 5).map { GoldenRow.all[$0] })
  func everyLineMayBeKept(_ row: GoldenRow) async throws {
    try await Self.check(row.text, keepsAllLines: true, row.about)
  }

  @Test(arguments: DataFormats.embedded.summaries.map { ($0.name, $0.samples.joined(separator: "\n") + "\n") })
  func textsOfFormatsThatAreDataMayGrow(_ name: String, _ text: String) async throws {
    try await Self.check(text, keepsAllLines: false, name)
  }

  /// What stands around lines, lines that come in pieces, several logs in one, runs of one shape, and clocks proved late.
  static let mixed: [(name: String, text: String)] = [
    (
      "CRI, a line in three pieces",
      """
      2025-04-02T03:12:29.001000000Z stdout P 1:X 02 Apr 2025 03:12:29.001 # +sdown mas
      2025-04-02T03:12:29.001000001Z stdout P ter mymaster 10.8.4
      2025-04-02T03:12:29.001000002Z stdout F .20 7101
      2025-04-02T03:12:30.071000000Z stdout F 1:X 02 Apr 2025 03:12:30.071 # +odown master mymaster 10.8.4.20 7101 #quorum 2/2

      """
    ),
    (
      "two containers, told apart by a prefix",
      """
      [pod/cache-0/redis] 7:S 02 Apr 2025 11:00:00.000 # Connection with master lost.
      [pod/cache-1/redis] 8:M 02 Apr 2025 11:00:01.000 * Ready to accept connections
      [pod/cache-0/redis] 7:S 02 Apr 2025 11:00:02.000 * Connecting to MASTER 10.0.0.1:6379
      [pod/cache-1/redis] 8:S 02 Apr 2025 11:00:03.000 # Connection with master lost.

      """
    ),
    (
      "a dump of the cluster's logs, section by section",
      """
      ==== START logs for container redis of pod prod/cache-0 ====
      7:S 02 Apr 2025 11:00:00.000 # Connection with master lost.
      ==== END logs for container redis of pod prod/cache-0 ====
      ==== START logs for container redis of pod prod/cache-1 ====
      8:S 02 Apr 2025 11:00:00.000 # Connection with master lost.
      ==== END logs for container redis of pod prod/cache-1 ====

      """
    ),
    (
      "logs of a sentinel and two servers, pasted below each other",
      """
      1:X 02 Apr 2025 03:12:29.001 # +sdown master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:32.400 # +switch-master mymaster 10.8.4.20 7101 10.8.4.21 7102
      and the servers:
      7:S 02 Apr 2025 03:12:00.000 # Connection with master lost.
      7:M 02 Apr 2025 03:12:31.300 * MASTER MODE enabled (user request from 'id=5 addr=10.8.4.30:7200 name=sentinel-1 cmd=exec')
      9:S 02 Apr 2025 03:11:00.000 # Connection with master lost.
      9:S 02 Apr 2025 03:12:33.000 * Connecting to MASTER 10.8.4.21:7102

      """
    ),
    (
      "a year's end in a log without years",
      """
      20:S 31 Dec 23:00:00.000 # Connection with master lost.
      20:signal-handler (1514764771) Received SIGTERM scheduling shutdown...
      20:M 31 Dec 23:59:31.390 # User requested shutdown...
      98:M 01 Jan 08:12:40.250 # Server started, Redis version 3.2.11
      98:S 01 Jan 08:13:40.250 # Connection with master lost.

      """
    ),
    (
      "a zone that is proved in the middle",
      """
      7:S 02 Apr 2025 11:00:00.000 # Connection with master lost.
      7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
      7:M 02 Apr 2025 11:12:27.950 # User requested shutdown...
      7:M 02 Apr 2025 11:12:28.950 * Ready to accept connections

      """
    ),
    (
      "a flood with a pause in it",
      (0..<120).map { number in
        let second = number < 80 ? 10 + number / 4 : 900 + number / 4
        return
          "7:S 02 Apr 2025 11:\(10 + second / 60):\(10 + second % 50).\(100 + number) * Connecting to MASTER 10.0.0.1:6379\n"
          + "7:S 02 Apr 2025 11:\(10 + second / 60):\(10 + second % 50).\(100 + number) # Error condition on socket for SYNC: Connection refused\n"
      }.joined()
    ),
    (
      "two floods in one, each line told by what was there before",
      (0..<120).map { number in
        let stamp = "02 Apr 2025 11:10:\(10 + number / 3).\(100 + number)"
        let who = number % 3 == 0 ? "cache-a_1  | 7" : "cache-bb_1 | 8"
        let what =
          number % 4 < 2
          ? "* Connecting to MASTER 10.0.0.1:6379" : "# Error condition on socket for SYNC: Connection refused"
        return "\(who):S \(stamp) \(what)\n"
      }.joined()
    ),
    (
      "Windows line ends, colours and lines that nobody knows",
      "\u{FEFF}what follows is real\r\n\u{1B}[31m7:S 02 Apr 2025 11:00:00.000 # Connection with master lost.\u{1B}[0m\r\n"
        + "%% one\r\n%% two\r\n%% three\r\n7:S 02 Apr 2025 11:00:01.000 * Ready to accept connections\r\n"
    ),
    (
      "ages whose moment is told below them",
      """
      $ kubectl get events
      LAST SEEN   TYPE      REASON      OBJECT        MESSAGE
      3m          Warning   Unhealthy   pod/cache-0   Readiness probe failed: x
      2m          Normal    Killing     pod/cache-0   Stopping container redis
      $ date
      Wed Apr  2 03:20:00 UTC 2025

      """
    ),
  ]

  @Test(arguments: mixed.indices, [false, true])
  func whatIsAroundLinesMayBeCut(_ index: Int, _ keepsAllLines: Bool) async throws {
    try await Self.check(Self.mixed[index].text, keepsAllLines: keepsAllLines, Self.mixed[index].name)
  }

  // MARK: - Diagnosed in between

  /// The samples, every log cut at a third and in the middle of a line, diagnosed before and after it has grown.
  @Test(arguments: [
    "clean/redis-failover", "clean/postgresql-switchover", "apecloud-mysql-switchover-refused",
    "pika-primary-returns-alone",
  ])
  func aSampleMayGrow(_ sample: String) async throws {
    let input = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "samples/\(sample)/input")
    let names = try FileManager.default.contentsOfDirectory(atPath: input.path).sorted()
    let texts = try names.map { Array(try Data(contentsOf: input.appending(path: $0))) }
    let log = try GrowingLog()
    func diagnosed(_ timeline: Timeline) async throws -> [String] {
      try await log.ingest(names, into: timeline)
      try Pipeline.diagnose(timeline)
      return try GrowingLog.rows(timeline)
    }
    for (name, text) in zip(names, texts) { try log.write(text, to: name) }
    let once = try await diagnosed(Timeline())
    let timeline = try Timeline()
    for (name, text) in zip(names, texts) { try log.write(text[..<(text.count / 3)], to: name) }
    _ = try await diagnosed(timeline)
    for (name, text) in zip(names, texts) { try log.write(text, to: name) }
    let grown = try await diagnosed(timeline)
    #expect(grown == once, "\(Self.differences(grown, once))")
  }

  /// A neighbour had told the zone of the log; it tells it again for all of it.
  @Test func aClockThatANeighbourToldIsAskedForAgain() async throws {
    let log = try GrowingLog()
    let candidate = """
      1:X 02 Apr 2025 03:12:30.080 # +vote-for-leader 09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b 7
      1:signal-handler (1743563600) Received SIGTERM scheduling shutdown...
      1:X 02 Apr 2025 03:13:20.100 # User requested shutdown...

      """
    let voter = "1:X 02 Apr 2025 11:12:30.082 # +vote-for-leader 09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b 7\n"
    let more = "1:X 02 Apr 2025 11:12:32.400 # +switch-master mymaster 10.8.4.20 7101 10.8.4.21 7102\n"
    try log.write(candidate, to: "a.log")
    try log.write(voter + more, to: "b.log")
    let once = try Timeline()
    try await log.ingest(["a.log", "b.log"], into: once)
    try Pipeline.diagnose(once)
    let zone = "SELECT zone_basis || ' ' || zone FROM source WHERE path LIKE '%b.log'"
    #expect(try await once.database.read { try String.fetchOne($0, sql: zone) } == "same-event +08:00")
    try log.write(voter, to: "b.log")
    let timeline = try Timeline()
    try await log.ingest(["a.log", "b.log"], into: timeline)
    try Pipeline.diagnose(timeline)
    #expect(try await timeline.database.read { try String.fetchOne($0, sql: zone) } == "same-event +08:00")
    try log.write(voter + more, to: "b.log")
    #expect(try await log.ingest(["b.log"], into: timeline).continued.map(\.line) == [2])
    try Pipeline.diagnose(timeline)
    #expect(try GrowingLog.rows(timeline) == GrowingLog.rows(once))
  }
}
