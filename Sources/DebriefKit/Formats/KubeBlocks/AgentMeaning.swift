import Foundation

/// What kbagent says: the actions it ran for the operator and the role probe it sends.
enum AgentMeaning {
  static func interpret(_ teller: ZapTeller, into events: inout EventSink) -> Bool {
    let message = teller.message
    switch message.text {
    case "Action Executed": executed(teller, &events)
    case "HTTP API Called" where message.fields["status code"] != nil: called(teller, &events)
    case "send probe event", "succeed to send the probe event", "report probe event periodically": sent(teller, &events)
    case "failed to send the probe event, will retry later", "failed to send the probe event":
      var event = teller.event(.probeFailed, origin: "kbagent", code: "send-failed", instance: teller.member)
      event.role = message["output"].map { RoleWord.normalise($0) }
      events.emit(event)
      // The database was asked and answered; only the message about it did not get through.
      if message["code"] ?? "0" == "0", message["output"] != nil { sent(teller, &events) }
    case "probe started":
      teller.process.facts["component"] = "kbagent"
      // `instance` is the InstanceSet: `<cluster>-<component>`.
      if let name = message.fields["config"]?["instance"]?.string { teller.process.facts["instance_set"] = name }
    case "starting the HTTP server", "starting the streaming server":
      teller.process.facts["component"] = "kbagent"
      events.emit(teller.event(.stateObserved, origin: "kbagent", code: "sidecar-started", instance: teller.member))
    default: return false
    }
    return true
  }

  private static func executed(_ teller: ZapTeller, _ events: inout EventSink) {
    let message = teller.message
    let action = message["action"] ?? ""
    teller.process.facts["action"] = action
    teller.process.facts["component"] = "kbagent"
    guard action != "roleProbe" else { return }
    let stated = message["result"] ?? message["output"] ?? ""
    let result = decoded(stated) ?? stated
    var event = teller.event(.apiResponse, origin: "kbagent", code: "executed", instance: teller.member)
    if let failure = message.error ?? (ActionError.code(in: result) == nil ? nil : result) {
      event.kind = .apiError
      event.code = ActionError.code(in: failure) ?? "failed"
      event.severity = .error
      event.message = "action \(action) ended with \(event.code ?? ""): \(Self.end(of: failure))"
    } else {
      event.message = "action \(action) executed"
    }
    event.attributes["action"] = .string(action)
    event.attributes["body"] = .string(String(result.suffix(4000)))
    events.emit(event)
    ScriptWords.interpret(text: result, origin: "kbagent", teller.record, teller.process, into: &events)
  }

  /// The answer of the agent's API carries the output in base64.
  private static func decoded(_ text: String) -> String? {
    guard text.utf8.count >= 8, text.utf8.count.isMultiple(of: 4), !text.contains(" "),
      let data = Data(base64Encoded: text), let plain = String(data: data, encoding: .utf8),
      plain.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" || $0 == "\t" || $0 == "\r" })
    else { return nil }
    return plain
  }

  /// The last lines of a script's output: the error stands at the end, a trace before it.
  private static func end(of text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).filter { $0.first != "+" }
    return String(lines.suffix(3).joined(separator: " / ").suffix(600))
  }

  private static func called(_ teller: ZapTeller, _ events: inout EventSink) {
    let message = teller.message
    teller.process.facts["component"] = "kbagent"
    let status = message["status code"] ?? ""
    let failed = (status.first ?? "2") > "3"
    let path = message["path"] ?? ""
    guard path.hasSuffix("/action") || failed else { return }
    var event = teller.event(
      failed ? .apiError : .apiResponse, origin: "kbagent", code: status, instance: teller.member)
    event.message = "\(message["method"] ?? "POST") \(path): HTTP \(status)"
    event.attributes["path"] = .string(path)
    event.attributes["action"] = teller.process.facts["action"].map { .string($0) }
    event.attributes["cost_ms"] = message.fields["cost"]
    event.attributes["user_agent"] = message.fields["user-agent"]
    events.emit(event)
  }

  /// The probe's answer. Repeated on schedule it confirms a role; out of schedule it is the first word of a new one.
  private static func sent(_ teller: ZapTeller, _ events: inout EventSink) {
    let message = teller.message
    teller.process.facts["component"] = "kbagent"
    guard (message["probe"] ?? "roleProbe").lowercased().contains("role") else { return }
    let code = message["code"] ?? "0"
    guard code == "0", let output = message["output"] else {
      var event = teller.event(.probeFailed, origin: "kbagent", code: code, instance: teller.member)
      event.message = "role probe failed with \(code): \(message["message"] ?? "")"
      events.emit(event)
      return
    }
    let role = RoleWord.normalise(output.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    let known = teller.process.facts["role"]
    let changed = known != nil && known != role || message.fields["periodically"]?.bool == false
    teller.process.facts["role"] = role
    var event = teller.event(changed ? .roleChanged : .roleObserved, origin: "kbagent", instance: teller.member)
    event.role = role
    event.attributes["witness"] = "database"
    if let known, known != role { event.attributes["from"] = .string(known) }
    event.message = "\(message.text): \(output)"
    events.emit(event)
    guard changed, !message.text.hasPrefix("failed") else { return }
    var probe = teller.event(.probeSucceeded, origin: "kbagent", code: code, instance: teller.member)
    probe.role = role
    probe.message = event.message
    events.emit(probe)
  }
}

/// The ways an action of kbagent ends badly, as its API and the operator's wrapping of it spell them.
enum ActionError {
  private static let words: [(text: String, code: String)] = [
    ("timedOut", "timedOut"), ("action timed-out", "timedOut"), ("action is busy", "busy"),
    ("action is in progress", "inProgress"), ("action is not defined", "notDefined"),
    ("action is not implemented", "notImplemented"), ("precondition is not matched", "preconditionFailed"),
    ("preconditionFailed", "preconditionFailed"), ("action internal error", "internalError"),
    ("notDefined", "notDefined"), ("action failed", "failed"), ("exit code: ", "failed"),
  ]

  static func code(in text: some StringProtocol) -> String? {
    words.first { text.contains($0.text) }?.code
  }
}
