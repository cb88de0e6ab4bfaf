import Testing

@testable import DebriefKit

/// What happened beside and after a failover: two primaries, two owners, a promotion undone, replicas too late.
@Suite struct SentinelAftermathTests {
  private static let failover = SentinelIncidentTests.failover
  private static let day = "02 Apr 2025"

  /// The log of the promoted member, with what comes after.
  private static func promoted(_ after: String) -> String {
    """
    5:S \(day) 03:00:00.000 * Connecting to MASTER 10.0.0.1:6379
    5:S \(day) 03:00:00.100 * MASTER <-> REPLICA sync: Finished with success
    5:M \(day) 03:12:30.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
    \(after)
    """
  }

  @Test func oneThatNeverPausedMakesTwoPrimariesFromTheTakeoverOn() async throws {
    let primary = """
      3:M \(Self.day) 03:00:00.000 * Running mode=standalone, port=6379.
      3:M \(Self.day) 03:00:00.100 * Synchronization with replica 10.0.0.2:6379 succeeded
      3:M \(Self.day) 03:12:45.000 # Connection with replica 10.0.0.2:6379 lost.
      3:S \(Self.day) 03:13:10.500 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=4 addr=10.0.0.9:1 laddr=10.0.0.1:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
      """
    let writes = (0..<48).map { second in
      let clock = second < 30 ? "12:\(30 + second)" : "13:\(second < 40 ? "0" : "")\(second - 30)"
      return "2025-04-02 03:\(clock).000 INFO app - 10.0.0.1:6379 SET k:\(second) -> OK"
    }
    let found = try await IncidentFiles.incidents([
      "a.log": primary, "b.log": Self.promoted(""), "s.log": Self.failover,
      "w.log": "2025-04-02 03:12:29.000 INFO app - 10.0.0.1:6379 SET k -> OK\n" + writes.joined(separator: "\n"),
    ])
    #expect(found.map(\.found.outcome) == ["degraded"])
    #expect(found.first?.measures["dual_primary_window"] == 40)
  }

  @Test func aMemberThatAnotherGroupTakesBackHasTwoOwners() async throws {
    let sentinel = Self.failover.replacing(
      "+slave slave",
      with: "+sentinel sentinel aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 10.0.0.9 26379 @ mymaster 10.0.0.1 6379\n"
        + "9:X 02 Apr 2025 03:00:00.002 * +slave slave")
    func order(_ id: String) -> String {
      Self.promoted(
        "5:S \(Self.day) 03:12:42.000 * REPLICAOF 10.9.9.1:6379 enabled (user request from 'id=8 addr=10.9.9.9:1 laddr=10.0.0.2:6379 name=sentinel-\(id)-cmd cmd=exec')"
      )
    }
    let strange = try await SentinelIncidentTests.incidents(["s.log": sentinel, "b.log": order("bbbbbbbb")])
    #expect(strange.map(\.outcome) == ["degraded"])
    #expect(strange.first?.facts["two_owners"]?.bool == true)
    let own = try await SentinelIncidentTests.incidents(["s.log": sentinel, "b.log": order("aaaaaaaa")])
    #expect(own.first?.facts["two_owners"] == nil)
    // Pointed at a member of the same group it was moved on by sentinels whose logs are not at hand.
    let moved = order("bbbbbbbb").replacing("10.9.9.1", with: "10.0.0.1")
    let known = try await SentinelIncidentTests.incidents(["s.log": sentinel, "b.log": moved])
    #expect(known.first?.facts["two_owners"] == nil)
    // The other group's own log says so by itself.
    let other =
      "7:X \(Self.day) 03:12:42.000 * +convert-to-slave slave 10.0.0.2:6379 10.0.0.2 6379 @ other 10.9.9.1 6379\n"
    let told = try await SentinelIncidentTests.incidents(["s.log": sentinel, "o.log": other])
    #expect(told.first?.facts["rival_group"]?.string == "other")
  }

