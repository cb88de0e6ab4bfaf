/// The sentences that switchover scripts of all engines print, and what each of them means.
///
/// The same words turn up as a job's log, as the result of a kbagent action and as the stderr inside an operator's error,
/// so the vocabulary stands apart from the formats that read it.
struct ScriptWords: Sendable {
  /// The line starts with this.
  let start: StaticString
  let kind: EventKind
  let code: String
  /// Which word of the rest is a member, and whose place it takes in the event.
  var names: Names = .nothing

  enum Names: Sendable {
    case nothing
    /// The first word after `start` is the member the event is about.
    case instance
    /// The first word after `start` is the other party.
    case peer
    /// Everything after `start` is a value for `attributes.value`.
    case value
  }

  /// Lines that say nothing but belong to a script.
  static let noise: [StaticString] = [
    "mysql: [Warning] Using a password", "Defaulted container ", "Checking current role...",
    "Command executed successfully.", "execute_sub_command output: OK", "Warning: Using a password",
    "Warning: Using the last password", "ELECTION_WEIGHT",
    "try to get global cluster info", "all nodes: ", "all nodes array: ", "array size: ", "leader_host: ",
    "Also try to switchover just before restart", "no need to drop followers",
    "server promoting", "server signaled", "waiting for server to", "server started", "server stopped",
  ]

