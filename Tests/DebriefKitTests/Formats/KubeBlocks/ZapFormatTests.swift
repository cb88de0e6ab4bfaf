import Testing

@testable import DebriefKit

@Suite struct ZapFormatTests {
  @Test("Tabs, blanks, callers and missing loggers give the same event")
  func columns() async throws {
    for line in [
      "2024-05-24T03:26:36Z\tINFO\tHA\tTake the leader success!",
      "2024-05-24T03:26:36Z  INFO  HA  Take the leader success!",
      "2024-05-24T03:26:36Z\tINFO\tHA\tha.go:97\tTake the leader success!",
      "2024-05-24T03:26:36Z\tINFO\tTake the leader success!",
      #"{"level":"info","ts":1716521196.0,"logger":"HA","msg":"Take the leader success!"}"#,
      #"{"level":"info","ts":"2024-05-24T03:26:36.000Z","msg":"Take the leader success!"}"#,
      "time=\"2024-05-24T03:26:36Z\" level=info msg=\"Take the leader success!\" scope=HA",
    ] {
      let found = try await events(in: line)
      #expect(found.map(\.kind) == [.leaseAcquired], "\(line)")
      #expect(found.first?.at.map(Civil.iso) == "2024-05-24T03:26:36.000000Z", "\(line)")
    }
  }

