// MARK: - As a replica says it

extension ServerLine {
  static let replica: [ServerLine] = [
    .init("Connecting to {M} <peer>", .replicationStarted, "connecting"),
    .init("Reconnecting to {M} <peer> after failure", .replicationStarted, "reconnecting"),
    .init("Reconnecting to {M} <peer>", .replicationStarted, "reconnecting"),
    .init("Full resync from {M}: <position>", .replicationResyncFull, "from-primary"),
    .init("{M} <-> {R} sync: Finished with success", .replicationConnected, "full"),
    .init("{M} <-> {R} sync: {M} accepted a Partial Resynchronization.", .replicationConnected, "partial"),
    .init("{M} <-> {R} sync: Finished <rest…>", .replicationConnected, "full"),
    .init("Connection with {M} lost.", .replicationBroken, "master-lost"),
    .init("Error condition on socket for SYNC: <reason…>", .replicationBroken, "connect-failed", .reason),
    .init("Unable to connect to {M}: <reason…>", .replicationBroken, "connect-failed", .reason),
    .init("Unable to AUTH to {M}: <reason…>", .accessDenied, "auth-failed", .reason),
    .init("Error reply to PING from {M}: <reason…>", .replicationBroken, "ping-refused", .reason),
    .init("{M} aborted replication with an error: <reason…>", .replicationBroken, "aborted", .reason),
    .init("{M} aborted replication with <reason…>", .replicationBroken, "aborted", .reason),
    .init("Unexpected reply to PSYNC from {M}: <reason…>", .replicationBroken, "psync-refused", .reason),
    .init(
      "{M} is currently unable to PSYNC but should be in the future: <reason…>", .replicationBroken,
      "no-master-link", .reason),
    .init(
      "{M} does not support PSYNC or is in error state (reply: <reason…>", .replicationBroken, "psync-refused",
      .reason),
    .init("{M} does not support PSYNC or is in error state<reason…>", .replicationBroken, "psync-refused", .reason),
    .init("{M} timeout: no data nor PING received...", .replicationBroken, "timeout"),
    .init("Timeout receiving bulk data from {M}... <rest…>", .replicationBroken, "timeout"),
    .init("Timeout receiving bulk data from {M}...", .replicationBroken, "timeout"),
    .init("Timeout connecting to the {M}...", .replicationBroken, "timeout"),
    .init("I/O error reading bulk count from {M}: <reason…>", .replicationBroken, "io-error"),
    .init("I/O error trying to sync with {M}: <reason…>", .replicationBroken, "io-error"),
    .init("Bad protocol from {M}, <rest…>", .replicationBroken, "protocol"),
    .init("{M} did not reply to PING<rest…>", .replicationBroken, "timeout"),
    .init("{M} did not respond to command during SYNC handshake", .replicationBroken, "handshake"),
    .init("Failed to read response from the server: <reason…>", .replicationBroken, "handshake"),
    .init("Failed trying to load the {M} synchronization DB<rest…>", .replicationBroken, "load-failed"),
    .init("Failed trying to rename the temp DB into <rest…>", .replicationBroken, "load-failed"),
    .init(
      "Opening the temp file needed for {M} <-> {R} synchronization: <reason…>", .replicationBroken,
      "snapshot-failed"),
    .init(
      "Write error or short write writing to the DB dump file needed for {M} <-> {R} synchronization: <reason…>",
      .resourceDisk, "write-failed", .reason),
    .init("Sending command to {M} in replication handshake: <reason…>", .replicationBroken, "handshake"),
  ]
}

// MARK: - As the primary says it: `instance` is the replica

extension ServerLine {
  static let primary: [ServerLine] = [
    .init("{R} <instance> asks for synchronization", .replicationStarted, "asked"),
    .init("Full resync requested by {R} <instance>", .replicationResyncFull, "requested"),
    .init(
      "Partial resynchronization not accepted: Replication ID mismatch <rest…>", .replicationResyncFull,
      "id-mismatch"),
    .init("Partial resynchronization not accepted: Runid mismatch <rest…>", .replicationResyncFull, "id-mismatch"),
    .init(
      "Partial resynchronization not accepted: Requested offset for second ID was <asked>, but I can reply up to <have>",
      .replicationResyncFull, "offset-beyond", .lostBytes),
    .init(
      "Unable to partial resync with {R} <instance> for lack of backlog <rest…>", .replicationResyncFull,
      "no-backlog"),
    .init(
      "Partial resynchronization request from <instance> accepted. Sending <bytes> bytes <rest…>",
      .replicationResyncPartial, "accepted"),
    .init("Synchronization with {R} <instance> succeeded", .replicationConnected, "full"),
    .init("Connection with {R} client id <client_id> lost.", .replicationBroken, "replica-lost"),
    .init("Connection with {R} <instance> lost.", .replicationBroken, "replica-lost"),
    .init("Disconnecting timedout {R} <rest> sync): <instance>", .replicationBroken, "timeout"),
    .init("Disconnecting timedout {R}: <instance>", .replicationBroken, "timeout"),
    .init("Client <client…>", .replicationBroken, "output-buffer-limit"),
    .init("BGSAVE for replication failed<rest…>", .replicationBroken, "snapshot-failed"),
    .init("SYNC failed. BGSAVE <rest…>", .replicationBroken, "snapshot-failed"),
    .init("SYNC failed. Can't open/stat DB after BGSAVE: <reason…>", .replicationBroken, "snapshot-failed"),
    .init("Refusing SYNC request from {R} <instance> <rest…>", .replicationBroken, "refused"),
  ]
}
