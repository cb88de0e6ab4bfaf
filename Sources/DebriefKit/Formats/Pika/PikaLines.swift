/// Turns the messages of pika into events.
///
/// No line says that a SLAVEOF came in: a change of role shows only as `Remove Master Success` (it left its primary) and
/// `Try Send Meta Sync Request` (it follows one).
enum PikaLines {
  static func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard record.head.stamp != nil else {
      if record.message.hasPrefix("Running on machine: ") {
        process.facts["hostname"] = String(record.message.dropFirst(20))
        return
      }
      // `Log file created at: 2020/05/20 09:41:17`
      let created = record.message.split(separator: " ").dropFirst(4).first
      if let year = created?.prefix(4), let value = Int(year) { process.clock.anchor(year: value) }
      return
    }
    process.facts["engine"] = "pika"
    let words = record.message.prefix { $0 != "\n" }.split(separator: " ")
    guard let (line, found) = ServerLine.pika.find(words) else {
      if record.head.severity >= .warning { events.emit(record.event(.instanceWarned, origin: "pika")) }
      return
    }
    var event = record.event(line.kind, origin: "pika")
    event.code = line.code
    event.instance = found["instance"]
    event.peer = found["peer"]
    for key in ["config", "host", "port", "signal", "db", "old_primary", "reason"] {
      if let value = found[key] { event.attributes[key] = .string(value) }
    }
    complete(&event, line, found, process)
    events.emit(event)
    if event.kind == .replicationStarted, event.code == "connecting" {
      follow(record, event.peer, process, into: &events)
    }
  }

  private static func complete(
    _ event: inout Event, _ line: ServerLine, _ found: [String: String], _ process: ProcessLog
  ) {
    switch line.extra {
    case .facts:
      event.attributes["engine"] = "pika"
      if event.code == "start" { process.memory["following"] = nil }
      if let host = found["host"], let port = found["port"] {
        process.facts["host"] = host
        process.facts["port"] = port
        if host != "0.0.0.0" { process.facts["address"] = SentinelInstance.address(host, port) }
      }
    case .role(let role):
      event.role = role
      event.attributes["witness"] = "database"
      process.memory["following"] = nil
    case .reason:
      if found["reason"]?.contains("inconsistent") == true { event.code = "id-mismatch" }
    case .none, .lostBytes: break
    }
    if let signal = found["signal"] { event.code = "signal-\(signal)" }
    // The replication port is the service port plus 2000.
    if let address = found["repl_peer"], let colon = address.lastIndex(of: ":"),
      let port = Int(address[address.index(after: colon)...]), port > 2000
    {
      event.peer = "\(address[..<colon]):\(port - 2000)"
    }
    if let host = found["replica_host"], let port = found["replica_port"] {
      event.instance = SentinelInstance.address(host, port)
    }
    guard event.kind.family == "replication" else { return }
    // Both sides log a history that does not fit: the primary says whose, the replica what it was told.
    let isPrimary =
      event.instance != nil || ["served", "no-backlog"].contains(event.code ?? "")
      || event.code == "diverged" && found["rest"] != nil
    event.attributes["side"] = isPrimary ? "primary" : "replica"
    if !isPrimary, event.peer == nil { event.peer = process.memory["following"] }
  }

  /// The first request to a primary makes the process a replica.
  private static func follow(
    _ record: Record, _ peer: String?, _ process: ProcessLog, into events: inout EventSink
  ) {
    guard let peer, process.memory["following"] != peer else { return }
    process.memory["following"] = peer
    var event = record.event(.roleObserved, origin: "pika")
    event.severity = .info
    event.role = "replica"
    event.peer = peer
    event.attributes["witness"] = "database"
    events.emit(event)
  }
}
