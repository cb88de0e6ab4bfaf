import Testing

@testable import DebriefKit

/// Incidents from server logs and printed states alone, without any sentinel's log.
@Suite struct ServerStoryTests {
  static let primary = """
    7:C 02 Apr 2025 02:00:00.000 # Redis version=7.2.4, bits=64, commit=00000000, modified=0, pid=7, just started
    7:M 02 Apr 2025 02:00:00.010 * Running mode=standalone, port=6401.
    7:M 02 Apr 2025 02:00:00.020 * Ready to accept connections tcp
    7:M 02 Apr 2025 02:00:05.000 * Replica 10.3.0.2:6402 asks for synchronization
    7:M 02 Apr 2025 02:00:06.000 * Synchronization with replica 10.3.0.2:6402 succeeded

    """
  static let replica = """
    8:S 02 Apr 2025 02:00:04.000 * Running mode=standalone, port=6402.
    8:S 02 Apr 2025 02:00:05.000 * Connecting to MASTER 10.3.0.1:6401
    8:S 02 Apr 2025 02:00:06.000 * MASTER <-> REPLICA sync: Finished with success
    8:S 02 Apr 2025 03:00:00.000 # Connection with master lost.
    8:S 02 Apr 2025 03:00:00.001 * Reconnecting to MASTER 10.3.0.1:6401
    8:S 02 Apr 2025 03:00:00.002 # Error condition on socket for SYNC: Connection refused

    """
  static let ordered = """
    8:M 02 Apr 2025 03:00:02.400 * MASTER MODE enabled (user request from 'id=9 addr=10.3.0.9:41000 laddr=10.3.0.2:6402 \
    fd=8 name=sentinel-1a2b3c4d-cmd age=10 flags=x cmd=exec user=default')

    """

  private func incidents(_ files: [String: String]) async throws -> [SentinelIncidentTests.Incident] {
    try await SentinelIncidentTests.incidents(files)
  }

  @Test func seesAPromotionThatASentinelOrdered() async throws {
    let found = try await incidents(["a.log": Self.primary, "b.log": Self.replica + Self.ordered])
    #expect(found.map(\.kind) == ["failover"])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.map(\.platform) == ["sentinel"])
    #expect(found.first?.old == "10.3.0.1:6401")
    #expect(found.first?.new == "10.3.0.2:6402")
    #expect(found.first?.facts["death_proved"]?.bool == true)
  }

  @Test func seesAPromotionByHandOfAPrimaryThatLives() async throws {
    let calm = Self.replica.split(separator: "\n").prefix(3).joined(separator: "\n") + "\n"
    let byHand = Self.ordered.replacing("name=sentinel-1a2b3c4d-cmd", with: "name=").replacing(
      "cmd=exec", with: "cmd=replicaof")
    let found = try await incidents(["a.log": Self.primary, "b.log": calm + byHand])
    #expect(found.map(\.kind) == ["switchover"])
    #expect(found.map(\.platform) == ["none"])
  }

  @Test func seesAPrimaryThatNobodyReplaced() async throws {
    let flood = (3...30).map { second in
      "8:S 02 Apr 2025 03:00:\(second < 10 ? "0" : "")\(second).002 # Error condition on socket for SYNC: Connection refused\n"
    }
    let found = try await incidents(["a.log": Self.primary, "b.log": Self.replica + flood.joined()])
    #expect(found.map(\.outcome) == ["failed"])
    #expect(found.first?.old == "10.3.0.1:6401")
    #expect(found.first?.new == nil)
    let back = Self.primary.replacing("02:00", with: "03:01").replacing("pid=7", with: "pid=9")
    #expect(try await incidents(["a.log": Self.primary + back, "b.log": Self.replica + flood.joined()]).isEmpty)
  }