  @Test("A switchover request names both members")
  func setting() async throws {
    let found = try await events(
      in: "2024-05-24T03:26:36Z\tINFO\tDCS-K8S\tFound switchover Setting\t"
        + #"{"configmap": {"candidate":"c-1","leader":"c-0"}}"#)
    #expect(found.map(\.kind) == [.switchoverRecorded])
    #expect(found[0].instance == "c-0")
    #expect(found[0].peer == "c-1")
  }

  @Test("An expired lock says who held it and how long ago it was renewed")
  func expired() async throws {
    let found = try await events(
      in:
        "2025-04-22T09:09:01Z\tINFO\tDCS-K8S\tlock expired: map[acquire-time:100 dbstate:{\"Extra\":{\"hostname\":\"b-0\","
        + "\"read_only\":\"0\"}} extra: leader:b-0 renew-time:200 ttl:15], now: 241")
    #expect(found.map(\.kind) == [.leaseExpired])
    #expect(found[0].instance == "b-0")
    #expect(found[0].attributes["age_s"] == 41)
    #expect(found[0].attributes["ttl"] == 15)
  }

  @Test("The leader's probe sends JSON in a string in JSON; the sidecar learns its own name from it")
  func snapshot() async throws {
    let found = try await events(
      in: #"""
        2024-10-16T12:05:49Z	INFO	event	send event success	{"message": "{\"event\":\"Success\",\"operation\":\"checkRole\",\"originalRole\":\"secondary\",\"role\":\"{\\\"term\\\":\\\"1729080349325658\\\",\\\"PodRoleNamePairs\\\":[{\\\"podName\\\":\\\"s-mysql-1\\\",\\\"roleName\\\":\\\"primary\\\",\\\"podUid\\\":\\\"1\\\"}]}\"}"}
        2024-10-16T12:05:50Z	INFO	HA	This member is Cluster's leader
        """#)
    #expect(found.map(\.kind) == [.probeSucceeded, .roleObserved])
    #expect(found[0].instance == "s-mysql-1")
    #expect(found[0].role == "primary")
    #expect(found[0].attributes["term"] == "1729080349325658")
    #expect(found[0].attributes["from"] == "replica")
    #expect(found[1].instance == "s-mysql-1")
    #expect(found[1].attributes["witness"] == "manager")
  }

  @Test("A role that the probe finds changed is the database's word")
  func changed() async throws {
    let found = try await events(
      in: "2024-10-16T12:05:46Z\tINFO\tevent\tsend event: map[event:Success operation:checkRole originalRole:primary "
        + "role:secondary]", name: "shop-mysql-0_lorry.log")
    #expect(found.map(\.kind) == [.roleChanged])
    #expect(found[0].instance == "shop-mysql-0")
    #expect(found[0].role == "replica")
    #expect(found[0].attributes["witness"] == "database")
  }

  @Test("The operator's label changes, stale snapshots and failed actions")
  func controller() async throws {
    let found = try await events(
      in: #"""
        2025-05-27T08:13:49.272Z	INFO	handle role change event	{"controller": "event", "pod": "h-0", "role": "secondary", "originalRole": "primary"}
        2025-05-27T08:13:50.000Z	INFO	handle role change event	{"controller": "event", "pod": "h-1", "role": "{\"term\":\"17\",\"podrolenamepairs\":[{\"podname\":\"h-1\",\"rolename\":\"primary\"}]}", "originalRole": "secondary"}
        2025-05-27T08:13:51.000Z	INFO	stale role snapshot received, ignore it	{"controller": "event", "snapshot": {"term":"18","PodRoleNamePairs":[{"podName":"h-1","roleName":"primary"}]}}
        2025-05-27T08:13:52.000Z	ERROR	Reconciler error	{"controller": "opsrequest", "OpsRequest": {"name":"h-switch","namespace":"n"}, "error": "action: switchover, error: timedOut: action timed-out"}
        sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).reconcileHandler
        	/go/pkg/mod/sigs.k8s.io/controller-runtime@v0.17.2/pkg/internal/controller/controller.go:329
        2025-05-27T08:13:53.000Z	ERROR	Reconciler error	{"controller": "opsrequest", "error": "http error occurred when executing action switchover at pod h-0: unexpected http status code: 503 Service Unavailable"}
        2025-05-27T08:13:54.000Z	ERROR	Reconciler error	{"controller": "opsrequest", "error": "Operation cannot be fulfilled on opsrequests \"h\": the object has been modified"}
        """#)
    let times = found.sorted { $0.position.line < $1.position.line }
    #expect(
      times.map(\.kind) == [
        .labelChanged, .labelChanged, .controllerConflict, .apiError, .apiError, .controllerConflict,
      ])
    #expect(times.map(\.code) == ["role-event", "role-event", "stale-role-event", "timedOut", "503", "conflict"])
    #expect(times[1].role == "primary")
    #expect(times[1].instance == "h-1")
    #expect(times[2].attributes["term"] == "18")
    #expect(times[3].attributes["operation"] == "h-switch")
    #expect(times[4].peer == "h-0")
  }

  @Test("An action of kbagent carries the words of its script")
  func action() async throws {
    let found = try await events(
      in: #"""
        2025-10-14T07:02:10Z	INFO	Action Executed	{"action": "switchover", "result": "Current pod: i-0 perform switchover without candidate. Leader: i-0\nSwitchover without candidate output: switchover is not possible: no good candidates have been found\n"}
        2025-10-14T07:02:10Z	INFO	HTTP API Called	{"user-agent": "Go-http-client/1.1", "method": "POST", "path": "/v1.0/action", "status code": 200, "cost": 287}
        """#)
    #expect(Set(found.map(\.kind)) == [.apiResponse, .scriptCheck, .apiError])
    #expect(found.first { $0.kind == .apiError }?.code == "no-good-candidates")
    #expect(found.first { $0.code == "200" }?.attributes["cost_ms"] == 287)
    #expect(found.first { $0.code == "200" }?.instance == "i-0")
  }

  @Test("klog lines take year and zone from the zap lines around them")
  func klog() async throws {
    let found = try await events(
      in: """
        2024-12-31T23:59:58.100Z\tERROR\tsome trouble\t{"error": "x"}
        I1231 23:59:59.536204       1 leaderelection.go:258] successfully acquired lease kb-system/001c.kubeblocks.io
        I0101 00:00:01.531342       1 request.go:697] Waited for 9.17s due to client-side throttling, not priority and \
        fairness, request: GET:https://10.96.0.1:443/api
        """)
    let lease = found.first { $0.kind == .leaseAcquired }
    #expect(lease?.at.map(Civil.iso) == "2024-12-31T23:59:59.536204Z")
    #expect(lease?.basis == .exact)
    let throttled = found.first { $0.code == "throttled" }
    #expect(throttled?.at.map(Civil.iso) == "2025-01-01T00:00:01.531342Z")
  }

  @Test("Unknown loud lines are kept, unknown quiet ones are not, cut JSON harms nothing")
  func unknown() async throws {
    let found = try await events(
      in: """
        2024-05-24T03:26:36Z\tERROR\tHA\tthe moon is wrong\t{"error": "full"}
        2024-05-24T03:26:37Z\tINFO\tHA\tall is well
        2024-05-24T03:26:38Z\tWARN\tHA\tcut off\t{"error": "fu
        """)
    #expect(found.map(\.kind) == [.controllerError, .controllerError])
    #expect(found[0].code == "the-moon-is-wrong")
    #expect(found[1].message?.contains("cut off") == true)
  }

  @Test(
    "The pod is found in the usual names of collected logs",
    arguments: [
      ("logs/shop-mysql-0-lorry.log", "shop-mysql-0"), ("shop-mysql-0.lorry.log", "shop-mysql-0"),
      ("lorry_crm-mysql-2.log", "crm-mysql-2"), ("kbagent-cache-redis-0.log", "cache-redis-0"),
      ("/var/log/pods/ns_shop-mysql-0_2f9d1a52-8a2e-4a0f-9b77-0d8f4e1f0a11/lorry/0.log", "shop-mysql-0"),
      ("mysql-cluster-mysql-0.log", nil), ("redis-redis-0.log", "redis-redis-0"), ("lorry-0.log", nil),
      ("manager.json.log", nil), ("docker/eel-mongodb-1_mongodb-json.log", "eel-mongodb-1"),
      ("cart-redis-0.kbagent.cri.log", "cart-redis-0"), ("evening of cart-redis-0, kbagent.txt", "cart-redis-0"),
      ("cart-redis-0 and cart-redis-1.txt", nil), ("fig-mysql-1-mysqld-error.log", "fig-mysql-1"),
    ] as [(String, String?)])
  func pods(path: String, pod: String?) {
    #expect(PodPath.pod(in: path) == pod)
  }
}
