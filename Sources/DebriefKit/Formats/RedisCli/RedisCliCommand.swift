/// A command somebody typed or a collector printed before its answer: who was asked what.
struct RedisCliCommand: Sendable, Equatable {
  /// The line without its prompt.
  var text: String
  /// `host:port`, `:port` where only the port is given, or the pod of `kubectl exec`; nil where nothing is said.
  var target: String?
  /// The redis command, upper case; the arguments as written.
  var name = ""
  var arguments: [String] = []
  /// What stood behind `->` on the same line.
  var inlineReply: String?
  /// A date is printed first (`date; redis-cli …`).
  var printsDate = false

  /// Reads a prompt line. Nil for a line that asks no redis, pika or codis.
  init?(_ raw: String) {
    let line = raw.trimming(\.isWhitespace)
    var words = line.split(separator: " ").map(String.init)
    if let comment = words.lastIndex(of: "#"), comment > 0, words[..<comment].contains("redis-cli") {
      words.removeSubrange(comment...)
    }
    if let arrow = words.firstIndex(of: "->") {
      inlineReply = words[(arrow + 1)...].joined(separator: " ")
      words.removeSubrange(arrow...)
    }
    text = line
    // `date; redis-cli …`, `date -u +%FT%TZ && redis-cli …`
    printsDate =
      line.contains("date;") || line.contains("date &&")
      || line.firstRange(of: "date -").map { line[$0.upperBound...].contains("; ") || line.contains(" && ") } ?? false
    if let pod = Self.pod(words) { target = pod }
    if let first = words.first, let prompt = Self.interactive(first) {
      target = prompt
      words.removeFirst()
      take(words[...])
    } else if let client = words.firstIndex(where: {
      $0 == "redis-cli" || $0 == "valkey-cli" || $0.hasSuffix("/redis-cli")
    }) {
      options(words[(client + 1)...])
    } else if line.hasPrefix("-h ") || line.hasPrefix("-p ") {
      options(words[...])
    } else if line.contains("/topom") {
      name = "TOPOM"
    } else if Self.readsConfiguration(words) {
      name = "CONFIGURATION"
    } else {
      return nil
    }
    if name.isEmpty { return nil }
  }

  /// `127.0.0.1:6379>` or `10.0.0.1:6379[3]>`
  private static func interactive(_ word: String) -> String? {
    guard word.hasSuffix(">"), word.count > 3 else { return nil }
    let address = word.dropLast().prefix { $0 != "[" }
    guard let colon = address.lastIndex(of: ":"), !address[address.index(after: colon)...].isEmpty,
      address[address.index(after: colon)...].allSatisfy(\.isNumber)
    else { return nil }
    return String(address)
  }

  /// The pod of `kubectl exec [-it] POD [-c C] -- …`.
  private static func pod(_ words: [String]) -> String? {
    guard let exec = words.firstIndex(of: "exec"), words[..<exec].contains("kubectl") else { return nil }
    var index = exec + 1
    while index < words.count, words[index].hasPrefix("-") {
      index += ["-n", "-c", "--namespace", "--container"].contains(words[index]) ? 2 : 1
    }
    return index < words.count ? words[index].split(separator: "/").last.map(String.init) : nil
  }

  private static func readsConfiguration(_ words: [String]) -> Bool {
    guard words.contains(where: { $0 == "cat" || $0 == "grep" || $0 == "egrep" }) else { return false }
    return words.contains { word in
      ["redis.conf", "sentinel.conf", "pika.conf", "redis-sentinel.conf", "valkey.conf"].contains {
        word == $0 || word.hasSuffix("/\($0)")
      }
    }
  }

  private mutating func options(_ words: ArraySlice<String>) {
    var host: String?
    var port: String?
    var index = words.startIndex
    while index < words.endIndex, words[index].hasPrefix("-") {
      let next = index + 1 < words.endIndex ? words[index + 1] : nil
      switch words[index] {
      case "-h": host = next
      case "-p": port = next?.filter { $0.isNumber || $0 == "$" }
      case "-a", "-n", "-u", "-r", "-i", "--user", "--pass", "--cacert", "--cert", "--key", "-s": break
      default: index -= 1
      }
      index += 2
    }
    if host?.contains("$") == true { host = nil }
    if target == nil, host != nil || port != nil {
      target = SentinelInstance.address(host ?? "", port ?? "6379")
    }
    // An option at the end may lack its value.
    take(words[min(index, words.endIndex)...])
  }

  private mutating func take(_ words: ArraySlice<String>) {
    // What follows a pipe or a redirection works on the answer.
    let own = words.prefix { !["|", ">", ">>", ";", "&&", "||", "2>&1", "2>"].contains($0) }
      .map { $0.trimming { "'\";".contains($0) } }
    name = own.first?.uppercased() ?? ""
    arguments = Array(own.dropFirst())
  }

  /// The argument at `index`, upper case.
  func word(_ index: Int) -> String { arguments.indices.contains(index) ? arguments[index].uppercased() : "" }
}

extension String {
  /// Without the characters at both ends that satisfy the test.
  func trimming(_ test: (Character) -> Bool) -> String {
    var part = self[...]
    while let first = part.first, test(first) { part.removeFirst() }
    while let last = part.last, test(last) { part.removeLast() }
    return String(part)
  }
}
