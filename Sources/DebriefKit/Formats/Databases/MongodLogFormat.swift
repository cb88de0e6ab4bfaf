/// mongod 4.4 and later: one JSON object a line, `{"t":{"$date":"…"},"s":"I","c":"REPL","id":21358,"msg":"…","attr":{…}}`.
struct MongodLogFormat: LineFormat {
  let name = "mongod"
  let summary = "JSON log of mongod 4.4 and later: elections, state changes, steps down."
  let samples = [
    #"{"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "ctx":"ReplCoord-8","#
      + #""msg":"Replica set state transition","attr":{"newState":"PRIMARY","oldState":"SECONDARY"}}"#
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.has("{\"t\":{\"$date\":\""), let (stamp, end) = TimestampReader.iso(line, at: 15) else {
      return .foreign
    }
    guard line[line.count - 1] == UInt8(ascii: "}") else { return .damaged("a mongod log line that is cut off") }
    var head = LineHead(stamp: stamp, message: 0..<line.count)
    if let severity = line.find("\"s\":\"", from: end), severity + 5 < line.count {
      switch line[severity + 5] {
      case UInt8(ascii: "W"): head.severity = .warning
      case UInt8(ascii: "E"): head.severity = .error
      case UInt8(ascii: "F"): head.severity = .fatal
      case UInt8(ascii: "D"): head.severity = .debug
      default: break
      }
    }
    if let component = line.find("\"c\":\"", from: end), component + 5 < line.count {
      head.first = component + 5..<(line.firstIndex(of: UInt8(ascii: "\""), from: component + 5) ?? component + 5)
    }
    return .record(head)
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    if head.severity >= .error { return false }
    let component = head.first.lowerBound
    return
      !(line.has("REPL\"", at: component) || line.has("ELECTION\"", at: component)
      || line.has("REPL_HB\"", at: component) && line.find("Heartbeat failed", from: component) != nil
      || line.has("CONTROL\"", at: component) || line.has("STORAGE\"", at: component) && head.severity >= .warning)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard let body = try? JSONValue.parse(record.message) else {
      return events.reject("a mongod log line that is no JSON")
    }
    let text = body["msg"]?.string ?? ""
    let attributes = body["attr"]?.object ?? [:]
    func emit(_ kind: EventKind, _ code: String, role: String? = nil) {
      var event = record.event(kind, origin: "mongodb")
      event.code = code
      event.instance = process.member
      event.role = role
      event.message = attributes.isEmpty ? text : "\(text) \(JSONValue.object(attributes).compact.prefix(1000))"
      for (key, value) in attributes where value.scalarText != nil { event.attributes[SnakeCase.of(key)] = value }
      if role != nil { event.attributes["witness"] = "database" }
      events.emit(event)
    }
    switch text {
    case "Replica set state transition":
      guard let state = attributes["newState"]?.string else {
        return events.reject("a change of state without the state")
      }
      let role = RoleWord.normalise(state)
      if role == "primary" || role == "replica" {
        emit(.roleChanged, "state-transition", role: role)
      } else {
        emit(.stateObserved, "state-\(state.lowercased())")
      }
    case "Member is in new state":
      guard let member = attributes["hostAndPort"]?.string, let state = attributes["newState"]?.string else {
        return events.reject("a change of state without the member or its state")
      }
      var event = record.event(.roleObserved, origin: "mongodb")
      event.code = "member-state"
      event.instance = member
      event.role = RoleWord.normalise(state)
      event.message = "\(text) \(JSONValue.object(attributes).compact)"
      event.attributes["witness"] = "database"
      events.emit(event)
    case "Election succeeded, assuming primary role": emit(.promotionSucceeded, "elected", role: "primary")
    case "Transition to primary complete; database writes are now permitted": emit(.writeAccepted, "primary")
    case "Stepping down from primary, because a new term has begun", "Stepping down from primary",
      "Stepping down from primary in response to heartbeat", "Received replSetStepDown", "Attempting to step down":
      emit(.demotionStarted, "step-down")
    case "Heartbeat failed after max retries":
      var event = record.event(.replicationBroken, origin: "mongodb")
      event.code = "heartbeat-failed"
      event.instance = process.member
      event.peer = attributes["target"]?.string
      let reason = attributes["error"]?["codeName"]?.string
      event.attributes["error"] = reason.map { .string($0) }
      event.message = "\(text): \(attributes["target"]?.string ?? "") \(reason ?? "")"
      event.severity = .warning
      events.emit(event)
    case "Can't see a majority of the set, relinquishing primary": emit(.demotionStarted, "no-majority")
    case "Starting an election, since we've seen no PRIMARY in election timeout period":
      emit(.promotionStarted, "no-primary-seen")
    case "Scheduling priority takeover", "Starting an election for a priority takeover", "Starting an election":
      emit(.promotionStarted, SnakeCase.slug(text))
    case "Writing fatal message", "Fatal assertion", "Got signal":
      // Signals, failed assertions and broken invariants all end here.
      emit(.instanceCrashed, SnakeCase.slug(attributes["message"]?.string ?? text))
    case "mongod startup complete", "Waiting for connections": emit(.instanceStarted, "ready")
    default:
      if text.hasPrefix("Stepping down") {
        emit(.demotionStarted, "step-down")
      } else if text.hasPrefix("Not starting an election") || text.hasPrefix("Not becoming primary")
        || text.hasPrefix("Dry election run failed") || text.hasPrefix("Election failed")
      {
        emit(.promotionFailed, SnakeCase.slug(text))
      } else if text.hasPrefix("Received signal") || text.contains("shutting down") {
        emit(.instanceStopped, "signal")
      } else if record.head.severity >= .warning {
        emit(.controllerError, SnakeCase.slug(text))
      }
    }
  }
}
