/// Turns the answer to a command into events; the answer's own shape decides, the command says whom it is about.
struct RedisReplies {
  let command: RedisCliCommand?
  let block: Block
  /// Index in the block of the first line that is read.
  let offset: Int

  /// Lines that can stand inside an answer: `key:value`, `1) …`, `(integer) 1`, `# Section`, `"text"`.
  static func looksLikeReply(_ line: Span<UInt8>) -> Bool {
    guard line.count > 0 else { return true }
    let first = line[0]
    if first == UInt8(ascii: "#") { return line.count < 40 && line.has("# ") && line.find("redis-cli") == nil }
    if first == UInt8(ascii: "(") || first == UInt8(ascii: "\"") { return true }
    if first == ASCII.space || ASCII.isDigit(first) { return !ReplyTree.numbers(line.text()).columns.isEmpty }
    guard let colon = line.firstIndex(of: ASCII.colon), colon < 40, colon + 1 < line.count else { return false }
    for index in 0..<colon where line[index] == ASCII.space { return false }
    return line[colon + 1] != ASCII.space
  }

  func read(_ all: [String], _ process: ProcessLog, into events: inout EventSink) {
    var lines = all.map { $0.trimming { $0 == "\r" } }
    // redis-cli's own remarks.
    lines.removeAll { $0.hasPrefix("AUTH failed:") || $0.hasPrefix("Warning: Using a password") }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    guard let first = lines.first else { return }
    switch command?.name {
    case "TOPOM": return CodisTopom.read(lines.joined(separator: "\n"), self, into: &events)
    case "CONFIGURATION":
      return ConfigurationReader.read(lines, self, named: command?.text ?? "", process, into: &events)
    case "DBSIZE": return size(first, into: &events)
    case "CONFIG" where command?.word(0) == "GET": return configGet(lines, into: &events)
    default: break
    }
    if infos(lines, into: &events) { return }
    if quorum(lines, into: &events) { return }
    if lists(lines, into: &events) { return }
    ReplyStatus(replies: self).read(first, into: &events)
  }

  /// A state with this answer's place and the asked member.
  func state(_ code: String, _ lines: some Sequence<String> = [String]()) -> Event {
    var event = block.event(.stateObserved, origin: "redis-cli", line: offset)
    event.code = code
    event.instance = command?.target
    event.message = lines.reduce(into: "") { text, line in
      if text.utf8.count < 4000 { text += text.isEmpty ? line : "\n" + line }
    }
    return event
  }

  func role(_ role: String, of member: String?, witness: String, following peer: String? = nil) -> Event {
    var event = block.event(.roleObserved, origin: "redis-cli", line: offset)
    event.instance = member
    event.role = role
    event.peer = peer
    event.attributes["witness"] = .string(witness)
    event.message = command?.text
    return event
  }

  // MARK: - INFO

  /// The answers of several servers may stand below each other, in a loop's output or pasted together: a section that
  /// comes a second time is another server's. Only the first is known to be the one that was asked.
  private func infos(_ lines: [String], into events: inout EventSink) -> Bool {
    var starts = [0]
    var seen: Set<Substring> = []
    for (index, line) in lines.enumerated() {
      guard line.hasPrefix("# ") || line.hasPrefix("role:") else { continue }
      let part = line.prefix { $0 != ":" }
      // A sentinel has no replication, and a server no sentinels.
      let isOther = part == "# Sentinel" && seen.contains("role") || part == "role" && seen.contains("# Sentinel")
      if isOther || !seen.insert(part).inserted {
        starts.append(index)
        seen = [part]
      }
    }
    guard starts.count > 1 else { return info(lines, into: &events) }
    var isInfo = false
    for (start, end) in zip(starts, starts.dropFirst() + [lines.count]) {
      let one = RedisReplies(command: start == 0 ? command : nil, block: block, offset: offset + start)
      if one.info(Array(lines[start..<end]), into: &events) { isInfo = true }
    }
    return isInfo
  }

