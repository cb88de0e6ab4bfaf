import Testing

@testable import DebriefKit

@Suite struct CodisIncidentTests {
  static let dashboard = """
    2025/03/06 13:30:00 topom.go:120: [WARN] create new topom:
    {
        "product_name": "ads"
    }
    2025/03/06 14:02:38 codis_sentinel.go:140: [WARN] create redis client to 10.22.8.11:9221 failed
    [error]: dial tcp 10.22.8.11:9221: connect: connection refused
    2025/03/06 14:02:57 topom_group.go:442: [INFO] group-[2] try to switch new master
    2025/03/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] = 10.22.8.12:9221
    2025/03/06 14:02:57 topom_group.go:562: [INFO] [10.22.8.12:9221] switch master to NO:ONE

    """

  @Test func buildsAFailoverFromTheDashboardAlone() async throws {
    let found = try await SentinelIncidentTests.incidents(["d.log": Self.dashboard])
    #expect(found.map(\.platform) == ["codis"])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.old == "10.22.8.11:9221")
    #expect(found.first?.new == "10.22.8.12:9221")
  }

  @Test func aReturnedServerThatRefusesToFollowDegradesIt() async throws {
    let refused = """
      2025/03/06 14:11:23 topom_group.go:351: [WARN] group-[2] fix server[10.22.8.11:9221] replication relationship \
      failed, err: server[10.22.8.11:9221] set master to 10.22.8.12:9221 failed, force:true err:ERR wrong number of \
      arguments for 'slaveof' command
      """
    let found = try await SentinelIncidentTests.incidents(["d.log": Self.dashboard + refused])
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.facts["returned"]?.bool == true)
    #expect(found.first?.facts["demoted"]?.bool == false)
  }

  @Test func aPromotionThatHangsIsStuck() async throws {
    let state = """
      $ curl -s http://codis-dashboard-0:18080/topom | jq '.stats.group.models'
      [{"id": 2, "servers": [{"server": "10.22.8.11:9221"}, {"server": "10.22.8.12:9221"}],
        "promoting": {"index": 1, "state": "preparing"}}]
      """
    let found = try await SentinelIncidentTests.incidents(["d.log": Self.dashboard, "t.txt": state])
    #expect(found.map(\.outcome) == ["stuck"])
    let alone = try await SentinelIncidentTests.incidents(["t.txt": state])
    #expect(alone.map(\.kind) == ["switchover"])
    #expect(alone.map(\.outcome) == ["stuck"])
  }

  @Test func nobodyToPromoteIsAFailure() async throws {
    let lines = Self.dashboard.split(separator: "\n").prefix(6).joined(separator: "\n")
    let failure =
      "\n2025/03/06 14:02:57 topom_group.go:473: [WARN] group 2 don't has any slaves to switch master, {\"id\":2}\n"
    let found = try await SentinelIncidentTests.incidents(["d.log": lines + failure])
    #expect(found.map(\.outcome) == ["failed"])
    #expect(found.first?.new == nil)
  }

  /// Codis 3.2: the model is written to the log whenever it changes, its first server is the primary.
  private static func model(_ first: String, _ second: String, at time: String) -> String {
    """
    2019/07/09 \(time) topom_cache.go:179: [WARN] update group-[3]:
    {
        "id": 3,
        "servers": [
            {"server": "\(first)"},
            {"server": "\(second)"}
        ],
        "promoting": {}
    }

    """
  }

  private static let asked =
    model("10.36.2.71:6379", "10.36.2.72:6379", at: "10:31:44")
      + """
      2019/07/09 10:31:44 topom_group.go:236: [WARN] group-[3] will promote index = 1
      2019/07/09 10:31:44 topom_group.go:250: [WARN] group-[3] resync to prepared

      """

  private static let rolledBack = """
    2019/07/09 10:31:45 topom_proxy.go:157: [ERROR] proxy-[4a1d] resync slots failed
    [error]: dial tcp 10.36.1.33:11080: i/o timeout
    2019/07/09 10:31:46 topom_group.go:259: [WARN] group-[3] resync-rollback to preparing, done

    """

  @Test(arguments: [
    (
      "$ codis-admin --dashboard=d:18080 --promote-server --gid=3 --addr=10.36.2.72:6379\n"
        + "2019/07/09 10:31:46 dashboard.go:566: [PANIC] call rpc group-promote-server to dashboard d:18080 failed\n"
        + "[error]: [Remote Error] proxy-[4a1d] resync slots failed\n", "failed"
    ),
    (
      "2019/07/09 10:31:46 dashboard.go:414: [PANIC] call rpc group-promote-server to dashboard d:18080 failed\n"
        + "[error]: proxy-[4a1d] resync slots failed\n", "failed"
    ),
    (
      "$ curl -s -XPUT http://d:18080/api/topom/group/promote/cb0b/3/10.36.2.72:6379\n"
        + "{\"Cause\":\"proxy-[4a1d] resync slots failed\",\"Stack\":[{\"File\":\"pkg/topom.go\"}]}\n", "failed"
    ),
    (
      "2019/07/09 10:31:46 dashboard.go:566: [PANIC] call rpc group-promote-server to dashboard d:18080 failed\n"
        + "[error]: dial tcp 10.36.1.2:18080: i/o timeout\n", "stuck"
    ),
  ])
  func aPromotionWhoseCallerWasToldThatItFailedHasFailed(_ answer: String, _ outcome: String) async throws {
    let found = try await SentinelIncidentTests.incidents(["d.log": Self.asked + Self.rolledBack, "a.txt": answer])
    #expect(found.map(\.outcome) == [outcome])
    #expect(found.map(\.old) == ["10.36.2.71:6379"])
    #expect(found.first?.new == nil)
  }

  @Test func aPromotionThatARestartUndoesIsDegraded() async throws {
    let done =
      Self.asked + Self.model("10.36.2.72:6379", "10.36.2.71:6379", at: "10:31:45") + """
        2019/07/09 10:31:45 topom_group.go:323: [WARN] group-[3] resync to finished

        """
    let promoted = """
      6:S 09 Jul 2019 10:30:00.000 * Connecting to MASTER 10.36.2.71:6379
      6:M 09 Jul 2019 10:31:45.212 * MASTER MODE enabled (user request from 'id=7 addr=10.36.2.1:51002 laddr=10.36.2.72:6379 cmd=exec')

      """
    let restart = """
      7:C 09 Jul 2019 12:00:16.000 # Redis version=6.2.1, bits=64, commit=0, modified=0, pid=7, just started
      7:S 09 Jul 2019 12:00:16.600 * Ready to accept connections
      7:S 09 Jul 2019 12:00:17.800 * Connecting to MASTER 10.36.2.71:6379

      """
    let kept = try await SentinelIncidentTests.incidents(["d.log": done, "r.log": promoted])
    #expect(kept.map(\.outcome) == ["succeeded"])
    #expect(kept.first?.old == "10.36.2.71:6379")
    #expect(kept.first?.new == "10.36.2.72:6379")
    let undone = try await SentinelIncidentTests.incidents(["d.log": done, "r.log": promoted + restart])
    #expect(undone.map(\.outcome) == ["degraded"])
    #expect(undone.first?.facts["undone"]?.bool == true)
  }

  // MARK: - Told by the proxies

  private static func filled(_ address: String, locked: Bool, at time: String) -> String {
    "2019/07/09 \(time) router.go:228: [WARN] fill slot 0256, backend.addr = \(address), locked = \(locked)\n"
  }

  private static let proxy =
    filled("10.36.2.71:6379", locked: true, at: "10:31:44") + filled("10.36.2.72:6379", locked: false, at: "10:31:45")

  private static func promoted(_ between: String = "") -> String {
    """
    2019/07/09 10:31:44 topom_group.go:236: [WARN] group-[3] will promote index = 1
    2019/07/09 10:31:44 topom_group.go:250: [WARN] group-[3] resync to prepared
    \(between)2019/07/09 10:31:45 topom_group.go:324: [WARN] group-[3] resync to finished

    """
  }

  @Test func theProxiesTellTheServersThatTheDashboardDoesNotName() async throws {
    let elsewhere = """
      2019/07/09 09:00:00 topom_group.go:236: [WARN] group-[4] will promote index = 1
      2019/07/09 09:00:01 topom_group.go:324: [WARN] group-[4] resync to finished

      """
    let found = try await SentinelIncidentTests.incidents([
      "d.log": elsewhere + Self.promoted(), "p.log": Self.proxy,
    ])
    #expect(found.map(\.outcome) == ["succeeded", "succeeded"])
    #expect(found.map(\.old) == [nil, "10.36.2.71:6379"])
    #expect(found.map(\.new) == [nil, "10.36.2.72:6379"])
  }

  @Test(arguments: [
    ("redis 10.36.2.72:6379 set master to NO:ONE failed", "NOAUTH Authentication required.", "false-success"),
    ("create redis client to 10.36.2.72:6379 failed", "ERR invalid password", "false-success"),
    // Of the old primary nothing is asked.
    ("create redis client to 10.36.2.71:6379 failed", "ERR invalid password", "succeeded"),
    // Then the roles have changed; only writing them down failed.
    (
      "redis 10.36.2.72:6379 set master to NO:ONE failed", "ERR The server is running without a config file",
      "succeeded"
    ),
  ])
  func aPromotionThatTheServerRefusedIsDoneByWordOnly(_ call: String, _ error: String, _ outcome: String) async throws {
    let refused = """
      2019/07/09 10:31:44 topom_group.go:316: [WARN] \(call)
      [error]: \(error)

      """
    let found = try await SentinelIncidentTests.incidents(["d.log": Self.promoted(refused), "p.log": Self.proxy])
    #expect(found.map(\.outcome) == [outcome])
    #expect(found.first?.old == "10.36.2.71:6379")
    #expect(found.first?.new == (outcome == "succeeded" ? "10.36.2.72:6379" : nil))
  }
}
