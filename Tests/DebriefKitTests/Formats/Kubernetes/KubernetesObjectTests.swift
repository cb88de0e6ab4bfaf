import Foundation
import Testing

@testable import DebriefKit

@Suite struct KubernetesObjectTests {
  @Test func readsTheExitCodeOfAJobPodAtItsLine() async throws {
    let text = """
      apiVersion: v1
      kind: Pod
      metadata:
        name: j-abc
        labels: {job-name: j}
      spec:
        containers:
        - name: switchover
          env:
          - {name: KB_OPS_NAME, value: ops-1}
          - {name: KB_CLUSTER_NAME, value: c}
          - {name: primary, value: c-mysql-0}
          - {name: LORRY_HTTP_PORT, value: "3501"}
          command: [sh, -c, "timeout=60; wait"]
      status:
        containerStatuses:
        - name: switchover
          state:
            terminated:
              exitCode: 7
              finishedAt: "2025-07-08T01:41:14Z"
              reason: Error
              startedAt: "2025-07-08T01:41:13Z"
      """
    let ended = try #require(try await events(in: text).first { $0.kind == .podTerminated })
    #expect(ended.code == "7")
    #expect(ended.position.line == 20)
    #expect(ended.cluster == "c")
    #expect(ended.attributes["operation"] == "ops-1")
    #expect(ended.attributes["job"] == "j")
    #expect(ended.attributes["port"] == "3501")
    #expect(ended.attributes["timeout_s"] == 60)
  }

  @Test("The limit of the switchover action, as the definition sets it and as kbagent was given it")
  func readsTheLimitOfTheAction() async throws {
    let definition = """
      apiVersion: apps.kubeblocks.io/v1
      kind: ComponentDefinition
      metadata:
        name: mysql-8.0-1.0.2
      spec:
        lifecycleActions:
          switchover:
            timeoutSeconds: 50
            exec: {command: [sh]}
          roleProbe: {timeoutSeconds: 3}
      """
    let pod = """
      apiVersion: v1
      kind: Pod
      metadata:
        name: c-mysql-0
        labels: {app.kubernetes.io/instance: c, kubeblocks.io/role: primary}
      spec:
        containers:
        - name: mysql
        - name: kbagent
          env:
          - name: KB_AGENT_ACTION
            value: '[{"name":"roleProbe","timeoutSeconds":3},{"name":"switchover","exec":{"command":["sh"]},"timeoutSeconds":50}]'
      """
    for text in [definition, pod] {
      let limit = try #require(try await events(in: text).first { $0.code == "action-limit" })
      #expect(limit.attributes["action_timeout_s"] == 50)
    }
    let silent = definition.replacingOccurrences(of: "      timeoutSeconds: 50\n", with: "")
    #expect(try await events(in: silent).isEmpty)
  }

  @Test func reportsWaitingAndOOMKilled() async throws {
    let text = """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"c-mysql-0","labels":{"app.kubernetes.io/instance":"c",
      "kubeblocks.io/role":"leader"}},"status":{"podIP":"10.0.0.1","initContainerStatuses":[{"name":"i","state":
      {"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"}}}],"containerStatuses":[{"name":"mysql",
      "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","finishedAt":"2025-01-18T07:31:05Z"}}}]}}
      """
    let events = try await events(in: text)
    #expect(events.contains { $0.kind == .podFailed && $0.code == "ImagePullBackOff" })
    #expect(events.contains { $0.kind == .resourceOOM && $0.instance == "c-mysql-0" })
    let role = try #require(events.first { $0.kind == .roleObserved })
    #expect(role.role == "primary")
    #expect(role.attributes["witness"] == "label")
    #expect(role.attributes["ip"] == "10.0.0.1")
  }

