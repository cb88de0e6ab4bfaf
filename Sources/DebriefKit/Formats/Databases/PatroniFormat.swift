/// Patroni: `2025-03-09 19:33:12,509 INFO: no action. I am (pg-0), the leader with the lock`.
struct PatroniFormat: LineFormat {
  let name = "patroni"
  let summary = "Log of Patroni, the HA layer of PostgreSQL."
  let samples = [
    "2025-03-09 19:33:12,509 INFO: no action. I am (pg-0), the leader with the lock",
    "2025-03-09 19:33:22,801 INFO: manual failover: demoting myself",
    "2025-03-09 19:33:24,102 INFO: promoted self to leader by acquiring session lock",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 30, line[10] == ASCII.space, line[19] == UInt8(ascii: ","),
      let (stamp, end) = TimestampReader.iso(line, at: 0), !stamp.zoned, end < line.count, line[end] == ASCII.space
    else { return isHistory(line) ? .continuation : .foreign }
    let level = end + 1
    let severity: Severity
    let length: Int
    if line.has("INFO: ", at: level) {
      (severity, length) = (.info, 6)
    } else if line.has("WARNING: ", at: level) {
      (severity, length) = (.warning, 9)
    } else if line.has("ERROR: ", at: level) {
      (severity, length) = (.error, 7)
    } else if line.has("CRITICAL: ", at: level) {
      (severity, length) = (.fatal, 10)
    } else if line.has("DEBUG: ", at: level) {
      (severity, length) = (.debug, 7)
    } else {
      return .foreign
    }
    return .record(LineHead(stamp: stamp, message: level + length..<line.count, severity: severity))
  }

  /// Lines of a timeline history: `1⇥0/5000000⇥no recovery target specified`.
  private func isHistory(_ line: Span<UInt8>) -> Bool {
    guard let (_, end) = line.number(at: 0), end < line.count else { return false }
    return line[end] == ASCII.tab
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    let start = head.message.lowerBound
    return line.has("Lock owner: ", at: start) || line.has("Local timeline=", at: start)
      || line.has("primary_timeline=", at: start) || line.has("primary: history", at: start)
      || line.has("establishing a new patroni", at: start) || line.has("does not have lock", at: start)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    if text.hasPrefix("no action") || text.hasPrefix("PAUSE: no action") {
      paused(text.hasPrefix("PAUSE: "), record, process, &events)
      observed(text, record, process, &events)
    } else if text.hasPrefix("received switchover request") || text.hasPrefix("received failover request") {
      request(text, record, process, &events)
    } else if text.hasPrefix("Got response from ") {
      member(text, record, &events)
    } else if let known = Self.words.first(where: { text.contains($0.text) }) {
      var event = record.event(known.kind, origin: "patroni")
      event.code = known.code
      event.instance = process.member
      if known.kind == .roleChanged || known.kind == .leaseAcquired { event.attributes["witness"] = "manager" }
      event.role =
        switch known.kind {
        case .promotionSucceeded, .leaseAcquired: "primary"
        case .demotionSucceeded: "replica"
        default: nil
        }
      if known.code == "following", let name = Self.name(after: "leader (", in: text) { event.peer = name }
      events.emit(event)
    } else if record.head.severity >= .warning {
      var event = record.event(.controllerError, origin: "patroni")
      event.code = SnakeCase.slug(text)
      event.instance = process.member
      events.emit(event)
    }
  }

  /// Every line of a cycle in maintenance mode begins with `PAUSE: `; that it began and that it ended is said once.
  private func paused(_ isPaused: Bool, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    let wasPaused = process.memory["paused"] != nil
    guard isPaused != wasPaused else { return }
    process.memory["paused"] = isPaused ? "true" : nil
    var event = record.event(.stateObserved, origin: "patroni")
    event.code = isPaused ? "paused" : "resumed"
    event.instance = process.member
    events.emit(event)
  }

  /// `no action. I am (x), the leader with the lock` · `…, a secondary, and following a leader (y)`
  private func observed(_ text: String, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    guard let role = Self.ownRole(text) else { return events.reject("a line of Patroni that does not say the role") }
    let me = Self.name(after: "I am (", in: text) ?? Self.name(after: "I am ", in: text)
    if let me { process.facts["pod"] = me }
    var event = record.event(.roleObserved, origin: "patroni")
    event.instance = me ?? process.member
    event.role = role
    event.peer = Self.name(after: "following a leader (", in: text)
    event.attributes["witness"] = "manager"
    events.emit(event)
  }

