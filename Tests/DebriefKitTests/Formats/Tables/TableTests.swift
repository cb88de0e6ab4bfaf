import Foundation
import Testing

@testable import DebriefKit

@Suite struct TableTests {
  @Test func readsRolesByLabelColumn() async throws {
    let text = """
      # Tue Dec  9 21:25:00 UTC 2025
      NAME            READY   STATUS    RESTARTS      AGE   ROLE
      cache-redis-0   3/3     Running   1 (5m ago)    8d    secondary
      cache-redis-1   3/3     Running   0             8d    primary
      cache-redis-2   3/3     Running   0             8d    
      """
    let roles = try await events(in: text).filter { $0.kind == .roleObserved }
    #expect(roles.map(\.instance) == ["cache-redis-0", "cache-redis-1", "cache-redis-2"])
    #expect(roles.map(\.role) == ["replica", "primary", "none"])
    #expect(roles.allSatisfy { $0.attributes["witness"] == "label" })
    #expect(roles[0].at.map(Civil.iso) == "2025-12-09T21:25:00.000000Z")
  }

  @Test("kubectl get of several kinds puts the kind before each name")
  func readsSeveralKinds() async throws {
    let text = """
      NAME                                     TYPE         CLUSTER   STATUS    PROGRESS   AGE   ROLE
      opsrequest.apps.kubeblocks.io/kit-sw-1   Switchover   kit       Running   0/1        3m

      NAME                                    COMPLETIONS   DURATION   AGE
      job.batch/kb-switchover-job-kit-pg-kit-1   0/1           3m         3m

      NAME                                    LEADER   READY   REPLICAS   AGE
      instanceset.workloads.kubeblocks.io/kit-pg            1       1          2h

      NAME                       READY   STATUS    RESTARTS   AGE   ROLE
      pod/kit-pg-0               5/5     Running   0          2h    primary
      """
    let found = try await events(in: text)
    #expect(found.first { $0.kind == .operationRequested }?.attributes["operation"] == "kit-sw-1")
    #expect(found.first { $0.kind == .jobCreated }?.instance == "kb-switchover-job-kit-pg-kit-1")
    #expect(found.first { $0.kind == .roleObserved }?.instance == "kit-pg-0")
    let set = try #require(found.first { $0.code == "instanceset" })
    #expect(set.attributes["replicas"] == "1")
  }

  @Test("A name longer than its column pushes the cells along")
  func readsRowsThatOverflow() async throws {
    let text = """
      NAME             READY   STATUS    RESTARTS   AGE   ROLE
      a-very-long-cluster-mysql-0   3/3   Running   0   2h   primary
      b-mysql-1        3/3     Running   0          2h    secondary
      """
    let roles = try await events(in: text).filter { $0.kind == .roleObserved }
    #expect(roles.map(\.instance) == ["a-very-long-cluster-mysql-0", "b-mysql-1"])
    #expect(roles.map(\.role) == ["primary", "replica"])
  }

  @Test("Sentinels and routers have no role to lack", arguments: ["sentinel", "orchestrator", "mysql"])
  func countsOnlyWhoCanLead(_ component: String) async throws {
    let name = "x-\(component)-0".padding(toLength: 20, withPad: " ", startingAt: 0)
    let text = """
      NAME                READY   STATUS    RESTARTS   AGE   ROLE
      x-redis-0           3/3     Running   0          2h    primary
      \(name)2/2     Running   0          2h
      """
    let census = try await events(in: text).filter { $0.code == "roles" }
    #expect(census.map { $0.attributes["primaries"]?.integer } == (component == "mysql" ? [1, 0] : [1]))
  }

