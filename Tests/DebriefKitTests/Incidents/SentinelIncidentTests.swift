import Foundation
import GRDB
import Testing

@testable import DebriefKit

/// Incidents built from lines, the way a folder of logs gives them.
@Suite struct SentinelIncidentTests {
  struct Incident {
    var kind: String
    var platform: String
    var outcome: String
    var old: String?
    var new: String?
    var facts: JSONValue
    /// How many events belong to it.
    var events: Int
  }

  static func incidents(_ files: [String: String]) async throws -> [Incident] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    let timeline = try Timeline(path: folder.appending(path: "t.db").path)
    let options = ReadOptions(now: Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0)
    _ = try await Pipeline.ingest(
      files.keys.sorted().map { folder.appending(path: $0).path }, options: options, into: timeline, bulk: true)
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT kind, platform, outcome, old_primary, new_primary, facts,
            (SELECT count(*) FROM incident_event e WHERE e.incident_id = i.incident_id)
          FROM incident i ORDER BY started_at
          """
      ).map { row in
        Incident(
          kind: row[0], platform: row[1], outcome: row[2], old: row[3], new: row[4],
          facts: try JSONValue.parse(row[5]), events: row[6])
      }
    }
  }

  /// Whom incidents take the events with this code to be about; nil for nobody.
  static func owners(of code: String, in files: [String: String]) async throws -> [String?] {
    let timeline = try await storedTimeline(of: files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT member FROM incident_event JOIN event USING (event_id) WHERE code = ? ORDER BY event_id",
        arguments: [code]
      ).map { $0[0] as String? }
    }
  }

  static let failover = """
    9:X 02 Apr 2025 03:00:00.000 # +monitor master mymaster 10.0.0.1 6379 quorum 1
    9:X 02 Apr 2025 03:00:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.000 # +sdown master mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.001 # +odown master mymaster 10.0.0.1 6379 #quorum 1/1
    9:X 02 Apr 2025 03:12:30.002 # +try-failover master mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.100 # +elected-leader master mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:30.200 # +selected-slave slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:31.000 # +promoted-slave slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:31.100 # +failover-end master mymaster 10.0.0.1 6379
    9:X 02 Apr 2025 03:12:31.101 # +switch-master mymaster 10.0.0.1 6379 10.0.0.2 6379

