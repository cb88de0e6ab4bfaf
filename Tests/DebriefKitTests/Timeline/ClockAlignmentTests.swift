import GRDB
import Testing

@testable import DebriefKit

@Suite struct ClockAlignmentTests {
  typealias Sighting = ClockAlignment.Sighting
  static let hour: Int64 = 3_600_000_000

  static let day: Int64 = 86_400_000_000
  static let known: [(Int64, Int64)] = [
    (8 * hour + 1_000_000, -8 * hour), (-19_800_000_000, 19_800_000_000), (2_000_000, 0), (365 * day, -365 * day),
    (366 * day + 5_000_000, -366 * day),
  ]

  @Test(arguments: known)
  func correctsZonesAndYears(_ apart: Int64, _ expected: Int64) {
    #expect(ClockAlignment.correction(apart) == expected)
  }

  @Test func leavesWhatIsNoZone() { #expect(ClockAlignment.correction(400_000_000) == nil) }

  @Test func movesTheAssumedClockToTheProvedOne() {
    let seen = [
      "vote a 1": [Sighting(source: 1, at: 0), Sighting(source: 2, at: 8 * Self.hour)],
      "switch": [Sighting(source: 2, at: 8 * Self.hour + 5), Sighting(source: 3, at: 8 * Self.hour + 9)],
    ]
    let shifts = ClockAlignment.shifts(seen, assumed: [2, 3], all: [1, 2, 3])
    #expect(shifts.map(\.source) == [2, 3])
    #expect(shifts.allSatisfy { $0.micros == -8 * Self.hour })
  }

  @Test func doesNotTrustSightingsThatDisagree() {
    let seen = [
      "a": [Sighting(source: 1, at: 0), Sighting(source: 2, at: 8 * Self.hour)],
      "b": [Sighting(source: 1, at: 0), Sighting(source: 2, at: 3 * Self.hour)],
    ]
    #expect(ClockAlignment.shifts(seen, assumed: [2], all: [1, 2]).isEmpty)
  }

  @Test func followsTheMajorityWhereNothingIsProved() {
    let seen = ["s": [Sighting(source: 1, at: 0), Sighting(source: 2, at: 1), Sighting(source: 3, at: -5 * Self.hour)]]
    let shifts = ClockAlignment.shifts(seen, assumed: [1, 2, 3], all: [1, 2, 3])
    #expect(shifts.map(\.source) == [3])
    #expect(shifts.first?.micros == 5 * Self.hour)
  }

  typealias SourceSpan = ClockAlignment.SourceSpan

  static func at(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    Civil.micros(year: year, month: month, day: day, hour: 0, minute: 0, second: 0) ?? 0
  }

  @Test func takesTheYearOfItsNeighbours() {
    let spans = [
      SourceSpan(source: 1, guessed: false, first: Self.at(2020, 5, 18), last: Self.at(2020, 5, 20)),
      SourceSpan(source: 2, guessed: true, first: Self.at(2026, 5, 19), last: Self.at(2026, 5, 20)),
      SourceSpan(source: 3, guessed: true, first: Self.at(2026, 9, 1), last: Self.at(2026, 9, 2)),
    ]
    let moved = ClockAlignment.adoptions(spans)
    #expect(moved.map(\.source) == [2])
    #expect(moved.first?.micros == Self.at(2020, 5, 19) - Self.at(2026, 5, 19))
  }

  @Test func keepsAYearThatFits() {
    let spans = [
      SourceSpan(source: 1, guessed: false, first: Self.at(2026, 5, 18), last: Self.at(2026, 5, 20)),
      SourceSpan(source: 2, guessed: true, first: Self.at(2026, 5, 20), last: Self.at(2026, 5, 21)),
    ]
    #expect(ClockAlignment.adoptions(spans).isEmpty)
  }

  /// A signal handler proves +08:00 for one log; the one beside it has no proof of its own.
  @Test func takesTheZoneOfItsNeighbours() async throws {
    let proved = """
      7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
      7:M 02 Apr 2025 11:12:27.500 # User requested shutdown...
      """
    let other = "9:X 02 Apr 2025 11:12:29.980 # +sdown master m 10.0.0.1 6379\n"
    let timeline = try await storedTimeline(of: [("redis.log", proved), ("sentinel.log", other)])
    try ClockAlignment.run(timeline)
    try ClockAlignment.run(timeline)
    let row = try timeline.database.read { db in
      try Row.fetchOne(db, sql: "SELECT zone, zone_basis FROM source WHERE path = 'sentinel.log'")
    }
    #expect(row?["zone"] == "+08:00")
    #expect(row?["zone_basis"] == "neighbours")
    let at = try await timeline.database.read { db in
      try Int64.fetchOne(db, sql: "SELECT at FROM event WHERE kind = 'sentinel.sdown'")
    }
    #expect(at == 1_743_563_549_980_000)
  }

  /// Sentinels that write no zone, one of them hours off, beside a client that writes UTC: the sentinels were set by each
  /// other, and that proves no zone for any of them.
  @Test(arguments: ["03", "04", "11"])
  func setsClocksByEachOtherWithoutMovingTheirNeighbours(_ hour: String) async throws {
    let votes = """
      9:X 02 Apr 2025 HOUR:12:30.110 # +new-epoch 7
      9:X 02 Apr 2025 HOUR:12:30.120 # +vote-for-leader ff26cde2cd53681b2e8029491b148b45082ca589 7

      """
    let timeline = try await storedTimeline(of: [
      ("a.log", votes.replacing("HOUR", with: "03")), ("b.log", votes.replacing("HOUR", with: "03")),
      ("c.log", votes.replacing("HOUR", with: hour)),
      ("server.log", "7:M 02 Apr 2025 03:12:27.500 # User requested shutdown...\n"),
      ("writes.txt", "2025-04-02T03:12:40.100Z app-1 -> 10.0.0.1:6379 SET k OK\n"),
    ])
    try ClockAlignment.run(timeline)
    let hours = try await timeline.database.read { db in
      try Int64.fetchAll(db, sql: "SELECT DISTINCT at / 3600000000 FROM event WHERE at IS NOT NULL")
    }
    #expect(hours == [484_323])
  }

  static let pasted = """
    sentinel 1:
    9:X 02 Apr 2025 11:12:29.980 # +sdown master m 10.0.0.1 6379
    9:X 02 Apr 2025 11:12:30.110 # +new-epoch 7
    9:X 02 Apr 2025 11:12:30.120 # +vote-for-leader ff26cde2cd53681b2e8029491b148b45082ca589 7
    9:X 02 Apr 2025 11:12:31.900 # +switch-master m 10.0.0.1 6379 10.0.0.2 6379

    sentinel 2, another region:
    12:X 02 Apr 2025 HOUR:12:30.002 # +sdown master m 10.0.0.1 6379
    12:X 02 Apr 2025 HOUR:12:30.115 # +new-epoch 7
    12:X 02 Apr 2025 HOUR:12:30.125 # +vote-for-leader ff26cde2cd53681b2e8029491b148b45082ca589 7
    12:X 02 Apr 2025 HOUR:12:32.300 # +switch-master m 10.0.0.1 6379 10.0.0.2 6379

    """

  @Test("Logs of different zones in one paste are brought onto one clock", arguments: ["11", "03"])
  func zonesWithinOnePaste(_ hour: String) async throws {
    let timeline = try await storedTimeline(of: [("paste.txt", Self.pasted.replacing("HOUR", with: hour))])
    for _ in 1...2 {
      try ClockAlignment.run(timeline)
      let (switches, spans) = try await timeline.database.read { db in
        (
          try Int64.fetchAll(db, sql: "SELECT at FROM event WHERE kind = 'sentinel.switch.master' ORDER BY at"),
          try Row.fetchAll(db, sql: "SELECT last_at - first_at AS span FROM source").map { $0[0] as Int64 }
        )
      }
      #expect(switches.count == 2)
      #expect(switches.last.flatMap { last in switches.first.map { last - $0 } } == 400_000)
      #expect(spans.allSatisfy { $0 < 3_000_000 })
    }
  }
}
