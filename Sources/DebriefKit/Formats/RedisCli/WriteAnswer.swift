/// The server, the command and its answer, found in a line word by word.
struct WriteAnswer {
  /// Where the part that tells of the write begins.
  private(set) var start = 0
  /// Who wrote, where the line says `who -> host:port …`.
  private(set) var writer = 0..<0
  private(set) var target = 0..<0
  private(set) var isAccepted = false
  /// The error's own word; nil for one in plain English.
  private(set) var code: String?

  init?(_ line: Span<UInt8>, from stamp: Int) {
    guard Self.mayHold(line, from: stamp) else { return nil }
    var isNamed = false
    var command = 0..<0
    var isAnswered = false
    var before = 0..<0
    var index = stamp
    while let word = Self.word(line, from: index) {
      defer { before = word }
      index = word.upperBound
      if command.isEmpty {
        if Self.isKey(line, before, Self.targets), line[before.upperBound] == UInt8(ascii: "=") {
          target = word
          isNamed = true
        } else if !isNamed, Self.isAddress(line, word) {
          target = word.lowerBound..<word.upperBound - (line[word.upperBound - 1] == ASCII.colon ? 1 : 0)
          if line.has("->", at: before.lowerBound), before.count == 2, before.lowerBound > stamp + 1 {
            writer = stamp + 1..<before.lowerBound - 1
          }
        }
        if Self.isCommand(line, word) {
          command = word
          continue
        }
      } else if !isNamed, target.isEmpty, Self.isKey(line, before, Self.targets),
        line[before.upperBound] == UInt8(ascii: "=")
      {
        target = word
        isNamed = true
      } else if target.isEmpty, Self.isVerb(line, command), Self.isAddress(line, word) {
        // A command's words may be keys and values; `saved on host:port` names the server.
        target = word
      }
      if let error = Self.error(line, word, isWrite: !command.isEmpty) {
        code = error
        isAccepted = false
        isAnswered = true
        break
      }
      guard !command.isEmpty, !isAnswered else { continue }
      let follows = line.has("->", at: before.lowerBound) || line.has("=>", at: before.lowerBound)
      let isLast = Self.word(line, from: word.upperBound) == nil
      let isReply = follows || isLast || Self.isKey(line, before, Self.replies)
      // `saved 3 …` counts what was written.
      let isNumber = !Self.isVerb(line, command) && word.allSatisfy { ASCII.isDigit(line[$0]) }
      if isReply, Self.equals(line, word, "OK") || isNumber && (follows || !writer.isEmpty && before != command) {
        isAccepted = true
        isAnswered = true
      }
    }
    guard !target.isEmpty else { return nil }
    if !isAnswered {
      // What keeps a client from its server says so in plain words.
      let unreached =
        line.find("onnection refused", from: stamp) ?? line.find("ECONNREFUSED", from: stamp)
        ?? line.find("onnection reset", from: stamp) ?? line.find(" timeout", from: stamp)
        ?? line.find(" timed out", from: stamp) ?? line.find("no route to host", from: stamp)
      guard !command.isEmpty, unreached != nil else { return nil }
    }
    start = command.isEmpty ? target.lowerBound : command.lowerBound
  }

  // MARK: - Words

  /// A cheap look: without one of these the line tells of no answer.
  private static func mayHold(_ line: Span<UInt8>, from start: Int) -> Bool {
    for index in start..<line.count - 1 {
      switch line[index] {
      case UInt8(ascii: "O"):
        if line[index + 1] == UInt8(ascii: "K") || line.has("OOM command", at: index) { return true }
      case UInt8(ascii: "R"): if line.has("READONLY ", at: index) { return true }
      case UInt8(ascii: "N"): if line.has("NOREPLICAS ", at: index) { return true }
      case UInt8(ascii: "M"): if line.has("MISCONF ", at: index) || line.has("MASTERDOWN ", at: index) { return true }
      case UInt8(ascii: "r"): if line.has("read only ", at: index) || line.has("refused", at: index) { return true }
      case UInt8(ascii: "-"): if line.has("-> ", at: index) { return true }
      case UInt8(ascii: "t"): if line.has("timeout", at: index) || line.has("timed out", at: index) { return true }
      default: break
      }
    }
    return false
  }

