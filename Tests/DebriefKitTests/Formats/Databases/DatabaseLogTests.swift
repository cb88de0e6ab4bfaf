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
}
