/// sentinel.conf: what the sentinel was told, and the state it writes into the same file.
struct SentinelConfiguration {
  let lines: [String]

  /// One state for each monitored name.
  func emit(_ template: Event, into events: inout EventSink) {
    var common: [String: JSONValue] = [:]
    var masters: [String: [String: JSONValue]] = [:]
    var addresses: [String: String] = [:]
    var lists: [String: [String: [String]]] = [:]
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 2, !line.hasPrefix("#") else { continue }
      guard words[0] == "sentinel" else {
        if ["port", "bind", "dir", "protected-mode"].contains(words[0]) {
          common[words[0].replacing("-", with: "_")] = .string(words[1...].joined(separator: " "))
        }
        continue
      }
      let key = words[1].replacing("-", with: "_")
      switch words[1] {
      case "myid", "current-epoch", "resolve-hostnames", "announce-hostnames", "announce-ip", "announce-port":
        if words.count > 2 { common[key] = .string(words[2]) }
      case "monitor" where words.count >= 6:
        addresses[words[2]] = SentinelInstance.address(words[3], words[4])
        masters[words[2], default: [:]]["quorum"] = Int64(words[5]).map { .integer($0) }
      case "known-replica", "known-slave", "known-sentinel":
        guard words.count >= 5 else { continue }
        let name = words[1] == "known-slave" ? "known_replica" : key
        lists[words[2], default: [:]][name, default: []].append(SentinelInstance.address(words[3], words[4]))
      case _ where ConfigurationReader.isSecret(words[1]):
        if words.count > 2 { masters[words[2], default: [:]][key] = "set" }
      default:
        if words.count > 3 { masters[words[2], default: [:]][key] = .string(words[3...].joined(separator: " ")) }
      }
    }
    for (name, fields) in masters.sorted(by: { $0.key < $1.key }) {
      var event = template
      event.code = "sentinel.conf"
      event.cluster = name
      event.instance = addresses[name]
      event.attributes = common.merging(fields) { $1 }
      for (key, list) in lists[name] ?? [:] { event.attributes[key] = .array(list.map(JSONValue.string)) }
      event.message = lines.filter { $0.contains(" \(name) ") && !$0.contains("auth-") }.joined(separator: "\n")
      events.emit(event)
    }
  }
}