  private static func isBreak(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "`"):
      true
    default: false
    }
  }

  /// The next word at or after `start`; `=>` is one.
  private static func word(_ line: Span<UInt8>, from start: Int) -> Range<Int>? {
    var index = start
    while index < line.count, isBreak(line[index]) {
      if line.has("=>", at: index) { return index..<index + 2 }
      index += 1
    }
    guard index < line.count else { return nil }
    let first = index
    while index < line.count, !isBreak(line[index]) { index += 1 }
    return first..<index
  }

  private static func equals(_ line: Span<UInt8>, _ word: Range<Int>, _ literal: StaticString) -> Bool {
    word.count == literal.utf8CodeUnitCount && line.has(literal, at: word.lowerBound)
  }

  /// `host:port` with a host that is an address or a machine's name, not the prefix of a key.
  private static func isAddress(_ line: Span<UInt8>, _ word: Range<Int>) -> Bool {
    // A colon may follow: `10.0.0.1:6379: READONLY …`.
    let end = line[word.upperBound - 1] == ASCII.colon ? word.upperBound - 1 : word.upperBound
    var colon = end - 1
    while colon > word.lowerBound, ASCII.isDigit(line[colon]) { colon -= 1 }
    guard colon > word.lowerBound, line[colon] == ASCII.colon, (2...5).contains(end - colon - 1) else { return false }
    var hasMark = false
    for index in word.lowerBound..<colon {
      let byte = line[index]
      switch byte {
      case UInt8(ascii: "."), UInt8(ascii: "-"): hasMark = true
      default:
        if ASCII.isDigit(byte) { hasMark = true } else if !ASCII.isLetter(byte) { return false }
      }
    }
    return hasMark || line.has("localhost:", at: word.lowerBound)
  }

  private static let targets: [StaticString] = [
    "target", "addr", "address", "host", "server", "node", "endpoint", "instance", "redis", "remote", "peer",
    "upstream",
  ]
  private static let replies: [StaticString] = [
    "reply", "result", "resp", "response", "status", "answer", "ret", "res",
  ]
  private static let commands: [StaticString] = [
    "SET", "SETEX", "SETNX", "PSETEX", "MSET", "GETSET", "APPEND", "INCR", "INCRBY", "DECR", "DECRBY", "HSET", "HMSET",
    "HINCRBY", "HDEL", "LPUSH", "RPUSH", "SADD", "SREM", "ZADD", "ZREM", "XADD", "DEL", "UNLINK", "EXPIRE",
  ]
  private static let smallCommands: [StaticString] = ["set", "setex", "incr", "hset", "lpush", "rpush", "zadd", "del"]
  /// What applications call a write in their own words.
  private static let verbs: [StaticString] = [
    "saved", "save", "saving", "wrote", "written", "stored", "persisted", "inserted", "updated",
  ]
  /// What only a writer is told, whatever stands before it.
  private static let refusals: [StaticString] = ["READONLY", "NOREPLICAS", "MISCONF", "MASTERDOWN"]
  private static let errors: [StaticString] = [
    "LOADING", "BUSY", "ERR", "NOAUTH", "NOPERM", "WRONGPASS", "CLUSTERDOWN", "EXECABORT", "MOVED", "TRYAGAIN",
  ]

  private static func isKey(_ line: Span<UInt8>, _ word: Range<Int>, _ keys: [StaticString]) -> Bool {
    !word.isEmpty && word.upperBound < line.count && keys.contains { equals(line, word, $0) }
  }

  /// In small letters only where it is quoted or the value of a key: English has the words, too.
  private static func isCommand(_ line: Span<UInt8>, _ word: Range<Int>) -> Bool {
    guard word.upperBound < line.count, line[word.upperBound] == ASCII.space else { return false }
    if commands.contains(where: { equals(line, word, $0) }) || isVerb(line, word) { return true }
    guard word.lowerBound > 0 else { return false }
    let before = line[word.lowerBound - 1]
    guard before == UInt8(ascii: "\"") || before == UInt8(ascii: "=") || before == UInt8(ascii: "`") else {
      return false
    }
    return smallCommands.contains { equals(line, word, $0) }
  }

  private static func isVerb(_ line: Span<UInt8>, _ word: Range<Int>) -> Bool {
    verbs.contains { equals(line, word, $0) }
  }

  private static func error(_ line: Span<UInt8>, _ word: Range<Int>, isWrite: Bool) -> String? {
    let start = line[word.lowerBound] == UInt8(ascii: "-") ? word.lowerBound + 1 : word.lowerBound
    let end = line[word.upperBound - 1] == ASCII.colon ? word.upperBound - 1 : word.upperBound
    guard start < end else { return nil }
    let bare = start..<end
    if refusals.contains(where: { equals(line, bare, $0) }) { return line.text(bare) }
    if equals(line, bare, "OOM"), line.has("OOM command not", at: start) { return "OOM" }
    // Clients that name the class of the error leave its word out.
    if equals(line, bare, "You"), line.has("You can't write against a read only", at: start) { return "READONLY" }
    return isWrite && errors.contains { equals(line, bare, $0) } ? line.text(bare) : nil
  }
}
