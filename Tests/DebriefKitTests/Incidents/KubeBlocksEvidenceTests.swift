import Testing

@testable import DebriefKit

/// What makes an attempt, and from when its times count, where only part of the evidence was handed over.
@Suite struct KubeBlocksEvidenceTests {
  private typealias Found = IncidentFiles.Found

  // MARK: - Requests that stand

  private static func reads(_ seconds: ClosedRange<Int>, then last: String = "manual switchover to other member")
    -> String
  {
    stride(from: seconds.lowerBound, through: seconds.upperBound, by: 10).map { second in
      let time = "2026-04-02T07:1\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)Z"
      return """
        \(time)\tINFO\tDCS-K8S\tFound switchover Setting\t{"configmap": {"candidate": "", "leader": "fig-mysql-0"}}
        \(time)\tINFO\tHA\tCluster has no leader, attempt to take the leader
        \(time)\tINFO\tHA\t\(last)
        """
    }.joined(separator: "\n")
  }

  private static let request = """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      annotations:
        candidate: ''
        leader: fig-mysql-0
      creationTimestamp: "2026-04-02T07:01:00Z"
      labels:
        app.kubernetes.io/instance: fig
      name: fig-mysql-switchover
    """

  @Test("A request that members find on every cycle while nobody leads is an attempt, whoever made it")
  func standingRequest() async throws {
    let found = try await IncidentFiles.incidents([
      "request.yaml": Self.request, "fig-mysql-0.log": Self.reads(0...240), "fig-mysql-1.log": Self.reads(4...244),
    ])
    #expect(found.map(\.found) == [Found(outcome: "stuck", old: "fig-mysql-0", new: nil)])
  }

  @Test("A request that somebody carried out stands no longer")
  func takenRequest() async throws {
    let found = try await IncidentFiles.incidents([
      "request.yaml": Self.request, "fig-mysql-0.log": Self.reads(0...240),
      "fig-mysql-1.log": Self.reads(4...244) + "\n2026-04-02T07:14:14Z\tINFO\tHA\tTake the leader success!",
    ])
    #expect(!found.contains { $0.found.outcome == "stuck" })
  }

  // MARK: - Other clusters

  private static let operation = """
    apiVersion: operations.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "2026-02-02T02:00:00Z"
      labels:
        app.kubernetes.io/instance: kin
      name: kin-switch
    spec:
      clusterName: kin
      switchover:
      - componentName: redis
        instanceName: kin-redis-0
      type: Switchover
    status:
      completionTimestamp: "2026-02-02T02:00:20Z"
      conditions:
      - lastTransitionTime: "2026-02-02T02:00:20Z"
        message: 'Failed to process OpsRequest: kin-switch in cluster: kin'
        reason: OpsRequestFailed
        status: "False"
        type: Failed
      phase: Failed
    """

  private static func failure(_ second: Int) -> String {
    "2026-02-02T02:00:\(second).100Z\tINFO\taction: switchover, error: timedOut: action timed-out\t"
      + #"{"controllerKind": "InstanceSet", "InstanceSet": {"name":"far-redis","namespace":"e"}, "namespace": "e"}"#
  }

  @Test(
    "One failed call of a cluster that only the operator's log names is no attempt beside another; a repeated one is",
    arguments: [([11], true, 1), ([11, 41], true, 2), ([11], false, 1)])
  func stranger(_ seconds: [Int], _ hasOperation: Bool, _ count: Int) async throws {
    var files = ["manager.log": seconds.map(Self.failure).joined(separator: "\n")]
    if hasOperation { files["operation.yaml"] = Self.operation }
    #expect(try await IncidentFiles.incidents(files).count == count)
  }

  @Test("The sentinels' answer to somebody who asked them by hand belongs to the attempt that is there")
  func askedByHand() async throws {
    let answer = "$ redis-cli -p 26379 sentinel failover kin\n(error) NOGOODSLAVE No suitable replica to promote\n"
    let found = try await IncidentFiles.incidents(["operation.yaml": Self.operation, "shell.txt": answer])
    #expect(found.map(\.found.outcome) == ["failed"])
    #expect(found.first?.measures["request_to_end"] == 20)
  }

  // MARK: - From when times count

