import Testing

@testable import DebriefKit

/// Changes of the primary that no operation asked for, and what the roles say against a script or a listing.
@Suite struct KubeBlocksHandoverTests {
  private typealias Found = IncidentFiles.Found

  @Test("A pre-stop hook that hands the lead over is an attempt, of the member that was stopped at that moment")
  func preStop() async throws {
    let found = try await IncidentFiles.incidents([
      "kb_pre_stop.log": """
      [2024-06-03 08:15:02] self is leader, need to switchover
      [2024-06-03 08:15:02] try to transfer to:lot-mysql-2.lot-mysql-headless:13306
      [2024-06-03 08:15:04] this node's current role info:Follower
      [2024-06-03 08:15:04] transfer successfully
      """,
      "events.txt": """
      # 2024-06-03T08:20:00Z
      LAST SEEN   TYPE     REASON    OBJECT            MESSAGE
      7m          Normal   Killing   pod/lot-mysql-0   Stopping container mysql
      4m58s       Normal   Killing   pod/lot-mysql-1   Stopping container mysql
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "lot-mysql-1", new: "lot-mysql-2")])
    #expect(found.map(\.kind) == ["switchover"])
  }

  @Test("A hook without times names the leader that it passes over")
  func preStopWithoutTimes() async throws {
    let found = try await IncidentFiles.incidents([
      "kb_pre_stop.log": """
      self is leader, need to switchover
      do not transfer to leader, leader:lot-mysql-1.lot-mysql-headless:13306
      try to transfer to:lot-mysql-2.lot-mysql-headless:13306
      this node's current role info:Follower
      transfer successfully
      """,
      "pods.txt": """
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      lot-mysql-1   4/4     Running   0          2m    follower
      lot-mysql-2   4/4     Running   0          9m    leader
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "lot-mysql-1", new: "lot-mysql-2")])
  }

  private static func waiting(_ member: String, _ seconds: ClosedRange<Int>) -> String {
    stride(from: seconds.lowerBound, through: seconds.upperBound, by: 10).map { second in
      """
      2026-01-09T10:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z\tINFO\tDCS-K8S\tFound switchover Setting\t{"configmap": {"candidate": "", "leader": "q-mysql-1"}}
      2026-01-09T10:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z\tINFO\tHA\tCluster has no leader, attempt to take the leader
      2026-01-09T10:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z\tINFO\tHA\tmanual switchover to other member
      """
    }.joined(separator: "\n")
  }

  @Test("A request of the HA layer that nobody carries out is an attempt that is stuck")
  func leaderless() async throws {
    let found = try await IncidentFiles.incidents([
      "q-mysql-1_syncer.log": """
      2026-01-09T10:00:00Z\tINFO\tHA\tThis member is Cluster's leader
      2026-01-09T10:00:05Z\tINFO\tDCS-K8S\tCreate switchover configmap q-mysql-switchover
      2026-01-09T10:00:08Z\tINFO\tDCS-K8S\tFound switchover Setting\t{"configmap": {"candidate": "", "leader": "q-mysql-1"}}
      2026-01-09T10:00:08Z\tINFO\tHA\tRelease leader
      \(Self.waiting("q-mysql-1", 20...300))
      """,
      "q-mysql-0_syncer.log": Self.waiting("q-mysql-0", 24...304),
      "pods.txt":
        "NAME        READY   STATUS    RESTARTS   AGE   ROLE\nq-mysql-0   3/3     Running   0          9m    secondary\n",
    ])
    #expect(found.map(\.found) == [Found(outcome: "stuck", old: "q-mysql-1", new: nil)])
  }

  private static let mongod = [
    "eel-mongodb-0.log": """
    {"t":{"$date":"2025-05-05T05:00:10.000+00:00"},"s":"I","c":"REPL_HB","id":23974,"ctx":"R","msg":"Heartbeat failed after max retries","attr":{"target":"eel-mongodb-1.eel-mongodb-headless.z.svc:27017","error":{"codeName":"HostUnreachable"}}}
    {"t":{"$date":"2025-05-05T05:00:11.000+00:00"},"s":"I","c":"REPL","id":21809,"ctx":"R","msg":"Can't see a majority of the set, relinquishing primary"}
    {"t":{"$date":"2025-05-05T05:00:11.100+00:00"},"s":"I","c":"REPL","id":21358,"ctx":"R","msg":"Replica set state transition","attr":{"newState":"SECONDARY","oldState":"PRIMARY"}}
    """,
    "eel-mongodb-1.log": """
    {"t":{"$date":"2025-05-05T05:00:12.300+00:00"},"s":"I","c":"ELECTION","id":21450,"ctx":"R","msg":"Election succeeded, assuming primary role","attr":{"term":4}}
    """,
    "pods.txt":
      "NAME            READY   STATUS    RESTARTS   AGE   ROLE\neel-mongodb-0   4/4     Running   0          9d    secondary\n",
  ]

  @Test("A primary that steps down by itself is the old one of the failover, and its step down the beginning")
  func stepsDown() async throws {
    let found = try await IncidentFiles.incidents(Self.mongod)
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "eel-mongodb-0", new: "eel-mongodb-1")])
    #expect(found.map(\.kind) == ["failover"])
    let window = try #require(found.first?.measures["no_primary_window"])
    #expect(abs(window - 1.2) < 0.001)
  }

  /// One pasted session: whose log it is stands in the command, and both servers are asked whether they take writes.
  private static func session(_ old: Int) -> String {
    """
    $ date -u; kubectl get pods -n z -o wide -L kubeblocks.io/role
    Mon Mar  3 03:30:00 UTC 2025
    NAME          READY   STATUS    RESTARTS   AGE   IP          NODE   ROLE
    tea-mysql-0   3/3     Running   0          5d    10.1.0.5    n1     primary
    tea-mysql-1   3/3     Running   0          5d    10.1.0.6    n2     primary
    $ for i in 0 1; do kubectl exec tea-mysql-$i -- mysql -N -e "select @@hostname,@@read_only,@@super_read_only"; done
    tea-mysql-0\t\(old)\t\(old)
    tea-mysql-1\t0\t0
    $ kubectl logs -n z tea-mysql-1 -c lorry --tail 20
    2025-03-03T03:10:20Z\tINFO\tDCS-K8S\tlock expired: map[acquire-time:1740000000 leader:tea-mysql-0 renew-time:1740971400 ttl:15], now: 1740971420
    2025-03-03T03:10:20Z\tINFO\tHA\tTake the leader success!
    """
  }

  @Test("A failover after which both take writes is degraded; where the old one is read-only it is not")
  func bothWritable() async throws {
    let both = try await IncidentFiles.incidents(["paste.txt": Self.session(0)])
    #expect(both.map(\.found) == [Found(outcome: "degraded", old: "tea-mysql-0", new: "tea-mysql-1")])
    let one = try await IncidentFiles.incidents(["paste.txt": Self.session(1)])
    #expect(one.map(\.found) == [Found(outcome: "succeeded", old: "tea-mysql-0", new: "tea-mysql-1")])
  }

  private static let operation = """
    apiVersion: operations.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: '2025-07-01T07:00:00Z'
      name: oak-sw
      namespace: w
    spec:
      clusterName: oak
      type: Switchover
      switchover:
      - {componentName: mysql, instanceName: oak-mysql-0, candidateName: oak-mysql-1}
    status:
      phase: Succeed
      completionTimestamp: '2025-07-01T07:00:20Z'

    """

  @Test("A switchover whose new primary still says minutes later that it is read-only is degraded", arguments: [1, 0])
  func readOnlyPrimary(_ readOnly: Int) async throws {
    let found = try await IncidentFiles.incidents([
      "ops.yaml": Self.operation,
      "oak-mysql-1_syncer.log": "2025-07-01T07:00:12Z\tINFO\tHA\tTake the leader success!\n",
      "asked.txt": """
      mysql> select now(), @@hostname, @@super_read_only;
      +---------------------+-------------+-------------------+
      | now()               | @@hostname  | @@super_read_only |
      +---------------------+-------------+-------------------+
      | 2025-07-01 07:09:00 | oak-mysql-1 |                 \(readOnly) |
      +---------------------+-------------+-------------------+
      """,
    ])
    #expect(
      found.map(\.found) == [
        Found(outcome: readOnly == 1 ? "degraded" : "succeeded", old: "oak-mysql-0", new: "oak-mysql-1")
      ])
  }

  @Test("A script that is content with a stale label is not believed against the database")
  func staleLabel() async throws {
    let found = try await IncidentFiles.incidents([
      "before.txt": """
      ### 2024-05-05 05:00:00Z
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      yew-mysql-0   4/4     Running   0          5d    leader
      yew-mysql-1   4/4     Running   0          5d    leader
      """,
      "job.log": """
      2024-05-05T05:01:00.100000000Z curl http://10.1.1.1:3501/v1.0/switchover, parameters: {"parameters": {"primary":"yew-mysql-0","candidate":""}}
      2024-05-05T05:01:00.200000000Z curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"operation precheck failed: get cluster failed"}
      2024-05-05T05:01:00.300000000Z INFO: start to check if switchover successfully, timeout is 60s
      2024-05-05T05:01:05.300000000Z INFO: switchover successfully, yew-mysql-1 is leader
      """,
      "after.txt": """
      ### 2024-05-05 05:10:00Z
      yew-mysql-0.yew-mysql-headless:13306\tLeader
      yew-mysql-1.yew-mysql-headless:13306\tFollower
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-success", old: "yew-mysql-0", new: nil)])
  }

  @Test("A script that gave up on its candidate and ended well reports a false success")
  func gaveUp() async throws {
    let found = try await IncidentFiles.incidents([
      "kb-switchover-job-elm-mongodb-elm-3.log": """
      Switchover to new primary: elm-mongodb-1.elm-mongodb-headless.w.svc:27017
      Attempt 1: Secondary
      Failed to switch over to primary after 10 attempts
      Switchover complete
      """,
      "get.txt": """
      NAME                                          READY   STATUS      RESTARTS   AGE   ROLE
      pod/kb-switchover-job-elm-mongodb-elm-3-abcde   0/1     Completed   0          4m
      pod/elm-mongodb-0                             3/3     Running     0          9d    primary
      pod/elm-mongodb-1                             3/3     Running     0          9d    secondary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-success", old: "elm-mongodb-0", new: nil)])
  }

  @Test("Of two members the one that did not take over had the lead")
  func otherOfTwo() async throws {
    let found = try await IncidentFiles.incidents([
      "job.txt": """
      $ kbcli cluster list-ops ash --status all
      NAME               NAMESPACE   TYPE     CLUSTER   COMPONENT   STATUS    PROGRESS   CREATED-TIME
      ash-custom-aaaaa   w           Custom   ash       mogdb       Succeed   1/1        Sep 19,2024 13:20 UTC+0800
      $ kubectl logs -n w 0a0a0a0a-ash-custom-aaaaa-mogdb-switchover-0-bbbbb
      INFO: doing switchover..
      INFO: switchover successfully, ash-mogdb-1 is primary
      $ kubectl get pods -n w -L kubeblocks.io/role
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      ash-mogdb-0   4/4     Running   0          30d   secondary
      ash-mogdb-1   4/4     Running   0          30d   primary
      """
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "ash-mogdb-0", new: "ash-mogdb-1")])
  }

  @Test("An operation of another week that only a listing shows is no attempt beside a documented one")
  func listedHistory() async throws {
    let listing = """
      # 2025-07-01T07:30:00Z
      NAME         TYPE         CLUSTER   STATUS    PROGRESS   AGE
      oak-sw       Switchover   oak       Succeed   1/1        30m
      oak-sw-old   Switchover   oak       Failed    1/1        19d

      """
    let both = try await IncidentFiles.incidents(["ops.yaml": Self.operation, "list.txt": listing])
    #expect(both.count == 1)
    let listed = try await IncidentFiles.incidents(["list.txt": listing])
    #expect(listed.count == 2)
  }
}
