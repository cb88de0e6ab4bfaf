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
}
