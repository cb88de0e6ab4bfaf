/// The PostgreSQL server log with the prefix `%m [%p] `: `2025-03-09 19:33:24.512 UTC [211] LOG:  received promote request`.
struct PostgresLogFormat: LineFormat {
  let name = "postgresql"
  let summary = "PostgreSQL server log."
  let samples = [
    "2025-03-09 19:33:24.512 UTC [211] LOG:  received promote request",
    "2025-03-09 19:33:25.101 UTC [1] LOG:  database system is ready to accept connections",
    "2025-03-09 19:30:00.000 UTC [88] FATAL:  the database system is starting up",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 34, line[10] == ASCII.space, var (stamp, end) = TimestampReader.iso(line, at: 0),
      line[19] == UInt8(ascii: ".") || line[19] == ASCII.space
    else { return line.count > 1 && line[0] == ASCII.tab ? .continuation : .foreign }
    // The zone stands as a word; only UTC and GMT mean the same everywhere.
    if !stamp.zoned, end + 4 < line.count, line[end] == ASCII.space, ASCII.isLetter(line[end + 1]) {
      if line.has(" UTC ", at: end) || line.has(" GMT ", at: end) { stamp.zoned = true }
      end += 1
      while end < line.count, ASCII.isLetter(line[end]) { end += 1 }
    }
    guard end + 1 < line.count, line[end] == ASCII.space, let mark = line.find(":  ", from: end), mark - end < 200,
      let severity = Self.severity(line, mark)
    else { return .foreign }
    return .record(LineHead(stamp: stamp, message: mark + 3..<line.count, severity: severity))
  }

  /// The level is the word before `:  `.
  private static func severity(_ line: Span<UInt8>, _ mark: Int) -> Severity? {
    if line.has("LOG", at: mark - 3) { return .info }
    if line.has("FATAL", at: mark - 5) { return .error }
    if line.has("ERROR", at: mark - 5) { return .error }
    if line.has("PANIC", at: mark - 5) { return .fatal }
    if line.has("WARNING", at: mark - 7) { return .warning }
    if line.has("HINT", at: mark - 4) || line.has("INFO", at: mark - 4) { return .debug }
    if line.has("DETAIL", at: mark - 6) || line.has("NOTICE", at: mark - 6) { return .debug }
    if line.has("STATEMENT", at: mark - 9) || line.has("CONTEXT", at: mark - 7) { return .debug }
    return nil
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    let start = head.message.lowerBound
    return head.severity == .debug || line.has("checkpoint ", at: start)
      || line.has("could not receive data from client", at: start)
      || line.has("restartpoint ", at: start) || line.has("recovery restart point", at: start)
      || line.has("automatic ", at: start)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    if let stamp = record.head.stamp, stamp.zoned {
      // Patroni writes into the same log, without a zone.
      process.clock.anchor(local: stamp.micros, utc: stamp.micros, basis: "same-log")
    }
    if let known = Self.words.first(where: { text.hasPrefix($0.text) }) {
      var event = record.event(known.kind, origin: "postgresql")
      event.code = known.code
      event.instance = process.member
      event.role = known.role
      if known.kind == .roleChanged { event.attributes["witness"] = "database" }
      events.emit(event)
    } else if text.contains("No space left on device") {
      var event = record.event(.resourceDisk, origin: "postgresql")
      event.code = "no-space"
      event.instance = process.member
      events.emit(event)
    } else if record.head.severity >= .error {
      var event = record.event(.controllerError, origin: "postgresql")
      event.code = SnakeCase.slug(text)
      event.instance = process.member
      if text.contains("authentication failed") {
        event.kind = .accessDenied
        event.code = "authentication"
        event.severity = .warning
      }
      events.emit(event)
    }
  }

  private static let words: [(text: String, kind: EventKind, code: String, role: String?)] = [
    ("received promote request", .promotionStarted, "promote", nil),
    ("archive recovery complete", .roleChanged, "promoted", "primary"),
    ("database system is ready to accept read", .instanceStarted, "ready", "replica"),
    ("database system is ready to accept connections", .instanceStarted, "ready", nil),
    ("entering standby mode", .roleObserved, "standby", "replica"),
    ("started streaming WAL from primary", .replicationConnected, "streaming", nil),
    ("received fast shutdown request", .instanceStopped, "fast", nil),
    ("received smart shutdown request", .instanceStopped, "smart", nil),
    ("received immediate shutdown request", .instanceStopped, "immediate", nil),
    ("database system is shut down", .instanceStopped, "shut-down", nil),
    ("database system was interrupted", .instanceCrashed, "interrupted", nil),
    ("server process (PID", .instanceCrashed, "server-process", nil),
    ("all server processes terminated; reinitializing", .instanceRestarted, "reinitialised", nil),
    ("terminating walreceiver due to timeout", .replicationBroken, "timeout", nil),
    ("terminating walsender process due to replication timeout", .replicationBroken, "timeout", nil),
    ("could not connect to the primary server", .replicationBroken, "connection-refused", nil),
    ("could not receive data from WAL stream", .replicationBroken, "stream-lost", nil),
    ("requested WAL segment", .replicationBroken, "wal-removed", nil),
    ("new timeline", .replicationBroken, "timeline-diverged", nil),
    ("highest timeline", .replicationBroken, "timeline-diverged", nil),
    ("the database system is starting up", .probeFailed, "starting-up", nil),
  ]
}
