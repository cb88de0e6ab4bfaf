/// Reads redis.conf, sentinel.conf and pika.conf: the items that matter to a failover, never a secret's value.
enum ConfigurationReader {
  static func isSecret(_ key: String) -> Bool {
    let key = key.lowercased()
    return key.contains("pass") || key == "masterauth" || key == "masteruser" || key.hasSuffix("auth") || key == "user"
  }

  /// Reads the lines of `cat` or `grep` on a configuration file.
  static func read(
    _ lines: [String], _ replies: RedisReplies, named command: String, _ process: ProcessLog,
    into events: inout EventSink
  ) {
    let bare = lines.map { line in
      // `grep -n` puts the number in front.
      let rest = line.drop(while: \.isNumber)
      return rest.count < line.count && rest.first == ":" ? String(rest.dropFirst()) : line
    }
    var event = replies.state("configuration")
    if command.contains("pika.conf") {
      fill(&event, items(bare, separatedByColon: true), code: "pika.conf")
    } else if bare.contains(where: { $0.hasPrefix("sentinel ") }) {
      return SentinelConfiguration(lines: bare).emit(event, into: &events)
    } else {
      fill(&event, items(bare, separatedByColon: false), code: "redis.conf")
    }
    events.emit(event)
  }

  static func fill(_ event: inout Event, _ items: [(key: String, value: String)], code: String) {
    event.code = code
    for (key, value) in items {
      let name = key.lowercased().replacing("-", with: "_")
      if isSecret(key) {
        event.attributes[name] = .string(value.isEmpty || value == "\"\"" ? "empty" : "set")
      } else if let earlier = event.attributes[name]?.string, repeatable.contains(key.lowercased()) {
        event.attributes[name] = .string(earlier + "; " + value)
      } else {
        event.attributes[name] = .string(value)
      }
    }
    event.message = items.filter { !isSecret($0.key) }.prefix(80).map { "\($0.key) \($0.value)" }.joined(
      separator: "\n")
    if let target = event.attributes["replicaof"]?.string ?? event.attributes["slaveof"]?.string {
      let words = target.split { $0 == " " || $0 == ":" }
      if words.count == 2, SentinelInstance.isPort(words[1]) {
        event.peer = SentinelInstance.address(words[0], words[1])
      }
    }
    if event.instance == nil, let port = event.attributes["port"]?.string, SentinelInstance.isPort(port) {
      event.instance = SentinelInstance.address(ownHost(event.attributes) ?? "", port)
    }
  }

  /// The address the server announces, else the one it is bound to if that means one host.
  private static func ownHost(_ items: [String: JSONValue]) -> String? {
    for key in ["replica_announce_ip", "slave_announce_ip"] { if let host = items[key]?.string { return host } }
    let bound = items["bind"]?.string?.split { $0 == " " || $0 == ";" }.map(String.init) ?? []
    return bound.first { !everywhere.contains($0) }
  }

  private static let everywhere: Set<String> = ["0.0.0.0", "127.0.0.1", "*", "-::*", "::1", "-::1"]

  private static let repeatable: Set<String> = ["save", "rename-command", "client-output-buffer-limit", "bind"]

  /// `key value` or `key : value`; comments and blank lines left out.
  static func items(_ lines: [String], separatedByColon: Bool) -> [(key: String, value: String)] {
    lines.compactMap { raw in
      let line = raw.trimming(\.isWhitespace)
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      if separatedByColon {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        return (
          String(line[..<colon]).trimming(\.isWhitespace),
          String(line[line.index(after: colon)...]).trimming(\.isWhitespace)
        )
      }
      let key = line.prefix { $0 != " " && $0 != "\t" }
      return (String(key), String(line[key.endIndex...]).trimming(\.isWhitespace))
    }
  }
}
