import Testing

@testable import DebriefKit

/// Logs, kills and answers that name nobody, and what makes them somebody's.
@Suite struct SentinelNamelessTests {
  private typealias Sentinel = SentinelIncidentTests
  private static let day = "02 Apr 2025"

  // MARK: - A kill without a host

  private static let replica = """
    5:S \(day) 03:12:25.400 # Connection with master lost.
    5:S \(day) 03:12:25.500 * Connecting to MASTER 10.0.0.1:6379
    5:M \(day) 03:12:30.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')
    5:M \(day) 03:12:31.500 * Replica 10.0.0.3:6379 asks for synchronization

    """

  private static func kill(_ time: String) -> String {
    "[Wed Apr  2 \(time) 2025] Out of memory: Killed process 88 (redis-server) total-vm:13402184kB, anon-rss:1kB\n"
  }

  @Test("A kill pasted among the logs of others is the primary's, when its replicas lost it in that second")
  func killOfThePrimary() async throws {
    let paste = Sentinel.failover + Self.replica + Self.kill("03:12:25")
    #expect(try await Sentinel.owners(of: "oom-killed", in: ["paste.txt": paste]) == ["10.0.0.1:6379"])
  }

  @Test("A kill minutes earlier is another story")
  func killOfAnother() async throws {
    let paste = Sentinel.failover + Self.replica + Self.kill("03:02:25")
    #expect(try await Sentinel.owners(of: "oom-killed", in: ["paste.txt": paste]) == [nil])
  }

  // MARK: - Logs

