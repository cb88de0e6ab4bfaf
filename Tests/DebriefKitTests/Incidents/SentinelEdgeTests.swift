import Testing

@testable import DebriefKit

/// What is one story and what is none, among sentinels.
@Suite struct SentinelEdgeTests {
  private static let at = "9:X 02 Apr 2025"

  @Test func aSentinelThatLosesSightForASecondNowAndThenIsNoIncident() async throws {
    let found = try await SentinelIncidentTests.incidents([
      "s.log": """
      \(Self.at) 06:00:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
      \(Self.at) 09:14:22.300 # +sdown master m 10.0.0.1 6379
      \(Self.at) 09:14:23.500 # -sdown master m 10.0.0.1 6379
      \(Self.at) 13:40:51.900 # +sdown master m 10.0.0.1 6379
      \(Self.at) 13:40:52.500 # -sdown master m 10.0.0.1 6379
      """
    ])
    #expect(found.isEmpty)
  }

  @Test func oneThatLosesSightForLongIsAnIncident() async throws {
    let found = try await SentinelIncidentTests.incidents([
      "s.log": """
      \(Self.at) 09:14:22.300 # +sdown master m 10.0.0.1 6379
      \(Self.at) 09:16:23.500 # -sdown master m 10.0.0.1 6379
      """
    ])
    #expect(found.map(\.outcome) == ["failed"])
  }

