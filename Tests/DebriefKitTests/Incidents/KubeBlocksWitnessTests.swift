import GRDB
import Testing

@testable import DebriefKit

/// Who led before and after, where only listings, files of other clusters or an old request say so.
@Suite struct KubeBlocksWitnessTests {
  private typealias Found = IncidentFiles.Found

  private static func operation(_ phase: String, candidate: String = "asp-mysql-1") -> String {
    """
    apiVersion: apps.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "2025-08-14T07:45:30Z"
      name: asp-sw
    spec:
      clusterName: asp
      type: Custom
      custom:
        opsDefinitionName: mysql-orc-switchover
        components:
        - componentName: mysql
          parameters:
          - {name: candidate, value: "\(candidate)"}
    status:
      completionTimestamp: "2025-08-14T07:45:37Z"
      conditions:
      - {lastTransitionTime: "2025-08-14T07:45:37Z", reason: X, status: "True", type: \(phase)}
      phase: \(phase)
    """
  }

  private static func pods(_ leader: Int, of count: Int) -> String {
    let rows = (0..<count).map {
      "asp-mysql-\($0)   4/4     Running   0          41d   \($0 == leader ? "primary" : "secondary")"
    }
    return "$ date -u\nThu Aug 14 07:58:03 UTC 2025\n$ kubectl get po -L kubeblocks.io/role\n"
      + "NAME          READY   STATUS    RESTARTS   AGE   ROLE\n" + rows.joined(separator: "\n") + "\n"
  }

