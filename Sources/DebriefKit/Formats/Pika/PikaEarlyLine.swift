/// The messages of pika up to 3.0, whose replication had threads of its own: `Trysync`, `Slaveping`, `BinlogSender`.
extension ServerLine {
  static let earlyPika: [ServerLine] = [
    .init("close read-only mode", .roleChanged, "remove-master", .role("primary")),
    .init("Connect to master ip:<early_peer> <master_port>", .replicationStarted, "connecting"),
    .init("Failed to connect to master, <peer>", .replicationBroken, "connect-failed"),
    .init("Trysync success", .replicationConnected, "partial"),
    .init("Need wait to sync", .replicationResyncFull, "waiting"),
    .init("Information from dbsync info. <rest…>", .replicationResyncFull, "received"),
    .init("Connect to master error: <reason…>", .replicationBroken, "trysync-error", .reason),
    .init("Auth with master error: <reason…>", .accessDenied, "auth-failed", .reason),
    .init("something wrong with sync, come in SyncError stage", .replicationBroken, "repl-error"),
    .init("Ping master timeout", .replicationBroken, "timeout"),
    .init("Ping master error", .replicationBroken, "master-lost"),
    .init("Slaveping, Connect timeout <times> times, disconnect with master", .replicationBroken, "timeout"),
    .init("Add new slave, <instance>", .replicationStarted, "asked"),
    .init(
      "New Master-Slave connection established successfully, Slave host: <instance>", .replicationConnected, "served"),
    .init("Find closed Slave: <instance>", .replicationBroken, "replica-lost"),
    .init("Find Timeout Slave: <instance>", .replicationBroken, "timeout"),
    .init(
      "slave offset is larger than mine, slave ip: <replica_host> slave port:<replica_port> <rest…>",
      .replicationBroken, "diverged"),
    .init("slave offset is larger than mine, <rest…>", .replicationBroken, "diverged"),
    .init(
      "rsync send file failed! From: <file>, To: <path>, At: <early_copy_peer>, Error: <error>", .replicationBroken,
      "copy-failed"),
  ]
}
