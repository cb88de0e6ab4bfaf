/// Turns the messages of sentinels into events.
enum SentinelLines {
  /// `+sdown master …`. False for a message that only starts with a sign.
  ///
  /// `capture` says how somebody else came by the event, where the line is not the sentinel's own.
  static func interpret(
    _ record: Record, _ process: ProcessLog, capture: String? = nil, into events: inout EventSink
  ) -> Bool {
    let line = record.message.prefix { $0 != "\n" && $0 != "\r" }
    let name = line.prefix { $0 != " " }
    let payload = line[name.endIndex...].dropFirst()
    let known = SentinelEvent.byName[name]
    // A newer sentinel may know more events: what looks like one is taken as one.
    guard known != nil || isEventName(name) && SentinelInstance(payload) != nil else { return false }
    process.facts["mode"] = "sentinel"
    var event = record.event(.sentinel(name), origin: "sentinel")
    event.attributes["sign"] = .string(String(name.prefix(1)))
    event.attributes["capture"] = capture.map { .string($0) }
    guard fill(&event, payload, known?.payload ?? .instance, name, process) else {
      events.reject(cutOff)
      return true
    }
    events.emit(event)
    return true
  }

  static let cutOff = "a sentinel's event without all that it is about"

  /// Reads the payload of an event into its fields; also for captures of the channel, where no log line exists. False for
  /// a payload that is cut off: what happened to nobody is no event.
  static func fill(
    _ event: inout Event, _ payload: Substring, _ shape: SentinelEvent.Payload, _ name: Substring, _ process: ProcessLog
  ) -> Bool {
    switch shape {
    case .instance:
      guard let instance = SentinelInstance(payload) else { return false }
      instance.describe(&event)
      tail(instance.tail, &event, name)
      remember(instance, name, process)
    case .epoch:
      guard let epoch = payload.split(separator: " ").first.flatMap({ Int64($0) }) else { return false }
      event.attributes["epoch"] = .integer(epoch)
      event.cluster = onlyMaster(process)
    case .vote:
      let words = payload.split(separator: " ")
      guard words.count >= 2, let epoch = Int64(words[1]) else { return false }
      event.kind = .voteCast
      event.instance = String(words[0])
      event.actor = process.facts["sentinel_id"]
      event.attributes["epoch"] = .integer(epoch)
      event.cluster = onlyMaster(process)
    case .addresses:
      let words = payload.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count >= 5, SentinelInstance.isPort(words[2]), SentinelInstance.isPort(words[4]) else { return false }
      event.cluster = String(words[0])
      event.peer = SentinelInstance.address(words[1], words[2])
      event.instance = SentinelInstance.address(words[3], words[4])
    case .text:
      event.attributes["text"] = .string(String(payload))
      event.cluster = onlyMaster(process)
    }
    return true
  }

  // MARK: - What follows the instance

  private static func tail(_ tail: [Substring], _ event: inout Event, _ name: Substring) {
    guard let first = tail.first else { return }
    let number = { (index: Int) -> JSONValue? in
      tail.indices.contains(index) ? Int64(tail[index]).map { .integer($0) } : nil
    }
    switch (first, name) {
    case ("#quorum", _):
      guard let votes = tail.dropFirst().first?.split(separator: "/"), votes.count == 2 else { return }
      event.attributes["quorum_have"] = Int64(votes[0]).map { .integer($0) }
      event.attributes["quorum_need"] = Int64(votes[1]).map { .integer($0) }
    case ("quorum", "+monitor"): event.attributes["quorum_need"] = number(1)
    case (_, "+set"):
      event.attributes["option"] = .string(String(first))
      let secret = first.hasPrefix("auth-")
      event.attributes["value"] = .string(secret ? Redactor.mark : tail.dropFirst().joined(separator: " "))
      if secret {
        event.message = event.message.map { $0.prefix(while: { $0 != "\n" }) }.map { mask($0, after: first) }
      }
    case ("new", _) where tail.count >= 5: event.role = RoleWord.normalise(tail[4])
    case ("ip", _) where tail.count >= 6:
      event.attributes["new_address"] = .string(SentinelInstance.address(tail[1], tail[3]))
      event.attributes["sentinel_id"] = .string(String(tail[5]))
    default: event.attributes["reason"] = .string(tail.joined(separator: " "))
    }
  }