  @Test(
    "Where the holder's node is gone, nobody led from the last renewal on; else from the end of the lease",
    arguments: [("NotReady", 21.0), ("Ready", 5.0)])
  func lastRenewal(_ node: String, _ window: Double) async throws {
    let found = try await IncidentFiles.incidents([
      "oak-mysql-1_mysql.log": """
      2025-03-03T03:10:16Z\tINFO\tDCS-K8S\tlock expired: map[acquire-time:1740000000 leader:oak-mysql-0 renew-time:1740971400 ttl:15], now: 1740971416
      2025-03-03T03:10:21Z\tINFO\tHA\tTake the leader success!
      """,
      "state.txt": """
      $ kubectl get nodes
      NAME   STATUS     ROLES    AGE   VERSION
      n1     \(node)   <none>   30d   v1.29.6
      n2     Ready      <none>   30d   v1.29.6
      $ kubectl get pods -o wide -L kubeblocks.io/role
      NAME          READY   STATUS    RESTARTS   AGE   IP          NODE   ROLE
      oak-mysql-0   3/3     Running   0          5d    10.1.0.5    n1     primary
      oak-mysql-1   3/3     Running   0          5d    10.1.0.6    n2     primary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "oak-mysql-0", new: "oak-mysql-1")])
    #expect(found.first?.measures["no_primary_window"] == window)
  }

  @Test("A failover that sentinels carried out is one incident, though the old primary's own log says that it led")
  func sentinelsFailover() async throws {
    let name = "elm-redis-headless.n.svc:6379"
    let old = "elm-redis-0.elm-redis-headless.n.svc 6379"
    let found = try await IncidentFiles.incidents([
      "elm-redis-0.log": """
      1:M 06 Oct 2025 11:30:05.101 # Slow script detected: still in execution after 5001 milliseconds. Script name is: a.
      1:S 06 Oct 2025 11:31:11.320 * Connecting to MASTER elm-redis-1.\(name)
      """,
      "sentinel-0.log": """
      1:X 06 Oct 2025 11:30:20.400 # +sdown master elm \(old)
      1:X 06 Oct 2025 11:30:21.300 # +odown master elm \(old) #quorum 2/2
      1:X 06 Oct 2025 11:30:21.302 # +try-failover master elm \(old)
      1:X 06 Oct 2025 11:30:22.471 # +switch-master elm \(old) elm-redis-1.elm-redis-headless.n.svc 6379
      """,
      "pods.txt": """
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      elm-redis-0   4/4     Running   0          17d   secondary
      elm-redis-1   4/4     Running   0          17d   primary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "elm-redis-0", new: "elm-redis-1")])
  }

  @Test("Orchestrator's word that a member takes writes is the moment of the switch")
  func orchestrator() async throws {
    let operation = Self.operation.replacing("kin-redis-0", with: "kin-mysql-0").replacing(": redis", with: ": mysql")
    let found = try await IncidentFiles.incidents([
      "operation.yaml": operation,
      "orchestrator.log": """
      2026-02-02 02:00:02 INFO GracefulMasterTakeover: Will demote kin-mysql-0.kin-mysql-headless:3306 and promote kin-mysql-1.kin-mysql-headless:3306 instead
      2026-02-02 02:00:03 INFO instance kin-mysql-0.kin-mysql-headless:3306 read_only: true
      2026-02-02 02:00:33 INFO instance kin-mysql-1.kin-mysql-headless:3306 read_only: false
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-failure", old: "kin-mysql-0", new: "kin-mysql-1")])
    #expect(found.first?.measures["switch_time"] == 33)
    #expect(found.first?.measures["no_primary_window"] == 30)
  }

  // MARK: - What is left of a pod, and of an operation long ago

  @Test("Of a job's pod only the status is left, without a name: it is the only operation's")
  func namelessPod() async throws {
    let found = try await IncidentFiles.incidents([
      "ops.yaml": Self.promote("owl-custom-aaaaa", "2026-02-02T02:00:00Z", phase: "Failed"),
      "pod-status.yaml": """
      containerStatuses:
      - name: switchover
        state:
          terminated:
            exitCode: 137
            finishedAt: "2026-02-02T02:00:22Z"
            startedAt: "2026-02-02T02:00:03Z"
      phase: Failed
      """,
    ])
    #expect(found.map(\.found.outcome) == ["failed"])
    #expect(found.first?.measures["job_runtime"] == 19)
  }

  @Test("The version of a label tells which of two attempts it came with")
  func labelVersion() async throws {
    let found = try await IncidentFiles.incidents(Self.twoRequests(moved: "1769997612000000"))
    #expect(
      found.map(\.found) == [
        Found(outcome: "stuck", old: "owl-mysql-0", new: "owl-mysql-1"),
        Found(outcome: "stuck", old: "owl-mysql-1", new: nil),
      ])
    #expect(
      found.first?.measures["label_lag"] == nil, "it tells when the change was told of, not when the label changed")
  }

  @Test("A version from before the first attempt, or from the future, moves nothing")
  func otherVersion() async throws {
    for version in ["1769990000000000", "1999990000000000"] {
      let found = try await IncidentFiles.incidents(Self.twoRequests(moved: version))
      #expect(found.first?.found.new == nil)
    }
  }

  @Test("Patroni's own word that it switched counts for the attempt whose job printed it")
  func switchedAnswer() async throws {
    var files = Self.twoRequests(moved: "0")
    files["pods.yaml"] = nil
    files["session.txt"] = """
      $ kubectl logs -n ns kb-switchover-job-owl-mysql-1-abcde
      Successfully switched over to "owl-mysql-1"
      """
    let found = try await IncidentFiles.incidents(files)
    #expect(found.first?.found == Found(outcome: "stuck", old: "owl-mysql-0", new: "owl-mysql-1"))
  }

  private static func twoRequests(moved version: String) -> [String: String] {
    [
      "ops.yaml": promote("owl-custom-aaaaa", "2026-02-02T02:00:00Z", phase: "Running") + "\n---\n"
        + promote("owl-custom-bbbbb", "2026-02-03T02:00:00Z", phase: "Pending", from: 1, to: 0),
      "pods.yaml": """
      apiVersion: v1
      kind: Pod
      metadata:
        annotations:
          apps.kubeblocks.io/last-role-snapshot-version: "\(version)"
        labels:
          app.kubernetes.io/instance: owl
          kubeblocks.io/role: primary
        name: owl-mysql-1
      """,
    ]
  }

  private static func promote(_ name: String, _ created: String, phase: String, from: Int = 0, to: Int = 1) -> String {
    """
    apiVersion: apps.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "\(created)"
      labels:
        app.kubernetes.io/instance: owl
      name: \(name)
    spec:
      clusterName: owl
      custom:
        components:
        - componentName: mysql
          parameters:
          - name: primary
            value: owl-mysql-\(from)
          - name: candidate
            value: owl-mysql-\(to)
        opsDefinitionName: switchover
      type: Custom
    status:
      phase: \(phase)
    """
  }
}
