import Testing

@testable import DebriefKit

@Suite struct PikaTests {
  @Test func takesTheYearFromTheHead() async throws {
    let found = try await read(
      """
      Log file created at: 2020/05/20 09:41:17
      Running on machine: pika-a
      Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg
      I0520 09:41:17.524770 55845 pika_server.cc:219] host: 10.16.3.31 port: 9221
      I0520 09:41:23.025142 55845 pika_server.cc:273] Pika Server going to start
      """)
    #expect(found.events.map(\.code) == ["running", "ready"])
    #expect(found.events.last?.at.map(Civil.iso) == "2020-05-20T09:41:23.025142Z")
    #expect(found.summary.unrecognised == 0)
    #expect(found.summary.processes.first?.facts["address"] == "10.16.3.31:9221")
  }

  @Test(arguments: [
    ("Remove Master Success, ip_port: 10.0.0.1:9221", "role.changed", "remove-master"),
    ("Master conn disconnect : 10.0.0.1:11221 try reconnect", "replication.broken", "master-lost"),
    ("Failed to connect master, Master (10.0.0.1:9221), try reconnect", "replication.broken", "connect-failed"),
    ("Sync error, set repl_state to PIKA_REPL_ERROR", "replication.broken", "repl-error"),
    ("DB: db0 TrySync Ok", "replication.connected", "partial"),
    ("Partition: db0 TrySync Ok", "replication.connected", "partial"),
    ("DB: db0 TrySync Error, Because the invalid filenum and offset", "replication.broken", "diverged"),
    ("DB: db0 Need To Try DBSync", "replication.resync.full", "needed"),
    ("Slave offset is larger than mine, slave ip: 10.0.0.2", "replication.broken", "diverged"),
    ("Catch Signal 15, cleanup...", "instance.stopped", "signal-15"),
    ("Delete Slave Success, ip_port: 10.0.0.2:9221", "replication.broken", "replica-lost"),
    (
      "Meta Sync Failed: replicationid on both sides of the connection are inconsistent", "replication.broken",
      "id-mismatch"
    ),
    ("Partition: db0 Need Wait To Sync", "replication.started", "waiting"),
    ("Slave DB: db0 rsync failed! full synchronization will be retried later", "replication.broken", "copy-failed"),
    (
      "db0 create new backup failed :IO error: No space left on device: /dump/1.tmp", "resource.disk", "snapshot-failed"
    ),
    ("(db0) Writing binlog failed, maybe no space left on device IO error", "resource.disk", "no-space"),
    ("DBSync Failed: Master bgsave failed", "replication.broken", "copy-failed"),
    ("Meta Sync Failed: Auth with master error, Invalid masterauth", "access.denied", "auth-failed"),
    // Up to 3.0.
    ("Trysync success", "replication.connected", "partial"),
    ("Need wait to sync", "replication.resync.full", "waiting"),
    ("Auth with master error: err invalid password", "access.denied", "auth-failed"),
    ("Slaveping, Connect timeout 10 times, disconnect with master", "replication.broken", "timeout"),
    ("something unheard of", "instance.warned", nil),
  ])
  func reads(_ message: String, _ kind: String, _ code: String?) async throws {
    for head in ["W0520 09:14:02.118096 30158 pika_x.cc:31] ", "W20250306 14:02:31.488283    43 pika_x.cc:29] "] {
      let event = try #require(try await events(in: head + message, year: 2020).first)
      #expect(event.kind.rawValue == kind)
      #expect(event.code == code)
      #expect(event.origin == "pika")
    }
  }

  @Test func aFatalLineEndsTheProcess() async throws {
    let line = "F20250306 14:02:31.488283    43 pika_x.cc:29] Start Dispatch Error: 1: bind port 9221 conflict"
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [.instanceCrashed])
    #expect(found.map(\.code) == ["fatal"])
  }

  @Test func translatesTheReplicationPort() async throws {
    let found = try await events(
      in: "W20250306 14:02:31.488283    43 pika_x.cc:29] Master conn disconnect : 10.0.0.1:11221 try reconnect")
    #expect(found.first?.peer == "10.0.0.1:9221")
  }

  @Test(arguments: [
    (
      "Partition: db0 RSync send file failed! From: strings, To: db0/strings/, At: 10.0.0.2:10221, Error: 2816",
      "copy-failed"
    ),
    ("rsync send file failed! From: kv, To: kv/, At: 10.0.0.2:12221, Error: 2816", "copy-failed"),
    ("Rsync try connect slave rsync service error, slave rsync service(10.0.0.2:10221)", "copy-failed"),
    (
      "(db0:0) Master del Recv Timeout slave success partition=db0_0,ip_port=10.0.0.2:9221,session id=4", "timeout"
    ),
    ("Find Timeout Slave: 10.0.0.2:9221", "timeout"),
  ])
  func aPrimaryNamesTheReplicaThatItLoses(_ message: String, _ code: String) async throws {
    let event = try #require(
      try await events(in: "W0520 09:14:02.118096 30158 pika_x.cc:31] \(message)", year: 2020).first)
    #expect(event.kind == .replicationBroken)
    #expect(event.code == code)
    #expect(event.instance == "10.0.0.2:9221")
    #expect(event.attributes["side"]?.string == "primary")
  }

  /// Up to 3.0 every SLAVEOF, also `NO ONE` on a primary, closes the read-only mode first.
  @Test func anEarlyPikaTurnsOnlyIfItFollowedSomebody() async throws {
    let head = "I0520 09:14:02.118096 30158 pika_x.cc:31] "
    let follows = head + "Connect to master ip:10.0.0.1port: 9221\n"
    let leaves = head + "close read-only mode\n"
    #expect(try await events(in: leaves, year: 2020).isEmpty)
    let found = try await events(in: follows + leaves, year: 2020)
    let turned = try #require(found.first { $0.kind == .roleChanged })
    #expect(turned.role == "primary")
    #expect(turned.attributes["old_primary"]?.string == "10.0.0.1:9221")
  }

  @Test func seesTheRoleInTheFirstRequestToAPrimary() async throws {
    let line = "I20250306 14:02:31.488283    43 pika_x.cc:29] Try Send Meta Sync Request to Master (10.0.0.1:9221)"
    let found = try await events(in: "\(line)\n\(line)")
    #expect(found.filter { $0.kind == .roleObserved }.map(\.peer) == ["10.0.0.1:9221"])
    #expect(found.first { $0.kind == .replicationStarted }?.repeats == 2)
  }

  @Test(arguments: [
    "I0520 no time", "I0402 03:12:30.071000 1 controller.go:116] klog", "Information about pika", "W", "L0520 1 2 3",
  ])
  func leavesForeignLinesAlone(_ line: String) {
    let bytes = Array(line.utf8)
    if case .foreign = PikaLog().read(bytes.span) { return }
    Issue.record("claimed")
  }

  @Test func readsItsConfigurationWithoutSecrets() async throws {
    let event = try #require(
      try await events(
        in: """
          # Pika port
          port : 9221
          requirepass : swordfish
          masterauth :
          # Generated by CONFIG REWRITE
          slaveof : 10.0.0.1:9221
          """
      ).first)
    #expect(event.code == "pika.conf")
    #expect(event.peer == "10.0.0.1:9221")
    #expect(event.attributes["requirepass"]?.string == "set")
    #expect(event.attributes["masterauth"]?.string == "empty")
    #expect(!"\(event)".contains("swordfish"))
  }
}
