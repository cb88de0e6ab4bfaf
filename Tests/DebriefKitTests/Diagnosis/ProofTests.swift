import GRDB
import Testing

@testable import DebriefKit

/// Absence and order: what a finding may rest on, and what it says where it may not.
@Suite struct ProofTests {
  private struct Told: Equatable {
    var verdict: String
    var confidence: String
    var caveats: String
  }

  private static func finding(_ cause: String, in logs: [(name: String, text: String)]) async throws -> Told? {
    let timeline = try await storedTimeline(of: logs)
    try Pipeline.diagnose(timeline)
    return try await timeline.database.read { db in
      try Row.fetchOne(db, sql: "SELECT verdict, confidence, caveats FROM finding WHERE cause = ?", arguments: [cause])
        .map { Told(verdict: $0[0], confidence: $0[1], caveats: $0[2] ?? "") }
    }
  }

  private static let other = String(repeating: "b", count: 40)
  private static let quorum = """
    7:X 02 Apr 2025 03:12:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
    7:X 02 Apr 2025 03:12:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:20.000 # +sdown sentinel \(other) 10.0.0.8 26379 @ m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:29.980 # +sdown master m 10.0.0.1 6379
    """
  private static let replica = """
    9:S 02 Apr 2025 03:12:28.000 # Connection with master lost.
    9:S 02 Apr 2025 03:13:40.000 # Error condition on socket for SYNC: Connection refused
    """