  private static func ownRole(_ text: String) -> String? {
    if text.contains("the leader with the lock") { return "primary" }
    if text.contains("a secondary") || text.contains("a replica") { return "replica" }
    if text.contains("standby leader") { return "other" }
    return text.contains("following a") ? "replica" : nil
  }

  /// `received switchover request with leader=x candidate=y scheduled_at=None`
  private func request(_ text: String, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    var event = record.event(.switchoverRecorded, origin: "patroni")
    event.code = "patroni-request"
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, parts[1] != "None" else { continue }
      if parts[0] == "leader" { event.instance = String(parts[1]) }
      if parts[0] == "candidate" { event.peer = String(parts[1]) }
    }
    events.emit(event)
  }

  /// `Got response from x http://…/patroni: {…}`: a member's own account of itself.
  private func member(_ text: String, _ record: Record, _ events: inout EventSink) {
    var event = record.event(.stateObserved, origin: "patroni")
    event.code = "patroni-member"
    event.instance = text.dropFirst(18).split(separator: " ").first.map(String.init)
    if let brace = text.firstIndex(of: "{"), case .object(let body)? = try? JSONValue.parse(String(text[brace...])) {
      event.attributes = body
      event.role = body["role"]?.string.map { RoleWord.normalise($0) }
    }
    events.emit(event)
  }

  private static func name(after mark: String, in text: String) -> String? {
    guard let range = text.firstRange(of: mark) else { return nil }
    let name = text[range.upperBound...].prefix { $0 != ")" && $0 != "," && $0 != " " }
    return name.isEmpty || name.first == "(" ? nil : String(name)
  }

  private static let words: [(text: String, kind: EventKind, code: String)] = [
    ("manual failover: demoting myself", .demotionStarted, "manual"),
    ("switchover: demoting myself", .demotionStarted, "manual"),
    ("Demoting self", .demotionStarted, "demoting"),
    ("demoted self because failed to update leader lock", .leaseLost, "update-failed"),
    ("demoting self because", .leaseLost, "demoting"),
    ("demoted self", .demotionSucceeded, "demoted"),
    ("Leader key released", .leaseReleased, "released"),
    ("released leader key voluntarily", .leaseReleased, "released"),
    ("promoted self to leader by acquiring session lock", .leaseAcquired, "acquired"),
    ("promoted self to a standby leader", .leaseAcquired, "acquired"),
    ("acquired session lock as a leader", .leaseAcquired, "acquired"),
    ("Cleaning up failover key", .switchoverConsumed, "deleted"),
    ("cleared rewind state after becoming the leader", .promotionSucceeded, "promoted"),
    ("failed to acquire initialize lock", .leaseLost, "acquire-failed"),
    ("failed to update leader lock", .leaseLost, "update-failed"),
    ("following a different leader because i am not the healthiest node", .promotionFailed, "not-healthiest"),
    ("not healthy enough for leader race", .promotionFailed, "not-healthy"),
    ("My wal position exceeds maximum replication lag", .replicationLag, "exceeds-maximum"),
    ("exceeds maximum replication lag", .replicationLag, "exceeds-maximum"),
    ("nofailover", .controllerError, "nofailover"),
    ("no good candidates", .apiError, "no-good-candidates"),
    ("Switchover to the candidate", .promotionFailed, "candidate-unfit"),
    ("manual failover: to ", .switchoverRecorded, "patroni-request"),
    ("manual failover:", .promotionFailed, "refused"),
    ("starting as a secondary", .instanceStarted, "replica"),
    ("starting as readonly because i had the session lock", .instanceStarted, "readonly"),
    ("following new leader after trying and failing to obtain lock", .leaseLost, "acquire-failed"),
    ("Request to server ", .controllerError, "dcs-unreachable"),
    ("Error communicating with DCS", .controllerError, "dcs-unreachable"),
    ("DCS is not accessible", .leaseLost, "dcs-unreachable"),
    ("pausing", .stateObserved, "paused"),
    ("PAUSE:", .stateObserved, "paused"),
    ("Lost leader lock", .leaseLost, "lost"),
    ("starting after demotion in progress", .stateObserved, "demotion-in-progress"),
    ("changing primary_conninfo and restarting", .replicationStarted, "follow"),
    ("following a leader", .replicationStarted, "following"),
  ]
}
