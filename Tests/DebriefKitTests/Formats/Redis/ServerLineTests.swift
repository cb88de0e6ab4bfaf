import Testing

@testable import DebriefKit

@Suite struct ServerLineTests {
  static func event(_ message: String) async throws -> Event? {
    try await events(in: "9:X 02 Apr 2025 03:00:00.000 # " + message).first
  }

  @Test(arguments: [
    ("Connecting to MASTER 10.0.0.1:6379", "replication.started", "connecting"),
    ("Connecting to PRIMARY redis-primary-0:6379", "replication.started", "connecting"),
    ("Error condition on socket for SYNC: No route to host", "replication.broken", "no-route"),
    ("Error condition on socket for SYNC: Something new", "replication.broken", "connect-failed"),
    ("Unable to AUTH to MASTER: -WRONGPASS invalid username-password pair", "access.denied", "WRONGPASS"),
    ("Error reply to PING from master: '-MISCONF Redis is configured to save'", "replication.broken", "MISCONF"),
    (
      "Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC", "replication.broken",
      "no-master-link"
    ),
    ("MASTER timeout: no data nor PING received...", "replication.broken", "timeout"),
    ("Slave 10.0.0.2:6379 asks for synchronization", "replication.started", "asked"),
    ("Connection with slave 10.0.0.2:6379 lost.", "replication.broken", "replica-lost"),
    ("Connection with replica client id #5 lost.", "replication.broken", "replica-lost"),
    ("Disconnecting timedout replica (streaming sync): 10.0.0.2:6379", "replication.broken", "timeout"),
    (
      "Unable to partial resync with replica 10.0.0.2:6379 for lack of backlog (Replica request was: 17).",
      "replication.resync.full", "no-backlog"
    ),
    ("Background saving terminated by signal 10", "replication.broken", "snapshot-killed"),
    ("BGSAVE for replication failed", "replication.broken", "snapshot-failed"),
    ("SYNC failed. BGSAVE child returned an error", "replication.broken", "snapshot-failed"),
    ("Can't save in background: fork: Cannot allocate memory", "resource.oom", "fork-failed"),
    ("CONFIG REWRITE failed: Permission denied", "config.rewrite.failed", "permission-denied"),
    (
      "WARNING: Sentinel was not able to save the new configuration on disk!!!: Permission denied",
      "config.rewrite.failed", "permission-denied"
    ),
    ("Failed to resolve hostname 'redis-1.invalid'", "controller.error", "resolve-failed"),
    ("Executing user requested FAILOVER of 'mymaster'", "operation.requested", "sentinel-failover"),
    (
      "Slow script detected: still in execution after 5000 milliseconds. You can try killing the script",
      "resource.cpu", "slow-script"
    ),
    ("Redis 7.0.15 crashed by signal: 11, si_code: 1", "instance.crashed", "signal-11"),
    (
      "Sentinel config file /etc/s.conf is not writable: Permission denied. Exiting...", "instance.crashed",
      "config-not-writable"
    ),
    ("Something nobody has seen before", "instance.warned", nil),
  ])
  func reads(_ message: String, _ kind: String, _ code: String?) async throws {
    let event = try #require(try await Self.event(message))
    #expect(event.kind.rawValue == kind)
    #expect(event.code == code)
    #expect(event.message == message)
  }

  @Test func keepsNamesThatContainRoleWords() async throws {
    let event = try #require(try await Self.event("Connecting to PRIMARY redis-master-0.slave:6379"))
    #expect(event.peer == "redis-master-0.slave:6379")
  }

  @Test func countsLostBytes() async throws {
    let event = try #require(
      try await Self.event(
        "Partial resynchronization not accepted: Requested offset for second ID was 1500, but I can reply up to 1200"))
    #expect(event.attributes["lost_bytes"]?.integer == 300)
  }

  @Test func tellsWhoOrderedARole() async throws {
    let found = try await read(
      "9:S 02 Apr 2025 03:00:00.000 * REPLICAOF 10.0.0.3:6379 enabled (user request from 'id=3 addr=10.0.0.7:34290 "
        + "laddr=10.0.0.2:6379 fd=8 name=sentinel-ff26cde2-cmd age=10 flags=x cmd=exec user=default')")
    let change = try #require(found.events.first { $0.kind == .roleChanged })
    #expect(change.role == "replica")
    #expect(change.peer == "10.0.0.3:6379")
    #expect(change.actor == "sentinel ff26cde2")
    #expect(change.code == "exec")
    #expect(change.attributes["sentinel_id"]?.string == "ff26cde2")
    #expect(found.summary.processes.first?.facts["address"] == "10.0.0.2:6379")
  }

  @Test func tellsAPersonFromASentinel() async throws {
    let event = try #require(
      try await Self.event(
        "MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:51000 fd=8 name= age=10 cmd=replicaof')"))
    #expect(event.actor == "10.0.0.9:51000")
    #expect(event.code == "replicaof")
    #expect(event.role == "primary")
  }

  @Test func tellsTheOutputBufferOfAReplicaFromThatOfAClient() async throws {
    let replica = try await Self.event(
      "Client id=6 addr=10.0.0.3:50000 laddr=10.0.0.2:6379 name= flags=S omem=300000 cmd=psync scheduled to be closed "
        + "ASAP for overcoming of output buffer limits.")
    #expect(replica?.code == "output-buffer-limit")
    #expect(replica?.attributes["omem"]?.integer == 300_000)
    let client = try await Self.event(
      "Client id=6 addr=10.0.0.3:50000 name= flags=P omem=300000 cmd=subscribe scheduled to be closed ASAP for "
        + "overcoming of output buffer limits.")
    #expect(client?.kind == .logLine)
  }

  @Test(arguments: [
    "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo", "Configuration loaded", "Server initialized",
    "WARNING overcommit_memory is set to 0! Background save may fail", "Background saving started by pid 17",
    "100 changes in 300 seconds. Saving...", "DB saved on disk", "RDB: 0 MB of memory used by copy-on-write",
    "Background saving terminated with success", "Sentinel new configuration saved on disk",
    "MASTER <-> REPLICA sync: Flushing old data", "PRIMARY <-> REPLICA sync started", "Retrying with SYNC...",
    "DB 0: 10 keys (0 volatile) in 16 slots HT.", "Accepted 10.0.0.1:3000", "Client closed connection",
    "Starting automatic rewriting of AOF on 100% growth", "Background AOF rewrite finished successfully",
    "Synchronization with replica 10.0.0.2:6379 succeeded (socket)",
  ])
  func staysSilentOnOrdinaryLines(_ message: String) async throws {
    let found = try await events(in: "9:C 02 Apr 2025 03:00:00.000 * " + message)
    #expect(found.isEmpty)
  }
}
