/// What a zap logger wrote, whichever of its encoders did the writing.
struct ZapMessage {
  var logger: String
  /// The text alone.
  var text: String
  /// The structured part; empty where there was none or where it is cut off.
  var fields: [String: JSONValue]
  /// The structured part as written when it is not whole JSON.
  var damaged: String?

  subscript(key: String) -> String? { fields[key]?.scalarText }

  /// The error behind the message, from the usual key.
  var error: String? { self["error"] ?? self["err"] }

  /// The text with its error: what a reader of the report wants to see, without ids that change at every line.
  var sentence: String {
    if let error { return "\(text): \(error)" }
    if let damaged { return "\(text) \(damaged)" }
    return text
  }

  /// Keys that only say where in the program the line was written or repeat other keys.
  private static let plumbing: Set<String> = [
    "controller", "controllerGroup", "controllerKind", "reconcileID", "errorVerbose", "stacktrace", "error", "caller",
    "level", "ts", "msg", "logger", "useragent", "user-agent",
  ]

  /// The fields a reader could ask for, keys in snake_case.
  var attributes: [String: JSONValue] {
    var kept: [String: JSONValue] = [:]
    for (key, value) in fields where !Self.plumbing.contains(key) && value != .null {
      kept[SnakeCase.of(key)] = value
    }
    return kept
  }

  /// A name that stands either bare, as `ns/name`, or as `{"name": …}` under one of the keys.
  func name(_ keys: String...) -> String? {
    for key in keys {
      guard let value = fields[key] else { continue }
      if let name = value["name"]?.string, !name.isEmpty { return name }
      if let text = value.string, !text.isEmpty {
        return text.split(separator: "/").last.map(String.init)
      }
    }
    return nil
  }
}

extension ZapMessage {
  /// Splits `message[ blanks {json}]`; the stack of an error stands on later lines and is left out.
  init(logger: some StringProtocol, columns: some StringProtocol) {
    self.logger = String(logger)
    let line = columns.prefix { $0 != "\n" }
    var text = Substring(line)
    var fields: [String: JSONValue] = [:]
    var damaged: String?
    if let brace = Self.tail(of: text) {
      let tail = text[brace...]
      text = text[..<brace]
      if case .object(let members)? = try? JSONValue.parse(String(tail)) {
        fields = members
      } else {
        damaged = String(tail)
      }
    }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    self.text = String(text)
    self.fields = fields
    self.damaged = damaged
  }

  /// Where the structured part starts: a brace after a tab or a blank, followed by a quote or a closing brace. Text such
  /// as `map[dbstate:{"a":1}]` holds braces too, but not after a blank.
  private static func tail(of text: Substring) -> Substring.Index? {
    var previous: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if character == "{", previous == "\t" || previous == " " {
        let next = text.index(after: index)
        if next < text.endIndex, text[next] == "\"" || text[next] == "}" { return index }
      }
      previous = character
      index = text.index(after: index)
    }
    return nil
  }
}

/// `status code`, `leader-name` and `podName` as `status_code`, `leader_name` and `pod_name`.
enum SnakeCase {
  static func of(_ word: some StringProtocol) -> String {
    var out = ""
    var afterLower = false
    for character in word {
      if character == " " || character == "-" || character == "." || character == "/" {
        out += "_"
        afterLower = false
      } else if character.isUppercase {
        if afterLower { out += "_" }
        out += character.lowercased()
        afterLower = false
      } else {
        out.append(character)
        afterLower = character.isLowercase || character.isNumber
      }
    }
    return out
  }

  /// The first words of a message as a short code: `DB Service is not running,  wait` → `db-service-is-not-running`.
  static func slug(_ text: some StringProtocol) -> String {
    var words: [String] = []
    var word = ""
    for character in text.prefix(120) {
      if character.isASCII, character.isLetter || character.isNumber {
        word += character.lowercased()
      } else if character == "'" {
        continue
      } else {
        if !word.isEmpty, !word.allSatisfy(\.isNumber) { words.append(word) }
        word = ""
        if words.count >= 6 || character == ":" || character == "," { break }
      }
    }
    if words.count < 6, !word.isEmpty, !word.allSatisfy(\.isNumber) { words.append(word) }
    return words.isEmpty ? "unknown" : words.joined(separator: "-")
  }
}
