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
