/// Finds secrets in a text by the form around them: option, assignment, command, URL, key block.
///
/// One pass over the bytes. Every form that is known stands in a function of its own and gives the range of the secret
/// alone, so that the reader of a report still sees what was said.
enum SecretScanner {
  /// The ranges of secrets, in order, not overlapping.
  static func secrets(in bytes: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    let tools = Tools(bytes)
    while index < bytes.count {
      let byte = bytes[index]
      let atWord = index == 0 || !isWordByte(bytes[index - 1])
      if atWord, ASCII.isLetter(byte) || byte == UInt8(ascii: "_") {
        let end = wordEnd(bytes, index)
        if let hits = afterWord(bytes, index..<end, tools), let last = hits.last {
          found += hits
          index = max(end, last.upperBound)
        } else {
          index = end
        }
        continue
      }
      if byte == UInt8(ascii: "-"), let (hit, next) = dash(bytes, index, tools) {
        if let hit { found.append(hit) }
        index = next
        continue
      }
      if byte == ASCII.colon, let hit = userInfo(bytes, index) {
        found.append(hit)
        index = hit.upperBound
        continue
      }
      if byte == UInt8(ascii: ">"), tools.acl, index > 0, bytes[index - 1] == ASCII.space {
        let end = bareEnd(bytes, index + 1)
        if end > index + 1 { found.append(index + 1..<end) }
        index = max(end, index + 1)
        continue
      }
      index += 1
    }
    return found
  }

  /// Whether a key, a variable or a directive with this name holds a secret.
  static func isSecretName(_ name: [UInt8]) -> Bool {
    let lower = name.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    return endings.contains { lower.count >= $0.count && lower.suffix($0.count).elementsEqual($0) }
  }

  /// Placeholders, references and answers to "using password:" are no secrets.
  static func isSecretValue(_ value: [UInt8]) -> Bool {
    guard let first = value.first else { return false }
    if "<${[*(".utf8.contains(first) { return false }
    if value.allSatisfy({ $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }) {
      return false
    }
    var word = value[...]
    while let last = word.last, ":.!?".utf8.contains(last) { word = word.dropLast() }
    return !innocent.contains(String(decoding: word, as: UTF8.self).lowercased())
  }

  private static let endings: [[UInt8]] = [
    "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "api_key", "access_key", "secret_key",
    "requirepass", "masterauth", "auth_pass", "authpass", "primaryauth", "rediscli_auth", "authorization", "credential",
    "password_flag", "private_key", "pgpassword_superuser", "pgpassword_standby", "pgpassword_admin", "root_pass",
    "user_pass",
  ].map { Array($0.utf8) }

  private static let innocent: Set<String> = [
    "yes", "no", "true", "false", "null", "nil", "none", "", "kube_blocks_encrypted_data",
    "s1vcrv9cte9ds1nfru5duflqvevex0rbveve", "s1vcrv9cte9ds1nfru5duvlqvevex0rbvee=", "failed", "failure", "called",
    "required", "error", "command", "is", "was", "with", "without", "needed", "before", "not", "and", "or", "to",
    "from",
    "authentication", "mismatch", "expired", "invalid", "redacted", "n/a", "set", "unset", "empty", "configured",
    "present", "absent",
  ]

  /// Which tools' options may stand in the text.
  struct Tools {
    var mysql = false
    var mongo = false
    var redis = false
    var acl = false
    var curl = false
    var gauss = false

    init(_ bytes: [UInt8]) {
      guard bytes.contains(UInt8(ascii: "-")) || bytes.contains(UInt8(ascii: ">")) else { return }
      let text = String(decoding: bytes.prefix(65_536), as: UTF8.self).lowercased()
      mysql =
        text.contains("mysql") || text.contains("mariadb") || text.contains("xtrabackup") || text.contains("flag=-p")
      mongo = text.contains("mongo")
      redis = text.contains("redis") || text.contains("valkey")
      acl = text.contains("setuser") || text.contains("user ")
      curl = text.contains("curl ")
      gauss = text.contains("gs_") || text.contains("gsql")
    }
  }
}

// MARK: - After a word

