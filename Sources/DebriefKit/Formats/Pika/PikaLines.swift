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
      // After a FATAL line glog ends the process.
      if record.head.severity == .fatal {
        var end = record.event(.instanceCrashed, origin: "pika")
        end.code = "fatal"
        events.emit(end)
      } else if record.head.severity >= .warning {
        events.emit(record.event(.instanceWarned, origin: "pika"))
      }
      return
    }
    // Up to 3.0 this is said at every SLAVEOF, also by one that followed nobody.
    let leaves = line.kind == .roleChanged && found["old_primary"] == nil
    if leaves, process.memory["following"] == nil { return }
    var event = record.event(line.kind, origin: "pika")
    event.code = line.code
    if leaves, let followed = process.memory["following"] { event.attributes["old_primary"] = .string(followed) }
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
      // `Meta Sync Failed: Auth with master error, Invalid masterauth`
      if found["reason"]?.hasPrefix("Auth with master error") == true {
        event.kind = .accessDenied
        event.code = "auth-failed"
      }
    case .none, .lostBytes: break
    }
    if let signal = found["signal"] { event.code = "signal-\(signal)" }
    // The replication port is the service port plus 2000; full copies go to the port plus 1000, up to 3.0 plus 3000.
    if let address = found["repl_peer"] { event.peer = service(address, shift: 2000) ?? event.peer }
    if let address = found["copy_peer"] { event.instance = service(address, shift: 1000) }
    if let address = found["early_copy_peer"] { event.instance = service(address, shift: 3000) }
    if let field = found["node"]?.split(separator: ",").first(where: { $0.hasPrefix("ip_port=") }) {
      event.instance = String(field.dropFirst(8))
    }
    // `Connect to master ip:10.0.0.1port: 9221`, without the blank.
    if let host = found["early_peer"], let port = found["master_port"], host.hasSuffix("port:") {
      event.peer = SentinelInstance.address(String(host.dropLast(5)), port)
    }
    if let host = found["replica_host"], let port = found["replica_port"] {
      event.instance = SentinelInstance.address(host, port)
    }
    guard event.kind.family == "replication" || event.kind == .accessDenied else { return }
    // Both sides log a history that does not fit: the primary says whose, the replica what it was told.
    let isPrimary =
      event.instance != nil || ["served", "no-backlog", "full-sync-refused"].contains(event.code ?? "")
      || event.code == "diverged" && found["rest"] != nil
    event.attributes["side"] = isPrimary ? "primary" : "replica"
    if !isPrimary, event.peer == nil { event.peer = process.memory["following"] }
  }

  /// The address of the service behind another port of the same process.
  private static func service(_ address: String, shift: Int) -> String? {
    guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]), port > shift
    else { return nil }
    return "\(address[..<colon]):\(port - shift)"
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
