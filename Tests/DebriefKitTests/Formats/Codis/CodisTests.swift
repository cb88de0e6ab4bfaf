import Testing

@testable import DebriefKit

@Suite struct CodisTests {
  static let start = """
    2025/03/06 13:30:00 topom.go:120: [WARN] create new topom:
    {
        "product_name": "feed-cache",
        "admin_addr": "codis-dashboard-0:18080"
    }

    """

  @Test func readsASwitch() async throws {
    let found = try await events(
      in: Self.start + """
        2025/03/06 14:02:38 codis_sentinel.go:140: [WARN] create redis client to 10.22.8.11:9221 failed
        [error]: dial tcp 10.22.8.11:9221: connect: connection refused
            1   /go/src/x.go:186
                    github.com/x.(*Y).z
        2025/03/06 14:02:39 topom_group.go:420: [INFO] group-[2] update slave offline state
        2025/03/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] = 10.22.8.12:9221
        2025/03/06 14:02:57 topom_group.go:562: [INFO] [10.22.8.12:9221] switch master to NO:ONE
        """)
    #expect(found.map(\.kind) == [.instanceStarted, .probeFailed, .promotionStarted, .promotionStarted])
    #expect(found.allSatisfy { $0.cluster == "feed-cache" })
    #expect(found[1].instance == "10.22.8.11:9221")
    #expect(found[2].instance == "10.22.8.12:9221")
    #expect(found[2].attributes["group"]?.string == "2")
  }

  @Test func readsWhereTheProxiesHoldAndReleaseSlots() async throws {
    func fill(_ slot: String, _ address: String, _ locked: Bool) -> String {
      "2018/11/20 06:30:04 router.go:228: [WARN] fill slot \(slot), backend.addr = \(address), locked = \(locked)\n"
    }
    // A proxy that starts fills all of them: nothing moved.
    #expect(try await events(in: fill("0000", "10.0.0.1:6379", false) + fill("0001", "10.0.0.2:6379", false)).isEmpty)
    let moved = try await events(
      in: fill("0000", "10.0.0.1:6379", true) + fill("0001", "10.0.0.1:6379", true)
        + fill("0000", "10.0.0.2:6379", false) + fill("0001", "10.0.0.2:6379", false))
    #expect(moved.map(\.code) == ["slot-backend", "slot-backend"])
    #expect(moved.map(\.instance) == ["10.0.0.1:6379", "10.0.0.2:6379"])
    #expect(moved.map { $0.attributes["locked"]?.bool } == [true, false])
  }

  @Test func aSyncActionThatDidNotFailIsNoError() async throws {
    let done = "2018/11/20 06:30:27 topom_group.go:557: [WARN] server-[10.0.0.1:6379] action failed = "
    #expect(try await events(in: done + "false").map(\.kind) == [.operationProgress])
    #expect(try await events(in: done + "true").map(\.kind) == [.demotionFailed])
  }

  @Test func foldsRefusedRepairs() async throws {
    let round = """
      2025/03/06 14:11:23 topom_group.go:335: [INFO] group-[2] try to fix server[0-10.0.0.1:9221] replication relationship
      2025/03/06 14:11:23 topom_group.go:567: [INFO] [10.0.0.1:9221] switch master to server [10.0.0.2:9221] forcefully
      2025/03/06 14:11:23 topom_group.go:351: [WARN] group-[2] fix server[10.0.0.1:9221] replication relationship failed, \
      err: server[10.0.0.1:9221] set master to 10.0.0.2:9221 failed, force:true err:ERR wrong number of arguments for \
      'slaveof' command

      """
    let found = try await events(in: String(repeating: round, count: 40))
    #expect(found.map(\.kind) == [.demotionStarted, .demotionFailed])
    #expect(found.map(\.repeats) == [40, 40])
    #expect(found[1].code == "wrong-arguments")
    #expect(found[1].peer == "10.0.0.2:9221")
  }

  @Test func hearsSentinelsOfCodis32() async throws {
    let event = try #require(
      try await events(
        in: "2020/03/06 14:11:23 sentinel.go:33: [WARN] sentinel-[10.0.0.9:26379] subscribe event [message "
          + "+switch-master product-1 10.0.0.1 6379 10.0.0.2 6379]"
      ).first)
    #expect(event.kind == "sentinel.switch.master")
    #expect(event.cluster == "product-1")
  }

  @Test func readsTheGroupsOfTopom() async throws {
    let found = try await events(
      in: """
        $ curl -s http://codis-dashboard-0:18080/topom | jq '.stats.group.models[1]'
        {
          "id": 2,
          "servers": [
            {"server": "10.22.8.12:9221", "state": 0, "role": "master", "is_eligible_for_master_election": true},
            {"server": "10.22.8.11:9221", "state": 2, "role": "slave"}
          ],
          "promoting": {"state": "preparing"},
          "out_of_sync": true
        }
        """)
    #expect(found.map(\.code) == ["topom-group", "topom-server", "topom-server"])
    #expect(found[0].attributes["out_of_sync"]?.bool == true)
    #expect(found[0].attributes["promoting"]?.string == "preparing")
    #expect(found.dropFirst().map(\.role) == ["primary", "replica"])
    #expect(found[2].attributes["state"]?.integer == 2)
  }

  @Test func readsTopomWithoutItsCommand() async throws {
    let found = try await events(
      in: """
        {
          "config": {"product_name": "ads"},
          "stats": {"group": {"models": [
            {"id": 1, "servers": [{"server": "10.0.0.1:6379"}, {"server": "10.0.0.2:6379"}], "out_of_sync": false}
          ]}}
        }
        """)
    #expect(found.map(\.code) == ["topom-group", "topom-server", "topom-server"])
    #expect(found.allSatisfy { $0.cluster == "ads" })
  }

  @Test(arguments: [
    "2025/03/06 14:11:23 no file", "2025/03/06 14:11:23 main.go: [WARN] no line number here at all",
    "2025/03/06 14:11:23 [error] 7#7: nginx says something", "http://x",
  ])
  func leavesForeignLinesAlone(_ line: String) {
    let bytes = Array(line.utf8)
    if case .foreign = CodisLog().read(bytes.span) { return }
    Issue.record("claimed")
  }
}
