/// Turns the messages of redis logs into events, whatever header they stood behind.
enum RedisLines {
  static func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let message = record.message
    guard let stamp = record.head.stamp else {
      // The logo: `Port: 6379`.
      if message.hasPrefix("Port: ") { process.facts["port"] = String(message.dropFirst(6).prefix(while: \.isNumber)) }
      return
    }
    anchor(record, stamp, process)
    let role = String(record.text(record.head.first))
    if isSentinel(role) { process.facts["mode"] = "sentinel" }
    if let first = message.utf8.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-"),
      SentinelLines.interpret(record, process, into: &events)
    {
      return
    }
    if SentinelLines.interpretPlain(record, process, into: &events) { return }
    observeRole(record, role, process, into: &events)
    serverLine(record, process, into: &events)
  }

  static func origin(_ process: ProcessLog) -> String {
    process.facts["mode"] == "sentinel" ? "sentinel" : "redis"
  }

  private static func isSentinel(_ role: String) -> Bool { role == "X" || role == "sentinel" }

  // MARK: - Time

  /// The handler's line has the epoch, the next dated line the civil time of the same moment: together they prove the zone.
  private static func anchor(_ record: Record, _ stamp: Stamp, _ process: ProcessLog) {
    if !record.head.second.isEmpty, stamp.zoned {
      process.memory["signal_epoch"] = String(stamp.micros)
    } else if !stamp.zoned, let epoch = process.memory.removeValue(forKey: "signal_epoch").flatMap({ Int64($0) }) {
      let local = process.clock.dated(stamp).micros
      let near = Civil.date(days: Civil.floorDivide(epoch, Civil.microsPerDay)).year
      // On New Year's Eve the zone decides about the year.
      let year = (near - 1...near + 1).min { left, right in
        abs(Civil.micros(local, inYear: left) - epoch) < abs(Civil.micros(local, inYear: right) - epoch)
      }
      guard let year else { return }
      prove(year: year, stamp, process)
      let meant = stamp.yearKnown ? local : Civil.micros(local, inYear: year)
      process.clock.anchor(local: meant, utc: epoch, basis: "signal-handler")
    }
  }

  /// A fact in the log tells the year of a line that writes none: the whole log is moved once it has been read.
  static func prove(year: Int, _ stamp: Stamp, _ process: ProcessLog) {
    guard process.facts["years_off"] == nil, let off = process.clock.yearsOff(stamp, in: year) else { return }
    process.facts["years_off"] = String(off)
  }

  // MARK: - Roles

  /// The letter before the stamp tells the role: the first after a start, and each change of the same process.
  private static func observeRole(
    _ record: Record, _ letter: String, _ process: ProcessLog, into events: inout EventSink
  ) {
    let role: String
    switch letter {
    case "M", "primary": role = "primary"
    case "S", "replica": role = "replica"
    default: return
    }
    let key = "\(record.head.number) \(role)"
    guard process.memory["role_of_pid"] != key else { return }
    process.memory["role_of_pid"] = key
    var event = record.event(.roleObserved, origin: "redis")
    event.severity = .info
    event.role = role
    if role == "replica" { event.peer = process.memory["following"] }
    event.attributes = ["witness": "database", "pid": .integer(record.head.number), "by": "log-letter"]
    events.emit(event)
  }

  // MARK: - Server lines

  private static func serverLine(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let words = record.message.prefix { $0 != "\n" }.split(separator: " ")
    if words.first == "Running", let mode = words.first(where: { $0.hasPrefix("mode=") }) {
      return running(record, String(mode.dropFirst(5).prefix { $0 != "," }), words, process, into: &events)
    }
    guard let (line, found) = ServerLine.redis.find(words) else {
      guard record.head.severity >= .warning else { return }
      events.emit(record.event(.instanceWarned, origin: origin(process)))
      return
    }
    var event = record.event(line.kind, origin: origin(process))
    event.code = line.code
    event.instance = found["instance"]
    event.peer = found["peer"]
    for (key, value) in found where !["instance", "peer", "client", "rest", "reason"].contains(key) {
      event.attributes[key] = Int64(value).map { .integer($0) } ?? .string(value)
    }
    if let reason = found["reason"] { event.attributes["reason"] = .string(reason) }
    complete(&event, line, found, process)
    guard event.kind != .logLine || event.severity >= .warning else { return }
    events.emit(event)
  }

  private static func running(
    _ record: Record, _ mode: String, _ words: [Substring], _ process: ProcessLog, into events: inout EventSink
  ) {
    process.facts["mode"] = mode
    var event = record.event(.instanceStarted, origin: origin(process))
    event.code = "running"
    event.attributes["mode"] = .string(mode)
    if let port = words.first(where: { $0.hasPrefix("port=") })?.dropFirst(5).prefix(while: \.isNumber), !port.isEmpty {
      process.facts["port"] = String(port)
      event.attributes["port"] = .string(String(port))
    }
    events.emit(event)
  }

  private static func complete(
    _ event: inout Event, _ line: ServerLine, _ found: [String: String], _ process: ProcessLog
  ) {
    switch line.extra {
    case .none: break
    case .role(let role):
      event.role = role
      event.attributes["witness"] = "database"
    case .facts: factsOfStart(&event, found, process)
    case .reason:
      if let code = found["reason"].flatMap(ReasonWord.code) { event.code = code }
      if event.kind == .replicationBroken, ReasonWord.isDenial(event.code) { event.kind = .accessDenied }
    case .lostBytes:
      if let asked = found["asked"].flatMap({ Int64($0) }), let have = found["have"].flatMap({ Int64($0) }) {
        event.attributes["lost_bytes"] = .integer(max(0, asked - have))
      }
    }
    if let client = found["client"] { describe(client, &event, process) }
    if let position = event.attributes.removeValue(forKey: "position")?.string, let colon = position.lastIndex(of: ":")
    {
      event.attributes["replid"] = .string(String(position[..<colon]))
      event.attributes["offset"] = Int64(position[position.index(after: colon)...]).map { .integer($0) }
    }
    if event.kind.family == "instance", let signal = event.attributes["signal"]?.scalarText {
      event.code = Int(signal) == nil ? signal : "signal-\(signal)"
    }
    if event.kind.family == "replication" || event.kind == .accessDenied { takeSide(&event, process) }
    if event.kind == .roleChanged {
      process.memory["following"] = event.role == "replica" ? event.peer : nil
    }
  }

  private static func factsOfStart(_ event: inout Event, _ found: [String: String], _ process: ProcessLog) {
    if let version = found["version"] { process.facts["version"] = version }
    if let port = found["port"] { process.facts["port"] = port }
    guard event.code == "start" else { return }
    process.memory["role_of_pid"] = nil
    process.memory["following"] = nil
    process.facts["engine"] = event.message?.hasPrefix("Valkey") == true ? "valkey" : "redis"
    event.attributes["engine"] = .string(process.facts["engine"] ?? "redis")
    if let rest = found["rest"], let pid = rest.split(separator: " ").first(where: { $0.hasPrefix("pid=") }) {
      let digits = pid.dropFirst(4).prefix(while: \.isNumber)
      process.facts["pid"] = String(digits)
      event.attributes["pid"] = Int64(digits).map { .integer($0) }
    }
  }

  /// A client stands in the line: who ordered a role, or whose buffer overflowed.
  private static func describe(_ client: String, _ event: inout Event, _ process: ProcessLog) {
    let info = RedisClientInfo(client)
    if let own = info["laddr"] { process.facts["address"] = own }
    guard event.kind == .replicationBroken else { return info.describe(&event) }
    guard client.contains("output buffer limits"), let flags = info["flags"], flags.contains("S") else {
      event.kind = .logLine
      event.code = nil
      return
    }
    event.attributes["client_addr"] = info["addr"].map { .string($0) }
    event.attributes["omem"] = info["omem"].flatMap { Int64($0) }.map { .integer($0) }
    event.attributes["side"] = "primary"
  }

  /// Which end of the link wrote the line. A replica means the primary it was last told to follow.
  private static func takeSide(_ event: inout Event, _ process: ProcessLog) {
    if event.attributes["side"] == nil {
      let primaryCodes: Set = ["id-mismatch", "offset-beyond", "snapshot-failed", "snapshot-killed", "replica-lost"]
      let isPrimary = event.instance != nil || primaryCodes.contains(event.code ?? "")
      event.attributes["side"] = isPrimary ? "primary" : "replica"
    }
    guard event.attributes["side"] == "replica" else { return }
    if let peer = event.peer { process.memory["following"] = peer } else { event.peer = process.memory["following"] }
  }
}