  static let all: [ScriptWords] = [
    // ApeCloud MySQL
    .init(start: "leader_weight=", kind: .scriptOutput, code: "leader-weight", names: .value),
    .init(start: "candidate_weight=", kind: .scriptOutput, code: "candidate-weight", names: .value),
    .init(start: "current_follower_weight=", kind: .scriptOutput, code: "follower-weight", names: .value),
    .init(start: "leader weight larger than follower weight", kind: .scriptOutput, code: "weight-lowered"),
    .init(start: "do not transfer to leader, leader:", kind: .scriptOutput, code: "skip-leader", names: .instance),
    .init(start: "transfer successfully", kind: .scriptSucceeded, code: "transferred"),
    .init(start: "new_leader_host=", kind: .scriptOutput, code: "new-leader", names: .instance),
    .init(start: "switchover failed, please check!", kind: .scriptFailed, code: "switchover-failed"),
    .init(start: "switchover successfully", kind: .scriptSucceeded, code: "switched"),
    .init(start: "self is leader, need to switchover", kind: .scriptOutput, code: "prestop-leader"),
    .init(start: "try to transfer to:", kind: .scriptCheck, code: "try-transfer", names: .peer),
    .init(start: "this node's current role info:", kind: .scriptOutput, code: "role", names: .value),
    .init(start: "try too many times", kind: .scriptFailed, code: "too-many-tries"),
    // MongoDB
    .init(
      start: "Current instance role is not the primary, can not do switchover", kind: .scriptFailed, code: "not-primary"
    ),
    .init(start: "Switchover to new primary: ", kind: .scriptCheck, code: "target", names: .peer),
    .init(start: "Switchover without candidate, try to select", kind: .scriptOutput, code: "no-candidate-named"),
    .init(start: "Failed to select a new candidate primary", kind: .scriptFailed, code: "no-candidate"),
    .init(start: "Attempt ", kind: .scriptCheck, code: "attempt"),
    .init(start: "Failed to switch over to primary after ", kind: .scriptFailed, code: "gave-up"),
    .init(start: "Switchover complete", kind: .scriptSucceeded, code: "complete"),
    // MogDB and openGauss
    .init(start: "INFO: doing switchover", kind: .scriptCheck, code: "started"),
    .init(start: "INFO: candidate: ", kind: .scriptOutput, code: "candidate", names: .peer),
    // PostgreSQL
    .init(start: "switchover action not triggered for non-primary pod", kind: .scriptOutput, code: "noop-not-primary"),
    .init(start: "CURRENT_POD_NAME is not set", kind: .scriptFailed, code: "missing-variable"),
    .init(start: "Switchover verified: candidate is writable", kind: .scriptSucceeded, code: "verified"),
    .init(start: "Switchover verified: new leader is ", kind: .scriptSucceeded, code: "verified", names: .instance),
    .init(start: "Switchover not confirmed yet", kind: .scriptCheck, code: "not-confirmed"),
    .init(start: "switchover diagnosis:", kind: .scriptOutput, code: "diagnosis"),
    .init(start: "orc switchover diagnosis:", kind: .scriptOutput, code: "diagnosis"),
    .init(start: "phase: post-switchover-", kind: .scriptFailed, code: "phase", names: .value),
    .init(start: "phase: orchestrator-", kind: .scriptFailed, code: "phase", names: .value),
    .init(start: "phase: switchover-", kind: .scriptFailed, code: "phase", names: .value),
    .init(start: "phase: leader-", kind: .scriptFailed, code: "phase", names: .value),
    .init(start: "next-retry-safe: ", kind: .scriptOutput, code: "retry-safe", names: .value),
    // Patroni's answers
    .init(
      start: "switchover is not possible: no good candidates", kind: .apiError, code: "no-good-candidates"),
    .init(start: "switchover is not possible", kind: .apiError, code: "switchover-not-possible"),
    .init(start: "failover is not possible", kind: .apiError, code: "switchover-not-possible"),
    .init(start: "Switchover status unknown", kind: .apiError, code: "status-unknown"),
    .init(start: "Failover status unknown", kind: .apiError, code: "status-unknown"),
    .init(start: "Switchover failed", kind: .apiError, code: "switchover-failed"),
    .init(start: "Successfully switched over to ", kind: .apiResponse, code: "switched", names: .peer),
    .init(start: "Switched over to ", kind: .apiResponse, code: "other-candidate", names: .peer),
    .init(start: "Successfully failed over to ", kind: .apiResponse, code: "switched", names: .peer),
    .init(start: "Switchover scheduled", kind: .apiResponse, code: "scheduled"),
    .init(start: "leader name does not match", kind: .apiError, code: "leader-mismatch"),
    .init(start: "candidate does not exist", kind: .apiError, code: "candidate-unknown"),
    .init(start: "candidate name does not match with sync_standby", kind: .apiError, code: "candidate-not-sync"),
    .init(start: "Switchover is possible only to a specific candidate in a", kind: .apiError, code: "paused"),
    .init(start: "Failover is possible only to a specific candidate in a", kind: .apiError, code: "paused"),
    .init(start: "Can't schedule switchover in the paused state", kind: .apiError, code: "paused"),
    .init(start: "Switchover could be performed only from a specific", kind: .apiError, code: "leader-unnamed"),
    .init(start: "Failover could be performed only to a specific", kind: .apiError, code: "candidate-unnamed"),
    .init(start: "Switchover target and source are the same", kind: .apiError, code: "same-member"),
    .init(start: "failed to write failover key into DCS", kind: .apiError, code: "dcs-unreachable"),
    .init(start: "failed to write switchover key into DCS", kind: .apiError, code: "dcs-unreachable"),
    // Redis
    .init(start: "switchover not triggered for primary, nothing to do", kind: .scriptOutput, code: "noop-not-primary"),
    .init(start: "Error: Required environment variable ", kind: .scriptFailed, code: "missing-variable", names: .value),
    .init(start: "Failed to get role info from ", kind: .scriptOutput, code: "role-unknown", names: .peer),
    .init(start: "Error: Multiple primaries detected", kind: .scriptFailed, code: "multiple-primaries"),
    .init(start: "Error: No primary found", kind: .scriptFailed, code: "no-primary"),
    .init(start: "Error: Candidate node ", kind: .scriptFailed, code: "candidate-not-secondary", names: .peer),
    .init(start: "Command failed with status ", kind: .scriptOutput, code: "command-failed"),
    .init(start: "All Sentinel failover attempts failed", kind: .scriptFailed, code: "sentinel-refused"),
    .init(start: "Sentinel failover started with ", kind: .scriptCheck, code: "sentinel-failover", names: .peer),
    .init(start: "Switchover successful: ", kind: .scriptSucceeded, code: "verified", names: .instance),
    .init(start: "Switchover verification failed: ", kind: .scriptFailed, code: "not-verified"),
    .init(start: "Recovering all Redis replica-priority", kind: .scriptOutput, code: "priority-recovery"),
    // Orchestrator
    .init(start: "Switchover not triggered for non-primary role", kind: .scriptOutput, code: "noop-not-primary"),
    .init(
      start: "Could not determine current master from Orchestrator", kind: .scriptFailed,
      code: "orchestrator-unreachable"),
    .init(
      start: "Could not list cluster instances from Orchestrator", kind: .scriptFailed,
      code: "orchestrator-unreachable"),
    .init(start: "Cannot access orchestrator", kind: .scriptFailed, code: "orchestrator-unreachable"),
    .init(start: "Current instance is not the master, skipping", kind: .scriptOutput, code: "noop-not-primary"),
    .init(start: "Only one instance in cluster, cannot switchover", kind: .scriptOutput, code: "noop-single-instance"),
    .init(start: "Initiating graceful switchover to: ", kind: .scriptCheck, code: "started", names: .peer),
    .init(start: "Switchover command failed with exit code", kind: .scriptFailed, code: "command-failed"),
    // etcd
    .init(start: "Leader has already changed, no switchover needed", kind: .scriptOutput, code: "noop-already-changed"),
    .init(start: "Candidate is not leader", kind: .scriptFailed, code: "not-verified"),
    .init(start: "No candidate found for switchover", kind: .scriptFailed, code: "no-candidate"),
    .init(start: "Switchover to candidate ", kind: .scriptSucceeded, code: "switched", names: .instance),
    .init(start: "switchover action not triggered for leader pod", kind: .scriptOutput, code: "noop-not-primary"),
    // lorryctl
    .init(start: "switchover success", kind: .apiResponse, code: "accepted"),
    .init(start: "switchover failed: ", kind: .apiError, code: "ERR_OPERATION_FAILED"),
    // curl and the shell
    .init(start: "curl: (", kind: .apiError, code: "curl"),
  ]

