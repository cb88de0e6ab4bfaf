import Testing

@testable import DebriefKit

@Suite struct SourceClockTests {
  static func micros(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0) -> Int64 {
    Civil.micros(year: year, month: month, day: day, hour: hour, minute: 0, second: 0) ?? 0
  }

  static func stamp(_ month: Int, _ day: Int) -> Stamp {
    Stamp(micros: micros(1972, month, day), zoned: false, yearKnown: false, precision: .millis)
  }

  @Test func takesTheNewestYearThatIsNotInTheFuture() {
    var clock = SourceClock(notAfter: Self.micros(2026, 3, 1))
    #expect(clock.dated(Self.stamp(2, 27)).micros == Self.micros(2026, 2, 27))
    var older = SourceClock(notAfter: Self.micros(2026, 3, 1))
    #expect(older.dated(Self.stamp(12, 30)).micros == Self.micros(2025, 12, 30))
  }

  @Test func rollsOverNewYearAndBackForALateLine() {
    var clock = SourceClock(year: 2023, notAfter: Self.micros(2026, 3, 1))
    #expect(clock.dated(Self.stamp(12, 31)).micros == Self.micros(2023, 12, 31))
    #expect(clock.dated(Self.stamp(1, 1)).micros == Self.micros(2024, 1, 1))
    #expect(clock.dated(Self.stamp(12, 31)).micros == Self.micros(2023, 12, 31))
    #expect(clock.yearBasis == "explicit")
  }

  @Test func provesTheZoneFromAnAnchorButNotFromNonsense() {
    var clock = SourceClock(notAfter: 0)
    clock.anchor(local: 28_800_000_000 + 900_000, utc: 0, basis: "signal-handler")
    #expect(clock.offset == 28_800_000_000)
    #expect(clock.zoneIsProved)
    var unsure = SourceClock(notAfter: 0)
    unsure.anchor(local: 28_800_000_000 + 400_000_000, utc: 0, basis: "outer-layer")
    #expect(!unsure.zoneIsProved)
  }

  @Test func marksAssumedZonesAsInferred() {
    var clock = SourceClock(notAfter: Self.micros(2026, 1, 1))
    var event = Event(.logLine, origin: "test")
    clock.date(&event, with: Stamp(micros: 5, zoned: false, precision: .millis))
    #expect(event.basis == .inferred)
    #expect(event.localAt == 5)
    clock.date(&event, with: Stamp(micros: 5, zoned: true, precision: .seconds))
    #expect(event.basis == .seconds)
  }
}
