/// The client of `(user request from 'id=3 addr=10.0.0.2:34290 laddr=10.0.0.1:6379 name=sentinel-ff26cde2-cmd … cmd=exec …')`.
struct RedisClientInfo {
  private(set) var fields: [Substring: Substring] = [:]

  init(_ text: some StringProtocol) {
    for part in String(text).split(separator: " ") {
      let word = part.drop { $0 == "'" || $0 == "(" }
      guard let equals = word.firstIndex(of: "=") else { continue }
      let value = word[word.index(after: equals)...]
      fields[word[..<equals]] = value.prefix { $0 != "'" && $0 != ")" }
    }
  }

  subscript(key: String) -> String? { fields[Substring(key)].flatMap { $0.isEmpty ? nil : String($0) } }

  /// The name, the server's own word for hidden names left out.
  var name: String? { self["name"].flatMap { $0 == "*redacted*" ? nil : $0 } }

  /// The first eight digits of the sentinel whose command connection this is.
  var sentinelPrefix: String? {
    guard let name, name.hasPrefix("sentinel-"), name.hasSuffix("-cmd") else { return nil }
    return String(name.dropFirst(9).dropLast(4))
  }

  /// Puts who it was into the event: `actor`, `code` (the command), and the rest as attributes.
  func describe(_ event: inout Event) {
    event.actor = sentinelPrefix.map { "sentinel \($0)" } ?? name ?? self["addr"]
    if let command = self["cmd"] { event.code = command }
    if let name = self["name"] { event.attributes["client_name"] = .string(name) }
    if let address = self["addr"] { event.attributes["client_addr"] = .string(address) }
    if let user = self["user"] { event.attributes["client_user"] = .string(user) }
    if let sentinelPrefix { event.attributes["sentinel_id"] = .string(sentinelPrefix) }
  }
}
