import GRDB
import Testing

@testable import DebriefKit

/// Orders of sentinels that look alike and are not.
@Suite struct SkewOrderTests {
  static let id = String(repeating: "e", count: 40)

  /// The returned primary is told to follow 46 s after the other replica was: that is no skew of its clock.
  @Test(arguments: ["laddr=10.0.0.1:6379 ", ""])
  func aReturnedPrimaryIsNotTheReplicaThatWasTold(_ address: String) async throws {
    let sentinel = """
      5:X 19 Dec 2023 21:44:00.000 # Sentinel ID is \(Self.id)
      5:X 19 Dec 2023 21:44:32.296 * +slave-reconf-sent slave 10.0.0.2:6379 10.0.0.2 6379 @ hot 10.0.0.1 6379
      5:X 19 Dec 2023 21:44:33.270 * +slave-reconf-inprog slave 10.0.0.2:6379 10.0.0.2 6379 @ hot 10.0.0.1 6379
      5:X 19 Dec 2023 21:45:28.362 * +convert-to-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ hot 10.0.0.3 6379
      """
    let server = """
      12:M 19 Dec 2023 21:45:18.137 * Running mode=standalone, port=6379.
      12:S 19 Dec 2023 21:45:28.363 * REPLICAOF 10.0.0.3:6379 enabled (user request from 'id=3 addr=10.0.0.5:59196 \(address)fd=7 name=sentinel-eeeeeeee-cmd cmd=exec')
      """
    let timeline = try await storedTimeline(of: [("sentinel.log", sentinel), ("redis.log", server)])
    try SkewEstimate.run(timeline)
    let skews = try await timeline.database.read { db in
      try Int64.fetchAll(db, sql: "SELECT skew_us FROM source ORDER BY source_id")
    }
    #expect(skews == [0, 0])
  }

  /// A returned primary follows at once when it is told to: its log tells how its clock stands to the sentinel's.
  @Test(arguments: [0, 7, -40])
  func aReturnedPrimaryFollowsAtOnce(_ ahead: Int) async throws {
    let sentinel = """
      5:X 19 Dec 2023 21:44:00.000 # Sentinel ID is \(Self.id)
      5:X 19 Dec 2023 21:45:28.362 * +convert-to-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ hot 10.0.0.3 6379
      """
    let at = try #require(Civil.micros(year: 2023, month: 12, day: 19, hour: 21, minute: 45, second: 28))
    let time = Civil.iso(at + Int64(ahead) * 1_000_000 + 363_000).dropFirst(11).prefix(12)
    let server = """
      12:M 19 Dec 2023 21:40:18.137 * Running mode=standalone, port=6379.
      12:S 19 Dec 2023 \(time) * REPLICAOF 10.0.0.3:6379 enabled (user request from 'id=3 addr=10.0.0.5:59196 laddr=10.0.0.1:6379 fd=7 name=sentinel-eeeeeeee-cmd cmd=exec')
      """
    let timeline = try await storedTimeline(of: [("sentinel.log", sentinel), ("redis.log", server)])
    try SkewEstimate.run(timeline)
    let skew = try await timeline.database.read { db in
      try Int64.fetchOne(db, sql: "SELECT skew_us FROM source WHERE path = 'redis.log'")
    }
    let allowed = (Int64(ahead) * 1_000_000 - 1_999_000)...(Int64(ahead) * 1_000_000 + 1000)
    #expect(ahead == 0 ? skew == 0 : allowed.contains(skew ?? 0))
  }
}
