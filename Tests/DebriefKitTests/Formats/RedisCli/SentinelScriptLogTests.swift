import Testing

@testable import DebriefKit

/// What the scripts of a sentinel wrote down of their arguments, and the heads of the Windows builds.
@Suite struct SentinelScriptLogTests {
  @Test func readsTheArgumentsOfANotificationScript() async throws {
    let found = try await events(
      in: """
        2023-02-14T20:08:20Z notify: +odown master tokens 10.70.3.21 6379 #quorum 3/2
        2023-02-14T20:08:21Z +switch-master tokens 10.70.3.21 6379 10.70.3.23 6379
        2023-02-14T20:08:22Z notify: -script-error /etc/redis/notify.sh 0 2
        """)
    #expect(found.map(\.kind) == [.sentinel("odown"), .sentinel("switch-master"), .sentinel("script-error")])
    #expect(found[0].attributes["quorum_have"] == 3)
    #expect(found[1].peer == "10.70.3.21:6379")
    #expect(found[1].instance == "10.70.3.23:6379")
    #expect(found.allSatisfy { $0.attributes["capture"] == "script" })
  }

  @Test(arguments: ["leader", "observer"], ["start", "end"])
  func readsTheArgumentsOfAReconfigurationScript(_ role: String, _ state: String) async throws {
    let found = try await events(
      in: "2023-02-14T20:08:21Z reconfig: tokens \(role) \(state) 10.70.3.21 6379 10.70.3.23 6379")
    #expect(found.map(\.code) == ["client-reconfig"])
    #expect(found.first?.cluster == "tokens")
    #expect(found.first?.peer == "10.70.3.21:6379")
    #expect(found.first?.instance == "10.70.3.23:6379")
    #expect(found.first?.attributes["role"]?.string == role)
    #expect(found.first?.attributes["state"]?.string == state)
    // A script is no sentinel: what others wrote down counts where no sentinel's own log is there.
    #expect(found.first?.attributes["capture"] == "script")
  }

  @Test(arguments: [
    "[001888] 07 Oct 2022 10:01:33.123 # +sdown master zk 192.168.1.20 6379",
    "[2412] 07 Oct 10:01:33.123 # +sdown master zk 192.168.1.20 6379",
  ])
  func readsTheWindowsBuilds(_ line: String) async throws {
    let found = try await events(in: line + "\r\n", year: 2022)
    #expect(found.map(\.kind) == [.sentinel("sdown")])
    #expect(found.first?.cluster == "zk")
    #expect(found.first?.at.map(Civil.iso) == "2022-10-07T10:01:33.123000Z")
  }

  @Test func aWindowsServerTellsItsRoleByItsWordsOnly() async throws {
    let found = try await events(
      in: """
        [001920] 07 Oct 2022 10:01:30.000 # Connection with master lost.
        [001920] 07 Oct 2022 10:01:35.000 * MASTER MODE enabled (user request from 'id=3 addr=192.168.1.21:50011 fd=9 name=sentinel-1f2e3d4c-cmd')
        """)
    #expect(found.map(\.kind) == [.replicationBroken, .roleChanged])
    #expect(found.last?.attributes["client_name"]?.string == "sentinel-1f2e3d4c-cmd")
  }
}