  @Test("The event of a started switchover says who led and who is to follow")
  func readsTheStartedSwitchover() async throws {
    let text = """
      LAST SEEN   TYPE     REASON              OBJECT                MESSAGE
      25m         Normal   SwitchoverStarted   opsrequest/fig-sw-1   {"pg":{"componentName":"pg","instanceName":"fig-pg-1","OldPrimary":"fig-pg-0","Cluster":"fig"}}
      """
    let started = try #require(try await events(in: text).first)
    #expect(started.kind == .operationStarted)
    #expect(
      [started.cluster, started.component, started.instance, started.peer] == ["fig", "pg", "fig-pg-0", "fig-pg-1"])
  }

  @Test("Events in columns of people's own: the object may stand without its kind")
  func readsEventsInOwnColumns() async throws {
    let text = """
      LAST                   TYPE      REASON                 OBJECT     MESSAGE
      2022-11-21T23:18:24Z   Normal    NodeNotReady           worker-3   Node worker-3 status is now: NodeNotReady
      2022-11-21T23:23:29Z   Normal    TaintManagerEviction   rfr-0      Marking for deletion Pod prod/rfr-0
      """
    let read = try await events(in: text)
    #expect(read.map(\.kind) == [.nodeLost, .podEvicted])
    #expect(read.map(\.instance) == ["worker-3", "rfr-0"])
    #expect(read.first?.at.map(Civil.iso) == "2022-11-21T23:18:24.000000Z")
    #expect(try await events(in: text.replacing("REASON", with: "CAUSE ")).isEmpty, "columns of something else")
  }

  @Test func readsInstancesWithEmptyCells() async throws {
    let text = """
      NAME       NAMESPACE   CLUSTER   COMPONENT   STATUS    ROLE     ACCESSMODE   AZ    CPU(REQUEST/LIMIT)   CREATED-TIME
      c-pg-0     ns          c         pg          Running   leader                z-1   1 / 1                Dec 10,2024 10:00 UTC+0800
      c-pg-1     ns          c         pg          Running   <none>   <none>       z-1   1 / 1                Dec 10,2024 10:00 UTC+0800
      """
    let roles = try await events(in: text).filter { $0.kind == .roleObserved }
    #expect(roles.map(\.role) == ["primary", "none"])
    #expect(roles.allSatisfy { $0.cluster == "c" && $0.component == "pg" })
  }

  @Test("kbcli cluster list-events: times in whole minutes, and pods are called instances")
  func readsEventsOfKbcli() async throws {
    let found = try await events(
      in: """
        NAMESPACE   TIME                         TYPE      REASON           OBJECT              MESSAGE
        ns          Jan 13,2025 15:28 UTC+0800   Warning   DoActionFailed   OpsRequest/x-sw-1   Failed to process the operation
        ns          Jan 13,2025 15:29 UTC+0800   Normal    Scheduled        Instance/x-pg-0     Successfully assigned ns/x-pg-0 to n1
        """)
    #expect(found.map(\.kind) == [.operationProgress, .podScheduled])
    #expect(found.map(\.instance) == [nil, "x-pg-0"])
    #expect(found.allSatisfy { $0.basis == .relative })
    #expect(found[0].at.map(Civil.iso) == "2025-01-13T07:28:00.000000Z")
  }

  @Test func readsEventsInAllShapes() async throws {
    let text = """
      LAST SEEN is relative to 2024-12-17T10:20:00Z
      LAST SEEN            TYPE      REASON             OBJECT                    MESSAGE
      17m                  Warning   ValidateFailed     opsrequest/geo-1          OpsRequest.spec.type=Switchover is forbidden
      2m (x3 over 5m)      Warning   BackOff            pod/p-0                   Back-off restarting failed container
      <invalid>            Normal    Started            pod/p-0                   Started container mysql
      1m                   Normal    Synced             foo/bar                   text
      """
    let events = try await events(in: text)
    let refused = try #require(events.first { $0.kind == .operationRejected })
    #expect(refused.at.map(Civil.iso) == "2024-12-17T10:03:00.000000Z")
    #expect(refused.attributes["operation"] == "geo-1")
    let back = try #require(events.first { $0.kind == .podFailed })
    #expect(back.repeats == 3)
    #expect(back.at.map(Civil.iso) == "2024-12-17T10:15:00.000000Z")
    #expect(back.lastAt.map(Civil.iso) == "2024-12-17T10:18:00.000000Z")
    #expect(events.first { $0.kind == .podStarted }?.at == nil)
    #expect(events.count == 3)
  }

  @Test func leavesUndatedWhatHasNoCapture() async throws {
    let text = "NAME   TYPE   CLUSTER   STATUS   PROGRESS   AGE\nops-a  Custom  c        Running  0/1        28m\n"
    #expect(try await events(in: text).allSatisfy { $0.at == nil })
  }

  @Test func endsAtAPromptAndAtOtherText() async throws {
    let text = """
      NAME       READY   STATUS    RESTARTS   AGE   ROLE
      c-mysql-0  1/1     Running   0          15d   leader
      Error from server (NotFound): pods "c-mysql-7" not found
      """
    let events = try await events(in: text)
    #expect(events.filter { $0.kind == .roleObserved }.count == 1)
  }

  @Test(
    arguments: [
      ("45s", 45), ("3m22s", 202), ("2d3h", 183_600), ("15d", 1_296_000), ("5y12d", 158_716_800),
    ] as [(String, Int64)])
  func readsAges(_ text: String, _ seconds: Int64) { #expect(KubernetesTime.age(text) == seconds) }

  @Test(arguments: ["", "<invalid>", "m", "12", "99999999999s", "5x"])
  func refusesWhatIsNoAge(_ text: String) { #expect(KubernetesTime.age(text) == nil) }

  @Test func tiesTheJobsPodToTheJob() async throws {
    let text = """
      NAME                                             READY   STATUS                  RESTARTS   AGE
      12345678-pay-custom-b-mysql-switchover-0-zx7qp   0/1     Init:ImagePullBackOff   0          20m
      """
    let event = try #require(try await events(in: text).first)
    #expect(event.kind == .podFailed)
    #expect(event.code == "ImagePullBackOff")
    #expect(event.attributes["job"] == "12345678-pay-custom-b-mysql-switchover-0")
  }

  @Test func readsRolesFromDatabases() async throws {
    let text = """
      + Cluster: iam-pg (7412099231145567321) --+----+-----------+------------------+
      | Member   | Host         | Role    | State     | TL | Lag in MB | Tags             |
      +----------+--------------+---------+-----------+----+-----------+------------------+
      | iam-pg-0 | 10.42.136.25 | Leader  | running   |  4 |           |                  |
      | iam-pg-1 | 10.42.136.29 | Replica | streaming |  4 |         0 | nofailover: true |
      +----------+--------------+---------+-----------+----+-----------+------------------+
      IP_PORT\tROLE
      till-mysql-0.till-mysql-headless:13306\tFollower
      till-mysql-2.till-mysql-headless:13306\tLeader
      """
    let events = try await events(in: text)
    let roles = events.filter { $0.kind == .roleObserved }
    #expect(roles.map(\.instance) == ["iam-pg-0", "iam-pg-1", "till-mysql-0", "till-mysql-2"])
    #expect(roles.map(\.role) == ["primary", "replica", "replica", "primary"])
    #expect(events.first { $0.code == "patroni-member" }?.attributes["tags"] == "nofailover: true")
  }
}
