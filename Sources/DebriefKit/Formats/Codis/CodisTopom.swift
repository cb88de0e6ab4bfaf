/// The JSON of codis-dashboard's `/topom`, whole or cut down to a group by jq.
enum CodisTopom {
  static func read(_ text: String, _ replies: RedisReplies, into events: inout EventSink) {
    for document in documents(text) {
      for event in self.events(document, replies.state("topom-group")) { events.emit(event) }
      if let cause = document["Cause"]?.string, let asked = replies.command?.text {
        events.emit(refusal(cause, asked, replies))
      }
    }
  }

  /// The documents that stand one after the other, as jq and scripts print them.
  private static func documents(_ text: String) -> [JSONValue] {
    if let whole = try? JSONValue.parse(text) { return [whole] }
    var found: [JSONValue] = []
    var open = ""
    for line in text.split(separator: "\n") {
      open += line + "\n"
      // Only the end of a document stands at the start of a line.
      guard line.first == "}" || line.first == "]", let document = try? JSONValue.parse(open) else { continue }
      found.append(document)
      open = ""
    }
    return found
  }

  /// The dashboard's answer to a request that it did not carry out: `…/group/promote/<auth>/<group>/<server>`.
  private static func refusal(_ cause: String, _ asked: String, _ replies: RedisReplies) -> Event {
    var event = replies.state("api-error", [cause])
    event.kind = .operationFailed
    event.origin = "codis"
    event.severity = .error
    event.instance = nil
    event.attributes["reason"] = .string(cause)
    let words = asked.split(separator: " ").first { $0.contains("/api/topom/") }?.split(separator: "/") ?? []
    if let promote = words.firstIndex(of: "promote"), words.count > promote + 3 {
      event.attributes["group"] = .string(String(words[promote + 2]))
      event.instance = String(words[promote + 3])
    }
    return event
  }

  /// Whether a JSON document is one of the dashboard.
  static func claims(_ document: JSONValue) -> Bool { !groups(document).isEmpty }

  /// One state for each group and each of its servers; the first server is the primary by definition.
  static func events(_ document: JSONValue, _ template: Event) -> [Event] {
    var found: [Event] = []
    let product = document.at("config", "product_name")?.string ?? document.at("model", "product_name")?.string
    for group in groups(document) {
      let servers = group["servers"]?.array ?? []
      var event = template
      event.cluster = product
      event.instance = nil
      event.attributes = ["group": group["id"] ?? .null, "out_of_sync": group["out_of_sync"] ?? .bool(false)]
      if let promoting = group["promoting"]?["state"]?.string, !promoting.isEmpty {
        event.attributes["promoting"] = .string(promoting)
      }
      event.message = group.compact
      found.append(event)
      for (index, server) in servers.enumerated() {
        guard let address = server["server"]?.string else { continue }
        var one = template
        one.code = "topom-server"
        one.cluster = product
        one.instance = address
        one.role = index == 0 ? "primary" : "replica"
        one.peer = index == 0 ? nil : servers.first?["server"]?.string
        for key in ["state", "is_eligible_for_master_election", "binlog_file_num", "binlog_offset", "recall_times"] {
          one.attributes[key] = server[key]
        }
        one.attributes["database_role"] = server["role"]
        one.attributes["action"] = server.at("action", "state")
        one.attributes["group"] = group["id"]
        one.message = server.compact
        found.append(one)
      }
    }
    return found
  }

  private static func groups(_ document: JSONValue) -> [JSONValue] {
    for path in [document.at("stats", "group", "models"), document.at("group", "models")] {
      if let models = path?.array, !models.isEmpty { return models.filter(isGroup) }
    }
    return isGroup(document) ? [document] : document.array.filter(isGroup)
  }

  private static func isGroup(_ value: JSONValue) -> Bool {
    value["id"] != nil && value["servers"]?.array.first?["server"] != nil
  }
}