  private static func mask(_ text: Substring, after option: Substring) -> String {
    guard let range = text.firstRange(of: " \(option) ") else { return String(text) }
    return text[..<range.upperBound] + Redactor.mark
  }

  /// The primaries this process monitors; events without a name belong to the only one.
  private static func remember(_ instance: SentinelInstance, _ name: Substring, _ process: ProcessLog) {
    var masters = process.facts["masters"]?.split(separator: ",").map(String.init) ?? []
    if name == "-monitor" {
      masters.removeAll { $0 == instance.master }
    } else if !masters.contains(instance.master) {
      masters.append(instance.master)
    }
    process.facts["masters"] = masters.joined(separator: ",")
  }

  static func onlyMaster(_ process: ProcessLog) -> String? {
    guard let masters = process.facts["masters"], !masters.isEmpty, !masters.contains(",") else { return nil }
    return masters
  }

  private static func isEventName(_ name: Substring) -> Bool {
    name.count > 3 && name.dropFirst().allSatisfy { $0 == "-" || $0.isASCII && $0.isLowercase }
  }
}

// MARK: - Lines that are no events

extension SentinelLines {
  /// `Sentinel ID is …`, `… voted for …`, `Executing user requested FAILOVER …`, `Next failover delay …`.
  static func interpretPlain(_ record: Record, _ process: ProcessLog, into events: inout EventSink) -> Bool {
    let words = record.message.split(separator: " ", maxSplits: 8)
    guard let first = words.first else { return false }
    if words.count >= 5, words[1] == "voted", words[2] == "for" {
      var event = record.event(.voteReceived, origin: "sentinel")
      event.actor = String(first)
      event.instance = String(words[3])
      event.attributes["epoch"] = Int64(words[4]).map { .integer($0) }
      event.cluster = onlyMaster(process)
      process.facts["mode"] = "sentinel"
      events.emit(event)
      return true
    }
    switch first {
    case "Sentinel" where words.count >= 4 && words[2] == "is" && (words[1] == "ID" || words[1] == "runid"):
      process.facts["sentinel_id"] = String(words[3])
      process.facts["mode"] = "sentinel"
      return true
    case "Executing" where record.message.hasPrefix("Executing user requested FAILOVER of "):
      var event = record.event(.operationRequested, origin: "sentinel")
      event.code = "sentinel-failover"
      event.cluster = quoted(record.message)
      event.actor = "user"
      events.emit(event)
      return true
    case "Next" where record.message.hasPrefix("Next failover delay:"):
      var event = record.event("sentinel.next.failover.delay", origin: "sentinel")
      event.severity = .notice
      event.cluster = onlyMaster(process)
      if let before = record.message.firstRange(of: " before ") {
        let until = String(record.message[before.upperBound...])
        event.attributes["until_local"] = .string(until)
        proveYear(until, record, process)
      }
      events.emit(event)
      return true
    case "Failed" where record.message.hasPrefix("Failed to resolve hostname '"):
      var event = record.event(.controllerError, origin: RedisLines.origin(process))
      event.code = "resolve-failed"
      event.instance = quoted(record.message)
      event.cluster = onlyMaster(process)
      events.emit(event)
      return true
    default: return false
    }
  }

  /// ctime writes the year that a log up to 4.0 does not: the delay ends soon after the line, seldom in the next year.
  private static func proveYear(_ until: String, _ record: Record, _ process: ProcessLog) {
    guard let stamp = record.head.stamp, !stamp.yearKnown else { return }
    let bytes = Array(until.utf8)
    guard let end = TimestampReader.ctime(bytes.span, at: 0)?.stamp else { return }
    let year = Civil.date(days: Civil.floorDivide(end.micros, Civil.microsPerDay)).year
    let isNextYear = Civil.micros(stamp.micros, inYear: year) > end.micros
    RedisLines.prove(year: isNextYear ? year - 1 : year, stamp, process)
  }

  private static func quoted(_ text: String) -> String? {
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(parts[1]) : nil
  }
}
