import Foundation
import GRDB
import Testing

@testable import DebriefKit

/// When a log is continued, when it is read again, and when it is another one.
@Suite struct ContinuationTests {
  private static let lines = (10..<60).map { second in
    "2:X 02 Apr 2025 03:12:\(second).980 # +sdown slave 10.0.0.\(second):6379 10.0.0.\(second) 6379 @ mymaster 10.0.0.1 6379\n"
  }
  private static let text = lines.joined()
  private static let more = "2:X 02 Apr 2025 03:13:00.980 # +sdown master mymaster 10.0.0.1 6379\n"

  /// What becomes of a log that was read, and then grew by `more`.
  private func grown(
    _ first: String = text, _ second: String = text + more, change: (GrowingLog, Timeline) throws -> Void = { _, _ in }
  ) async throws -> (intake: Pipeline.Intake, timeline: Timeline, log: GrowingLog) {
    let log = try GrowingLog()
    let timeline = try Timeline()
    try log.write(first)
    try await log.ingest(into: timeline)
    try log.write(second)
    try change(log, timeline)
    return (try await log.ingest(into: timeline), timeline, log)
  }

  @Test func onlyWhatCameAfterIsRead() async throws {
    let (intake, timeline, _) = try await grown()
    #expect(intake.continued.map(\.line) == [51])
    #expect(intake.bytes == Int64(Self.more.utf8.count))
    #expect(intake.recognised == 1 && intake.events == 1 && intake.again.isEmpty)
    #expect(try TimelineTests.count(timeline, "source") == 1)
    #expect(try TimelineTests.count(timeline, "event") == 51)
  }

  /// The bytes before are read for their digest, and never looked at: other lines there would be seen otherwise.
  @Test func aLineThatWasNotWholeIsReadAgain() async throws {
    let cut = Self.text + Self.more.prefix(40)
    let (intake, timeline, _) = try await grown(String(cut))
    #expect(intake.continued.map(\.line) == [51])
    #expect(intake.bytes == Int64(Self.more.utf8.count))
    #expect(try TimelineTests.count(timeline, "event WHERE kind = 'sentinel.sdown' AND cluster = 'mymaster'") == 51)
  }

  @Test func aRotatedLogIsAnotherSource() async throws {
    let (intake, timeline, _) = try await grown(Self.text, Self.more)
    #expect(intake.continued.isEmpty && intake.again.isEmpty && intake.sources == 1)
    #expect(try TimelineTests.count(timeline, "source") == 2)
    #expect(try TimelineTests.count(timeline, "event") == 51)
  }

  @Test func aLogWithOtherBytesAtItsStartIsAnotherSource() async throws {
    let (intake, timeline, _) = try await grown(
      Self.text, Self.text.replacing("10.0.0.30", with: "10.9.9.9") + Self.more)
    #expect(intake.continued.isEmpty && intake.again.isEmpty)
    #expect(try TimelineTests.count(timeline, "source") == 2)
  }

  @Test func otherOptionsReadFromTheStart() async throws {
    let (intake, timeline, _) = try await grown { log, _ in log.options.keepsAllLines = true }
    #expect(intake.again.map(\.reason) == [Continuation.Reason.otherReader.rawValue])
    #expect(try TimelineTests.count(timeline, "event WHERE kind = 'log.line'") == 51)
    #expect(try TimelineTests.count(timeline, "event WHERE kind <> 'log.line'") == 51)
    #expect(try TimelineTests.count(timeline, "source") == 1)
  }

  @Test(arguments: ["DELETE FROM resume_point", "UPDATE resume_point SET state = zeroblob(length(state))"])
  func aTimelineWithoutAResumePointReadsFromTheStart(_ sql: String) async throws {
    let (intake, timeline, _) = try await grown { _, timeline in
      try timeline.database.write { try $0.execute(sql: sql) }
    }
    #expect(intake.again.map(\.reason) == [Continuation.Reason.nothingKept.rawValue])
    #expect(try TimelineTests.count(timeline, "event") == 51)
    #expect(try TimelineTests.count(timeline, "resume_point") == 1)
  }

  /// What was told by neighbours is asked for again; how exactly a line was dated before it was moved nobody knows.
  @Test func aClockThatWasCorrectedReadsFromTheStart() async throws {
    let (intake, _, _) = try await grown { _, timeline in
      try timeline.database.write { try $0.execute(sql: "UPDATE source SET skew_us = 2000000") }
    }
    #expect(intake.again.map(\.reason) == [Continuation.Reason.movedClock.rawValue])
  }

  /// Without years the newest one counts in which no line is after the file's time.
  @Test func aYearThatWouldBeAnotherOneReadsFromTheStart() async throws {
    let log = try GrowingLog()
    let timeline = try log.timeline("t")
    let (first, second) = (
      "20:S 20 Jun 23:00:00.000 # Connection with master lost.\n",
      "20:S 21 Jun 01:00:00.000 # Connection with master lost.\n"
    )
    // 2026-03-31 and 2026-08-08.
    try log.write(first, changed: 1_774_951_200)
    try await log.ingest(into: timeline)
    try log.write(first + second, changed: 1_786_197_600)
    #expect(try await log.ingest(into: timeline).again.map(\.reason) == [Continuation.Reason.otherYear.rawValue])
    let years = "SELECT DISTINCT strftime('%Y', at / 1000000, 'unixepoch') FROM event"
    #expect(try await timeline.database.read { try String.fetchAll($0, sql: years) } == ["2026"])
    // Later in the same year nothing changes.
    try log.write(first + second + second, changed: 1_786_284_000)
    #expect(try await log.ingest(into: timeline).continued.map(\.line) == [3])
  }