  @Test func aPromotionUndoneByARestartDegradesTheFailover() async throws {
    let restart = """
      6:C \(Self.day) 03:12:50.000 # Redis version=7.0.15, bits=64, commit=0, modified=0, pid=6, just started
      6:S \(Self.day) 03:12:50.100 * Ready to accept connections
      6:S \(Self.day) 03:12:50.200 * Connecting to MASTER 10.0.0.1:6379
      """
    let undone = try await SentinelIncidentTests.incidents(["s.log": Self.failover, "b.log": Self.promoted(restart)])
    #expect(undone.map(\.outcome) == ["degraded"])
    #expect(undone.first?.facts["undone"]?.bool == true)
    let kept = restart.replacing("6:S", with: "6:M").replacing(
      "Connecting to MASTER 10.0.0.1:6379", with: "DB saved on disk")
    let saved = try await SentinelIncidentTests.incidents(["s.log": Self.failover, "b.log": Self.promoted(kept)])
    #expect(saved.map(\.outcome) == ["succeeded"])
  }

  @Test(arguments: [("03:13:03.000", "succeeded"), ("03:14:39.000", "degraded")])
  func aReplicaThatComesAfterTheTimeOutIsLate(_ arrival: String, _ outcome: String) async throws {
    let sentinel = Self.failover.replacing(
      "9:X 02 Apr 2025 03:12:31.100 # +failover-end",
      with: """
        9:X 02 Apr 2025 03:12:31.050 * +slave-reconf-sent slave 10.0.0.3:6379 10.0.0.3 6379 @ mymaster 10.0.0.1 6379
        9:X 02 Apr 2025 03:13:01.050 # +failover-end-for-timeout master mymaster 10.0.0.1 6379
        9:X 02 Apr 2025 03:13:01.051 # +failover-end
        """
    ).replacing("03:12:31.101 # +switch", with: "03:13:01.060 # +switch")
    let replica = """
      4:S \(Self.day) 03:12:31.100 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=4 addr=10.0.0.9:1 laddr=10.0.0.3:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
      4:S \(Self.day) 03:12:31.200 * Full resync from master: abc:1
      4:S \(Self.day) \(arrival) * MASTER <-> REPLICA sync: Finished with success
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": sentinel, "c.log": replica])
    #expect(found.map(\.outcome) == [outcome])
    #expect(found.first?.facts["unfollowing"]?.array == [])
  }

  @Test func aLogThatEndsBeforeTheSwitchStillTellsWhoWasPromoted() async throws {
    let cut = Self.failover.split(separator: "\n").prefix(8).joined(separator: "\n")
    let found = try await SentinelIncidentTests.incidents(["s.log": cut])
    #expect(found.map(\.new) == ["10.0.0.2:6379"])
    #expect(found.map(\.outcome) == ["succeeded"])
  }

  @Test func aReplicaThatNeverGotACopyIsPromotedUnsynced() async throws {
    func log(_ end: String) -> String {
      """
      5:S \(Self.day) 03:01:00.000 * REPLICAOF 10.0.0.1:6379 enabled (user request from 'id=4 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
      5:S \(Self.day) 03:01:10.000 * Full resync from master: abc:1
      5:S \(Self.day) 03:01:20.000 # I/O error reading bulk count from MASTER: Success
      5:S \(Self.day) 03:01:30.000 * Full resync from master: abc:9
      5:S \(Self.day) 03:01:40.000 # I/O error reading bulk count from MASTER: Success
      \(end)
      5:M \(Self.day) 03:12:30.500 # Setting secondary replication ID to abc, valid up to offset: 2019. New replication ID is def
      5:M \(Self.day) 03:12:30.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
      """
    }
    let never = try await SentinelIncidentTests.incidents(["s.log": Self.failover, "b.log": log("")])
    #expect(never.first?.facts["promoted_unsynced"]?.bool == true)
    let late = log("5:S \(Self.day) 03:01:50.000 * MASTER <-> REPLICA sync: Finished with success")
    let synced = try await SentinelIncidentTests.incidents(["s.log": Self.failover, "b.log": late])
    #expect(synced.first?.facts["promoted_unsynced"]?.bool == false)
  }
}