  @Test("Three logs of which one says nothing: the others leave it one place")
  func elimination() async throws {
    let primary = """
      3:M \(Self.day) 03:12:25.300 # Write error writing append only file on disk: No space left on device
      3:M \(Self.day) 03:12:25.390 # Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...

      """
    let promoted = """
      5:S \(Self.day) 03:12:25.400 # Connection with master lost.
      5:S \(Self.day) 03:12:25.500 * Connecting to MASTER 10.0.0.1:6379
      5:M \(Self.day) 03:12:56.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 name=sentinel-aaaaaaaa-cmd cmd=exec')
      5:M \(Self.day) 03:12:57.500 * Replica 10.0.0.3:6379 asks for synchronization

      """
    let other = """
      6:S \(Self.day) 03:12:25.400 # Connection with master lost.
      6:S \(Self.day) 03:12:25.500 * Connecting to MASTER 10.0.0.1:6379
      6:S \(Self.day) 03:12:57.400 * REPLICAOF 10.0.0.2:6379 enabled (user request from 'id=3 addr=10.0.0.9:1 name=sentinel-aaaaaaaa-cmd cmd=exec')

      """
    let found = try await Sentinel.incidents(["x.log": primary, "y.log": promoted, "z.log": other])
    #expect(found.map(\.old) == ["10.0.0.1:6379"])
    #expect(found.map(\.new) == ["10.0.0.2:6379"])
    // With two that say nothing of anybody there is no telling which is which.
    let silent =
      "8:M \(Self.day) 03:12:25.000 * DB saved on disk\n8:M \(Self.day) 03:12:25.100 # Server started, Redis version 3.2.11\n"
    #expect(
      try await Sentinel.incidents(["w.log": silent, "x.log": primary, "z.log": other]).allSatisfy { $0.old == nil })
  }

  // MARK: - Answers

  private static func info(_ text: String) -> String { "# Replication\n" + text + "\n" }

  private static let three = [
    "a.txt": info("role:master\nconnected_slaves:0\nmaster_replid:0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"),
    "b.txt": info(
      "role:master\nconnected_slaves:1\nslave0:ip=10.9.0.7,port=6379,state=online,offset=50,lag=0\nmaster_replid:7f6e5d4c3b2a19080716253443526170f9e8d7c6"
    ),
    "c.txt": info(
      "role:slave\nmaster_host:10.9.0.6\nmaster_port:6379\nmaster_link_status:up\nconnected_slaves:0\nmaster_replid:7f6e5d4c3b2a19080716253443526170f9e8d7c6"
    ),
  ]
  private static let sentinels = ["5", "6", "7"].map { host in
    "$ redis-cli -h 10.9.0.\(host) -p 26379 sentinel get-master-addr-by-name web\n1) \"10.9.0.6\"\n2) \"6379\"\n"
  }.joined()

  @Test("INFO of three nodes, a file each: two primaries, and each has its place")
  func threeAnswers() async throws {
    let found = try await Sentinel.incidents(
      Self.three.merging(["s.txt": Self.sentinels]) { first, _ in first })
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.map(\.old) == ["10.9.0.5:6379"])
    #expect(found.map(\.new) == ["10.9.0.6:6379"])
  }

  @Test("Where the sentinels' hosts are not known, the last answer is nobody's, and nobody is invented")
  func nobodysAnswer() async throws {
    #expect(try await Sentinel.incidents(Self.three).allSatisfy { $0.old == nil })
  }

  // MARK: - A closed loop

  @Test("Replicas that all ask themselves are a loop, whatever else the sentinel could not do")
  func closedLoop() async throws {
    func log(_ pid: Int) -> String {
      (10..<30).map { second in
        """
        \(pid):S \(Self.day) 03:00:\(second).000 * Connecting to MASTER 127.0.0.1:6379
        \(pid):S \(Self.day) 03:00:\(second).100 * Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC while not connected with my master
        """
      }.joined(separator: "\n") + "\n"
    }
    let sentinel = """
      9:X \(Self.day) 03:00:12.000 # +monitor master mymaster 127.0.0.1 6379 quorum 2
      9:X \(Self.day) 03:00:13.100 # +sdown master mymaster 127.0.0.1 6379

      """
    let found = try await Sentinel.incidents(["a.log": log(1), "b.log": log(2), "s.log": sentinel])
    #expect(found.map { $0.facts["closed_loop"]?.bool } == [true])
    let open = try await Sentinel.incidents([
      "a.log": log(1), "s.log": sentinel,
      "b.log": log(2).replacing(
        "Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC while not connected with my master",
        with: "Error condition on socket for SYNC: Connection refused"),
    ])
    #expect(open.allSatisfy { $0.facts["closed_loop"]?.bool != true })
  }

  // MARK: - A pika that is turned away

  @Test("Pika asks once: a returned primary whose binlog is ahead stays away for good")
  func turnedAway() async throws {
    let sentinel = Sentinel.failover.replacing(":6379", with: ":9221").replacing(" 6379", with: " 9221")
    let new = """
      Log file created at: 2025/04/02 02:00:00
      I20250402 03:12:30.500000  10 pika_server.cc:156] host: 10.0.0.2 port: 9221
      I20250402 03:12:30.600000  11 pika_server.cc:697] Remove Master Success, ip_port: 10.0.0.1:9221
      W20250402 03:40:18.835022  12 pika_repl_server_conn.cc:192] Slave offset is larger than mine, Slave ip: 10.0.0.1, Slave port: 9221, DB: db0, slave filenum: 4, slave pro_offset_: 620, local filenum: 4, local pro_offset_: 597

      """
    let found = try await Sentinel.incidents(["s.log": sentinel, "pika.INFO": new])
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.facts["unfollowing"]?.array.compactMap(\.string) == ["10.0.0.1:9221"])
  }

  // MARK: - A pika that waits for its first copy

  @Test("Pika publishes no time since its link went down: sentinel takes a replica without data for a fresh one")
  func promotedWhileWaiting() async throws {
    let sentinel = Sentinel.failover.replacing(":6379", with: ":9221").replacing(" 6379", with: " 9221")
    func log(_ end: String) -> String {
      """
      Log file created at: 2025/04/02 02:00:00
      I20250402 02:00:30.500000  10 pika_server.cc:156] host: 10.0.0.2 port: 9221
      I20250402 02:00:31.000000  11 pika_repl_client.cc:199] Try Send Meta Sync Request to Master (10.0.0.1:9221)
      I20250402 02:00:31.100000  12 pika_repl_client_conn.cc:234] DB: db0 Need To Try DBSync
      \(end)I20250402 03:12:30.600000  11 pika_server.cc:697] Remove Master Success, ip_port: 10.0.0.1:9221

      """
    }
    let waiting = try await Sentinel.incidents(["s.log": sentinel, "pika.INFO": log("")])
    #expect(waiting.map(\.outcome) == ["degraded"])
    #expect(waiting.first?.facts["never_synced"]?.bool == true)
    let through = "I20250402 02:09:31.000000  12 pika_repl_client_conn.cc:231] DB: db0 TrySync Ok\n"
    let synced = try await Sentinel.incidents(["s.log": sentinel, "pika.INFO": log(through)])
    #expect(synced.map(\.outcome) == ["succeeded"])
    #expect(synced.first?.facts["never_synced"]?.bool == false)
    let printed = """
      10.0.0.2:9221> info replication
      # Replication(SLAVE)
      role:slave
      master_host:10.0.0.1
      master_port:9221
      master_link_status:down
      db_repl_state:(db0:WaitDBSync)
      db0 binlog_offset=0 0,safety_purge=none

      """
    let seen = try await Sentinel.incidents(["s.log": sentinel, "i.txt": printed])
    #expect(seen.first?.facts["never_synced"]?.bool == true)
    let later = printed + printed.replacing("WaitDBSync", with: "Connected").replacing("down", with: "up")
    let arrived = try await Sentinel.incidents(["s.log": sentinel, "i.txt": later])
    #expect(arrived.first?.facts["never_synced"]?.bool == false)
  }
}