  @Test("Of two members the one that was not to take over leads afterwards: a success that was none")
  func oneOfTwo() async throws {
    let found = try await IncidentFiles.incidents([
      "ops.yaml": Self.operation("Succeed"), "pods.txt": Self.pods(0, of: 2),
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-success", old: "asp-mysql-0", new: nil)])
  }

  @Test("Of three it may have moved to another one; where the request was refused it did not move")
  func oneOfThree() async throws {
    let files = ["ops.yaml": Self.operation("Succeed"), "pods.txt": Self.pods(2, of: 3)]
    let open = try await IncidentFiles.incidents(files)
    #expect(open.map(\.found.outcome) == ["succeeded"])
    let refused = try await IncidentFiles.incidents(
      files.merging(["asp-sw.log": #"{"Code":"ERROR","Message":"Unauthorized","Details":null}"#]) { first, _ in first })
    #expect(refused.map(\.found) == [Found(outcome: "false-success", old: "asp-mysql-2", new: nil)])
  }

  @Test(
    "Refused, reported as done, and nobody looked at the roles: a success that was none, unless the answer leaves it open",
    arguments: [
      (#"{"Code":"ERROR","Message":"Unauthorized","Details":null}"#, "false-success"),
      ("Switchover is possible only to a specific candidate in a paused state", "false-success"),
      ("Switchover status unknown", "succeeded"), ("curl: (28) Operation timed out", "succeeded"),
    ])
  func refusedAndUnseen(_ answer: String, _ outcome: String) async throws {
    let found = try await IncidentFiles.incidents(["ops.yaml": Self.operation("Succeed"), "asp-sw.log": answer])
    #expect(found.map(\.found.outcome) == [outcome])
  }

  @Test("Somebody who looks half an hour later and more still sees what the attempt left behind")
  func lateLook() async throws {
    let steps = try await steps([
      "ops.yaml": Self.operation("Failed"),
      "look.txt": Self.pods(0, of: 2).replacing("07:58:03", with: "09:58:03"),
      "next day.txt": Self.pods(0, of: 2).replacing("Thu Aug 14 07:58:03", with: "Fri Aug 15 07:58:03"),
    ])
    #expect(steps.filter { $0.kind == "role.observed" }.map(\.step) == ["after", "after"])
  }

  @Test("A replica's thread that stopped long before counts until it runs again", arguments: [false, true])
  func stoppedThread(_ isRepaired: Bool) async throws {
    let repaired =
      "2025-08-14T05:00:00.0Z 7 [System] [MY-010562] [Repl] Replica I/O thread for channel '': connected to source 'r@asp-mysql-0:3306',replication started in log 'b.1' at position 4\n"
    let steps = try await steps([
      "ops.yaml": Self.operation("Failed"),
      "asp-mysql-1.log": """
      2025-08-14T04:00:00.0Z 0 [ERROR] [MY-012640] [InnoDB] Error number 28 means 'No space left on device'
      2025-08-14T04:00:00.1Z 10 [ERROR] [MY-010586] [Repl] Error running query, replica SQL thread aborted. Fix the problem, and restart the replica SQL thread
      \(isRepaired ? repaired : "")
      """,
    ])
    #expect(steps.contains { $0.kind == "replication.broken" && $0.step == "before" } == !isRepaired)
  }

  private func steps(_ files: [String: String]) async throws -> [(kind: String, step: String)] {
    let timeline = try await storedTimeline(of: files.sorted { $0.key < $1.key }.map { (name: $0.key, text: $0.value) })
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT e.kind, i.step FROM incident_event i JOIN event e USING (event_id) ORDER BY e.at, e.event_id"
      ).map { (kind: $0[0], step: $0[1]) }
    }
  }

  @Test("A listing tells of a request long after: the roles above it in the same file are those of then")
  func listingIsNoRequest() async throws {
    let found = try await IncidentFiles.incidents([
      "now.txt": """
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      elm-mysql-0   4/4     Running   0          41d   secondary
      elm-mysql-2   4/4     Running   0          41d   primary

      NAME           TYPE     CLUSTER   STATUS   PROGRESS   AGE
      elm-custom-1   Custom   elm       Failed   1/1        9m11s
      """,
      "pod.yaml": """
      apiVersion: v1
      kind: Pod
      metadata:
        name: 55d1f0b8-elm-custom-1-mysql-switchover-0-pzk4r
        labels: {job-name: 55d1f0b8-elm-custom-1-mysql-switchover-0}
      spec:
        containers:
        - name: switchover
          env:
          - {name: KB_OPS_NAME, value: elm-custom-1}
          - {name: KB_CLUSTER_NAME, value: elm}
          - {name: candidate, value: elm-mysql-2}
      status:
        containerStatuses:
        - name: switchover
          state: {terminated: {exitCode: 1, startedAt: "2024-11-13T09:19:37Z", finishedAt: "2024-11-13T09:20:41Z"}}
      """,
      "leader.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: elm-mysql-leader
        annotations: {leader: elm-mysql-2, ttl: "15", acquire-time: "1731489653", renew-time: "1731490123"}
        labels: {app.kubernetes.io/instance: elm}
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-failure", old: "elm-mysql-0", new: "elm-mysql-2")])
  }

  @Test("A folder called like the cluster says whose log it holds, and a number in the name of a log which member's")
  func folders() async throws {
    let timeline = try await storedTimeline(of: [
      ("in/asp/ops.yaml", Self.operation("Failed")),
      ("in/oak/ops.yaml", Self.operation("Failed").replacing("asp", with: "oak")),
      ("in/asp/lorry-0.log", "2025-08-14T07:45:25Z\tINFO\tHA\tThis member is Cluster's leader"),
      ("in/asp/mysqld-error-1.log", "2025-08-14T07:40:00.0Z 0 [ERROR] [MY-012640] [InnoDB] No space left on device"),
    ])
    try Incidents.build(timeline)
    let members = try await timeline.database.read { db in
      try String.fetchAll(
        db, sql: "SELECT DISTINCT member FROM process WHERE member IS NOT NULL AND cluster = 'asp' ORDER BY member")
    }
    #expect(members == ["asp-mysql-0", "asp-mysql-1"])
  }

  @Test("A log's number above every member's is a rotation's, not a member's")
  func rotatedLog() async throws {
    let timeline = try await storedTimeline(of: [
      ("in/ops.yaml", Self.operation("Failed")),
      ("in/lorry-2.log", "2025-08-14T07:45:25Z\tINFO\tHA\tThis member is Cluster's leader"),
    ])
    try Incidents.build(timeline)
    let members = try await timeline.database.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM instance ORDER BY name")
    }
    #expect(members == ["asp-mysql-1"])
  }

  @Test("A failover that took longer than any trigger reaches back begins when the lease ran out")
  func longWithoutALeader() async throws {
    let waiting = stride(from: 0, through: 1080, by: 10).map { second in
      let minute = 40 + second / 60
      let at =
        "2025-03-07T\(13 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
      return """
        \(at)\tINFO\tDCS-K8S\tlock expired: map[acquire-time:1738892410 leader:fir-mysql-0 renew-time:1741354780 ttl:15], now: \(1_741_354_800 + second)
        \(at)\tINFO\tHA\tCluster has no leader, attempt to take the leader
        """
    }
    let found = try await IncidentFiles.incidents([
      "fir-mysql-1.log": waiting.joined(separator: "\n") + "\n2025-03-07T13:58:07Z\tINFO\tHA\tTake the leader success!"
    ])
    #expect(found.map(\.kind) == ["failover"])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "fir-mysql-0", new: "fir-mysql-1")])
    #expect(found.first?.measures["no_primary_window"] == 1087)
  }

  private static let blocked = stride(from: 0, through: 300, by: 10).map { second in
    let at = "2025-03-07T13:4\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
    let expired =
      "\(at)\tINFO\tDCS-K8S\tlock expired: map[acquire-time:1738892410 leader:fir-mysql-0 renew-time:1741354809 ttl:15], now: 1741354826\n"
      + "\(at)\tINFO\tHA\tCluster has no leader, attempt to take the leader"
    let found =
      "\(at)\tINFO\tDCS-K8S\tFound switchover Setting\t{\"configmap\": {\"candidate\":\"fir-mysql-2\",\"leader\":\"fir-mysql-0\"}}"
    return second < 120 ? found : found + "\n" + expired
  }

  @Test(
    "A request that stood before the lease ran out did not take the lead away: the failover that it holds up is the attempt"
  )
  func heldUpFailover() async throws {
    let found = try await IncidentFiles.incidents(["fir-mysql-1.log": Self.blocked.joined(separator: "\n")])
    #expect(found.map(\.kind) == ["failover"])
    #expect(found.map(\.found) == [Found(outcome: "stuck", old: "fir-mysql-0", new: nil)])
  }

  @Test("A sidecar that is at work looks up its neighbours, one that starts itself")
  func lookUps() async throws {
    let lookUp =
      "2024-10-09T02:57:02Z\tINFO\tpinger\tdns check failed\t{\"error\": \"lookup yew-mysql-1.yew-mysql-headless: no such host\"}"
    let taken = "2024-10-09T03:00:15Z\tINFO\tHA\tTake the leader success!"
    let starting = try await events(in: "\(lookUp)\n\(taken)")
    let working = try await events(in: "2024-10-09T02:50:00Z\tINFO\tHA\tRelease leader\n\(lookUp)\n\(taken)")
    #expect(starting.last?.instance == "yew-mysql-1")
    #expect(working.last?.instance == nil)
  }

  @Test("A neighbour's name in a failed look-up is not the log's own, where the file says whose it is")
  func neighbourLookedUp() async throws {
    let found = try await events(
      in: """
        2024-10-09T02:57:02Z\tINFO\tpinger\tdns check failed\t{"error": "new pinger failed: lookup yew-mysql-1.yew-mysql-headless: no such host"}
        2024-10-09T03:00:15Z\tINFO\tHA\tTake the leader success!
        """, name: "yew-mysql-0.log")
    #expect(found.filter { $0.kind == .leaseAcquired }.map(\.instance) == ["yew-mysql-0"])
  }
}
