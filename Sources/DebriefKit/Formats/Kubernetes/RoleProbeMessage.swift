import Foundation

/// The role probes of lorry (`checkRole`) and kbagent (`roleProbe`), which report through event messages.
enum RoleProbeMessage {
  /// The roles a probe event carries; empty where the message is none.
  static func events(of source: KubernetesEvent, _ make: (EventKind) -> Event) -> [Event] {
    guard let open = source.message.firstIndex(of: "{"),
      let json = try? JSONValue.parse(String(source.message[open...])), !json.object.isEmpty
    else { return [] }
    return json["probe"] != nil ? kbagent(json, source, make) : lorry(json, source, make)
  }

  /// `{"instance":"<its>","probe":"roleProbe","code":0,"output":"<BASE64>"}`
  private static func kbagent(
    _ json: JSONValue, _ source: KubernetesEvent, _ make: (EventKind) -> Event
  ) -> [Event] {
    guard json["probe"]?.string == "roleProbe" else { return [] }
    let output = json["output"]?.string.flatMap(decode)?.trimmingCharacters(in: .whitespacesAndNewlines)
    guard json["code"]?.integer == 0, let output else {
      var event = make(.probeFailed)
      event.instance = source.name
      event.code = json["code"]?.scalarText
      event.severity = .warning
      event.message = json["message"]?.string ?? source.message
      return [event]
    }
    return [observed(source, output, term: nil, make)]
  }

  /// `{"event":"Success","operation":"checkRole","originalRole":"secondary","role":"primary"}`; the leader sends a
  /// snapshot of all members as JSON inside `role`.
  private static func lorry(_ json: JSONValue, _ source: KubernetesEvent, _ make: (EventKind) -> Event) -> [Event] {
    let word = json["event"]?.string ?? ""
    guard let role = json["role"]?.string, word == "Success" || word == "roleChanged" else {
      guard json["operation"]?.string == "checkRole" || json["message"] != nil else { return [] }
      var event = make(.probeFailed)
      event.instance = source.name
      event.code = word.isEmpty ? nil : word
      event.severity = .warning
      event.message = json["message"]?.string ?? source.message
      return [event]
    }
    guard role.hasPrefix("{"), let snapshot = try? JSONValue.parse(role) else {
      var event = observed(source, role, term: nil, make)
      change(&event, from: json["originalRole"]?.string)
      return [event]
    }
    let term = snapshot["term"]?.integer
    return (snapshot["PodRoleNamePairs"]?.array ?? []).map { pair in
      var member = source
      member.name = pair["podName"]?.string ?? source.name
      var event = observed(member, pair["roleName"]?.string ?? "", term: term, make)
      // The role before is that of the one who reports.
      if event.instance == source.name { change(&event, from: json["originalRole"]?.string) }
      event.set("reported_by", source.name)
      return event
    }
  }

  /// A probe that found another role than the last time tells of a change.
  private static func change(_ event: inout Event, from original: String?) {
    event.set("original_role", original)
    guard let original, !original.isEmpty, original != "waitForStart", RoleWord.normalise(original) != event.role else {
      return
    }
    event.kind = .roleChanged
  }

  private static func observed(
    _ source: KubernetesEvent, _ word: String, term: Int64?, _ make: (EventKind) -> Event
  ) -> Event {
    var event = make(.roleObserved)
    event.instance = source.name
    event.role = RoleWord.normalise(word)
    event.attributes["witness"] = "database"
    event.set("term", term)
    event.set("namespace", source.namespace)
    event.code = source.reason
    event.message = "\(source.reason) of \(source.name): \(word.isEmpty ? "no role" : word)"
    return event
  }

  private static func decode(_ text: String) -> String? {
    Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
  }
}