  private func info(_ lines: [String], into events: inout EventSink) -> Bool {
    var fields: [String: String] = [:]
    for line in lines where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":"), !line[..<colon].contains(" ") || line.hasPrefix("db") else {
        continue
      }
      fields[String(line[..<colon]).replacing(" ", with: "_")] = String(line[line.index(after: colon)...])
    }
    if fields["sentinel_masters"] != nil { infoSentinel(fields, lines, into: &events) }
    if let role = fields["role"] { infoReplication(fields, role, lines, into: &events) }
    guard fields["sentinel_masters"] == nil, fields["role"] == nil else { return true }
    guard fields["redis_version"] ?? fields["pika_version"] ?? fields["keyspace_hits"] != nil else { return false }
    var event = state("info", lines.prefix(40))
    event.attributes = fields.mapValues { .string($0) }
    events.emit(event)
    return true
  }

  private func infoReplication(
    _ fields: [String: String], _ role: String, _ lines: [String], into events: inout EventSink
  ) {
    let following = fields["master_host"].map { SentinelInstance.address($0, port: fields["master_port"]) }
    let isPika = lines.contains { $0.contains("binlog_offset") || $0.hasPrefix("ReplicationID:") }
    var event = state("info-replication", lines.prefix(60))
    event.attributes = fields.mapValues { .string($0) }
    if isPika { event.attributes["engine"] = "pika" }
    event.peer = following
    // A chained pika follows a primary and serves others: sentinel takes it for a primary, it is none.
    event.role = role.contains("&&") ? "replica" : RoleWord.normalise(role)
    if role.contains("&&") { event.attributes["chained"] = true }
    if fields["master_link_status"] == "down" { event.severity = .warning }
    events.emit(event)
    var told = self.role(event.role ?? role, of: event.instance, witness: "database", following: following)
    told.attributes["connected_slaves"] = fields["connected_slaves"].flatMap { Int64($0) }.map { .integer($0) }
    // A link is down until the first copy is through: that is no fault yet.
    let isSyncing = fields["master_sync_in_progress"] == "1" && fields["master_link_status"] == "down"
    told.attributes["link"] = isSyncing ? "syncing" : fields["master_link_status"].map { .string($0) }
    events.emit(told)
  }

  private func infoSentinel(_ fields: [String: String], _ lines: [String], into events: inout EventSink) {
    let tilt = fields["sentinel_tilt"]
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) where key.hasPrefix("master") && value.contains("name=")
    {
      var event = state("info-sentinel", lines)
      for part in value.split(separator: ",") {
        guard let equals = part.firstIndex(of: "=") else { continue }
        event.attributes[String(part[..<equals])] = .string(String(part[part.index(after: equals)...]))
      }
      event.cluster = event.attributes["name"]?.string
      event.attributes["asked"] = command?.target.map { .string($0) }
      event.instance = event.attributes["address"]?.string
      event.attributes["sentinel_tilt"] = tilt.map { .string($0) }
      event.attributes["tilt_since_seconds"] = fields["sentinel_tilt_since_seconds"].map { .string($0) }
      if tilt == "1" || event.attributes["status"]?.string != "ok" { event.severity = .warning }
      events.emit(event)
    }
  }

  // MARK: - Short answers

  private func quorum(_ lines: [String], into events: inout EventSink) -> Bool {
    guard let line = lines.first(where: { $0.contains(" usable Sentinels.") }) else { return false }
    var event = state("ckquorum", [line])
    event.instance = nil
    event.cluster = command?.arguments.last
    let numbers = line.split(separator: " ").compactMap { Int64($0) }
    event.attributes["usable"] = numbers.first.map { .integer($0) }
    event.attributes["ok"] = .bool(!line.contains("NOQUORUM"))
    event.attributes["quorum_missing"] = .bool(line.contains("to reach the specified quorum"))
    event.attributes["majority_missing"] = .bool(line.contains("to reach the majority"))
    event.attributes["asked"] = command?.target.map { .string($0) }
    if line.contains("NOQUORUM") { event.severity = .warning }
    events.emit(event)
    return true
  }

  private func size(_ line: String, into events: inout EventSink) {
    guard let keys = Int64(ReplyTree.plain(line.trimming(\.isWhitespace))) else { return }
    var event = state("dbsize", [command?.text ?? line])
    event.attributes["keys"] = .integer(keys)
    events.emit(event)
  }

  private func configGet(_ lines: [String], into events: inout EventSink) {
    var values = ReplyTree.parse(lines).elements.compactMap(\.text)
    if values.isEmpty { values = lines }
    var event = state("config-get", lines)
    for index in stride(from: 0, to: values.count - 1, by: 2) where !ConfigurationReader.isSecret(values[index]) {
      event.attributes[values[index].replacing("-", with: "_")] = .string(values[index + 1])
    }
    if ConfigurationReader.isSecret(values.first ?? "") { event.message = command?.text }
    events.emit(event)
  }
}