extension SecretScanner {
  private static func afterWord(_ bytes: [UInt8], _ word: Range<Int>, _ tools: Tools) -> [Range<Int>]? {
    let first = bytes[word.lowerBound] | 0x20
    if first == UInt8(ascii: "e"), let hit = webToken(bytes, word.lowerBound) { return [hit] }
    let name = Array(bytes[word])
    if isSecretName(name) { return assigned(bytes, word, name).map { [$0] } }
    switch name.count {
    case 2 where equal(name, "by"): return quoted(bytes, word.upperBound).map { [$0] }
    case 4 where equal(name, "auth"): return authCommand(bytes, word, exact: name)
    case 6 where equal(name, "bearer"):
      let start = skipBlanks(bytes, word.upperBound)
      let end = bareEnd(bytes, start)
      return start > word.upperBound && end - start >= 8 ? [start..<end] : nil
    case 5 where equal(name, "begin"): return keyBlock(bytes, word).map { [$0] }
    case 5 where equal(name, "value"): return valueBeforeName(bytes, word.upperBound).map { [$0] }
    default: return nil
    }
  }

  /// `name=value`, `name: value`, `"name":"value"` at any depth of escaping, `name value` for directives,
  /// `--name value`, `"name":"X_PASSWORD","value":"…"`, `{name: X_PASSWORD, value: …}`.
  private static func assigned(_ bytes: [UInt8], _ word: Range<Int>, _ name: [UInt8]) -> Range<Int>? {
    var index = word.upperBound
    // The closing quote of a key, with the backslashes of the strings around it.
    let keyIsQuoted = skipQuote(bytes, &index)
    var blanks = index
    while blanks < bytes.count, bytes[blanks] == ASCII.space { blanks += 1 }
    guard blanks < bytes.count else { return nil }
    switch bytes[blanks] {
    case UInt8(ascii: "="):
      // Blanks around the sign are SQL's or a property file's; a shell has none.
      return value(bytes, skipBlanks(bytes, blanks + 1), after: blanks == index ? .sign : .spaced, name)
    case ASCII.colon:
      return value(bytes, skipBlanks(bytes, blanks + 1), after: keyIsQuoted ? .key : .spaced, name)
    case UInt8(ascii: ","): return environment(bytes, blanks + 1)
    default:
      guard blanks > index || keyIsQuoted else { return nil }
      return directive(bytes, word, blanks, name, keyIsQuoted)
    }
  }

  private enum Before { case sign, spaced, key }

  private static func value(_ bytes: [UInt8], _ start: Int, after: Before, _ name: [UInt8]) -> Range<Int>? {
    var index = start
    if after == .sign, index + 2 < bytes.count, equal(Array(name.suffix(13)), "password_flag"),
      bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "p")
    {
      index += 2
    }
    guard index < bytes.count else { return nil }
    let range: Range<Int>
    if let inside = quoted(bytes, index) {
      range = inside
    } else if equal(Array(name.suffix(13)), "authorization") {
      // `Authorization: Bearer <token>`: the scheme stays.
      var end = bareEnd(bytes, index)
      if end < bytes.count, bytes[end] == ASCII.space, end - index <= 8 {
        index = end + 1
        end = bareEnd(bytes, index)
      }
      range = index..<end
    } else {
      range = index..<bareEnd(bytes, index)
    }
    return isSecretValue(Array(bytes[range])) ? range : nil
  }

  /// `requirepass x`, `masterauth x`, `sentinel auth-pass <name> x`, `--password x`, `PASSWORD 'x'`.
  private static func directive(
    _ bytes: [UInt8], _ word: Range<Int>, _ start: Int, _ name: [UInt8], _ keyIsQuoted: Bool
  ) -> Range<Int>? {
    // SQL: `PASSWORD 'x'`. `secret "x"` names an object of Kubernetes.
    if equal(Array(name.suffix(8)), "password"), !keyIsQuoted, let inside = quoted(bytes, start) {
      return isSecretValue(Array(bytes[inside])) ? inside : nil
    }
    let isOption =
      word.lowerBound >= 2 && bytes[word.lowerBound - 1] == UInt8(ascii: "-")
      && bytes[word.lowerBound - 2] == UInt8(ascii: "-")
    let isDirective =
      equal(name, "requirepass") || equal(name, "masterauth") || equal(name, "auth-pass") || equal(name, "primaryauth")
    guard isOption || isDirective else { return nil }
    var index = start
    if equal(name, "auth-pass") {
      // The monitored name comes first.
      let end = bareEnd(bytes, index)
      let next = skipBlanks(bytes, end)
      if next > end, next < bytes.count { index = next }
    }
    if let inside = quoted(bytes, index) { return isSecretValue(Array(bytes[inside])) ? inside : nil }
    let range = index..<bareEnd(bytes, index)
    return isSecretValue(Array(bytes[range])) ? range : nil
  }

  /// `AUTH pw`, `AUTH user pw`, `HELLO 3 AUTH user pw`, and with each word in quotes as MONITOR prints them.
  private static func authCommand(_ bytes: [UInt8], _ word: Range<Int>, exact: [UInt8]) -> [Range<Int>]? {
    let isQuoted = word.lowerBound > 0 && bytes[word.lowerBound - 1] == UInt8(ascii: "\"")
    guard isQuoted || exact.elementsEqual("AUTH".utf8) else { return nil }
    var hits: [Range<Int>] = []
    var index = word.upperBound
    if isQuoted { _ = skipQuote(bytes, &index) }
    while hits.count < 2 {
      let start = skipBlanks(bytes, index)
      guard start > index, start < bytes.count else { break }
      let range = quoted(bytes, start) ?? start..<bareEnd(bytes, start)
      guard !range.isEmpty, isSecretValue(Array(bytes[range])) else { break }
      hits.append(range)
      index = range.upperBound
      _ = skipQuote(bytes, &index)
    }
    return hits.isEmpty ? nil : hits
  }

  /// `eyJ….….…`
  private static func webToken(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    guard start + 20 < bytes.count, bytes[start] == UInt8(ascii: "e"), bytes[start + 1] == UInt8(ascii: "y"),
      bytes[start + 2] == UInt8(ascii: "J")
    else { return nil }
    var index = start
    var dots = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") {
        dots += 1
      } else if !ASCII.isLetter(byte), !ASCII.isDigit(byte), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
        break
      }
      index += 1
    }
    return dots >= 1 && index - start > 30 ? start..<index : nil
  }

  /// `-----BEGIN … PRIVATE KEY-----` to the end of the block.
  private static func keyBlock(_ bytes: [UInt8], _ word: Range<Int>) -> Range<Int>? {
    let marker = Array("PRIVATE KEY-----".utf8)
    var index = word.upperBound
    let limit = min(bytes.count, index + 40)
    while index + marker.count <= limit {
      if bytes[index..<index + marker.count].elementsEqual(marker) {
        let start = index + marker.count
        var end = start
        while end < bytes.count, !bytes[end...].starts(with: "-----END".utf8) { end += 1 }
        return start < end ? start..<end : nil
      }
      index += 1
    }
    return nil
  }
}

