import Foundation
import GRDB
import Testing

@testable import DebriefKit

@Suite struct KubeBlocksIncidentTests {
  private typealias Found = IncidentFiles.Found

  private func incidents(_ files: [String: String]) async throws -> [(found: Found, measures: [String: Double])] {
    try await IncidentFiles.incidents(files).map { ($0.found, $0.measures) }
  }

  private func job(_ primary: String, _ candidate: String, end: String) -> String {
    """
    curl http://10.1.1.1:3501/v1.0/switchover, parameters: {"parameters": {"primary":"\(primary)","candidate":"\(candidate)"}}
    curl result:\u{20}
    INFO: start to check if switchover successfully, timeout is 60s
    \(end)

    """
  }

  @Test("A job's log alone tells who was primary; whether an accepted call moved the lead, nobody says")
  func jobAlone() async throws {
    let found = try await incidents(["x.log": job("shop-mysql-0", "", end: "ERROR: switchover failed.")])
    #expect(found.map(\.found) == [Found(outcome: "unknown", old: "shop-mysql-0", new: nil)])
  }

  @Test("A job's log alone tells that a refused call moved nothing")
  func refusedJobAlone() async throws {
    let log = job("shop-mysql-0", "", end: "ERROR: switchover failed.").replacingOccurrences(
      of: "curl result:", with: #"curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"get manager failed"}"#)
    let found = try await incidents(["x.log": log])
    #expect(found.map(\.found) == [Found(outcome: "failed", old: "shop-mysql-0", new: nil)])
  }

  @Test("A log cut in two is still the log of one attempt", arguments: [1, 2, 3])
  func cutLog(_ cut: Int) async throws {
    let lines = job("shop-mysql-0", "shop-mysql-1", end: "ERROR: switchover failed.").split(separator: "\n")
    let found = try await incidents([
      "job.log": lines[..<cut].joined(separator: "\n"), "job.part2.log": lines[cut...].joined(separator: "\n"),
      "other.log": job("shop-mysql-0", "shop-mysql-2", end: "ERROR: switchover failed."),
    ])
    #expect(found.map(\.found) == Array(repeating: Found(outcome: "unknown", old: "shop-mysql-0", new: nil), count: 2))
  }

  /// Three pods of one job, as backoffLimit 2 allows; members are named by host names only.
  @Test("The retries of a job are one attempt, with and without the job's objects", arguments: [false, true])
  func retriedJob(_ hasObjects: Bool) async throws {
    let job = "kb-switchover-job-rt-mysql-7"
    var files: [String: String] = [:]
    for pod in ["abcde", "fghij", "klmno"] {
      files["\(job)-\(pod).log"] = """
        + mysql -hrt-mysql-0.rt-mysql-headless.r.svc -uroot -px -P3306 -e 'call dbms_consensus.change_leader('\\''rt-mysql-1.rt-mysql-headless.r.svc:13306'\\'')'
        ERROR 7502 (HY000) at line 1: The consensus membership change failed, error code is 5, error msg: A concurrent command is running, please retry later.
        """
    }
    if hasObjects {
      files["events.txt"] = """
        # 2024-02-02T02:10:00Z
        LAST SEEN   TYPE      REASON                 OBJECT                                   MESSAGE
        10m         Normal    SuccessfulCreate       job/\(job)         Created pod: \(job)-abcde
        9m          Normal    SuccessfulCreate       job/\(job)         Created pod: \(job)-fghij
        8m          Warning   BackoffLimitExceeded   job/\(job)         Job has reached the specified backoff limit
        """
    }
    let found = try await incidents(files)
    #expect(found.map(\.found) == [Found(outcome: "failed", old: "rt-mysql-0", new: nil)])
  }

  @Test("The manifest shown beside a refusal is what was refused, in whichever order", arguments: [false, true])
  func refusedManifest(_ manifestFirst: Bool) async throws {
    let manifest = """
      $ cat sw.yaml
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata:
        name: wiki-sw
      spec:
        clusterRef: wiki
        type: Switchover
        switchover:
        - componentName: postgresql
          instanceName: wiki-postgresql-1
      """
    let refusal = """
      $ kubectl apply -f sw.yaml
      Error from server: error when creating "sw.yaml": admission webhook "vopsrequest.kb.io" denied the request: OpsRequest.spec.type=Switchover is forbidden when Cluster.status.phase=Updating
      """
    let parts = manifestFirst ? [manifest, refusal] : [refusal, manifest]
    let found = try await incidents(["t.txt": parts.joined(separator: "\n") + "\n"])
    #expect(found.map(\.found.outcome) == ["failed"])
  }

  @Test("The API's word that the source is no primary counts more than who was asked to step down")
  func sourceIsNoPrimary() async throws {
    let found = try await incidents([
      "job.log": """
      curl http://10.9.0.4:3501/v1.0/switchover, parameters: {"parameters": {"primary":"blog-postgresql-1","candidate":"blog-postgresql-0"}}
      curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"operation precheck failed: blog-postgresql-1 is not the primary"}
      ERROR: switchover failed.
      """,
      "pods.txt": """
      NAME                READY   STATUS    RESTARTS   AGE   ROLE
      blog-postgresql-0   5/5     Running   0          1d    primary
      blog-postgresql-1   5/5     Running   0          1d    secondary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "failed", old: "blog-postgresql-0", new: nil)])
  }

  @Test("A request that the API server forbids is an attempt that failed, whoever kept the audit log")
  func forbiddenRequest() async throws {
    let found = try await incidents([
      "audit.log": #"""
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a","stage":"ResponseComplete","requestURI":"/x","verb":"create","user":{"username":"jane"},"objectRef":{"resource":"opsrequests","namespace":"p","name":"pay-switchover-k2k2k","apiGroup":"operations.kubeblocks.io"},"responseStatus":{"code":403,"reason":"Forbidden","message":"opsrequests.operations.kubeblocks.io is forbidden: User \"jane\" cannot create resource \"opsrequests\""},"stageTimestamp":"2025-01-20T12:00:00.010000Z"}
      """#
    ])
    #expect(found.map(\.found) == [Found(outcome: "failed", old: nil, new: nil)])
  }

  @Test("A table or a dated log handed over twice counts once")
  func twice() async throws {
    let refusal = "$ kbcli cluster promote cart --component redis\nerror: component redis has no primary\n"
    #expect(try await incidents(["a.txt": refusal, "copy of a.txt": refusal]).count == 1)
  }

  @Test("A call without a time beside a dated log of the sidecar")
  func untimedBesideTimed() async throws {
    let found = try await incidents([
      "job.log": job("ord-mysql-0", "ord-mysql-1", end: "ERROR: switchover failed."),
      "ord-mysql-1.lorry.log": "2024-11-12T11:00:13Z\tINFO\tHA\tTake the leader success!\n",
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-failure", old: "ord-mysql-0", new: "ord-mysql-1")])
  }

  /// What was reported, against the one log that is there.
  private func operation(_ source: String?) -> String {
    """
    apiVersion: operations.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata: {name: s-sw, namespace: n, creationTimestamp: "2025-09-01T10:00:00Z"}
    spec:
      clusterName: s
      type: Switchover
      switchover: [{componentName: redis\(source.map { ", instanceName: \($0)" } ?? "")}]
    status:
      phase: Succeed
      completionTimestamp: "2025-09-01T10:00:05Z"
    """
  }

  @Test("An agent that saw its member step down does not say that nothing happened")
  func steppedDown() async throws {
    let probe = { (time: String, role: String) in
      "\(time)\tINFO\tsucceed to send the probe event\t{\"probe\": \"roleProbe\", \"periodically\": false, \"code\": 0, \"output\": \"\(role)\"}"
    }
    let log = [probe("2025-09-01T09:00:00Z", "primary"), probe("2025-09-01T10:00:04Z", "secondary")]
    let found = try await incidents([
      "ops.yaml": operation("s-redis-0"), "kbagent-s-redis-0.log": log.joined(separator: "\n"),
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "s-redis-0", new: nil)])
  }

  @Test("A late look at the roles alone does not show that the primary stayed")
  func onlyALateLook() async throws {
    let table =
      "NAME        READY   STATUS    RESTARTS   AGE   ROLE\ns-redis-1   3/3     Running   0          9d    primary\n"
    let found = try await incidents(["ops.yaml": operation(nil), "z.txt": table])
    #expect(found.map(\.found.outcome) == ["succeeded"])
  }

  @Test("Of a call that only the called side knows, the roles and the answer tell the end")
  func calledSideAlone() async throws {
    let call =
      #"2024-05-24T03:26:30Z\tINFO\tHTTPServer\tHTTP API Called\t{"method": "POST", "path": "/v1.0/switchover"}"#
    let found =
      #"2024-05-24T03:26:36Z\tINFO\tDCS-K8S\tFound switchover Setting\t{"configmap": {"candidate":"c-mysql-1","leader":"c-mysql-0"}}"#
    let old = [call, found].joined(separator: "\n").replacing(#"\t"#, with: "\t")
    let taken = "2024-05-24T03:26:46Z\tINFO\tHA\tTake the leader success!"
    #expect(try await incidents(["c-mysql-0-lorry.log": old]).map(\.found.outcome) == ["unknown"])
    #expect(
      try await incidents(["c-mysql-0-lorry.log": old, "c-mysql-1-lorry.log": taken]).map(\.found.outcome) == [
        "succeeded"
      ])
  }

  @Test("The lease taken after the script gave up makes the failure a false one")
  func falseFailure() async throws {
    let found = try await incidents([
      "job.log": """
      2024-10-16T12:04:42.667463104Z curl http://10.1.1.1:3501/v1.0/switchover, parameters: \
      {"parameters": {"primary":"shop-mysql-0","candidate":"shop-mysql-1"}}
      2024-10-16T12:04:42.697547175Z curl result:\u{20}
      2024-10-16T12:05:44.398631024Z ERROR: switchover failed.
      """,
      "shop-mysql-1_lorry.log": """
      2024-10-16T12:05:48Z\tINFO\tHA\tCluster has no leader, attempt to take the leader
      2024-10-16T12:05:48Z\tINFO\tHA\tTake the leader success!
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "false-failure", old: "shop-mysql-0", new: "shop-mysql-1")])
    #expect(found.first?.measures["job_runtime"].map { abs($0 - 61.73) < 0.1 } == true)
    #expect(found.first?.measures["switch_time"].map { (65...66).contains($0) } == true)
  }

  @Test("A sidecar's log that names nobody is told by the number in its file's name and by what it did")
  func nameless() async throws {
    let lorry = """
      2024-10-16T12:04:40Z\tINFO\tHA\tThis member is Cluster's leader
      2024-10-16T12:04:50Z\tINFO\tDCS-K8S\tFound switchover Setting\t\
      {"configmap": {"candidate":"shop-mysql-1","leader":"shop-mysql-0"}}
      2024-10-16T12:04:50Z\tINFO\tDCS-K8S\trelease lease
      2024-10-16T12:04:51Z\tINFO\tevent\tsend event: map[event:Success operation:checkRole originalRole:primary role:secondary]

      """
    let other = "2024-10-16T12:04:55Z\tINFO\tHA\tTake the leader success!\n"
    let found = try await incidents([
      "job.log": "2024-10-16T12:04:42.000000001Z "
        + job("shop-mysql-0", "shop-mysql-1", end: "INFO: switchover successfully, shop-mysql-1 is primary")
        .split(separator: "\n").joined(separator: "\n2024-10-16T12:04:59.000000001Z ") + "\n",
      "lorry-a.log": lorry, "lorry-1.log": other,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "shop-mysql-0", new: "shop-mysql-1")])
    #expect(found.first?.measures["no_primary_window"] == 5)
  }

  @Test("Two jobs without times go to the calls that the sidecar logged, in order")
  func untimedJobs() async throws {
    let found = try await incidents([
      "job1.log": job("shop-mysql-0", "shop-mysql-1", end: "ERROR: switchover failed."),
      "job2.log": job("shop-mysql-0", "shop-mysql-7", end: "ERROR: switchover failed."),
      "shop-mysql-0_lorry.log": """
      2025-04-22T09:10:07Z\tINFO\tHTTPServer\tHTTP API Called\t{"method": "POST", "path": "/v1.0/switchover"}
      2025-04-22T09:10:07Z\tINFO\tHTTPServer\tHTTP API Called\t{"status code": 500, "cost": 13}
      2025-04-22T09:31:46Z\tINFO\tHTTPServer\tHTTP API Called\t{"method": "POST", "path": "/v1.0/switchover"}
      2025-04-22T09:31:46Z\tINFO\tHTTPServer\tHTTP API Called\t{"status code": 500, "cost": 11}
      """,
    ])
    #expect(found.map(\.found.outcome) == ["failed", "failed"])
    #expect(found.map { $0.measures["api_latency"] } == [0.013, 0.011])
  }

  @Test("An agent's log alone gives the attempt, its start from the time the action took")
  func agentAlone() async throws {
    let found = try await incidents([
      "kbagent-loan-postgresql-0.log": #"""
      2025-11-11T18:05:24Z	INFO	Action Executed	{"action": "switchover", "result": "Current pod: loan-postgresql-0 perform switchover with candidate. Leader: loan-postgresql-0, Candidate: loan-postgresql-1\nSwitchover with candidate output: Successfully switched over to \"loan-postgresql-1\"\n"}
      2025-11-11T18:05:24Z	INFO	HTTP API Called	{"user-agent": "Go-http-client/1.1", "method": "POST", "path": "/v1.0/action", "status code": 200, "cost": 3270}
      2025-11-11T18:05:25Z	INFO	succeed to send the probe event	{"probe": "roleProbe", "periodically": false, "code": 0, "output": "secondary", "message": ""}
      """#,
      "kbagent-loan-postgresql-1.log":
        "2025-11-11T18:05:24Z\tINFO\tsucceed to send the probe event\t"
        + #"{"probe": "roleProbe", "periodically": false, "code": 0, "output": "primary", "message": ""}"#,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "loan-postgresql-0", new: "loan-postgresql-1")])
  }

  @Test("Whom a replica followed was the primary, so its own promotion is a failover")
  func failover() async throws {
    let found = try await incidents([
      "lorry-acct-mysql-2.log": """
      2025-01-18T07:31:00Z\tINFO\tWeSQL\tcurrent member still follow the leader\t{"leader name": "acct-mysql-0"}
      2025-01-18T07:31:12Z\tINFO\tevent\tsend event: map[event:Success operation:checkRole originalRole:follower \
      role:{"term":"1737185472000000","PodRoleNamePairs":[{"podName":"acct-mysql-2","roleName":"leader","podUid":"a"}]}]
      """
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "acct-mysql-0", new: "acct-mysql-2")])
  }

  @Test("A night in which the leader keeps its lease gives no incident")
  func quiet() async throws {
    let found = try await incidents([
      "shop-mysql-0_lorry.log": (10..<60).map {
        "2025-01-18T07:31:\($0)Z\tINFO\tHA\tThis member is Cluster's leader\n"
      }.joined()
    ])
    #expect(found.isEmpty)
  }
}