  /// A document of which a megabyte is there and more is to come.
  @Test func theMiddleOfALargeDocumentReadsFromTheStart() async throws {
    let start = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: big\ndata:\n"
    let entries = (0..<30_000).map { "  key-\($0): some value that takes up space\n" }.joined()
    let (intake, timeline, log) = try await grown(start + entries, start + entries + "  last: one\n")
    #expect(intake.again.map(\.reason) == [Continuation.Reason.nothingKept.rawValue])
    #expect(try await GrowingLog.rows(timeline) == log.readAtOnce(Data(contentsOf: URL(fileURLWithPath: log.path()))))
  }

  @Test func aTimelineThatIsThrownAwayKeepsNoResumePoint() async throws {
    let log = try GrowingLog()
    try log.write(Self.text)
    let timeline = try Timeline()
    _ = try await Pipeline.ingest([log.path()], options: log.options, into: timeline, bulk: true)
    #expect(try TimelineTests.count(timeline, "resume_point") == 0)
  }

  /// A merged timeline goes on where its shard ended.
  @Test func aMergedTimelineGoesOn() async throws {
    let log = try GrowingLog()
    try log.write(Self.text)
    try await log.ingest(into: log.timeline("shard"))
    let merged = try log.timeline("merged")
    _ = try merged.merge(shard: log.path("shard.db"))
    try log.write(Self.text + Self.more)
    #expect(try await log.ingest(into: merged).continued.map(\.line) == [51])
    let once = try Timeline()
    try await log.ingest(into: once)
    #expect(try GrowingLog.rows(merged) == GrowingLog.rows(once))
  }

  /// A secret in a line that is not whole yet, and one that later lines repeat bare: neither reaches the file.
  @Test func noSecretWaitsInTheTimeline() async throws {
    let log = try GrowingLog()
    let secret = "Xy7-Secr3t!"
    let text = """
      7:M 02 Apr 2025 03:12:27.500 # redis://:\(secret)@10.0.0.1:6379 cannot be reached
      7:S 02 Apr 2025 03:12:28.500 # Error condition on socket for SYNC: \(secret)
      """
    let timeline = try log.timeline("t")
    try log.write(text)
    log.options.keepsAllLines = true
    try await log.ingest(into: timeline)
    let more = "\nthe word of the day is \(secret)\n"
    try log.write(text + more)
    #expect(try await log.ingest(into: timeline).continued.map(\.line) == [2])
    try await timeline.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    for file in try FileManager.default.contentsOfDirectory(atPath: log.folder.path) where file.hasPrefix("t.db") {
      #expect(try Data(contentsOf: log.folder.appending(path: file)).range(of: Data(secret.utf8)) == nil, "\(file)")
    }
    let kept = "SELECT message FROM event WHERE kind = 'log.line' AND line = 3"
    #expect(
      try await timeline.database.read { try String.fetchOne($0, sql: kept) } == "the word of the day is <redacted>")
  }

  /// What could not be read and was said once is not said twice, and not at all once it can be read.
  @Test func aProblemIsSaidOnce() async throws {
    let log = try GrowingLog()
    let timeline = try log.timeline("t")
    try log.write(Self.text)
    let folder = log.folder.appending(path: "logs")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "pasted.log"), withDestinationURL: log.folder.appending(path: "later.log"))
    for _ in 0..<2 { try await log.ingest(["logs"], into: timeline) }
    #expect(try TimelineTests.count(timeline, "problem") == 1)
    try log.write(Self.text, to: "later.log")
    try await log.ingest(["logs"], into: timeline)
    #expect(try TimelineTests.count(timeline, "problem") == 0)
    #expect(try TimelineTests.count(timeline, "source") == 1)
  }
}

/// What only the source's own bytes open.
@Suite struct SealTests {
  private static func seal(_ text: String) -> Seal {
    var digest = Digest()
    Array(text.utf8).withUnsafeBytes { digest.update($0) }
    return Seal(digest)
  }

  @Test func opensWithTheSameBytesOnly() throws {
    let plain = Array("what was learned".utf8)
    let sealed = try #require(Self.seal("a log").close(plain))
    #expect(Self.seal("a log").open(sealed) == plain)
    #expect(Self.seal("another log").open(sealed) == nil)
    #expect(Self.seal("a log").close(plain) != sealed)
    #expect(Self.seal("a log").open(Array(sealed.prefix(20))) == nil)
    for index in sealed.indices {
      var touched = sealed
      touched[index] ^= 1
      #expect(Self.seal("a log").open(touched) == nil, "byte \(index)")
    }
  }

  @Test func sealsNothing() throws {
    let sealed = try #require(Self.seal("a log").close([]))
    #expect(Self.seal("a log").open(sealed) == [])
  }
}