    """

  /// Sentinels that are started anew say each time what they monitor; only their last word counts.
  @Test func anIncidentTakesNoMoreEventsHoweverManyWereBefore() async throws {
    let days = (1...9).map { day in
      let text = Self.failover.replacing("02 Apr", with: "0\(day) Apr")
      guard day.isMultiple(of: 2) else { return text }
      return text.replacing("10.0.0.1", with: "?").replacing("10.0.0.2", with: "10.0.0.1").replacing(
        "?", with: "10.0.0.2")
    }
    let found = try await Self.incidents(["sentinel.log": days.joined()])
    #expect(found.count == days.count)
    #expect(found.last?.new == "10.0.0.2:6379")
    #expect(Set(found.dropFirst().dropLast().map(\.events)).count == 1, "\(found.map(\.events))")
  }

  /// Collected in the second of the switch: a sentinel that has not heard of it still names the old primary.
  @Test func aSentinelThatLagsIsNoSignOfLifeOfTheOldPrimary() async throws {
    let masters = """
      $ date; redis-cli --no-raw -h 10.0.0.9 -p 26379 SENTINEL masters
      Wed Apr  2 03:12:32 UTC 2025
      1)  1) "name"
          2) "mymaster"
          3) "ip"
          4) "10.0.0.1"
          5) "port"
          6) "6379"
          7) "flags"
          8) "s_down,o_down,master"

      """
    let found = try await Self.incidents(["s.log": Self.failover, "m.txt": masters])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["returned"] == .bool(false))
  }

  @Test func takesAPrintedRoleFromBeforeForWhatItIs() async throws {
    let before = "$ redis-cli -h 10.0.0.1 -p 6379 INFO replication\n# Replication\nrole:master\nconnected_slaves:1\n"
    let after = "$ redis-cli -h 10.0.0.1 -p 6379 INFO replication\n# Replication\nrole:master\nconnected_slaves:0\n"
    #expect(try await Self.incidents(["s.log": Self.failover, "i.txt": before]).map(\.outcome) == ["succeeded"])
    let lonely = try await Self.incidents(["s.log": Self.failover, "i.txt": after])
    #expect(lonely.map(\.outcome) == ["degraded"])
    #expect(lonely.first?.facts["returned"]?.bool == true)
  }

  @Test func seesAReplicaWithoutLinkInWhatSomebodyPrinted() async throws {
    let info = """
      $ redis-cli -h 10.0.0.3 -p 6379 INFO replication
      # Replication
      role:slave
      master_host:10.0.0.2
      master_port:6379
      master_link_status:down
      """
    let sentinel =
      "9:X 02 Apr 2025 03:00:00.002 * +slave slave 10.0.0.3:6379 10.0.0.3 6379 @ mymaster 10.0.0.1 6379\n"
    let incident = try #require(
      try await Self.incidents(["s.log": sentinel + Self.failover, "i.txt": info]).first)
    #expect(incident.outcome == "degraded")
    #expect(incident.facts["unfollowing"]?.array == ["10.0.0.3:6379"])
  }

  @Test func tellsAProcessThatLivedOnFromOneThatWasStarted() async throws {
    let lived = """
      7:M 02 Apr 2025 03:00:00.000 * Running mode=standalone, port=6379.
      7:M 02 Apr 2025 03:12:50.000 # Connection with replica 10.0.0.2:6379 lost.
      7:S 02 Apr 2025 03:13:00.000 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=3 addr=10.0.0.9:5 \
      laddr=10.0.0.1:6379 name=sentinel-ff26cde2-cmd cmd=exec')
      """
    let started = """
      7:M 02 Apr 2025 03:00:00.000 * Running mode=standalone, port=6379.
      8:C 02 Apr 2025 03:12:49.000 # Redis version=7.0.15, bits=64, commit=0, modified=0, pid=8, just started
      8:S 02 Apr 2025 03:13:00.000 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=3 addr=10.0.0.9:5 \
      laddr=10.0.0.1:6379 name=sentinel-ff26cde2-cmd cmd=exec')
      """
    let first = try await Self.incidents(["s.log": Self.failover, "r.log": lived])
    #expect(first.first?.facts["old_alive"]?.bool == true)
    let second = try await Self.incidents(["s.log": Self.failover, "r.log": started])
    #expect(second.first?.facts["old_alive"]?.bool == false)
  }

  @Test func findsSwitchoversAskedOfTheServer() async throws {
    let old = """
      7:M 02 Apr 2025 03:00:00.000 * Running mode=standalone, port=6379.
      7:M 02 Apr 2025 03:20:00.000 * FAILOVER requested to any replica.
      """
    let new = """
      8:S 02 Apr 2025 03:00:00.000 * Running mode=standalone, port=6380.
      8:M 02 Apr 2025 03:20:00.050 * MASTER MODE enabled (failover request from 'id=3 addr=10.0.0.1:5 \
      laddr=10.0.0.2:6380 name= cmd=psync')
      """
    let sentinel = """
      9:X 02 Apr 2025 03:00:00.000 # +monitor master mymaster 10.0.0.1 6379 quorum 1
      9:X 02 Apr 2025 03:00:00.001 * +slave slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379
      """
    let found = try await Self.incidents(["a.log": old, "b.log": new, "s.log": sentinel])
    #expect(found.map(\.kind) == ["switchover"])
    #expect(found.first?.outcome == "succeeded")
    #expect(found.first?.old == "10.0.0.1:6379")
    #expect(found.first?.new == "10.0.0.2:6380")
  }

  @Test(arguments: [
    ("FAILOVER to 10.0.0.2:6379 aborted: Replica never caught up before timeout", 10),
    ("FAILOVER to 10.0.0.2:6379 aborted: Failover target rejected psync request", 1),
    ("FAILOVER to any replica aborted: Failover manually aborted", 130),
  ])
  func aSwitchoverThatTheServerGivesUpHasFailed(_ line: String, _ seconds: Int64) async throws {
    let start = try #require(Civil.micros(year: 2025, month: 4, day: 2, hour: 3, minute: 20, second: 0))
    let end = String(Civil.iso(start + seconds * 1_000_000).dropFirst(11).prefix(12))
    // Nobody but the terminal says which server it is: the replica that asks for data is another.
    let log = """
      7:M 02 Apr 2025 03:00:00.000 * Running mode=standalone, port=6379.
      7:M 02 Apr 2025 03:00:01.000 * Replica 10.0.0.2:6379 asks for synchronization
      7:M 02 Apr 2025 03:20:00.402 * FAILOVER requested to 10.0.0.2:6379.
      7:M 02 Apr 2025 \(end) * \(line)
      """
    let terminal = """
      $ date -u; redis-cli -h 10.0.0.1 FAILOVER TO 10.0.0.2 6379 TIMEOUT 10000
      Wed Apr  2 03:20:00 UTC 2025
      OK
      """
    let found = try await Self.incidents(["r.log": log, "t.txt": terminal])
    #expect(found.map(\.kind) == ["switchover"])
    #expect(found.map(\.outcome) == ["failed"])
    #expect(found.map(\.old) == ["10.0.0.1:6379"])
    #expect(found.map(\.new) == [nil])
  }

  @Test func saysNothingWhereAReplicaWasRestarted() async throws {
    let log = """
      9:X 02 Apr 2025 03:00:00.000 # +monitor master mymaster 10.0.0.1 6379 quorum 1
      9:X 02 Apr 2025 03:00:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
      9:X 02 Apr 2025 03:10:00.001 # +sdown slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
      9:X 02 Apr 2025 03:11:00.001 * +reboot slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
      9:X 02 Apr 2025 03:11:00.002 # -sdown slave 10.0.0.2:6379 10.0.0.2 6379 @ mymaster 10.0.0.1 6379
      """
    #expect(try await Self.incidents(["s.log": log]).isEmpty)
  }
}
