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
}