  @Test func anAddressThatIsMonitoredAgainAfterTheSwitchDegradesIt() async throws {
    let again = """
      9:X 02 Apr 2025 03:13:30.118 # -monitor master mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:13:30.138 # +monitor master mymaster 10.0.0.1 6379 quorum 1
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover + again])
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.facts["remonitored"]?.bool == true)
    // Without the removal it is a sentinel that started with what it had saved.
    let stale = again.split(separator: "\n").last.map(String.init) ?? ""
    let started = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover + stale])
    #expect(started.map(\.outcome) == ["succeeded"])
  }

  @Test func onePrimaryUnderALoopbackAddressIsOneOutage() async throws {
    let found = try await SentinelIncidentTests.incidents([
      "a.log": """
      \(Self.at) 12:00:00.000 # +monitor master m 127.0.0.1 6379 quorum 2
      \(Self.at) 13:22:40.174 # +sdown master m 127.0.0.1 6379
      """,
      "b.log": """
      \(Self.at) 12:00:00.000 # +monitor master m 10.90.0.1 6379 quorum 2
      \(Self.at) 13:22:40.310 # +sdown master m 10.90.0.1 6379
      """,
    ])
    #expect(found.map(\.outcome) == ["failed"])
    #expect(found.first?.old == "10.90.0.1:6379")
  }

  @Test func aFailoverAskedOfTheServerAndUndoneByTheSentinelsIsOneStory() async throws {
    let server = """
      3:M 02 Apr 2025 03:11:55.000 * Running mode=standalone, port=6379.
      3:M 02 Apr 2025 03:11:55.000 * Replica 10.0.0.2:6379 asks for synchronization
      3:M 02 Apr 2025 03:11:55.204 * FAILOVER requested to 10.0.0.3:6379.
      3:S 02 Apr 2025 03:11:55.205 * Connecting to MASTER 10.0.0.3:6379
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover, "r.log": server])
    #expect(found.map(\.new) == ["10.0.0.2:6379"])
    #expect(found.first?.facts["manual"]?.bool == true)
  }

  /// Somebody points a replica at another; the sentinels put it right, and it follows.
  @Test(arguments: [true, false])
  func aReplicaThatIsPutRightIsNoIncident(_ follows: Bool) async throws {
    let sentinel = """
      \(Self.at) 10:00:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
      \(Self.at) 10:00:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379
      \(Self.at) 10:00:00.001 * +slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379
      \(Self.at) 10:03:10.000 * +fix-slave-config slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379
      """
    let replica = """
      7:S 02 Apr 2025 10:00:00.000 * Running mode=standalone, port=6379.
      7:S 02 Apr 2025 10:00:00.100 * Connecting to MASTER 10.0.0.1:6379
      7:S 02 Apr 2025 10:00:05.000 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=3 addr=10.0.0.9:5 laddr=10.0.0.3:6379 name= cmd=replicaof')

      """
    let again =
      "7:S 02 Apr 2025 10:03:10.001 * REPLICAOF 10.0.0.1:6379 enabled (user request from 'id=4 addr=10.0.0.8:5 laddr=10.0.0.3:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')\n"
    let found = try await SentinelIncidentTests.incidents([
      "s.log": sentinel, "r.log": replica + (follows ? again : ""),
    ])
    #expect(found.map(\.outcome) == (follows ? [] : ["degraded"]))
  }

  @Test func twoGroupsThatTakeAReplicaFromEachOtherAreOneStory() async throws {
    func orders(_ group: String, _ primary: String, from second: Int) -> String {
      (0..<4).map { round in
        "\(Self.at) 10:0\(round):\(second).000 * +fix-slave-config slave 10.0.0.9:6379 10.0.0.9 6379 @ \(group) \(primary) 6379"
      }.joined(separator: "\n")
    }
    let found = try await SentinelIncidentTests.incidents([
      "a.log": orders("basket", "10.0.0.1", from: 12), "b.log": orders("wishlist", "10.1.0.1", from: 17),
    ])
    #expect(found.map(\.old) == ["10.0.0.1:6379"])
  }

  @Test func tiltBeforeTheFirstNameBelongsToTheGroup() async throws {
    let found = try await SentinelIncidentTests.incidents([
      "s.log": "9:X 02 Apr 2025 02:59:58.000 # +tilt #tilt mode entered\n"
        + SentinelIncidentTests.failover
        .replacing("+monitor master mymaster 10.0.0.1 6379 quorum 1", with: "-tilt #tilt mode exited")
    ])
    #expect(found.count == 1)
  }

  @Test func whatScriptsWroteDownTellsOfAFailoverWhereNothingElseDoes() async throws {
    let found = try await SentinelIncidentTests.incidents([
      "notify.log": """
      2023-02-14T20:08:20Z notify: +sdown master t 10.0.0.1 6379
      2023-02-14T20:08:20Z notify: +odown master t 10.0.0.1 6379 #quorum 2/2
      2023-02-14T20:08:21Z notify: +switch-master t 10.0.0.1 6379 10.0.0.2 6379
      """,
      "reconfig.log": "2023-02-14T20:08:21Z reconfig: t leader start 10.0.0.1 6379 10.0.0.2 6379",
    ])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.new == "10.0.0.2:6379")
  }

  /// Up to 3.2 the line of the start has the letter of the role.
  @Test func aStartOf32IsNoSignThatTheProcessLivedOn() async throws {
    let server = """
      3:M 02 Apr 2025 03:00:00.000 * Replica 10.0.0.2:6379 asks for synchronization
      8:M 02 Apr 2025 03:20:40.250 # Server started, Redis version 3.2.11
      8:M 02 Apr 2025 03:20:40.750 * The server is now ready to accept connections on port 6379
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover, "r.log": server])
    #expect(found.first?.facts["old_alive"]?.bool == false)
  }

  @Test func aPrimaryThatNeverGetsUpAgainIsNotBack() async throws {
    let server = """
      3:M 02 Apr 2025 03:12:20.000 # Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...
      8:C 02 Apr 2025 03:12:40.000 # Redis version=6.2.6, bits=64, commit=0, modified=0, pid=8, just started
      8:M 02 Apr 2025 03:12:40.308 * Running mode=standalone, port=6379.
      8:M 02 Apr 2025 03:12:41.108 # Unexpected end of file reading the append only file. You can: 1) Make a backup
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover, "r.log": server])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["returned"]?.bool == false)
  }

  @Test func twoThatFollowEachOtherAreFoundWithoutTheirNames() async throws {
    func log(_ pid: Int, following other: String) -> String {
      (10..<30).map { second in
        """
        \(pid):S 02 Apr 2025 07:44:\(second).501 * Connecting to MASTER \(other):6379
        \(pid):S 02 Apr 2025 07:44:\(second).504 # Unexpected reply to PSYNC from master: -ERR Can't SYNC while not connected with my master
        """
      }.joined(separator: "\n")
    }
    let found = try await SentinelIncidentTests.incidents([
      "a.log": log(3, following: "10.0.0.2"), "b.log": log(4, following: "10.0.0.1"),
    ])
    #expect(found.map(\.outcome) == ["failed"])
  }
}
