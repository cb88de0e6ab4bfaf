import Testing

@testable import DebriefKit

@Suite struct DatabaseLogTests {
  @Test("Patroni's heartbeats fold into one observation, and name the member for everything else")
  func patroni() async throws {
    let found = try await events(
      in: """
        2025-11-11 17:20:03,396 INFO: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:13,396 INFO: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:21,317 INFO: received switchover request with leader=l-0 candidate=l-1 scheduled_at=None
        2025-11-11 17:20:21,447 INFO: manual failover: demoting myself
        2025-11-11 17:20:23,027 INFO: Leader key released
        2025-11-11 17:20:33,396 INFO: no action. I am (l-0), a secondary, and following a leader (l-1)
        """)
    #expect(
      found.map(\.kind) == [
        .roleObserved, .switchoverRecorded, .demotionStarted, .leaseReleased, .roleObserved,
      ])
    #expect(found[0].repeats == 2)
    #expect(found[1].peer == "l-1")
    #expect(found[2].instance == "l-0")
    #expect(found[4].role == "replica")
    #expect(found[4].peer == "l-1")
  }

  @Test("PostgreSQL says when it became primary")
  func postgresql() async throws {
    let found = try await events(
      in: """
        2025-11-11 18:05:23.217 UTC [211] LOG:  received promote request
        2025-11-11 18:05:23.300 UTC [9] LOG:  checkpoint starting: time
        2025-11-11 18:05:23.597 UTC [29] LOG:  archive recovery complete
        2025-11-11 18:05:24.000 UTC [30] FATAL:  password authentication failed for user "x"
        """)
    #expect(found.map(\.kind) == [.promotionStarted, .roleChanged, .accessDenied])
    #expect(found[1].role == "primary")
    #expect(found[0].basis == .exact)
  }

  @Test("MySQL's error log, 8.0 and 5.7")
  func mysql() async throws {
    let found = try await events(
      in: """
        2025-06-20T08:38:57.308630Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.30'
        2025-06-20T08:39:00.308714Z 0 [ERROR] Disk is full writing './binlog.000004' (Errcode: 28 - No space left on device)
        2025-06-20T08:39:01.000000Z 12 [Note] [MY-010914] [Server] Aborted connection 132 to db: 'unconnected'
        """)
    #expect(found.map(\.kind) == [.instanceStarted, .resourceDisk])
  }

  @Test("mongod's state transitions are the database's word, its network lines are chatter")
  func mongod() async throws {
    let (found, summary) = try await read(
      """
      {"t":{"$date":"2025-02-04T15:40:35.925+00:00"},"s":"I",  "c":"NETWORK",   "id":22943,   "ctx":"l","msg":"Connection accepted","attr":{}}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "ctx":"R","msg":"Replica set state transition","attr":{"newState":"PRIMARY","oldState":"SECONDARY"}}
      {"t":{"$date":"2025-02-04T16:21:
      """)
    #expect(found.map(\.kind) == [.roleChanged])
    #expect(found[0].role == "primary")
    #expect(summary.unrecognised == 1)
  }

  @Test("mongod's lost heartbeats name the member that did not answer, and fold")
  func heartbeats() async throws {
    let line =
      #"{"t":{"$date":"2025-02-04T16:20:5#.000+00:00"},"s":"I","c":"REPL_HB","id":23974,"ctx":"R","msg":"Heartbeat failed after max retries","attr":{"target":"m-mongodb-2:27017","error":{"codeName":"HostUnreachable"}}}"#
    let text = [1, 3, 5].map { line.replacing("#", with: String($0)) }.joined(separator: "\n")
    let found = try await events(in: text)
    #expect(found.map(\.kind) == [.replicationBroken])
    #expect(found[0].repeats == 3)
    #expect(found[0].peer == "m-mongodb-2:27017")
    #expect(found[0].attributes["error"] == "HostUnreachable")
  }

  @Test("Patroni that cannot reach the API server says so in one word")
  func patroniStore() async throws {
    let found = try await events(
      in: """
        2025-11-11 17:20:03,396 INFO: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:13,396 ERROR: Request to server https://10.96.0.1:443 failed: ReadTimeoutError("Read timed out.")
        """)
    #expect(found.map(\.code) == [nil, "dcs-unreachable"])
  }

  @Test("Whether a server takes writes, in a box, with tabs, and without a header below the command")
  func readOnly() async throws {
    let boxed = try await events(
      in: "| @@hostname | @@global.super_read_only |\n+---+---+\n| w-mysql-0 | 1 |\n| w-mysql-1 | OFF |\n+---+---+")
    let tabbed = try await events(in: "@@hostname\t@@read_only\nw-mysql-0\tON\nw-mysql-1\t0")
    let bare = try await events(
      in: "$ kubectl exec w-mysql-0 -- mysql -Ne \"select @@hostname,@@read_only\"\nw-mysql-0\t1\nw-mysql-1\t0")
    for found in [boxed, tabbed, bare] {
      #expect(found.map(\.code) == ["read-only", "read-only"])
      #expect(found.map(\.instance) == ["w-mysql-0", "w-mysql-1"])
      #expect(found.map { $0.attributes["writable"] } == [false, true])
    }
    // Rows whose columns nobody named say nothing.
    #expect(try await events(in: "w-mysql-0\t1").isEmpty)
  }

  @Test("Applications that quote a read-only refusal, folded over their threads")
  func refusals() async throws {
    let found = try await events(
      in: """
        2025-03-04T10:00:01.125+0100 ERROR [pool-2] Dao - The MySQL server is running with the --super-read-only option so it cannot execute this statement (1290)
        2025-03-04T10:00:03.125+0100 ERROR [pool-7] Dao - The MySQL server is running with the --super-read-only option so it cannot execute this statement (1290)
        2025-03-04T10:00:05.125+0100 ERROR [pool-7] Dao - The MySQL server is running with the --skip-grant-tables option so it cannot execute this statement (1290)
        """)
    #expect(found.map(\.kind) == [.writeRefused])
    #expect(found.map(\.repeats) == [2])
    #expect(found[0].instance == nil)
  }

  @Test("Patroni in maintenance mode still says who leads, and once when it was paused")
  func paused() async throws {
    let found = try await events(
      in: """
        2025-11-11 17:20:03,396 INFO: PAUSE: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:13,396 INFO: PAUSE: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:23,396 INFO: no action. I am (l-0), the leader with the lock
        2025-11-11 17:20:33,396 INFO: PAUSE: no action. I am (l-0), the leader with the lock
        """)
    let turns = found.filter { $0.kind == .stateObserved }
    #expect(turns.map(\.code) == ["paused", "resumed", "paused"])
    #expect(turns.compactMap(\.at).map { $0 / 1_000_000 % 60 } == [3, 23, 33])
    #expect(found.filter { $0.kind == .roleObserved }.allSatisfy { $0.role == "primary" && $0.instance == "l-0" })
    #expect(found.filter { $0.kind == .roleObserved }.map(\.repeats).reduce(0, +) == 4)
  }

  @Test("patronictl prints the maintenance mode below its table")
  func maintenanceMode() async throws {
    let found = try await events(
      in: """
        + Cluster: l (7366111087214129225) ----+----+-----------+
        | Member | Host     | Role   | State   | TL | Lag in MB |
        | l-0    | 10.0.0.1 | Leader | running |  2 |           |
        +--------+----------+--------+---------+----+-----------+
         Maintenance mode: on
        """)
    #expect(found.map(\.kind) == [.roleObserved, .stateObserved])
    #expect(found.last?.code == "paused")
  }

  @Test(
    "What Patroni answers to a request it does not carry out",
    arguments: [
      ("Switchover is possible only to a specific candidate in a paused state", "paused"),
      ("Can't schedule switchover in the paused state", "paused"),
      ("Switchover could be performed only from a specific leader", "leader-unnamed"),
      ("Switchover target and source are the same", "same-member"),
      ("candidate name does not match with sync_standby", "candidate-not-sync"),
      ("failed to write failover key into DCS", "dcs-unreachable"),
    ])
  func refusal(_ line: String, _ code: String) async throws {
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [.apiError])
    #expect(found.map(\.code) == [code])
  }

  @Test("The tree of orchestrator names the primary and its replicas, in brackets or tabulated")
  func topology() async throws {
    let trees = [
      """
      l-mysql-0:3306     [0s,ok,8.0.39,rw,ROW,>>,GTID]
      + l-mysql-1:3306   [0s,ok,8.0.39,ro,ROW,>>,GTID:errant]
        - l-mysql-2:3306 [unknown,invalid,8.0.39,ro,nobinlog,downtimed]
      """,
      "l-mysql-0:3306|0s|ok|8.0.39|rw|ROW|>>,GTID\n+ l-mysql-1:3306|0s|ok|8.0.39|ro|ROW|\n  - l-mysql-2:3306|null|ok|8|ro|ROW|",
    ]
    for tree in trees {
      let found = try await events(in: tree)
      #expect(found.map(\.role) == ["primary", "replica", "replica"])
      #expect(found.map(\.instance) == ["l-mysql-0", "l-mysql-1", "l-mysql-2"])
    }
    // What is left of a tree without a primary, and lines that only look like one.
    #expect(try await events(in: "l-mysql-0:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]").isEmpty)
    #expect(try await events(in: "l-mysql-0:3306 [a,b,c,rw,d]").isEmpty)
  }
}