  @Test func isSilentWhereEverythingIsStoppedTogether() async throws {
    let stop = "7:M 02 Apr 2025 03:00:00.000 # User requested shutdown...\n"
    let stopped = "8:S 02 Apr 2025 03:00:00.500 # User requested shutdown...\n"
    #expect(try await incidents(["a.log": Self.primary + stop, "b.log": Self.replica + stopped]).isEmpty)
  }

  @Test func seesASnapshotThatCannotBeMade() async throws {
    let failing = (10...20).map { second in
      "7:M 02 Apr 2025 02:00:\(second).000 # Background saving error\n"
    }
    let waiting = (10...20).map { second in
      "8:S 02 Apr 2025 02:00:\(second).100 # Error reply to PING from master: '-MISCONF Redis is configured to save'\n"
    }
    let calm = Self.replica.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    let found = try await incidents(["a.log": Self.primary + failing.joined(), "b.log": calm + waiting.joined()])
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.facts["unfollowing"]?.array == ["10.3.0.2:6402"])
  }

  @Test func seesTwoPrimariesInOneCapture() async throws {
    func info(_ port: Int, _ replicas: Int) -> String {
      "$ redis-cli -h 10.3.0.1 -p \(port) INFO replication\n# Replication\nrole:master\nconnected_slaves:\(replicas)\n\n"
    }
    let found = try await incidents(["state.txt": info(6401, 0) + info(6402, 1)])
    #expect(found.map(\.outcome) == ["degraded"])
    #expect(found.first?.old == "10.3.0.1:6401")
    #expect(found.first?.new == "10.3.0.1:6402")
    // Two moments are no contradiction.
    #expect(try await incidents(["before.txt": info(6401, 1), "after.txt": info(6402, 0)]).isEmpty)
  }

  // MARK: - Undone weeks later

  /// By hand, without CONFIG REWRITE: pika.conf of the new primary still names the old one.
  private static func switchedByHand(_ end: String) -> [String: String] {
    [
      "a.INFO": """
      Log file created at: 2024/09/02 18:30:00
      I20240902 18:30:00.431413  2877 pika_server.cc:156] host: 10.3.0.1 port: 9221
      I20240924 14:05:58.400721  2960 pika_repl_client.cc:199] Try Send Meta Sync Request to Master (10.3.0.2:9221)
      I20240924 14:05:58.500721  2934 pika_repl_client_conn.cc:230] DB: db0 TrySync Ok

      """,
      "b.INFO": """
      Log file created at: 2024/09/10 09:00:00
      I20240910 09:00:00.120643  4410 pika_server.cc:156] host: 10.3.0.2 port: 9221
      I20240910 09:00:01.260331  4501 pika_repl_client.cc:199] Try Send Meta Sync Request to Master (10.3.0.1:9221)
      I20240910 09:00:01.360331  4471 pika_repl_client_conn.cc:230] DB: db0 TrySync Ok
      I20240924 14:05:22.871140  4490 pika_server.cc:697] Remove Master Success, ip_port: 10.3.0.1:9221
      \(end)
      """,
    ]
  }

  private static let follows =
    "pika_repl_client.cc:199] Try Send Meta Sync Request to Master (10.3.0.1:9221)\n"

  @Test func aRestartThatUndoesAPromotionCountsHoweverLateItComes() async throws {
    let restart = "I20241016 02:12:26.660432  1190 pika_server.cc:156] host: 10.3.0.2 port: 9221\n"
    let kept = try await incidents(Self.switchedByHand(restart))
    #expect(kept.map(\.outcome) == ["succeeded"])
    let undone = try await incidents(Self.switchedByHand(restart + "I20241016 02:12:29.760120  1290 " + Self.follows))
    #expect(undone.map(\.outcome) == ["degraded"])
    #expect(undone.first?.facts["undone"]?.bool == true)
    // Hours after the restart somebody ordered it: another story.
    let ordered = try await incidents(Self.switchedByHand(restart + "I20241016 09:12:29.760120  1290 " + Self.follows))
    #expect(ordered.map(\.outcome) == ["succeeded"])
  }
}