// MARK: - Small steps

extension SecretScanner {
  static func isWordByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_")
  }

  /// The end of a name; `-` joins words (`auth-pass`, `x-api-key`).
  static func wordEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < bytes.count, isWordByte(bytes[index]) || bytes[index] == UInt8(ascii: "-") { index += 1 }
    return index
  }

  static func isEdge(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "=")
      || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "`")
  }

  static func skipBlanks(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] == ASCII.space || bytes[index] == ASCII.tab { index += 1 }
    return index
  }

  /// Goes over backslashes and one quote.
  static func skipQuote(_ bytes: [UInt8], _ index: inout Int) -> Bool {
    var end = index
    while end < bytes.count, bytes[end] == UInt8(ascii: "\\") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'") else { return false }
    index = end + 1
    return true
  }

  /// What stands between the quote at `start` (with its backslashes) and its like.
  static func quoted(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    var open = skipBlanks(bytes, start)
    let slashes = open
    while open < bytes.count, bytes[open] == UInt8(ascii: "\\") { open += 1 }
    guard open < bytes.count, bytes[open] == UInt8(ascii: "\"") || bytes[open] == UInt8(ascii: "'") else { return nil }
    let depth = open - slashes
    let quote = bytes[open]
    var end = open + 1
    // A shell writes a quote inside quotes as `'\''`.
    if quote == UInt8(ascii: "'"), bytes[end...].starts(with: "\\''".utf8) { end += 3 }
    let first = end
    while end < bytes.count {
      if bytes[end] == quote {
        var back = 0
        while end - back > first, bytes[end - back - 1] == UInt8(ascii: "\\") { back += 1 }
        if back <= depth { return first..<end - back }
      }
      end += 1
    }
    return nil
  }

  /// The end of a value without quotes.
  static func bareEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] > 0x20, !"\"'`,;)}]&|\\".utf8.contains(bytes[index]) { index += 1 }
    return index
  }

  static func equal(_ bytes: [UInt8], _ word: StaticString) -> Bool {
    bytes.count == word.utf8CodeUnitCount
      && word.withUTF8Buffer { literal in zip(bytes, literal).allSatisfy { $0 | 0x20 == $1 | 0x20 } }
  }
}
