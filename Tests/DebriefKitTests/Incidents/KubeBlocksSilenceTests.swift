import Testing

@testable import DebriefKit

/// Failovers in which nobody says who led before: the one that fell silent did.
@Suite struct KubeBlocksSilenceTests {
  private typealias Found = IncidentFiles.Found

  private static let pods = """
    NAME            READY   STATUS        RESTARTS   AGE   ROLE
    eel-mongodb-0   3/3     Running       0          61d   secondary
    eel-mongodb-1   3/3     Running       0          61d   primary
    eel-mongodb-2   3/3     Terminating   0          61d   primary
    """

  private static func elected(_ silent: [String]) -> String {
    let failed = silent.map { member in
      """
      {"t":{"$date":"2025-05-05T05:00:10.000+00:00"},"s":"I","c":"REPL_HB","id":23974,"ctx":"R","msg":"Heartbeat failed after max retries","attr":{"target":"\(member).eel-mongodb-headless.z.svc:27017","error":{"codeName":"NetworkInterfaceExceededTimeLimit"}}}
      """
    }
    return failed.joined(separator: "\n") + "\n" + """
      {"t":{"$date":"2025-05-05T05:00:11.000+00:00"},"s":"I","c":"ELECTION","id":4615652,"ctx":"R","msg":"Starting an election, since we've seen no PRIMARY in election timeout period","attr":{"electionTimeoutPeriodMillis":10000}}
      {"t":{"$date":"2025-05-05T05:00:11.100+00:00"},"s":"I","c":"REPL","id":21358,"ctx":"R","msg":"Replica set state transition","attr":{"newState":"PRIMARY","oldState":"SECONDARY"}}
      """
  }