  /// Texts that stand inside a line rather than at its start.
  static let inside: [(text: String, kind: EventKind, code: String)] = [
    (" is not reachable on port ", .scriptOutput, "unreachable"),
    ("could not confirm new master", .scriptFailed, "not-verified"),
    (" was not verified after ", .scriptFailed, "not-verified"),
    ("integer expression expected", .scriptOutput, "empty-weight"),
    ("unary operator expected", .scriptOutput, "empty-weight"),
    ("switchover timeout after ", .scriptFailed, "engine-timeout"),
  ]
}

// MARK: - Reading

extension ScriptWords {
  /// Whether a line is one of the vocabulary's, by its first bytes.
  static func knows(_ line: Span<UInt8>, at start: Int = 0) -> Bool {
    noise.contains { line.has($0, at: start) } || all.contains { line.has($0.start, at: start) }
      || start == 0 && isSQLError(line)
  }

  /// `ERROR 7502 (HY000)`
  static func isSQLError(_ line: Span<UInt8>) -> Bool {
    line.has("ERROR ") && line.count > 12 && line.fixed(4, at: 6) != nil && line.has(" (", at: 10)
  }

  /// Every line of a text that a script wrote and something else quotes.
  static func interpret(
    text: String, origin: String, _ record: Record, _ process: ProcessLog, into events: inout EventSink
  ) {
    // A trace inside the text repeats every sentence as the command that prints it.
    for line in text.split(whereSeparator: \.isNewline) where line.first != "+" {
      interpret(line: line, origin: origin, record, process, into: &events)
    }
  }

