/// The messages of pika that mean something. 3.3 says `Partition:` and 3.5.0 `Slot:` where later versions say `DB:`.
extension ServerLine {
  static let pika = LineTable(currentPika + earlyPika)

  private static let currentPika: [ServerLine] = [
    .init("Server at: <config>", .instanceStarted, "start", .facts),
    .init("host: <host> port: <port>", .instanceStarted, "running", .facts),
    .init("Pika Server going to start", .instanceStarted, "ready"),
    .init("Catch Signal <signal>, <rest…>", .instanceStopped, "signal"),
    .init("you will slaveof yourself <rest…>", .instanceCrashed, "slaveof-self"),
    .init("Remove Master Success, ip_port: <old_primary>", .roleChanged, "remove-master", .role("primary")),
    .init("Try Send Meta Sync Request to Master (<peer>)", .replicationStarted, "connecting"),
    .init("Failed to connect master, Master (<peer>), try reconnect", .replicationBroken, "connect-failed"),
    .init("Failed to connect master, Master (<peer>), <rest…>", .replicationBroken, "connect-failed"),
    .init("Master conn disconnect : <repl_peer> try reconnect", .replicationBroken, "master-lost"),
    .init("Master conn timeout : <repl_peer> try reconnect", .replicationBroken, "timeout"),
    .init("Sync error, set repl_state to PIKA_REPL_ERROR", .replicationBroken, "repl-error"),
    .init("Meta Sync Failed: <reason…>", .replicationBroken, "meta-sync-failed", .reason),
    .init("Self db structs<rest…>", .replicationBroken, "structure-mismatch"),
    .init("New node is added to the cluster and requires full replication<rest…>", .replicationResyncFull, "new-node"),
    .init("<unit> <db> TrySync Ok", .replicationConnected, "partial"),
    .init("<unit> <db> Need To Try DBSync", .replicationResyncFull, "needed"),
    .init("<unit> <db> Need Wait To Sync", .replicationStarted, "waiting"),
    .init("<unit> <db> Information from dbsync info, <rest…>", .replicationStarted, "received"),
    .init("<unit> <db> Failed to change db", .replicationBroken, "copy-failed"),
    .init("DBSync Failed: <reason…>", .replicationBroken, "copy-failed"),
    .init("TrySync Failed: <reason…>", .replicationBroken, "trysync-error"),
    .init("<unit> <db> TrySync Error, Because the invalid filenum and offset", .replicationBroken, "diverged"),
    .init("<unit> <db> TrySync Error", .replicationBroken, "trysync-error"),
    .init("<unit> <db> TrySync Success, Session: <session>", .replicationConnected, "served"),
    .init("<unit> <db> binlog has been purged, may need full sync", .replicationResyncFull, "no-backlog"),
    .init("Receive MetaSync, Slave ip: <replica_host>, Slave port:<replica_port>", .replicationStarted, "asked"),
    .init("Add New Slave, <instance>", .replicationStarted, "asked"),
    .init("Delete Slave Success, ip_port: <instance>", .replicationBroken, "replica-lost"),
    .init(
      "Slave offset is larger than mine, Slave ip: <replica_host>, Slave port: <replica_port>, <rest…>",
      .replicationBroken,
      "diverged"),
    .init("Slave offset is larger than mine, <rest…>", .replicationBroken, "diverged"),
    .init(
      "Slave offset is not a start point of cur log, Slave ip: <replica_host>, Slave port: <replica_port>, <rest…>",
      .replicationBroken,
      "diverged"),
    .init("Slave offset is not a start point of cur log, <rest…>", .replicationBroken, "diverged"),
    .init("DB Master del Recv Timeout slave success <instance>", .replicationBroken, "timeout"),
    // Up to 3.4: `(db0:0) Master del Recv Timeout slave success partition=db0_0,ip_port=H:P,session id=N`.
    .init("<unit> Master del Recv Timeout slave success <node…>", .replicationBroken, "timeout"),
    .init("{R} DB: <db> rsync failed! full synchronization will be retried later", .replicationBroken, "copy-failed"),
    .init("<db> create new backup failed :<reason…>", .resourceDisk, "snapshot-failed"),
    .init("<unit> Writing binlog failed, maybe no space left on device <reason…>", .resourceDisk, "no-space"),
    .init("Full Sync Stage - Rsync Init failed <rest…>", .replicationBroken, "full-sync-failed"),
    .init(
      "<unit> <db> RSync send file failed! From: <file>, To: <path>, At: <copy_peer>, Error: <error>",
      .replicationBroken, "copy-failed"),
    .init(
      "Rsync try connect slave rsync service error, slave rsync service(<copy_peer>)", .replicationBroken,
      "copy-failed"),
    .init("<unit> <db> Handle DBSync Request Failed, <reason…>", .replicationBroken, "full-sync-refused", .reason),
    .init("Rsync Init failed<rest…>", .replicationBroken, "full-sync-failed"),
  ]
}
