import GRDB
import Testing

@testable import DebriefKit

/// What an address or an age tells where no line says it.
@Suite struct KubeBlocksAddressTests {
  private typealias Found = IncidentFiles.Found

  // MARK: - Logins

  private static let request = """
    apiVersion: apps.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "2024-01-16T09:22:05Z"
      labels:
        app.kubernetes.io/instance: fig
      name: fig-switchover-1
      namespace: orchard
    spec:
      clusterRef: fig
      switchover:
      - componentName: mysql
        instanceName: fig-mysql-2
      type: Switchover
    status:
      phase: Running
      startTimestamp: "2024-01-16T09:22:05Z"
    """
  private static let pods = """
    $ date -u
    Tue Jan 16 10:09:25 UTC 2024
    $ kubectl -n orchard get job kb-switchover-job-fig-mysql-4
    NAME                            COMPLETIONS   DURATION   AGE
    kb-switchover-job-fig-mysql-4   0/1           47m        47m
    $ kubectl -n orchard get pods -o wide
    NAME                                  READY   STATUS    RESTARTS   AGE   IP           NODE     NOMINATED NODE   READINESS GATES
    kb-switchover-job-fig-mysql-4-x7k2d   0/1     Error     0          47m   10.66.7.31   node-4   <none>           <none>
    fig-mysql-0                           4/4     Running   0          63d   10.42.1.20   node-3   <none>           <none>
    fig-mysql-1                           4/4     Running   0          63d   10.42.1.21   node-4   <none>           <none>
    """

  private static func denied(_ host: String) -> String {
    "2024-01-16T09:22:09.412077Z 41207 [Note] [MY-010926] [Server] Access denied for user 'root'@'\(host)' (using password: YES)\n"
  }

  private static func steps(_ host: String) async throws -> [String] {
    let timeline = try await storedTimeline(of: [
      ("fig-mysql-1-mysqld-error.log", denied(host)), ("ops.yaml", request), ("state.txt", pods),
    ])
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try String.fetchAll(
        db, sql: "SELECT step FROM incident_event JOIN event USING (event_id) WHERE kind = 'access.denied'")
    }
  }

  @Test("A login from the job's own pod is the switchover's, any other is somebody else's")
  func logins() async throws {
    #expect(try await Self.steps("10.66.7.31") == ["login"])
    #expect(try await Self.steps("10.42.9.9") == ["state"])
  }

  // MARK: - Ages

  private static func table(_ rows: [String]) -> String {
    "LAST SEEN   TYPE      REASON      OBJECT            MESSAGE\n" + rows.joined(separator: "\n") + "\n"
  }
  private static let changed =
    #"12m         Warning   Unhealthy   pod/fig-mysql-2   Readiness probe failed: {"event":"roleChanged","originalRole":"Follower","role":"Leader"}"#
  private static func killed(_ member: Int) -> String {
    "13m         Normal    Killing     pod/fig-mysql-\(member)   Stopping container mysql"
  }
  private static let listing = """
    $ kubectl -n orchard get pods -L kubeblocks.io/role
    NAME          READY   STATUS    RESTARTS   AGE   ROLE
    fig-mysql-0   4/4     Running   0          12m   follower
    fig-mysql-1   4/4     Running   0          6d    follower
    fig-mysql-2   4/4     Running   0          6d    leader
    """

  @Test("One member that became the primary and one other that was stopped are a failover, whatever the minute")
  func undatedFailover() async throws {
    let found = try await IncidentFiles.incidents([
      "events.txt": Self.table([Self.killed(0), Self.changed]), "session.txt": Self.listing,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "fig-mysql-0", new: "fig-mysql-2")])
    #expect(found.first?.measures == [:])
  }

  @Test("Of two that were stopped nobody can tell which one led, and without a stop nothing tells of a loss")
  func undatedChange() async throws {
    let two = Self.table([Self.killed(0), Self.killed(1), Self.changed])
    #expect(try await IncidentFiles.incidents(["events.txt": two, "session.txt": Self.listing]).isEmpty)
    let none = Self.table([Self.changed])
    #expect(try await IncidentFiles.incidents(["events.txt": none, "session.txt": Self.listing]).isEmpty)
  }
}