  @discardableResult
  static func interpret(
    line whole: Substring, origin: String, _ record: Record, _ process: ProcessLog, into events: inout EventSink
  ) -> Bool {
    var line = whole
    while line.first?.isWhitespace == true { line.removeFirst() }
    if line.hasPrefix("Current pod: ") {
      attempt(line, origin, record, process, &events)
      return true
    }
    // `Switchover with candidate output: <Patroni's answer>`
    if line.hasPrefix("Switchover with"), let mark = line.firstRange(of: " output: ") {
      line = line[mark.upperBound...]
    }
    if line.hasPrefix("Switchover API response (HTTP ") {
      response(line, origin, record, &events)
      return true
    }
    if let words = all.first(where: { line.utf8.starts(with: $0.start) }) {
      events.emit(words.event(line, origin, record))
      return true
    }
    if let found = inside.first(where: { line.contains($0.text) }) {
      var event = record.event(found.kind, origin: origin)
      event.code = found.code
      event.message = String(line)
      event.severity = found.kind == .scriptFailed ? .error : .warning
      events.emit(event)
      return true
    }
    guard line.hasPrefix("ERROR "), line.dropFirst(6).prefix(4).allSatisfy(\.isNumber) else { return false }
    var event = record.event(.scriptFailed, origin: origin)
    event.code = String(line.dropFirst(6).prefix { $0.isNumber })
    event.message = String(line)
    event.severity = .error
    events.emit(event)
    return true
  }

  private func event(_ line: Substring, _ origin: String, _ record: Record) -> Event {
    var event = record.event(kind, origin: origin)
    event.code = code
    event.message = String(line)
    if kind == .scriptFailed || kind == .apiError { event.severity = .error }
    let rest = line.dropFirst(start.utf8CodeUnitCount)
    let word = rest.prefix { $0 != " " && $0 != "," && $0 != ";" && $0 != ")" }.filter { $0 != "\"" }
    switch names {
    case .nothing: break
    case .instance: event.instance = word.isEmpty ? nil : word
    case .peer: event.peer = word.isEmpty ? nil : word
    case .value:
      event.attributes["value"] = .string(String(rest))
      // The rest of the sentence is the code: `phase: switchover-rejected`.
      if code == "phase" { event.code = line.split(separator: " ").last.map(String.init) }
    }
    if code == "curl" { event.code = "curl-\(rest.prefix { $0.isNumber })" }
    return event
  }

  /// `Current pod: X perform switchover with candidate. Leader: L, Candidate: C`
  private static func attempt(
    _ line: Substring, _ origin: String, _ record: Record, _ process: ProcessLog, _ events: inout EventSink
  ) {
    func word(after mark: String) -> String? {
      guard let range = line.firstRange(of: mark) else { return nil }
      let word = line[range.upperBound...].prefix { $0 != "," && $0 != " " && $0 != "\n" }
      return word.isEmpty ? nil : String(word)
    }
    if let pod = word(after: "Current pod: ") { process.facts["pod"] = pod }
    var event = record.event(.scriptCheck, origin: origin)
    event.code = "started"
    event.instance = word(after: "Leader: ")
    event.peer = word(after: "Candidate: ")
    event.message = String(line)
    events.emit(event)
  }

  /// `Switchover API response (HTTP 503): …`
  private static func response(_ line: Substring, _ origin: String, _ record: Record, _ events: inout EventSink) {
    let status = line.dropFirst(30).prefix { $0.isNumber }
    guard let first = status.first else { return }
    var event = record.event(first > "3" ? .apiError : .apiResponse, origin: origin)
    event.code = String(status)
    event.message = String(line)
    if event.kind == .apiError { event.severity = .error }
    events.emit(event)
  }
}

extension Substring.UTF8View {
  /// Whether the bytes of `literal` stand at the start.
  func starts(with literal: StaticString) -> Bool {
    literal.withUTF8Buffer { self.starts(with: $0) }
  }
}
