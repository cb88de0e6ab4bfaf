import Testing

@testable import DebriefKit

/// A primary that was cut off lives on for its own side; one that froze, or ended, does not.
@Suite struct SentinelPartitionTests {
  private static let day = "02 Apr 2025"

  /// Beside the old primary: it loses the others and never the primary.
  private static let near = """
    7:X \(day) 03:12:30.300 # +sdown slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
    7:X \(day) 03:12:30.400 # +sdown sentinel aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 10.0.0.9 26379 @ mymaster 10.0.0.1 6379
    7:X \(day) 03:16:40.000 # -sdown sentinel aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 10.0.0.9 26379 @ mymaster 10.0.0.1 6379
    7:X \(day) 03:16:41.000 # +switch-master mymaster 10.0.0.1 6379 10.0.0.2 6379

    """
  private static let far =
    SentinelIncidentTests.failover + """
      9:X \(day) 03:16:40.500 # -sdown slave 10.0.0.1:6379 10.0.0.1 6379 @ mymaster 10.0.0.2 6379
      9:X \(day) 03:16:50.500 * +convert-to-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ mymaster 10.0.0.2 6379

      """
  private static let demoted = """
    3:S \(day) 03:16:50.500 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=4 addr=10.0.0.9:1 laddr=10.0.0.1:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')

    """
  private static let promoted = """
    5:M \(day) 03:12:30.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
    5:M \(day) 03:16:50.600 * Replica 10.0.0.1:6379 asks for synchronization
    5:M \(day) 03:16:50.600 * Partial resynchronization not accepted: Requested offset for second ID was 9000, but I can reply up to 4000

    """

  @Test func theSentinelBesideItSawItWell() async throws {
    let files = ["a.log": Self.demoted, "b.log": Self.promoted, "near.log": Self.near, "far.log": Self.far]
    let found = try await SentinelIncidentTests.incidents(files)
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.facts["cut_off"]?.bool == true)
    #expect(found.first?.facts["old_alive"]?.bool == true)
    #expect(found.first?.facts["lost_bytes"]?.integer == 5000)
    let measured = try await IncidentFiles.incidents(files)
    #expect(measured.first?.measures["dual_primary_window"] == 260)
  }

  @Test func oneThatTakesNoWritesAloneRanNotApart() async throws {
    let refused =
      "2025-04-02 03:12:50,700 WARN app -> 10.0.0.1:6379 SET: NOREPLICAS Not enough good replicas to write.\n"
    let found = try await SentinelIncidentTests.incidents([
      "a.log": Self.demoted, "b.log": Self.promoted, "near.log": Self.near, "far.log": Self.far, "app.log": refused,
    ])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["cut_off"]?.bool == true)
    #expect(found.first?.facts["ran_apart"]?.bool == false)
  }

  /// A sentinel's clock that is ahead makes its +sdown come after the restart.
  @Test(arguments: [(true, false), (false, true)])
  func oneThatWasGoneAndStartedBeforeALateReportDidNotLiveOn(_ refused: Bool, _ alive: Bool) async throws {
    let lost = """
      5:S \(Self.day) 03:12:20.000 # Connection with master lost.
      5:S \(Self.day) 03:12:20.001 * Connecting to MASTER 10.0.0.1:6379
      5:S \(Self.day) 03:12:20.002 # Error condition on socket for SYNC: Connection refused

      """
    let started = """
      3:C \(Self.day) 03:12:25.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=3, just started
      3:M \(Self.day) 03:12:25.001 * Running mode=standalone, port=6379.
      3:M \(Self.day) 03:12:40.000 * DB saved on disk

      """
    let found = try await SentinelIncidentTests.incidents([
      "a.log": started + Self.demoted, "b.log": (refused ? lost : "") + Self.promoted, "far.log": Self.far,
    ])
    #expect(found.first?.facts["old_alive"]?.bool == alive)
  }

  @Test func oneThatLosesItsReplicasMeanwhileLooksAfterThem() async throws {
    let served = "3:M \(Self.day) 03:13:20.000 # Connection with replica 10.0.0.2:6379 lost.\n"
    let found = try await SentinelIncidentTests.incidents([
      "a.log": served + Self.demoted, "b.log": Self.promoted, "far.log": Self.far,
    ])
    #expect(found.first?.facts["cut_off"]?.bool == true)
  }

  @Test func replicasThatAreToldToLeaveWereNotCutOff() async throws {
    // A disk that is full keeps it from answering PING; its links end when the others are promoted or told to follow.
    let left = """
      3:M \(Self.day) 03:12:20.000 # Background saving error
      3:M \(Self.day) 03:12:30.600 # Connection with replica 10.0.0.2:6379 lost.
      3:M \(Self.day) 03:12:32.700 # Connection with replica 10.0.0.3:6379 lost.
      3:M \(Self.day) 03:13:20.000 # Background saving error

      """
    let third = """
      4:S \(Self.day) 03:12:32.690 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=4 addr=10.0.0.9:1 laddr=10.0.0.3:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
      4:S \(Self.day) 03:12:32.700 * MASTER <-> REPLICA sync: Finished with success

      """
    let found = try await SentinelIncidentTests.incidents([
      "a.log": left + Self.demoted, "b.log": Self.promoted, "c.log": third, "far.log": Self.far,
    ])
    #expect(found.first?.facts["cut_off"]?.bool == false)
    #expect(found.first?.facts["old_alive"]?.bool == true)
  }

  @Test func oneThatFrozeLosesItsLastBytesToo() async throws {
    let woken = "3:M \(Self.day) 03:16:40.400 # Connection with replica 10.0.0.2:6379 lost.\n"
    let found = try await SentinelIncidentTests.incidents([
      "a.log": woken + Self.demoted, "b.log": Self.promoted, "far.log": Self.far,
    ])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["cut_off"]?.bool == false)
    #expect(found.first?.facts["lost_bytes"]?.integer == 5000)
  }

  @Test func aSentinelThatLostThePrimaryTooIsNoWitness() async throws {
    let blind = "7:X \(Self.day) 03:12:30.350 # +sdown master mymaster 10.0.0.1 6379\n"
    let found = try await SentinelIncidentTests.incidents([
      "a.log": Self.demoted, "b.log": Self.promoted, "near.log": blind + Self.near, "far.log": Self.far,
    ])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["cut_off"]?.bool == false)
  }

  @Test func oneThatCameBackAsANewProcessHadEnded() async throws {
    let started =
      "3:C \(Self.day) 03:16:30.000 # Redis version=7.2.4, bits=64, commit=0, modified=0, pid=3, just started\n"
    let found = try await SentinelIncidentTests.incidents([
      "a.log": started + Self.demoted, "b.log": Self.promoted, "near.log": Self.near, "far.log": Self.far,
    ])
    #expect(found.first?.facts["cut_off"]?.bool == false)
  }
}
