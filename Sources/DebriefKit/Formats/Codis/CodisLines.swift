/// Turns the records of codis-dashboard into events. The cluster is the product.
enum CodisLines {
  static func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let lines = record.message.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.first else { return }
    if head.hasPrefix("create new topom") || head.hasPrefix("create new proxy") {
      learn(lines, process)
      started(record, head, process, into: &events)
      return
    }
    guard let (line, found) = ServerLine.codis.find(head.split(separator: " ")) else {
      guard record.head.severity >= .warning else { return }
      var event = record.event(.controllerError, origin: "codis")
      event.cluster = process.facts["cluster"]
      event.code = head.contains("proxy") && record.message.contains("[error]") ? "proxy-error" : nil
      if event.code == "proxy-error" { blame(&event, process) }
      // Operators read WARN lines of a starting dashboard every day; only what carries an error is one.
      if record.head.severity > .warning || record.message.contains("[error]") || head.contains("failed") {
        events.emit(event)
      }
      return
    }
    if let name = found["event"], let payload = found["payload"] {
      return subscribed(record, Substring(name), Substring(payload), process, into: &events)
    }
    if line.code == "topom-server" { return updated(record, lines, process, into: &events) }
    if line.code == "slot-backend", !isTurn(found, process) { return }
    var event = record.event(line.kind, origin: "codis")
    event.cluster = process.facts["cluster"]
    event.code = line.code
    event.instance = found["instance"]
    event.peer = found["peer"].flatMap { $0 == "NO:ONE" ? nil : $0 }
    event.actor = line.code == "slot-backend" ? "codis-proxy" : "codis-dashboard"
    // Codis calls all that it does a warning.
    if line.kind == .stateObserved || line.code?.hasPrefix("sync-") == true { event.severity = .info }
    event.attributes["locked"] = found["locked"].map { .bool($0 == "true") }
    if let group = found["group"] {
      event.attributes["group"] = .string(group)
      let isOpen = line.code == "promote-server" || line.code == "resync-prepared" || line.code == "resync-rollback"
      process.memory["promoting"] = isOpen ? group : nil
    }
    if let proxy = found["proxy"] {
      event.attributes["proxy"] = .string(proxy)
      blame(&event, process)
    }
    if let index = found["index"], line.code == "promote-server" { event.attributes["index"] = .string(index) }
    let error = lines.first { $0.hasPrefix("[error]: ") }.map { String($0.dropFirst(9)) }
    if let reason = found["reason"] ?? error { explain(&event, reason) }
    // The call itself may have failed on its way: then the dashboard has answered nothing.
    if line.code == "rpc-failed", !isAnswer(error ?? "") {
      event.kind = .controllerError
      event.code = nil
    }
    events.emit(event)
  }

  /// Of the lines about a thousand slots only those tell something that begin to hold slots still at another address, and
  /// that release them at another.
  private static func isTurn(_ found: [String: String], _ process: ProcessLog) -> Bool {
    let last = process.memory["slots"]
    let isHeld = found["locked"] == "true"
    guard isHeld || last != nil else { return false }
    let now = "\(isHeld) \(found["instance"] ?? "")"
    process.memory["slots"] = now
    return now != last
  }

  /// Whether it is the dashboard that speaks: of its groups, proxies, slots and sentinels only it knows the names.
  private static func isAnswer(_ error: String) -> Bool {
    error.contains("[Remote Error]")
      || ["group-[", "proxy-[", "slot-[", "sentinel-[", "server-["].contains(where: error.hasPrefix)
  }

  /// The model of a group as it was written to the store: the first server is the primary from then on.
  private static func updated(
    _ record: Record, _ lines: [Substring], _ process: ProcessLog, into events: inout EventSink
  ) {
    guard let group = try? JSONValue.parse(lines.dropFirst().joined(separator: "\n")) else { return }
    var template = record.event(.stateObserved, origin: "codis")
    template.severity = .info
    for var event in CodisTopom.events(group, template) where event.code == "topom-server" {
      event.cluster = process.facts["cluster"]
      events.emit(event)
    }
  }

  /// A proxy's line names no group: it belongs to the promotion that is being told to the proxies.
  private static func blame(_ event: inout Event, _ process: ProcessLog) {
    if let group = process.memory["promoting"] { event.attributes["group"] = .string(group) }
  }

  /// The reason, its short word, and the addresses it names: `server[A] set master to B failed, force:true err:…`.
  private static func explain(_ event: inout Event, _ reason: String) {
    event.attributes["reason"] = .string(reason)
    if reason.contains("without a config file") {
      // In the transaction the role has changed by then; only writing it down fails.
      event.kind = .configRewriteFailed
      event.code = "no-config-file"
    } else if reason.contains("wrong number of arguments") {
      event.code = "wrong-arguments"
    } else if reason.contains("already master of others") {
      event.code = "already-master-of-others"
    } else if event.kind != .controllerError, let code = ReasonWord.code(reason) {
      event.code = code
    }
    let words = reason.split(separator: " ")
    if event.peer == nil, let to = words.firstIndex(of: "to"), to > 0, words[to - 1] == "master",
      words.indices.contains(to + 1)
    {
      event.peer = String(words[to + 1])
    }
  }

  private static func learn(_ lines: [Substring], _ process: ProcessLog) {
    for line in lines {
      let parts = line.split(separator: "\"")
      guard parts.count >= 4 else { continue }
      if parts[1] == "product_name" { process.facts["cluster"] = String(parts[3]) }
      if parts[1] == "admin_addr" { process.facts["address"] = String(parts[3]) }
    }
  }

  private static func started(
    _ record: Record, _ head: Substring, _ process: ProcessLog, into events: inout EventSink
  ) {
    let isProxy = head.hasPrefix("create new proxy")
    process.facts["mode"] = isProxy ? "codis-proxy" : "codis-dashboard"
    var event = record.event(.instanceStarted, origin: "codis")
    event.code = "start"
    event.severity = .info
    event.cluster = process.facts["cluster"]
    event.attributes["mode"] = .string(isProxy ? "codis-proxy" : "codis-dashboard")
    events.emit(event)
  }

  /// Codis 3.2 listens to redis sentinels: `subscribe event [message +switch-master product-1 …]`.
  private static func subscribed(
    _ record: Record, _ name: Substring, _ payload: Substring, _ process: ProcessLog, into events: inout EventSink
  ) {
    var event = record.event(.sentinel(name), origin: "codis")
    event.attributes["sign"] = .string(String(name.prefix(1)))
    guard SentinelLines.fill(&event, payload, SentinelEvent.byName[name]?.payload ?? .instance, name, process) else {
      return events.reject(SentinelLines.cutOff)
    }
    events.emit(event)
  }
}
