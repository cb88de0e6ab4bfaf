import Testing

@testable import DebriefKit

/// Logs of an unrelated cluster beside those of an incident change nothing about it.
@Suite struct StrangerTests {
  /// The sentinels know one address only; the replica's log is of a server they never heard of.
  static let incident = [
    "sentinel.log": """
    9:X 02 Apr 2025 03:10:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
    9:X 02 Apr 2025 03:12:29.980 # +sdown master m 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.040 # +odown master m 10.0.0.1 6379 #quorum 2/2
    9:X 02 Apr 2025 03:12:30.041 # +new-epoch 1
    9:X 02 Apr 2025 03:12:30.042 # +try-failover master m 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.300 # -failover-abort-no-good-slave master m 10.0.0.1 6379

    """,
    "replica.log": """
    7:S 02 Apr 2025 03:09:00.000 * Connecting to MASTER 10.0.0.1:6379
    7:S 02 Apr 2025 03:12:27.500 # Connection with master lost.
    7:S 02 Apr 2025 03:12:27.600 * Connecting to MASTER 10.0.0.1:6379
    7:S 02 Apr 2025 03:12:27.601 # Error condition on socket for SYNC: Connection refused

    """,
  ]

  static let strangers: [(String, String)] = [
    (
      "another day",
      """
      4:X 01 Jan 2020 00:00:00.000 # +monitor master other 192.0.2.1 6379 quorum 2
      4:X 01 Jan 2020 00:00:00.001 * +slave slave 192.0.2.2:6379 192.0.2.2 6379 @ other 192.0.2.1 6379
      """
    ),
    (
      "the same hour",
      """
      4:X 02 Apr 2025 03:12:00.000 # +monitor master other 192.0.2.1 6379 quorum 2
      4:X 02 Apr 2025 03:12:00.001 * +slave slave 192.0.2.2:6379 192.0.2.2 6379 @ other 192.0.2.1 6379
      """
    ),
  ]

  @Test("A replica the sentinels do not know stays with the group it follows", arguments: strangers)
  func aNamelessReplica(_ name: String, _ stranger: String) async throws {
    let plain = try await SentinelIncidentTests.incidents(Self.incident)
    #expect(plain.map(\.outcome) == ["failed"])
    #expect(plain.first?.facts["death_proved"]?.bool == true)
    let mixed = try await SentinelIncidentTests.incidents(
      Self.incident.merging(["a.log": stranger]) { first, _ in first })
    #expect(mixed.map(\.outcome) == plain.map(\.outcome))
    #expect(mixed.first?.facts == plain.first?.facts)
  }

  @Test func aPrimaryThatSpeaksOfNobodyBelongsToTheGroupOfItsDays() async throws {
    let primary = """
      6:M 02 Apr 2025 03:09:00.000 * Ready to accept connections
      6:M 02 Apr 2025 03:12:27.400 # User requested shutdown...
      6:M 02 Apr 2025 03:12:27.410 # Redis is now ready to exit, bye bye...

      """
    let files = Self.incident.merging(["primary.log": primary]) { first, _ in first }
    let plain = try await IncidentFiles.incidents(files)
    #expect(plain.first?.measures["detection_time"] == 2.63)
    let mixed = try await IncidentFiles.incidents(
      files.merging(["a.log": Self.strangers[0].1]) { first, _ in first })
    #expect(mixed.first?.measures == plain.first?.measures)
    #expect(mixed.map(\.found) == plain.map(\.found))
  }
}
