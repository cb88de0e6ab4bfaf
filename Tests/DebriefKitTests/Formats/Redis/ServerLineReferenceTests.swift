import Testing

@testable import DebriefKit

/// Every server line that matters to a failover gives its event, in the words of every version.
@Suite struct ServerLineReferenceTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let text: String
    let kind: String
    var testDescription: String { text }

    init(_ text: String, _ kind: String) {
      self.text = text
      self.kind = kind
    }
  }

  /// `{M}` and `{R}` are MASTER/PRIMARY and REPLICA/SLAVE, `{m}` and `{r}` the same words as they stand in sentences.
  static let lines: [Line] = [
    // The replica's side.
    .init("Connecting to {M} 10.0.0.1:6379", "replication.started"),
    .init("Reconnecting to {M} 10.0.0.1:6379 after failure", "replication.started"),
    .init("Full resync from {m}: 5d3b1f0e4c2a9b8d7f6e5a4c3b2d1e0f9a8b7c6d:1234", "replication.resync.full"),
    .init("{M} <-> {R} sync: Finished with success", "replication.connected"),
    .init("{M} <-> {R} sync: Master accepted a Partial Resynchronization.", "replication.connected"),
    .init("Error condition on socket for SYNC: Connection refused", "replication.broken"),
    .init("Unable to connect to {M}: Success", "replication.broken"),
    .init("Unable to AUTH to {M}: -WRONGPASS invalid username-password pair or user is disabled.", "access.denied"),
    .init("Error reply to PING from {m}: '-MISCONF Redis is configured to save RDB snapshots'", "replication.broken"),
    .init("{M} aborted replication with an error: NOAUTH Authentication required.", "access.denied"),
    .init("Unexpected reply to PSYNC from {m}: -ERR unknown", "replication.broken"),
    .init(
      "Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC while not connected "
        + "with my master", "replication.broken"),
    .init("Master does not support PSYNC or is in error state (reply: -ERR)", "replication.broken"),
    .init("{M} timeout: no data nor PING received...", "replication.broken"),
    .init(
      "Timeout receiving bulk data from {M}... If the problem persists try to set the 'repl-timeout' parameter",
      "replication.broken"),
    .init("Timeout connecting to the {M}...", "replication.broken"),
    .init("Connection with {m} lost.", "replication.broken"),
    // The primary's side.
    .init("{r} 10.0.0.2:6379 asks for synchronization", "replication.started"),
    .init("Full resync requested by {r} 10.0.0.2:6379", "replication.resync.full"),
    .init(
      "Partial resynchronization not accepted: Replication ID mismatch (Replica asked for 'a', my replication IDs are "
        + "'b' and 'c')", "replication.resync.full"),
    .init(
      "Partial resynchronization not accepted: Requested offset for second ID was 1500, but I can reply up to 1200",
      "replication.resync.full"),
    .init(
      "Unable to partial resync with {r} 10.0.0.2:6379 for lack of backlog ({r} request was: 17).",
      "replication.resync.full"),
    .init(
      "Partial resynchronization request from 10.0.0.2:6379 accepted. Sending 120 bytes of backlog starting from "
        + "offset 9.", "replication.resync.partial"),
    .init("Synchronization with {r} 10.0.0.2:6379 succeeded", "replication.connected"),
    .init("Disconnecting timedout {r} (streaming sync): 10.0.0.2:6379", "replication.broken"),
    .init("Disconnecting timedout {r} (full sync): 10.0.0.2:6379", "replication.broken"),
    .init("Connection with {r} 10.0.0.2:6379 lost.", "replication.broken"),
    .init("Connection with {r} client id #17 lost.", "replication.broken"),
    .init(
      "Client id=6 addr=10.0.0.3:50000 laddr=10.0.0.2:6379 name= flags=S omem=300000 cmd=psync scheduled to be closed "
        + "ASAP for overcoming of output buffer limits.", "replication.broken"),
    .init("BGSAVE for replication failed", "replication.broken"),
    .init("SYNC failed. BGSAVE child returned an error", "replication.broken"),
    .init(
      "Failed opening the temp RDB file temp-9.rdb (in server root dir /data) for saving: Permission denied",
      "resource.disk"),
    .init("Can't save in background: fork: Cannot allocate memory", "resource.oom"),
    .init("Background saving error", "resource.disk"),
    // Roles.
    .init("{M} MODE enabled (user request from 'id=3 addr=10.0.0.7:1 fd=8 name= cmd=slaveof')", "role.changed"),
    .init("{M} MODE enabled (failover request from 'id=3 addr=10.0.0.7:1 fd=8 name= cmd=psync')", "role.changed"),
    .init(
      "REPLICAOF 10.0.0.1:6379 enabled (user request from 'id=3 addr=10.0.0.7:1 fd=8 name=sentinel-ff26cde2-cmd "
        + "cmd=exec')", "role.changed"),
    .init(
      "SLAVE OF 10.0.0.1:6379 enabled (user request from 'id=3 addr=10.0.0.7:1 fd=8 name= cmd=exec')", "role.changed"),
    .init("SLAVE OF 10.0.0.1:6379 enabled", "role.changed"),
    .init(
      "REPLICAOF would result into synchronization with the master we are already connected with. No operation "
        + "performed.", "state.observed"),
    .init(
      "Setting secondary replication ID to a, valid up to offset: 1500. New replication ID is b",
      "promotion.succeeded"),
    .init("FAILOVER requested to 10.0.0.2:6379.", "operation.requested"),
    .init("FAILOVER to 10.0.0.2:6379 time out exceeded, failing over.", "operation.progress"),
    .init("Failover target 10.0.0.2:6379 is synced, failing over.", "operation.progress"),
    .init("Failover request received for replid 10cf46f4dcab9b21ce39fb51d4400d666f3eeab5.", "operation.progress"),
    .init("FAILOVER to any replica aborted: Write error to failover target", "operation.failed"),
    .init("CONFIG REWRITE executed with success.", "config.rewritten"),
    .init("CONFIG REWRITE failed: Permission denied", "config.rewrite.failed"),
    // Start and stop.
    .init(
      "Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=9, just started", "instance.started"),
    .init("Ready to accept connections", "instance.started"),
    .init("Ready to accept connections tcp", "instance.started"),
    .init("DB loaded from disk: 0.002 seconds", "instance.started"),
    .init("User requested shutdown...", "instance.stopped"),
    .init("Received SIGTERM scheduling shutdown...", "instance.stopped"),
    .init("Redis is now ready to exit, bye bye...", "instance.stopped"),
  ]

  @Test(
    arguments: lines,
    [("MASTER", "REPLICA", "Replica"), ("PRIMARY", "REPLICA", "Replica"), ("MASTER", "SLAVE", "Slave")])
  func givesItsEvent(_ line: Line, _ words: (primary: String, loud: String, quiet: String)) async throws {
    let text = line.text.replacing("{M}", with: words.primary).replacing("{R}", with: words.loud)
      .replacing("{m}", with: words.primary.lowercased()).replacing("{r}", with: words.quiet)
    for level in ["*", "#"] {
      let found = try await events(in: "9:C 02 Apr 2025 03:00:00.000 \(level) \(text)\n")
      #expect(found.map(\.kind.rawValue) == [line.kind], "\(level) \(text)")
    }
  }

  @Test func keepsWarningsThatNobodyKnows() async throws {
    let found = try await events(
      in: "9:M 02 Apr 2025 03:00:00.000 # Something new happened to 12 keys\n"
        + "9:M 02 Apr 2025 03:00:01.000 # Something new happened to 15 keys\n")
    let warned = found.filter { $0.kind == .instanceWarned }
    #expect(warned.map(\.repeats) == [2])
    #expect(warned.first?.message == "Something new happened to 12 keys")
  }
}
