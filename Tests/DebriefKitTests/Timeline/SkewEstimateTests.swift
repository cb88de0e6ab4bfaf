import GRDB
import Testing

@testable import DebriefKit

@Suite struct SkewEstimateTests {
  typealias Bracket = SkewEstimate.Bracket

  @Test func leavesClocksThatAreInOrder() {
    let brackets = [Bracket(outer: 1, inner: 2, before: 0, middle: 5, after: 10)]
    #expect(SkewedClocks.corrections(from: brackets).isEmpty)
  }

  @Test func findsAClockThatRunsAhead() {
    let brackets = [
      Bracket(outer: 1, inner: 2, before: 0, middle: 2_000_000, after: 20_000),
      Bracket(outer: 1, inner: 2, before: 50_000_000, middle: 52_010_000, after: 50_040_000),
    ]
    #expect(
      SkewedClocks.corrections(from: brackets)[2]
        == .init(micros: 1_980_000, allowed: .init(low: 1_980_000, high: 2_000_000)))
  }

  @Test func givesNothingWhereTheBracketsContradict() {
    let brackets = [
      Bracket(outer: 1, inner: 2, before: 0, middle: 2_000_000, after: 20_000),
      Bracket(outer: 1, inner: 2, before: 50_000_000, middle: 57_000_000, after: 50_040_000),
    ]
    #expect(SkewedClocks.corrections(from: brackets).isEmpty)
  }

  @Test func grantsAWholeSecondItsSpan() {
    let brackets = [
      Bracket(outer: 1, inner: 2, before: 500_000, middle: 0, middleSpan: 1_000_000, after: 520_000)
    ]
    #expect(SkewedClocks.corrections(from: brackets).isEmpty)
  }

  static let a = String(repeating: "a", count: 40)
  static let b = String(repeating: "b", count: 40)

  /// Two sentinels, the second's clock 3 s ahead.
  @Test func movesTheEventsOfASkewedSource() async throws {
    let leader = """
      7:X 02 Apr 2025 03:12:00.000 # Sentinel ID is \(Self.a)
      7:X 02 Apr 2025 03:12:30.071 # +try-failover master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:30.089 # +vote-for-leader \(Self.a) 1
      7:X 02 Apr 2025 03:12:30.109 # \(Self.b) voted for \(Self.a) 1
      """
    let voter = """
      8:X 02 Apr 2025 03:12:03.000 # Sentinel ID is \(Self.b)
      8:X 02 Apr 2025 03:12:33.100 # +vote-for-leader \(Self.a) 1
      """
    let timeline = try await storedTimeline(of: [("leader.log", leader), ("voter.log", voter)])
    try SkewEstimate.run(timeline)
    try SkewEstimate.run(timeline)
    let skew = try await timeline.database.read { db in
      try Int64.fetchOne(db, sql: "SELECT skew_us FROM source WHERE path = 'voter.log'")
    }
    #expect(skew == 2_991_000)
    let order = try await timeline.database.read { db in
      try String.fetchAll(
        db,
        sql: "SELECT s.path FROM event e JOIN source s USING (source_id) WHERE kind LIKE 'vote.%' ORDER BY at, event_id"
      )
    }
    #expect(order.count == 3)
    #expect(order.first == "leader.log")
  }

  /// Shifting all stamps of one log by d moves its estimate by d, and what is left between the clocks stays.
  @Test(arguments: [0, 7_000, -3_000, 60_000, -250_000])
  func movesTheEstimateWithTheClock(_ millis: Int64) async throws {
    let start = try #require(Civil.micros(year: 2025, month: 4, day: 2, hour: 3, minute: 12, second: 36))
    let at = start + 500_000 + millis * 1000
    let time = String(Civil.iso(at).dropFirst(11).prefix(12))
    let leader = """
      7:X 02 Apr 2025 03:12:00.000 # Sentinel ID is \(Self.a)
      7:X 02 Apr 2025 03:12:30.089 # +vote-for-leader \(Self.a) 1
      7:X 02 Apr 2025 03:12:30.109 # \(Self.b) voted for \(Self.a) 1
      """
    let voter = """
      8:X 02 Apr 2025 03:00:00.000 # Sentinel ID is \(Self.b)
      8:X 02 Apr 2025 \(time) # +vote-for-leader \(Self.a) 1
      """
    let timeline = try await storedTimeline(of: [("leader.log", leader), ("voter.log", voter)])
    try SkewEstimate.run(timeline)
    let (skew, low, high) = try await timeline.database.read { db in
      let row = try #require(
        try Row.fetchOne(db, sql: "SELECT skew_us, skew_low_us, skew_high_us FROM source WHERE path = 'voter.log'"))
      return (row[0] as Int64, row[1] as Int64?, row[2] as Int64?)
    }
    // Unshifted, the voter's clock runs 6.391 to 6.411 s ahead.
    #expect(low == 6_391_000 + millis * 1000)
    #expect(high == 6_411_000 + millis * 1000)
    #expect(skew == (millis < -6_411 ? 6_411_000 : 6_391_000) + millis * 1000)
    let left = try await timeline.database.read { db in
      try Row.fetchOne(db, sql: "SELECT high_us - low_us, low_us <= 0 AND high_us >= 0 FROM clock_pair").map {
        ($0[0] as Int64, $0[1] as Bool)
      }
    }
    #expect(left?.0 == 20_000)
    #expect(left?.1 == true)
  }

  /// Two that both want to lead vote for themselves, and each hears of the other's vote: the second clock is that much ahead.
  @Test(arguments: [0, 7_000, -3_000, 3_600_000])
  func comparesTheClocksOfRivalCandidates(_ millis: Int64) async throws {
    let start = try #require(Civil.micros(year: 2025, month: 4, day: 2, hour: 3, minute: 12, second: 30))
    func time(_ after: Int64) -> String {
      "02 Apr 2025 " + String(Civil.iso(start + (after + millis) * 1000).dropFirst(11).prefix(12))
    }
    let first = """
      7:X 02 Apr 2025 03:12:00.000 # Sentinel ID is \(Self.a)
      7:X 02 Apr 2025 03:12:30.066 # +vote-for-leader \(Self.a) 1
      7:X 02 Apr 2025 03:12:30.070 # \(Self.b) voted for \(Self.b) 1
      """
    let second = """
      8:X \(time(0)) # Sentinel ID is \(Self.b)
      8:X \(time(68)) # +vote-for-leader \(Self.b) 1
      8:X \(time(72)) # \(Self.a) voted for \(Self.a) 1
      """
    let timeline = try await storedTimeline(of: [("first.log", first), ("second.log", second)])
    try SkewEstimate.run(timeline)
    let (ids, pair) = try await timeline.database.read { db in
      (
        try Int64.fetchAll(db, sql: "SELECT source_id FROM source ORDER BY path"),
        try Row.fetchOne(db, sql: "SELECT source_id, other_id, low_us, high_us FROM clock_pair").map {
          [$0[0] as Int64, $0[1] as Int64, $0[2] as Int64, $0[3] as Int64]
        }
      )
    }
    // What is left between them after the correction holds zero, and is as wide as the messages took.
    let found = try #require(pair)
    #expect(Array(found[0...1]) == ids)
    #expect(found[2] <= 0 && found[3] >= 0)
    #expect(found[3] - found[2] == 8_000)
    let skews = try await timeline.database.read { db in
      try Int64.fetchAll(db, sql: "SELECT skew_us FROM source ORDER BY path")
    }
    // A whole hour is a zone, and taken whole.
    let ahead = [0, 3_600_000].contains(millis) ? millis * 1000 : (millis + (millis < 0 ? 6 : -2)) * 1000
    #expect(skews[1] - skews[0] == ahead)
  }

  @Test func correctsTheOneClockThatDisagreesWithTheOthers() {
    // The leader asks two voters: its own clock is 5 s behind, and both voters seem 5 s ahead.
    let brackets = [2, 3].map { voter in
      Bracket(outer: 1, inner: voter, before: 0, middle: 5_000_000, after: 20_000)
    }
    #expect(
      SkewedClocks.corrections(from: brackets) == [
        1: .init(micros: -4_980_000, allowed: .init(low: -5_000_000, high: -4_980_000))
      ])
  }

  @Test func keepsTheClockThatAgreesWithAThird() {
    // Two disagree, and the one in the middle of the brackets was right with a third log all along.
    let apart = Bracket(outer: 1, inner: 2, before: 0, middle: 5_000_000, after: 20_000)
    let agreeing = Bracket(outer: 2, inner: 3, before: 0, middle: 10_000, after: 20_000)
    #expect(
      SkewedClocks.corrections(from: [apart, agreeing]) == [
        1: .init(micros: -4_980_000, allowed: .init(low: -5_000_000, high: -4_980_000))
      ])
    // A third that leaves room for the correction says nothing.
    let vague = Bracket(outer: 2, inner: 3, before: 0, middle: 10_000, after: 60_000_000)
    #expect(Set(SkewedClocks.corrections(from: [apart, vague]).keys) == [2])
  }

  @Test func movesTogetherWhatAgrees() {
    // Two sentinels and two servers: the pairs agree, and only the first sentinel and the first server were compared.
    func pair(_ outer: Int64, _ inner: Int64, by: Int64 = 0) -> Bracket {
      Bracket(outer: outer, inner: inner, before: 0, middle: by + 10_000, after: 20_000)
    }
    let hour: Int64 = 3_600_000_000
    let two = SkewedClocks.corrections(from: [pair(1, 2), pair(3, 4), pair(1, 3, by: hour)])
    #expect(Set(two.keys) == [3, 4])
    #expect(Set(two.values.map(\.micros)) == [hour])
    // A third sentinel changes nothing, a third server makes the sentinels the fewer.
    #expect(
      Set(SkewedClocks.corrections(from: [pair(1, 2), pair(1, 5), pair(3, 4), pair(1, 3, by: hour)]).keys) == [3, 4])
    #expect(
      Set(SkewedClocks.corrections(from: [pair(1, 2), pair(3, 4), pair(3, 5), pair(1, 3, by: hour)]).keys) == [1, 2])
  }

  @Test func correctsEachOfSeveralWrongClocksByItsOwn() {
    // All were compared with the first one only: one is eight hours off, another seven seconds; the others agree.
    let brackets = [(2, 0), (3, 0), (4, 28_800_000_000), (5, 7_000_000)].map { other, by in
      Bracket(outer: 1, inner: other, before: 0, middle: by + 10_000, after: 20_000)
    }
    let found = SkewedClocks.corrections(from: brackets).mapValues(\.micros)
    #expect(found == [4: 28_800_000_000, 5: 6_990_000])
  }

  @Test func asksOtherWitnessesWhichOfTwoIsWrong() {
    let brackets = [Bracket(outer: 1, inner: 2, before: 0, middle: 3_600_000_000, after: 20_000)]
    let hour: ClosedRange<Int64> = 0...3_600_000_000
    let late: ClosedRange<Int64> = 3_600_000_000...3_660_000_000
    // Without anybody else, the one in the middle.
    #expect(Set(SkewedClocks.corrections(from: brackets).keys) == [2])
    // The others all happened while the second log was written, and none while the first was.
    #expect(
      Set(
        SkewedClocks.corrections(from: brackets, spans: [1: -7_200_000_000...(-7_100_000_000), 2: hour, 3: 0...5]).keys)
        == [
          1
        ])
    #expect(Set(SkewedClocks.corrections(from: brackets, spans: [1: hour, 2: late, 3: 0...5]).keys) == [2])
    #expect(Set(SkewedClocks.corrections(from: brackets, alike: [.init(1, 3): 3_600_000_000]).keys) == [1])
    // The second saw a promotion in the same moment as a server, or the first seven seconds away from it.
    #expect(Set(SkewedClocks.corrections(from: brackets, alike: [.init(2, 3): 40_000]).keys) == [1])
    #expect(Set(SkewedClocks.corrections(from: brackets, alike: [.init(1, 3): 7_000_000]).keys) == [1])
  }
}
