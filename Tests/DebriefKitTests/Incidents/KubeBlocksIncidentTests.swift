import Foundation
import GRDB
import Testing

@testable import DebriefKit

@Suite struct KubeBlocksIncidentTests {
  private struct Found: Equatable {
    var outcome: String
    var old: String?
    var new: String?
  }

  /// Reads files by name into a timeline and builds its incidents, in time order.
  private func incidents(_ files: [String: String]) async throws -> [(found: Found, measures: [String: Double])] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kb-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    let timeline = try Timeline(path: folder.path + "/t.db")
    _ = try await Pipeline.ingest(
      files.keys.sorted().map { folder.path + "/" + $0 }, options: ReadOptions(now: 1_800_000_000_000_000),
      into: timeline, bulk: false)
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT incident_id, outcome, old_primary, new_primary FROM incident ORDER BY incident_id"
      ).map { row in
        let measures = try Row.fetchAll(
          db, sql: "SELECT name, seconds FROM measure WHERE incident_id = ?", arguments: [row[0] as Int64])
        return (
          Found(outcome: row[1], old: row[2], new: row[3]),
          Dictionary(measures.map { ($0[0] as String, $0[1] as Double) }) { first, _ in first }
        )
      }
    }
  }

  private func job(_ primary: String, _ candidate: String, end: String) -> String {
    """
    curl http://10.1.1.1:3501/v1.0/switchover, parameters: {"parameters": {"primary":"\(primary)","candidate":"\(candidate)"}}
    curl result:\u{20}
    INFO: start to check if switchover successfully, timeout is 60s
    \(end)

    """
  }

  @Test("A job's log alone tells who was primary and that it failed")
  func jobAlone() async throws {
    let found = try await incidents(["x.log": job("shop-mysql-0", "", end: "ERROR: switchover failed.")])
    #expect(found.map(\.found) == [Found(outcome: "failed", old: "shop-mysql-0", new: nil)])
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
