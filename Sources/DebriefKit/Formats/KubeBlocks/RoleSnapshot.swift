/// The answer of lorry's role probe. A follower sends its role word; the leader sends a snapshot of the whole group,
/// JSON in a string inside JSON: `{"term":"…","PodRoleNamePairs":[{"podName":"x-1","roleName":"primary",…}]}`.
struct RoleSnapshot {
  var event: String?
  /// The role before; nil where the probe answers for the first time.
  var from: String?
  var role: String?
  /// Microseconds since 1970 at which the leader took the snapshot; older versions used seconds.
  var term: String?
  var pairs: [(pod: String, role: String)] = []

  /// The `message` of an event: `{"event":"Success","operation":"checkRole","originalRole":"…","role":"…"}`.
  init?(probe text: String) {
    guard let body = try? JSONValue.parse(text) else { return nil }
    event = body["event"]?.string
    guard let role = body["role"]?.string else { return nil }
    set(role: role, from: body["originalRole"]?.string)
  }

  /// `role` alone: a word or a snapshot.
  init(role: String, from: String?) { set(role: role, from: from) }

  /// Go's print of the same: `map[event:Success operation:checkRole originalRole:primary role:secondary]`.
  init?(goMap text: String) {
    guard let role = text.firstRange(of: " role:"), text.hasSuffix("]") else { return nil }
    var from: String?
    if let original = text.firstRange(of: "originalRole:") {
      from = String(text[original.upperBound...].prefix { $0 != " " && $0 != "]" })
    }
    event = text.contains("event:Success") ? "Success" : nil
    set(role: String(text[role.upperBound...].dropLast()), from: from)
  }

  private mutating func set(role text: String, from original: String?) {
    if let original, !original.isEmpty, original != "waitForStart" { from = RoleWord.normalise(original) }
    guard text.hasPrefix("{"), let snapshot = try? JSONValue.parse(text) else {
      role = RoleWord.normalise(text)
      return
    }
    // The controller prints the keys in lower case.
    for (key, value) in snapshot.object {
      switch key.lowercased() {
      case "term": term = value.scalarText
      case "podrolenamepairs":
        for pair in value.array {
          let names = Dictionary(pair.object.map { ($0.key.lowercased(), $0.value.string ?? "") }) { old, _ in old }
          if let pod = names["podname"], !pod.isEmpty {
            pairs.append((pod, RoleWord.normalise(names["rolename"] ?? "")))
          }
        }
      default: break
      }
    }
    role = pairs.first { $0.role == "primary" }?.role ?? pairs.first?.role
  }

  /// One event for each member the answer speaks of; the sender itself where it gives only a word.
  func emit(_ kind: EventKind, code: String?, _ teller: ZapTeller, into events: inout EventSink) {
    if let leader = pairs.first(where: { $0.role == "primary" }) { teller.learn(member: leader.pod) }
    let all = pairs.isEmpty ? [(pod: teller.member, role: role ?? "none")] : pairs.map { (pod: $0.pod, role: $0.role) }
    for (pod, role) in all {
      var event = teller.event(kind, origin: teller.origin, code: code, instance: pod)
      event.role = role
      if let term { event.attributes["term"] = .string(term) }
      if let from { event.attributes["from"] = .string(from) }
      if kind != .probeSucceeded { event.attributes["witness"] = "database" }
      event.message = "\(teller.message.text.prefix { $0 != "{" }) \(event.instance ?? "") \(from ?? "") -> \(role)"
      if kind != .probeSucceeded { event.message = teller.message.sentence }
      events.emit(event)
    }
  }
}
