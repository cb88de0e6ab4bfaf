/// The JSON of codis-dashboard's `/topom`, whole or cut down to a group by jq.
enum CodisTopom {
  static func read(_ text: String, _ replies: RedisReplies, into events: inout EventSink) {
    guard let document = try? JSONValue.parse(text) else { return }
    for event in self.events(document, replies.state("topom-group")) { events.emit(event) }
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
