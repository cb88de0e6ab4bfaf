import Testing

@testable import DebriefKit

/// Several logs pasted into one file, as issues and mails have them.
@Suite struct PastedLogsTests {
  private static func streams(_ text: String) async throws -> [String?] {
    let lost = try await events(in: text).filter { $0.kind != .roleObserved }
    return lost.sorted { $0.position.line < $1.position.line }.map(\.stream)
  }

  @Test func aServerIsNoSentinel() async throws {
    let found = try await events(
      in: """
        the sentinel:
        9:X 05 Oct 2023 21:17:36.002 # +sdown master m 10.0.0.1 6379
        the replica:
        11:S 05 Oct 2023 21:17:36.951 # Connection with master lost.
        9:X 05 Oct 2023 21:17:37.086 # +odown master m 10.0.0.1 6379 #quorum 2/2
        """)
    #expect(found.first { $0.kind == .replicationBroken }?.origin == "redis")
    #expect(found.first { $0.kind == .replicationBroken }?.stream == "log 2")
    #expect(found.first { $0.kind == .sentinel("odown") }?.stream == nil)
  }

  @Test func anotherPidAtAnEarlierTimeIsAnotherLog() async throws {
    let found = try await Self.streams(
      """
      [3011] 09 Mar 07:43:52.801 * SLAVE OF 10.0.0.2:6379 enabled (user request)
      [3011] 09 Mar 07:50:57.502 # Connection with master lost.
      [2804] 09 Mar 07:43:57.102 * SLAVE OF 10.0.0.1:6379 enabled (user request)
      [2804] 09 Mar 07:50:58.502 # Connection with master lost.
      """)
    #expect(found == [nil, nil, "log 2", "log 2"])
  }

  @Test func theSamePidAgainIsAnotherLogWhereTextStandsBetween() async throws {
    let first = """
      1:X 05 Oct 2023 21:17:36.002 # +sdown master m 10.0.0.1 6379
      1:X 05 Oct 2023 21:17:36.086 # +odown master m 10.0.0.1 6379 #quorum 2/2
      """
    let second = "1:X 05 Oct 2023 21:17:30.034 # +sdown master m 10.0.0.1 6379"
    #expect(try await Self.streams(first + "\nand sentinel-1:\n" + second) == [nil, nil, "log 2"])
    #expect(try await Self.streams(first + "\n" + second) == [nil, nil, nil])
  }

  @Test(arguments: [
    // A restart.
    """
    4:M 31 Dec 2024 23:59:31.390 # User requested shutdown...
    5:C 31 Dec 2024 23:59:40.000 # Redis version=7.0.15, bits=64, commit=0, modified=0, pid=5, just started
    5:M 31 Dec 2024 23:59:41.000 # User requested shutdown...
    """,
    // A restart in the new year, in a log without years.
    """
    4:M 31 Dec 23:59:31.390 # User requested shutdown...
    5:M 01 Jan 08:12:40.250 # Server started, Redis version 3.2.11
    5:M 01 Jan 09:00:00.000 # User requested shutdown...
    """,
    // The newest line first.
    """
    5:M 02 Apr 2025 09:00:00.000 # User requested shutdown...
    5:C 02 Apr 2025 08:00:00.000 # Redis version=7.0.15, bits=64, commit=0, modified=0, pid=5, just started
    4:M 02 Apr 2025 07:00:00.000 # User requested shutdown...
    """,
  ])
  func oneLogStaysOne(_ text: String) async throws {
    #expect(try await Self.streams(text).allSatisfy { $0 == nil })
  }
}
