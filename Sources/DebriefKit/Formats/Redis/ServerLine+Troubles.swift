// MARK: - Memory, disk, processor, configuration

extension ServerLine {
  static let troubles: [ServerLine] = [
    .init("Can't save in background: fork: <reason…>", .resourceOOM, "fork-failed"),
    .init("Can't rewrite append only file in background: fork: <reason…>", .resourceOOM, "fork-failed"),
    .init("Out Of Memory allocating <bytes> bytes!", .resourceOOM, "allocation"),
    .init("Background saving error", .resourceDisk, "snapshot-failed"),
    .init("Background transfer error", .replicationBroken, "snapshot-failed"),
    .init("Background saving terminated by signal <signal>", .replicationBroken, "snapshot-killed"),
    .init("Background transfer terminated by signal <signal>", .replicationBroken, "snapshot-killed"),
    .init("Background AOF rewrite terminated <rest…>", .resourceDisk, "aof-rewrite-failed"),
    .init(
      "Failed opening the temp RDB file <file> (in server root dir <directory>) for saving: <reason…>",
      .resourceDisk, "snapshot-failed", .reason),
    .init(
      "Failed opening the RDB file <file> (in server root dir <directory>) for saving: <reason…>", .resourceDisk,
      "snapshot-failed", .reason),
    .init("Failed opening .rdb for saving: <reason…>", .resourceDisk, "snapshot-failed", .reason),
    .init("Write error saving DB on disk<reason…>", .resourceDisk, "snapshot-failed", .reason),
    .init("Error moving temp DB file <rest…>", .resourceDisk, "snapshot-failed", .reason),
    .init("Error trying to save the DB<rest…>", .resourceDisk, "snapshot-failed"),
    .init("Errors trying to SHUTDOWN<rest…>", .resourceDisk, "shutdown-refused"),
    .init("Error writing to the AOF file: <reason…>", .resourceDisk, "aof-write", .reason),
    .init("Short write while writing to the AOF file: <reason…>", .resourceDisk, "aof-write", .reason),
    .init("Write error writing append only file on disk: <reason…>", .resourceDisk, "aof-write", .reason),
    .init("Error truncating the AOF file: <reason…>", .resourceDisk, "aof-write", .reason),
    .init("Can't recover from AOF write error <rest…>", .instanceCrashed, "aof-write"),
    .init("Can't handle RDB format version <rdb_version>", .instanceWarned, "rdb-version"),
    .init("Asynchronous AOF fsync is taking too long <rest…>", .resourceDisk, "slow-fsync"),
    .init("Slow script detected: still in execution after <ms> milliseconds<rest…>", .resourceCPU, "slow-script"),
    .init("Lua slow script detected: still in execution after <ms> milliseconds<rest…>", .resourceCPU, "slow-script"),
    .init("Lua script killed by user with SCRIPT KILL.", .resourceCPU, "script-killed"),
    .init("Script killed by user with SCRIPT KILL.", .resourceCPU, "script-killed"),
    .init("<rest> killed by user with SCRIPT KILL.", .resourceCPU, "script-killed"),
    .init("CONFIG REWRITE executed with success.", .configRewritten, "config-rewrite"),
    .init("CONFIG REWRITE failed: <reason…>", .configRewriteFailed, "config-rewrite", .reason),
    .init("Could not create tmp config file (<reason…>)", .configRewriteFailed, "temporary-file", .reason),
    .init("Could not rename tmp config file (<reason…>)", .configRewriteFailed, "temporary-file", .reason),
    .init(
      "WARNING: Sentinel was not able to save the new configuration on disk!!!: <reason…>", .configRewriteFailed,
      "sentinel-state", .reason),
    .init("Failed to resolve hostname <host>", .controllerError, "resolve-failed"),
    .init("Possible SECURITY ATTACK detected. <rest…>", .accessDenied, "security-attack"),
    .init("Error accepting a client connection: <reason…>", .accessDenied, "accept-failed", .reason),
  ]
}