  @Test func believesAnAbsenceThatALogCovers() async throws {
    let told = try #require(
      try await Self.finding(
        "quorum-not-reached",
        in: [
          ("redis.log", Self.replica),
          (
            "sentinel.log",
            Self.quorum
              + "\n7:X 02 Apr 2025 03:14:00.000 # -sdown sentinel \(Self.other) 10.0.0.8 26379 @ m 10.0.0.1 6379"
          ),
        ]))
    #expect(told.caveats == "")
    #expect(told.confidence == "high")
  }

  @Test func saysWhereTheLogEndsThatWouldHaveShownIt() async throws {
    let told = try #require(
      try await Self.finding("quorum-not-reached", in: [("redis.log", Self.replica), ("sentinel.log", Self.quorum)]))
    #expect(told.confidence == "medium")
    #expect(told.caveats.contains("not-provable"))
    #expect(told.caveats.contains("`sentinel.log` ends at 2025-04-02 03:12:29.98 UTC"))
    // One reason, said once for both absences.
    #expect(told.caveats.contains("agreed, tried"))
  }

  @Test(arguments: [
    (Relation.Order.after, 500_000 as Int64, false), (.after, 2_000_000, true), (.before, -500_000, true),
    (.before, -200_000, false),
  ])
  func decidesAnOrderOnlyBeyondTheIntervalOfTheClocks(_ order: Relation.Order, _ apart: Int64, _ decided: Bool) {
    let relation = Relation(other: .condition("x"), orders: [order])
    #expect(Proof.decides(relation, apart, .init(low: -400_000, high: 1_200_000)) == decided)
  }

  @Test func decidesADistanceOnlyInsideItsBounds() {
    let relation = Relation(other: .condition("x"), orders: [.after], within: 0...10_000_000)
    #expect(Proof.decides(relation, 5_000_000, .init(low: -400_000, high: 1_200_000)))
    #expect(!Proof.decides(relation, 9_900_000, .init(low: -400_000, high: 1_200_000)))
  }

  @Test func takesClocksThroughACommonPartner() {
    let clocks = ClockPairs([(1, 2, .init(low: -1, high: 2)), (2, 3, .init(low: 10, high: 20))])
    #expect(clocks.interval(1, 3) == .init(low: 9, high: 22))
    #expect(clocks.interval(3, 1) == .init(low: -22, high: -9))
    #expect(clocks.interval(2, 1) == .init(low: -2, high: 1))
    #expect(clocks.interval(1, 9) == nil)
  }

  /// Two logs whose events are half a second apart, by clocks that may differ by more.
  private static func apart(low: Int64, high: Int64) throws -> Timeline {
    let timeline = try Timeline()
    try timeline.database.write { db in
      try db.execute(
        sql: """
          INSERT INTO ingest_run VALUES(1, 0, 0, 'test', '[]');
          INSERT INTO source(source_id, run_id, path, sha256, bytes, lines, format, zone, zone_basis, year_basis,
            recognised, unrecognised) VALUES(1, 1, 'job.log', 'aa', 1, 1, 'script', 'UTC', '', '', 1, 0),
            (2, 1, 'lorry.log', 'bb', 1, 1, 'zap', 'UTC', '', '', 1, 0);
          INSERT INTO event(event_id, at, at_basis, source_id, line, byte_offset, byte_length, origin, kind, severity,
            message) VALUES
            (1, 1000001, 'exact', 1, 1, 0, 0, 'job', 'script.failed', 1, 'gave up'),
            (2, 1500001, 'exact', 2, 1, 0, 0, 'lorry', 'lease.acquired', 1, 'taken');
          INSERT INTO incident(incident_id, kind, platform, outcome, started_at, ended_at)
            VALUES(1, 'switchover', 'kubeblocks', 'failed', 1000000, 2000000);
          INSERT INTO incident_event(incident_id, event_id) VALUES(1, 1), (1, 2);
          """)
      try db.execute(
        sql: "INSERT INTO clock_pair(source_id, other_id, low_us, high_us) VALUES(1, 2, ?, ?)",
        arguments: [-high, -low])
    }
    return timeline
  }

  @Test(arguments: [(-400_000 as Int64, 1_200_000 as Int64, true), (-400_000, 300_000, false)])
  func saysWhichOrderTheClocksDoNotDecide(_ low: Int64, _ high: Int64, _ isOpen: Bool) throws {
    let timeline = try Self.apart(low: low, high: high)
    let text = """
      cause: wait-too-short
      weight: 90
      when:
        gave_up: {kind: script.failed}
        moved: {kind: lease.acquired, after: gave_up, within: 10 min}
      title: {en: T, zh: T}
      explanation: {en: E, zh: E}
      """
    let rule = RuleParser.rule(RuleReader(RuleSource(path: "wait-too-short.yaml", text: text)))
    let rules = RuleBook(rules: [rule])
    try Diagnosis.run(timeline, rules: rules)
    let row = try timeline.database.read { db in
      try #require(try Row.fetchOne(db, sql: "SELECT confidence, caveats FROM finding"))
    }
    let caveats: String? = row[1]
    #expect(row[0] == (isOpen ? "medium" : "high"))
    #expect((caveats != nil) == isOpen)
    let why = try #require(try RuleWhy.explain("wait-too-short", incident: 1, in: timeline, rules: rules).first)
    let moved = try #require(why.lines.first { $0.condition == "moved" })
    #expect(moved.holds)
    #expect(moved.detail.contains("order not decidable") == isOpen)
    if isOpen { #expect(caveats?.contains("−0.4 … +1.2 s, and the events are 0.5 s apart") == true) }
  }

  @Test func reportsCoverageAndClocks() async throws {
    let timeline = try await storedTimeline(of: [("redis.log", Self.replica), ("sentinel.log", Self.quorum)])
    try Pipeline.diagnose(timeline)
    let report = try JSONValue.parse(JSONReport().write(try ReportModel(timeline), replacing: nil))
    let coverage = try #require(report["coverage"]?.array)
    #expect(coverage.map { $0["source"]?.string } == ["redis.log", "sentinel.log"])
    #expect(coverage[1]["from"] == "2025-04-02T03:12:00.000000Z")
    #expect(coverage[1]["to"] == "2025-04-02T03:12:29.980000Z")
    #expect(coverage[1]["gaps"]?.array == [])
    #expect(report["clocks"]?.array == [])
    let assumption = try #require(report["assumptions"]?.array.first { $0["source"] == "sentinel.log" })
    #expect(assumption["conclusions"]?.array == ["detection_time"])
  }
}
