import Testing

@testable import DebriefKit

/// What viewers and collectors put around lines.
@Suite struct ViewerLayerTests {
  @Test func readsTheRowsOfATable() async throws {
    let found = try await events(
      in: """
        | Line | Time | Pod | Log |
        |---|---|---|---|
        |   | 2024-06-18 18:20:30.030 | sentinel-0 | 1:X 18 Jun 2024 18:20:30.030 * +reboot master m 10.2.9.10 6379 |
        |   | 2024-06-18 18:20:21.510 | redis-0 / redis | 1:C 18 Jun 2024 18:20:21.510 # Redis version=7.2.4, bits=64, just started |
        """)
    #expect(found.map(\.kind) == [.instanceStarted, .sentinel("reboot")])
    #expect(found.map(\.stream) == ["redis-0/redis", "sentinel-0"])
  }

  @Test func readsTheLongestNameOfCompose() async throws {
    let found = try await events(
      in: """
        redis-a        | 1:S 27 Jan 2021 17:46:31.995 # Connection with master lost.
        redis-longest-1| 1:S 27 Jan 2021 17:46:31.996 # Connection with master lost.
        """)
    #expect(found.filter { $0.kind == .replicationBroken }.map(\.stream) == ["redis-a", "redis-longest-1"])
  }

  @Test func takesTheTimesThatTsPutBeforeACapture() async throws {
    let found = try await events(
      in: """
        2023-06-01T21:30:14.220+0200 psubscribe
        2023-06-01T21:30:14.220+0200 *
        2023-06-01T21:30:14.220+0200 1
        2023-06-01T22:30:14.220+0200 pmessage
        2023-06-01T22:30:14.220+0200 *
        2023-06-01T22:30:14.220+0200 +sdown
        2023-06-01T22:30:14.220+0200 master m 10.0.0.8 6379
        2023-06-01T22:30:15.290+0200 pmessage
        2023-06-01T22:30:15.290+0200 *
        2023-06-01T22:30:15.290+0200 +odown
        2023-06-01T22:30:15.290+0200 master m 10.0.0.8 6379 #quorum 2/2
        """)
    #expect(found.map(\.kind) == [.sentinel("sdown"), .sentinel("odown")])
    #expect(found.compactMap(\.at).map(Civil.iso) == ["2023-06-01T20:30:14.220000Z", "2023-06-01T20:30:15.290000Z"])
  }
}