  @Test func decodesProbesOfKbagentAndLorry() async throws {
    let text = #"""
      {"kind":"Event","apiVersion":"v1","metadata":{"name":"a"},"involvedObject":{"kind":"Pod","name":"p-0"},
      "reason":"roleProbe","message":"{\"instance\":\"its\",\"probe\":\"roleProbe\",\"code\":0,\"output\":\"c2Vjb25kYXJ5\"}",
      "eventTime":"2025-10-20T03:01:41.043693Z","lastTimestamp":"2025-10-20T02:00:00Z","count":4,"type":"Normal"}
      {"kind":"Event","apiVersion":"v1","metadata":{"name":"b"},"involvedObject":{"kind":"Pod","name":"m-1"},
      "reason":"checkRole","message":"{\"event\":\"Success\",\"operation\":\"checkRole\",\"originalRole\":\"waitForStart\",\"role\":\"{\\\"term\\\":\\\"1734069766004659\\\",\\\"PodRoleNamePairs\\\":[{\\\"podName\\\":\\\"m-1\\\",\\\"roleName\\\":\\\"primary\\\"},{\\\"podName\\\":\\\"m-0\\\",\\\"roleName\\\":\\\"\\\"}]}\"}",
      "eventTime":"2025-10-20T03:01:42.000001Z","type":"Normal"}
      """#
    let events = try await events(in: text)
    #expect(events.map(\.instance) == ["p-0", "m-1", "m-0"])
    #expect(events.map(\.role) == ["replica", "primary", "none"])
    #expect(events.allSatisfy { $0.attributes["witness"] == "database" })
    #expect(events[1].attributes["term"] == 1_734_069_766_004_659)
    #expect(events[0].at.map(Civil.iso) == "2025-10-20T03:01:41.043693Z")
  }

  @Test(arguments: [
    ("Job", "BackoffLimitExceeded", "Warning", "Job has reached the specified backoff limit", EventKind.jobFailed),
    ("Pod", "FailedScheduling", "Warning", "0/3 nodes are available", .podFailed),
    ("Pod", "TaintManagerEviction", "Normal", "Marking for deletion Pod", .podEvicted),
    ("Node", "NodeNotReady", "Normal", "Node n status is now: NodeNotReady", .nodeLost),
    ("Node", "SystemOOM", "Warning", "System OOM encountered", .resourceOOM),
    ("OpsRequest", "DoActionFailed", "Warning", "Failed to process the operation", .operationProgress),
    ("Secret", "SomethingNew", "Warning", "text", .controllerError),
  ])
  func mapsReasons(_ kind: String, _ reason: String, _ type: String, _ message: String, _ expected: EventKind)
    async throws
  {
    let text = """
      apiVersion: v1
      kind: Event
      involvedObject: {kind: \(kind), name: x}
      reason: \(reason)
      type: \(type)
      message: "\(message)"
      lastTimestamp: "2025-01-01T00:00:00Z"
      """
    #expect(try await events(in: text).map(\.kind) == [expected])
  }

  @Test func dropsNormalEventsNobodyKnows() async throws {
    let text = "apiVersion: v1\nkind: Event\ninvolvedObject: {kind: Secret, name: x}\nreason: Synced\ntype: Normal\n"
    #expect(try await events(in: text).isEmpty)
  }

  @Test func readsTheLeaseOfTheHALayer() async throws {
    let text = """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        annotations: {leader: c-mysql-1, ttl: "15", renew-time: "1748333533", acquire-time: "1748333000"}
        name: c-mysql-leader
        labels: {app.kubernetes.io/instance: c}
      """
    let events = try await events(in: text)
    let role = try #require(events.first { $0.kind == .roleObserved })
    #expect(role.instance == "c-mysql-1")
    #expect(role.attributes["witness"] == "manager")
    #expect(role.at == 1_748_333_533_000_000)
    #expect(events.contains { $0.kind == .leaseAcquired && $0.at == 1_748_333_000_000_000 })
  }

  @Test func readsTypedListsAndCountsTheirRoles() async throws {
    let text = """
      {"kind":"PodList","apiVersion":"v1","items":[
      {"metadata":{"name":"c-mysql-0","labels":{"kubeblocks.io/role":"primary"}}},
      {"metadata":{"name":"c-mysql-1","labels":{"kubeblocks.io/role":"leader"}}},
      {"metadata":{"name":"web-0"}}]}
      """
    let events = try await events(in: text)
    #expect(events.filter { $0.kind == .roleObserved }.map(\.instance) == ["c-mysql-0", "c-mysql-1"])
    let census = try #require(events.first { $0.code == "roles" })
    #expect(census.attributes["primaries"] == 2)
    #expect(census.attributes["members"] == 2)
  }

  @Test("The ConfigMap of the lease says since when its holder leads")
  func readsTheLease() async throws {
    let found = try await events(
      in: """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: elm-mysql-leader
          annotations: {leader: elm-mysql-2, ttl: "15", acquire-time: "1731489653", renew-time: "1731490123"}
        """)
    let lease = try #require(found.first { $0.kind == .leaseAcquired })
    #expect(lease.role == "primary")
    #expect(lease.instance == "elm-mysql-2")
    #expect(lease.at == 1_731_489_653_000_000)
  }

  @Test("Patroni's settings tell of maintenance mode, and only of that", arguments: [true, false])
  func readsThePause(_ isPaused: Bool) async throws {
    let found = try await events(
      in: """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: elm-postgresql-config
          annotations:
            config: '{"loop_wait":10,"pause":\(isPaused)}'
        """)
    #expect(found.map(\.code) == (isPaused ? ["paused"] : []))
  }

  @Test(
    "A probe that found another role than before tells of a change",
    arguments: [("secondary", "role.changed"), ("primary", "role.observed"), ("waitForStart", "role.observed")])
  func readsTheRoleBefore(_ original: String, _ kind: String) async throws {
    let found = try await events(
      in: """
        apiVersion: v1
        kind: Event
        reason: checkRole
        eventTime: "2024-11-13T09:20:54.231874Z"
        involvedObject: {kind: Pod, name: elm-mysql-2}
        message: '{"event":"Success","operation":"checkRole","originalRole":"\(original)","role":"primary"}'
        """)
    #expect(found.map(\.kind.rawValue) == [kind])
    #expect(found.first?.role == "primary")
  }
}
