/// One known message of a server and what it means.
struct ServerLine: Sendable {
  /// What the table cannot say.
  enum Extra: Sendable {
    case none
    /// The member took this role; `client…` holds who ordered it.
    case role(String)
    /// The words found are facts of the process, besides attributes of the event.
    case facts
    /// `reason` decides the code, where it has a word of its own.
    case reason
    /// `asked` and `have` are offsets: their difference was lost.
    case lostBytes
  }

  let pattern: LinePattern
  let kind: EventKind
  let code: String?
  let extra: Extra

  init(_ pattern: String, _ kind: EventKind, _ code: String? = nil, _ extra: Extra = .none) {
    self.pattern = LinePattern(pattern)
    self.kind = kind
    self.code = code
    self.extra = extra
  }

  static let redis = LineTable(lifecycle + replica + primary + roles + troubles)
}

/// Known messages, found by their first word.
struct LineTable: Sendable {
  private let index: [String: [ServerLine]]

  init(_ lines: [ServerLine]) { index = Dictionary(grouping: lines, by: \.pattern.key) }

  /// The line of the table that the message is, and what stood in its places.
  func find(_ words: [Substring]) -> (line: ServerLine, found: [String: String])? {
    guard let first = words.first else { return nil }
    // Patterns that start with a place stand under the empty key.
    for key in [LinePattern.key(of: first), ""] {
      for line in index[key] ?? [] {
        if let found = line.pattern.match(words) { return (line, found) }
      }
    }
    return nil
  }
}

// MARK: - Start and stop

extension ServerLine {
  static let lifecycle: [ServerLine] = [
    .init("Redis version=<version>, <rest…>", .instanceStarted, "start", .facts),
    .init("Valkey version=<version>, <rest…>", .instanceStarted, "start", .facts),
    .init("Server started, Redis version <version>", .instanceStarted, "start", .facts),
    .init("Ready to accept connections", .instanceStarted, "ready"),
    .init("Ready to accept connections <transport…>", .instanceStarted, "ready"),
    .init("The server is now ready to accept connections on port <port>", .instanceStarted, "ready", .facts),
    .init("The server is now ready to accept connections at <socket…>", .instanceStarted, "ready"),
    .init("DB loaded from <source…>", .instanceStarted, "loaded"),
    .init("Done loading RDB, keys loaded: <keys_loaded>, keys expired: <keys_expired>.", .stateObserved, "rdb-loaded"),
    .init("User requested shutdown...", .instanceStopped, "shutdown"),
    .init("Received <signal> scheduling shutdown...", .instanceStopped, "signal"),
    .init("Received shutdown signal during loading, <rest…>", .instanceStopped, "signal"),
    .init("Redis is now ready to exit, bye bye...", .instanceStopped, "exit"),
    .init("Valkey is now ready to exit, bye bye...", .instanceStopped, "exit"),
    .init("Sentinel is now ready to exit, bye bye...", .instanceStopped, "exit"),
    .init("Redis <version> crashed by signal: <signal>, <rest…>", .instanceCrashed, "signal"),
    .init("Redis <version> crashed by signal: <signal>", .instanceCrashed, "signal"),
    .init("Valkey <version> crashed by signal: <signal>, <rest…>", .instanceCrashed, "signal"),
    .init("=== ASSERTION FAILED <rest…>", .instanceCrashed, "assertion"),
    .init("Guru Meditation: <reason…>", .instanceCrashed, "panic"),
    .init("Failed listening on port <port> <rest…>", .instanceCrashed, "listen-failed"),
    .init("Could not create server TCP listening socket <address> bind: <reason…>", .instanceCrashed, "listen-failed"),
    .init("Creating Server TCP listening socket <address> bind: <reason…>", .instanceCrashed, "listen-failed"),
    .init("Fatal error loading the DB<rest…>", .instanceCrashed, "load-failed"),
    .init("Fatal error<rest…>", .instanceCrashed, "fatal"),
    .init("Bad file format reading the append only file<rest…>", .instanceCrashed, "load-failed"),
    .init("Unexpected end of file reading the append only file<rest…>", .instanceCrashed, "load-failed"),
    .init("Sentinel config file <file> is not writable: <reason…>", .instanceCrashed, "config-not-writable"),
    .init("Sentinel needs config file on disk <rest…>", .instanceCrashed, "config-missing"),
    .init("Sentinel started without a config file. <rest…>", .instanceCrashed, "config-missing"),
  ]
}

// MARK: - Roles

extension ServerLine {
  static let roles: [ServerLine] = [
    .init("{M} MODE enabled (<how> request from <client…>", .roleChanged, nil, .role("primary")),
    .init("{M} MODE enabled", .roleChanged, nil, .role("primary")),
    // Up to 2.8.21 the client is not told.
    .init("{M} MODE enabled (user request)", .roleChanged, nil, .role("primary")),
    .init("SLAVE OF <peer> enabled (user request)", .roleChanged, nil, .role("replica")),
    .init("REPLICAOF <peer> enabled (<how> request from <client…>", .roleChanged, nil, .role("replica")),
    .init("REPLICAOF <peer> enabled", .roleChanged, nil, .role("replica")),
    .init("SLAVE OF <peer> enabled (<how> request from <client…>", .roleChanged, nil, .role("replica")),
    .init("SLAVE OF <peer> enabled", .roleChanged, nil, .role("replica")),
    .init("REPLICAOF would result into <rest…>", .stateObserved, "replicaof-unchanged"),
    .init("SLAVE OF would result into <rest…>", .stateObserved, "replicaof-unchanged"),
    .init(
      "Setting secondary replication ID to <old_replid>, valid up to offset: <offset>. New replication ID is <replid>",
      .promotionSucceeded, "new-replication-id"),
    .init("FAILOVER requested to <peer>.", .operationRequested, "failover"),
    .init("FAILOVER requested<rest…>", .operationRequested, "failover"),
    .init("FORCE FAILOVER requested to <peer>.", .operationRequested, "failover"),
    .init("FAILOVER to any replica aborted: <reason…>", .operationFailed, "failover", .reason),
    .init("FAILOVER to <peer> aborted: <reason…>", .operationFailed, "failover", .reason),
    .init("FAILOVER to <peer> time out exceeded, failing over.", .operationProgress, "failover-forced"),
    .init("Failover request received for replid <replid>.", .operationProgress, "failover-received"),
    .init("Failover target <peer> is synced, failing over.", .operationProgress, "failover-synced"),
    .init("Failover target rejected psync request.", .promotionFailed, "failover"),
    .init("Failover aborted<reason…>", .operationFailed, "failover"),
    .init("FAILOVER with <rest…>", .operationProgress, "failover"),
    .init("Failover auth denied<reason…>", .operationFailed, "failover"),
  ]
}
