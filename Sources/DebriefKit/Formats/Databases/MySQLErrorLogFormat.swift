/// The error log of MySQL 5.7 and 8.0: `<ISO time> <thread> [<Level>] [MY-<n>] [<Subsystem>] text`; 5.7 has the level alone.
struct MySQLErrorLogFormat: LineFormat {
  let name = "mysql-error"
  let summary = "MySQL error log, 5.7 and 8.0, and its relatives (ApeCloud MySQL, MariaDB)."
  let samples = [
    "2025-06-20T08:38:57.308630Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.30'",
    "2025-06-20T08:38:57.308714Z 0 [Warning] 'NO_AUTO_CREATE_USER' sql mode was not set.",
    "2025-06-20T08:40:01.000001Z 52 [ERROR] [MY-010584] [Repl] Slave I/O for channel '': error connecting to master",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 30, ASCII.isDigit(line[0]), line[4] == UInt8(ascii: "-"),
      let (stamp, end) = TimestampReader.iso(line, at: 0)
    else { return .foreign }
    var index = end
    while index < line.count, line[index] == ASCII.space { index += 1 }
    guard index > end, let (_, after) = line.number(at: index), line.has(" [", at: after) else { return .foreign }
    let severity: Severity
    let level = after + 2
    if line.has("Note]", at: level) || line.has("System]", at: level) {
      severity = .info
    } else if line.has("Warning]", at: level) {
      severity = .warning
    } else if line.has("ERROR]", at: level) || line.has("Error]", at: level) {
      severity = .error
    } else {
      return .foreign
    }
    guard var text = line.firstIndex(of: UInt8(ascii: "]"), from: level).map({ $0 + 2 }) else { return .foreign }
    guard text < line.count else { return .damaged("a line of MySQL without its text") }
    var head = LineHead(stamp: stamp, message: 0..<0, severity: severity)
    // `[MY-010584] [Repl] `
    if line.has("[MY-", at: text) {
      guard let close = line.find("] ", from: text) else { return .damaged("a line of MySQL that is cut off") }
      head.number = line.number(at: text + 4)?.value ?? 0
      text = close + 2
      if text < line.count, line[text] == UInt8(ascii: "["), let next = line.find("] ", from: text) { text = next + 2 }
    }
    head.message = min(text, line.count)..<line.count
    return .record(head)
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    let start = head.message.lowerBound
    return line.has("Aborted connection", at: start) || line.has("Page cleaner took", at: start)
      || line.has("Start binlog_dump", at: start) || line.has("IP address '", at: start)
      || line.has("Plugin mysql_native_password", at: start)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    if text.hasPrefix("Access denied for user ") {
      denied(record, process, into: &events)
    } else if let known = Self.words.first(where: { text.contains($0.text) }) {
      var event = record.event(known.kind, origin: "mysql")
      event.code = known.code
      event.instance = process.member
      event.role = known.role
      if known.role != nil { event.attributes["witness"] = "database" }
      if record.head.number > 0 { event.attributes["error_number"] = .integer(record.head.number) }
      events.emit(event)
    } else if record.head.severity >= .error {
      var event = record.event(.controllerError, origin: "mysql")
      event.code = SnakeCase.slug(text)
      event.instance = process.member
      events.emit(event)
    }
  }

  /// `Access denied for user 'root'@'10.66.7.31' (using password: YES)`
  private func denied(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let parts = record.message.split(separator: "'", omittingEmptySubsequences: false)
    var event = record.event(.accessDenied, origin: "mysql")
    event.code = "auth-failed"
    event.instance = process.member
    if parts.count > 3 {
      event.actor = String(parts[1])
      event.set("client_host", String(parts[3]))
    }
    events.emit(event)
  }

  private static let words: [(text: String, kind: EventKind, code: String, role: String?)] = [
    ("ready for connections", .instanceStarted, "ready", nil),
    ("Shutdown complete", .instanceStopped, "shutdown-complete", nil),
    ("Received SHUTDOWN from user", .instanceStopped, "shutdown", nil),
    ("Normal shutdown", .instanceStopped, "shutdown", nil),
    ("got signal", .instanceCrashed, "signal", nil),
    ("got exception", .instanceCrashed, "exception", nil),
    ("is set to 'ABORT_SERVER'", .instanceCrashed, "binlog-abort", nil),
    ("Starting crash recovery", .instanceCrashed, "crash-recovery", nil),
    ("No space left on device", .resourceDisk, "no-space", nil),
    ("Disk is full", .resourceDisk, "no-space", nil),
    ("Errcode: 28", .resourceDisk, "no-space", nil),
    ("OS errno 28", .resourceDisk, "no-space", nil),
    ("Out of memory", .resourceOOM, "out-of-memory", nil),
    ("error connecting to master", .replicationBroken, "connection-refused", nil),
    ("error reconnecting to master", .replicationBroken, "connection-refused", nil),
    ("error connecting to source", .replicationBroken, "connection-refused", nil),
    ("Got fatal error 1236", .replicationBroken, "binlog-purged", nil),
    ("Error running query, slave SQL thread aborted", .replicationBroken, "sql-thread-aborted", nil),
    ("Error running query, replica SQL thread aborted", .replicationBroken, "sql-thread-aborted", nil),
    ("Slave SQL thread", .replicationStarted, "sql-thread", nil),
    ("Slave I/O thread: connected to master", .replicationConnected, "connected", nil),
    ("connected to master", .replicationConnected, "connected", nil),
    ("connected to source", .replicationConnected, "connected", nil),
    ("errant", .controllerError, "errant-gtid", nil),
    ("changed to LEADER", .roleChanged, "raft", "primary"),
    ("become leader", .roleChanged, "raft", "primary"),
    ("becomeLeader", .roleChanged, "raft", "primary"),
    ("changed to FOLLOWER", .roleChanged, "raft", "replica"),
    ("step down", .demotionStarted, "step-down", nil),
    ("This server is working as primary member", .roleChanged, "group-replication", "primary"),
    ("This server is working as secondary member", .roleChanged, "group-replication", "replica"),
  ]
}
