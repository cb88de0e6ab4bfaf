/// What the operator says: role events it applies or ignores, operations it drives, actions that failed, conflicts.
enum ControllerMeaning {
  static func interpret(_ teller: ZapTeller, into events: inout EventSink) -> Bool {
    let message = teller.message
    switch message.text {
    case "handle role change event": labelled(teller, &events)
    case "stale role snapshot received, ignore it": stale(teller, &events)
    case "role probe event processed": processed(teller, &events)
    case "probe event failed":
      events.emit(about(teller, .probeFailed, "event-failed"))
    case "switchover succeed, wait role label to be updated", "requeue to waiting for pod role label consistency.":
      events.emit(about(teller, .operationProgress, "waiting-label"))
    case "starting manager":
      teller.process.facts["component"] = "controller"
      events.emit(teller.event(.stateObserved, origin: "controller", code: "controller-started"))
    case "problem running manager":
      teller.process.facts["component"] = "controller"
      let lost = message.error?.contains("leader election lost") == true
      var event = teller.event(lost ? .leaseLost : .controllerError, origin: "controller")
      event.code = lost ? "leader-election" : "problem-running-manager"
      events.emit(event)
    case let text where text.hasPrefix("cluster component phase transition:"): phase(text, teller, &events)
    default:
      let said = message.error.map { message.text + ": " + $0 } ?? message.text
      guard let known = ControllerTrouble.find(said) else { return false }
      trouble(known, said, teller, &events)
    }
    return true
  }

  /// Puts the cluster and the object a line is about into the event, from the keys of its structured part.
  static func attribute(_ event: inout Event, _ message: ZapMessage) {
    event.cluster = message.name("cluster", "Cluster", "clusterName") ?? event.cluster
    event.component = message.name("component", "Component", "componentName") ?? event.component
    if let operation = message.name("OpsRequest", "opsRequest", "OpsRequestName") {
      event.attributes["operation"] = .string(operation)
    }
    if let namespace = message["namespace"] { event.attributes["namespace"] = .string(namespace) }
    if event.instance == nil {
      event.instance = message.name("pod", "podName", "Pod", "InstanceSet", "OpsRequest", "Component", "name")
    }
    if let kind = message["controllerKind"] { event.attributes["object_kind"] = .string(kind) }
  }

  private static func about(_ teller: ZapTeller, _ kind: EventKind, _ code: String) -> Event {
    var event = teller.event(kind, origin: "controller", code: code)
    attribute(&event, teller.message)
    return event
  }

  // MARK: - Role events

  private static func labelled(_ teller: ZapTeller, _ events: inout EventSink) {
    let message = teller.message
    let change = RoleSnapshot(role: message["role"] ?? "", from: message["originalRole"])
    let all =
      change.pairs.isEmpty ? [(message.name("pod", "podName"), change.role)] : change.pairs.map { ($0.pod, $0.role) }
    for (pod, role) in all {
      var event = about(teller, .labelChanged, "role-event")
      event.instance = pod ?? event.instance
      event.role = role
      event.message = "\(message.text): \(pod ?? "") \(change.from ?? "") -> \(role ?? "")"
      if let from = change.from { event.attributes["from"] = .string(from) }
      if let term = change.term { event.attributes["term"] = .string(term) }
      event.attributes["witness"] = "label"
      events.emit(event)
    }
  }

  private static func stale(_ teller: ZapTeller, _ events: inout EventSink) {
    var event = about(teller, .controllerConflict, "stale-role-event")
    event.severity = max(event.severity, .warning)
    if let snapshot = teller.message.fields["snapshot"] {
      let read = RoleSnapshot(role: snapshot.string ?? snapshot.compact, from: nil)
      event.instance = read.pairs.first?.pod ?? event.instance
      event.role = read.role
      if let term = read.term { event.attributes["term"] = .string(term) }
    }
    events.emit(event)
  }

