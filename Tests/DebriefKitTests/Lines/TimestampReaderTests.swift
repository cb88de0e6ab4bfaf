import Testing

@testable import DebriefKit

@Suite struct TimestampReaderTests {
  typealias Reader = @Sendable (Span<UInt8>, Int) -> TimestampReader.Reading?

  static func read(_ text: String, _ reader: (Span<UInt8>, Int) -> TimestampReader.Reading?) -> (String, Bool, Int)? {
    let bytes = Array(text.utf8)
    return reader(bytes.span, 0).map { (Civil.iso($0.stamp.micros), $0.stamp.zoned, $0.end) }
  }

  @Test(arguments: [
    ("2025-04-02T03:12:30.071Z x", "2025-04-02T03:12:30.071000Z", true),
    ("2025-04-02T03:12:30,071 INFO", "2025-04-02T03:12:30.071000Z", false),
    ("2024-10-31T15:44:20.678401233+08:00 curl", "2024-10-31T07:44:20.678401Z", true),
    ("2025-09-05T09:55:20.752+0800\tERROR", "2025-09-05T01:55:20.752000Z", true),
    ("2024-02-29 23:59:60", "2024-02-29T23:59:59.000000Z", false),
  ])
  func readsISO(_ text: String, _ expected: String, _ zoned: Bool) throws {
    let reading = try #require(Self.read(text, TimestampReader.iso))
    #expect(reading.0 == expected)
    #expect(reading.1 == zoned)
  }

  @Test(arguments: ["2025-13-02T03:12:30Z", "2025-02-30T03:12:30Z", "2025-04-02T3:12:30Z", "2025-04-02", "", "x"])
  func refusesWhatIsNoISO(_ text: String) { #expect(Self.read(text, TimestampReader.iso) == nil) }

  @Test func readsRedisWithAndWithoutYear() throws {
    #expect(Self.read("02 Apr 2025 03:12:30.071 #", TimestampReader.redis)?.0 == "2025-04-02T03:12:30.071000Z")
    #expect(Self.read("12 Sep 19:25:02.253 #", TimestampReader.redis)?.0 == "1972-09-12T19:25:02.253000Z")
    #expect(Self.read("12 Sxp 19:25:02.253 #", TimestampReader.redis) == nil)
  }

  @Test func readsBothFormsOfGlog() {
    #expect(Self.read("0520 09:41:17.523263 55845", TimestampReader.glog)?.0 == "1972-05-20T09:41:17.523263Z")
    #expect(Self.read("20250306 14:11:20.051774", TimestampReader.glog)?.0 == "2025-03-06T14:11:20.051774Z")
    #expect(Self.read("052 09:41:17.523263", TimestampReader.glog) == nil)
  }

  @Test func readsGoSyslogAndEpoch() {
    #expect(Self.read("2025/03/06 14:02:38 topom.go", TimestampReader.go)?.0 == "2025-03-06T14:02:38.000000Z")
    #expect(Self.read("Mar  9 22:00:03 host", TimestampReader.syslog)?.0 == "1972-03-09T22:00:03.000000Z")
    #expect(Self.read("1795196787087 #", TimestampReader.epoch)?.0 == "2026-11-20T17:46:27.087000Z")
    #expect(Self.read("1695262335.106244", TimestampReader.epoch)?.0 == "2023-09-21T02:12:15.106244Z")
  }

  @Test func convertsEveryDayThereAndBack() {
    for day in Int64(-800_000)...800_000 where day % 37 == 0 {
      let date = Civil.date(days: day)
      #expect(Civil.days(year: date.year, month: date.month, day: date.day) == day)
    }
  }
}