  @Test("The one member whose heartbeats stopped before an election for want of a primary was the primary")
  func heartbeats() async throws {
    let found = try await IncidentFiles.incidents([
      "eel-mongodb-1_mongodb-json.log": Self.elected(["eel-mongodb-2"]), "pods.txt": Self.pods,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "eel-mongodb-2", new: "eel-mongodb-1")])
    #expect(found.first?.measures["no_primary_window"] == nil, "silence is noticed some time after it began")
  }

  @Test("Of two that are silent nobody can tell which one led")
  func twoAreSilent() async throws {
    let found = try await IncidentFiles.incidents([
      "eel-mongodb-1.log": Self.elected(["eel-mongodb-2", "eel-mongodb-0"]), "pods.txt": Self.pods,
    ])
    #expect(found.isEmpty)
  }

  @Test("A mongod that aborts has crashed, and the others' election follows from that")
  func aborts() async throws {
    let found = try await IncidentFiles.incidents([
      "eel-mongodb-1.log": Self.elected(["eel-mongodb-2"]),
      "eel-mongodb-2.log": """
      {"t":{"$date":"2025-05-05T05:00:01.000+00:00"},"s":"F","c":"ASSERT","id":23079,"ctx":"c","msg":"Invariant failure","attr":{"expr":"x","file":"y.cpp","line":1}}
      {"t":{"$date":"2025-05-05T05:00:01.001+00:00"},"s":"F","c":"CONTROL","id":6384300,"ctx":"c","msg":"Writing fatal message","attr":{"message":"Got signal: 6 (Aborted).\\n"}}
      """, "pods.txt": Self.pods,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "eel-mongodb-2", new: "eel-mongodb-1")])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 10.1) < 0.01 } == true)
  }

  @Test("What orchestrator calls a dead primary was the primary")
  func orchestrator() async throws {
    let found = try await IncidentFiles.incidents([
      "orc.log": """
      2026-04-23 14:07:02 INFO topology_recovery: detected DeadMaster failure on ray-mysql-0:3306
      2026-04-23 14:07:07 INFO instance ray-mysql-1:3306 read_only: false
      """,
      "pods.txt": """
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      ray-mysql-0   4/4     Running   0          9d
      ray-mysql-1   4/4     Running   0          9d    primary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "ray-mysql-0", new: "ray-mysql-1")])
  }

  @Test("A process that is stopped, has stopped and is found interrupted was lost when the first of it happened")
  func beginning() async throws {
    let found = try await IncidentFiles.incidents([
      "elm-postgresql-0_postgresql.log": """
      2025-08-21 00:41:00,000 INFO: no action. I am (elm-postgresql-0), the leader with the lock
      2025-08-21 00:41:33.320 UTC [61] LOG:  received immediate shutdown request
      2025-08-21 00:41:33.600 UTC [61] LOG:  database system is shut down
      2025-08-21 00:41:35.600 UTC [91] LOG:  database system was interrupted; last known up at 2025-08-21 00:38:54 UTC
      """,
      "elm-postgresql-1_postgresql.log": """
      2025-08-21 00:41:45,400 INFO: promoted self to leader by acquiring session lock
      """,
      "pods.txt": """
      NAME               READY   STATUS    RESTARTS   AGE   ROLE
      elm-postgresql-0   4/4     Running   0          9d    secondary
      elm-postgresql-1   4/4     Running   0          9d    primary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "elm-postgresql-0", new: "elm-postgresql-1")])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 12.08) < 0.01 } == true)
  }

  @Test("A primary that steps down for want of its lease is gone when it steps down, not when its server starts again")
  func stepsDown() async throws {
    let found = try await IncidentFiles.incidents([
      "elm-postgresql-0_postgresql.log": """
      2025-08-21 00:41:00,000 INFO: no action. I am (elm-postgresql-0), the leader with the lock
      2025-08-21 00:41:20,899 ERROR: failed to update leader lock
      2025-08-21 00:41:20,901 INFO: Demoting self (immediate-nolock)
      2025-08-21 00:41:23.960 UTC [91] LOG:  database system was interrupted; last known up at 2025-08-21 00:38:54 UTC
      """,
      "elm-postgresql-1_postgresql.log": """
      2025-08-21 00:41:40,901 INFO: promoted self to leader by acquiring session lock
      """, "pods.txt": Self.elms,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "elm-postgresql-0", new: "elm-postgresql-1")])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 20) < 0.01 } == true)
  }

  @Test("A server that was up again between two losses was lost by the second")
  func upAgain() async throws {
    let found = try await IncidentFiles.incidents([
      "elm-postgresql-0_postgresql.log": """
      2025-08-21 00:41:00,000 INFO: no action. I am (elm-postgresql-0), the leader with the lock
      2025-08-21 00:41:20.000 UTC [61] LOG:  server process (PID 77) was terminated by signal 11: Segmentation fault
      2025-08-21 00:41:22.000 UTC [61] LOG:  database system is ready to accept connections
      2025-08-21 00:41:30.000 UTC [61] LOG:  received immediate shutdown request
      """,
      "elm-postgresql-1_postgresql.log": """
      2025-08-21 00:41:40,000 INFO: promoted self to leader by acquiring session lock
      """, "pods.txt": Self.elms,
    ])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 10) < 0.01 } == true)
  }

  private static let elms = """
    NAME               READY   STATUS    RESTARTS   AGE   ROLE
    elm-postgresql-0   4/4     Running   0          9d    secondary
    elm-postgresql-1   4/4     Running   0          9d    primary
    """

  private static let heir = """
    2025-08-21T00:41:15Z\tINFO\tHA\tCluster has no leader, attempt to take the leader
    2025-08-21T00:41:15Z\tINFO\tHA\tTake the leader success!
    """

  @Test("A mysqld that reports its own crash is gone from then on, whatever its restarts say later")
  func mysqlCrash() async throws {
    let found = try await IncidentFiles.incidents([
      "mysql-error_oak-mysql-0.log": """
      2025-08-21T00:40:59.118000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.33'
      00:41:07 UTC - mysqld got signal 11 ;
      Most likely, you have hit a bug, but this error can also be caused by malfunctioning hardware.
      2025-08-21T00:41:13.018000Z 0 [System] [MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete
      """,
      "lorry_oak-mysql-0.log": """
      2025-08-21T00:41:01Z\tINFO\tHA\tThis member is Cluster's leader
      2025-08-21T00:41:11Z\tINFO\tDCS-K8S\trelease lease
      """, "lorry_oak-mysql-1.log": Self.heir,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "oak-mysql-0", new: "oak-mysql-1")])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 8) < 0.01 } == true)
  }

  @Test("Without the server's log its agent tells when nothing listened any more, before it gave the lease up")
  func agentAlone() async throws {
    let found = try await IncidentFiles.incidents([
      "lorry_oak-mysql-0.log": """
      2025-08-21T00:41:01Z\tINFO\tHA\tThis member is Cluster's leader
      2025-08-21T00:41:08Z\tINFO\tMySQL\tDB is not ready\t{"error": "dial tcp 127.0.0.1:3306: connect: connection refused"}
      2025-08-21T00:41:11Z\tINFO\tDCS-K8S\trelease lease
      """, "lorry_oak-mysql-1.log": Self.heir,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "oak-mysql-0", new: "oak-mysql-1")])
    #expect(found.first?.measures["no_primary_window"].map { abs($0 - 7) < 0.01 } == true)
  }

  @Test("An action of the agent that Patroni took up seconds before is one attempt")
  func oneCall() async throws {
    let found = try await IncidentFiles.incidents([
      "elm-postgresql-0_postgresql.log": """
      2026-01-15 21:31:00,000 INFO: no action. I am (elm-postgresql-0), the leader with the lock
      2026-01-15 21:31:13,020 INFO: received switchover request with leader=elm-postgresql-0 candidate=None scheduled_at=None
      2026-01-15 21:31:13,100 INFO: switchover: demoting myself
      """,
      "elm-postgresql-1_postgresql.log":
        "2026-01-15 21:31:17,000 INFO: promoted self to leader by acquiring session lock\n",
      "elm-postgresql-0_kbagent.log": """
      2026-01-15T21:31:19Z\tINFO\tAction Executed\t{"action": "switchover", "result": "Current pod: elm-postgresql-0 perform switchover without candidate. Leader: elm-postgresql-0\\nSwitchover without candidate output: Successfully switched over to \\"elm-postgresql-1\\"\\n"}
      2026-01-15T21:31:19Z\tINFO\tHTTP API Called\t{"user-agent": "Go-http-client/1.1", "method": "POST", "path": "/v1.0/action", "status code": 200, "cost": 5980}
      """,
      "pods.txt": """
      NAME               READY   STATUS    RESTARTS   AGE   ROLE
      elm-postgresql-0   4/4     Running   0          9d    secondary
      elm-postgresql-1   4/4     Running   0          9d    primary
      """,
    ])
    #expect(found.map(\.found) == [Found(outcome: "succeeded", old: "elm-postgresql-0", new: "elm-postgresql-1")])
  }
}