  /// KubeBlocks 1.2 says what became of each event.
  private static func processed(_ teller: ZapTeller, _ events: inout EventSink) {
    let message = teller.message
    let result = message["result"] ?? "handled"
    let reason = message["reason"] ?? ""
    var event = about(teller, result == "handled" ? .labelChanged : .controllerConflict, result)
    if result != "handled", reason.lowercased().contains("stale") || reason.lowercased().contains("old") {
      event.code = "stale-role-event"
    }
    event.instance = message["podName"] ?? event.instance
    event.role = message["role"].map { RoleWord.normalise($0) }
    if let from = message["previousRole"] { event.attributes["from"] = .string(RoleWord.normalise(from)) }
    if let version = message["eventVersion"] { event.attributes["term"] = .string(version) }
    event.attributes["witness"] = "label"
    event.message = "\(message.text): \(event.instance ?? "") \(event.role ?? ""), \(result) \(reason)"
    events.emit(event)
  }

  // MARK: - Clusters and operations

  private static func phase(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) {
    // `cluster component phase transition: Updating -> Running (mysql)`
    let words = text.split(separator: " ")
    guard let arrow = words.firstIndex(of: "->"), arrow > 0, arrow + 1 < words.count else { return }
    var event = about(teller, .stateObserved, "component-phase")
    event.attributes["from"] = .string(String(words[arrow - 1]))
    event.attributes["phase"] = .string(String(words[arrow + 1]))
    if let last = words.last, last.first == "(" { event.component = String(last.dropFirst().dropLast()) }
    events.emit(event)
  }

  private static func trouble(
    _ known: ControllerTrouble, _ said: String, _ teller: ZapTeller, _ events: inout EventSink
  ) {
    var event = about(teller, known.kind, known.code)
    event.severity = max(event.severity, .warning)
    if let actor = Forbidden.user(in: said) {
      event.actor = actor
    }
    if known.kind == .apiError {
      event.code = known.code.isEmpty ? ActionError.code(in: said) ?? "failed" : known.code
      if let mark = said.firstRange(of: "unexpected http status code: ") {
        event.code = String(said[mark.upperBound...].prefix { $0.isNumber })
      }
      event.peer = Self.pod(in: said)
      if let mark = said.firstRange(of: "action: ") {
        event.attributes["action"] = .string(String(said[mark.upperBound...].prefix { $0 != "," && $0 != " " }))
      }
    }
    events.emit(event)
  }

  /// `… at pod X: …`, `pod X is unavailable …`, `pod X has no ip`.
  private static func pod(in text: String) -> String? {
    for mark in ["at pod ", "pod "] {
      if let range = text.firstRange(of: mark) {
        let name = text[range.upperBound...].prefix { $0 != ":" && $0 != " " && $0 != "," }
        if name.contains("-") { return String(name) }
      }
    }
    return nil
  }
}

/// Errors of the operator that a diagnosis asks for by name.
struct ControllerTrouble {
  let text: String
  let kind: EventKind
  /// Empty: the code is read from the text.
  let code: String

  static func find(_ text: String) -> Self? { all.first { text.contains($0.text) } }

  private static let all: [Self] = [
    .init(text: "http error occurred when executing action", kind: .apiError, code: "agent-unavailable"),
    .init(text: "is unavailable to execute action", kind: .apiError, code: "agent-unavailable"),
    .init(text: "no available pod to execute action", kind: .apiError, code: "no-available-pod"),
    .init(text: " has no ip", kind: .apiError, code: "no-ip"),
    .init(text: "action: switchover, error", kind: .apiError, code: ""),
    .init(text: "the object has been modified", kind: .controllerConflict, code: "conflict"),
    .init(
      text: "component pod list is empty or has more than one", kind: .controllerError, code: "primary-label-count"),
    .init(text: "serviceable and writable pod not found", kind: .controllerError, code: "no-primary-label"),
    .init(text: "the number of primary pod is not equal to 1", kind: .controllerError, code: "primary-label-count"),
    .init(text: "target pod selector not found", kind: .controllerError, code: "no-target-pod"),
    .init(text: "requeue to waiting for pod role label", kind: .operationProgress, code: "waiting-label"),
    .init(text: "does not have a role label", kind: .controllerError, code: "no-role-label"),
    .init(text: "is forbidden: User", kind: .accessDenied, code: "Forbidden"),
  ]
}
