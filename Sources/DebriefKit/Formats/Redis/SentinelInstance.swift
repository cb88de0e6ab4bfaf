/// What sentinel prints for `%@`: `<type> <name> <ip> <port>`, and behind ` @ ` the primary if it is another instance.
///
/// The ip may be a host name, an IPv6 address, or empty where a name did not resolve.
struct SentinelInstance {
  let type: Substring
  let name: Substring
  let ip: Substring
  let port: Substring
  let master: String
  let masterAddress: String
  /// The words behind it.
  let tail: [Substring]

  init?(_ text: Substring) {
    // Empty words count: an empty ip stands between two blanks.
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 4, ["master", "slave", "sentinel"].contains(words[0]), !words[1].isEmpty,
      Self.isPort(words[3])
    else { return nil }
    (type, name, ip, port) = (words[0], words[1], words[2], words[3])
    if words.count >= 8, words[4] == "@", Self.isPort(words[7]) {
      master = String(words[5])
      masterAddress = Self.address(words[6], words[7])
      tail = Self.words(words[8...])
    } else {
      guard type == "master" else { return nil }
      master = String(name)
      masterAddress = Self.address(ip, port)
      tail = Self.words(words[4...])
    }
  }

  static func isPort(_ word: some StringProtocol) -> Bool { !word.isEmpty && word.utf8.allSatisfy(ASCII.isDigit) }

  /// `ip:port`, IPv6 in brackets.
  static func address(_ ip: some StringProtocol, _ port: some StringProtocol) -> String {
    ip.contains(":") && !ip.hasPrefix("[") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }

  /// `ip:port`; the host alone where the port is not told.
  static func address(_ host: String, port: String?) -> String {
    port.flatMap { isPort($0) ? address(host, $0) : nil } ?? host
  }

  private static func words(_ words: ArraySlice<Substring>) -> [Substring] { words.filter { !$0.isEmpty } }

  /// Fills in who the event is about.
  func describe(_ event: inout Event) {
    event.cluster = master
    event.peer = masterAddress
    event.instance = type == "sentinel" ? String(name) : Self.address(ip, port)
    event.attributes["type"] = .string(String(type))
    event.attributes["name"] = .string(String(name))
    event.attributes["ip"] = .string(String(ip))
    event.attributes["port"] = .string(String(port))
  }
}
