/// A log message as words, with places for what varies; the tables of known messages are made of these.
///
/// Words stand for themselves. `{M}` is master or primary, `{R}` slave or replica, in any case. `<name>` is one word,
/// `<name…>` everything to the end. Text may stand on both sides of a place: `'<name>'`, `<asked>,`, `{M}:`.
struct LinePattern: Sendable {
  private enum Word: Sendable {
    case literal(String)
    case role(isPrimary: Bool, before: String, after: String)
    case place(String, before: String, after: String)
    case rest(String, before: String, after: String)
  }

  private let words: [Word]
  /// The key of the first word, see `key(of:)`.
  let key: String

  init(_ text: String) {
    words = text.split(separator: " ").map { Self.word($0) }
    key =
      switch words.first {
      case .literal(let text): Self.key(of: Substring(text))
      case .role(let isPrimary, _, let after): (isPrimary ? "{M}" : "{R}") + after
      default: ""
      }
  }

  private static func word(_ text: Substring) -> Word {
    if let open = text.firstIndex(of: "{"), let close = text.firstIndex(of: "}") {
      return .role(
        isPrimary: text[text.index(after: open)] == "M", before: String(text[..<open]),
        after: String(text[text.index(after: close)...]))
    }
    guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close, text.count > 3 else {
      return .literal(String(text))
    }
    let name = text[text.index(after: open)..<close]
    let before = String(text[..<open])
    guard !name.contains("-") else { return .literal(String(text)) }
    let after = String(text[text.index(after: close)...])
    if name.hasSuffix("…") { return .rest(String(name.dropLast()), before: before, after: after) }
    return .place(String(name), before: before, after: after)
  }

  /// The first word of a message the way `key` writes it.
  static func key(of word: Substring) -> String {
    let bare = word.last == ":" ? word.dropLast() : word
    guard let isPrimary = role(bare) else { return String(word) }
    return (isPrimary ? "{M}" : "{R}") + (word.last == ":" ? ":" : "")
  }

  /// What stood in the places, or nil where the message is another one.
  func match(_ text: [Substring]) -> [String: String]? {
    var found: [String: String] = [:]
    for (index, word) in words.enumerated() {
      guard index < text.count else { return nil }
      let part = text[index]
      switch word {
      case .literal(let literal):
        guard part == literal else { return nil }
      case .role(let isPrimary, let before, let after):
        guard let inner = Self.inside(part, before, after), Self.role(inner) == isPrimary else { return nil }
      case .place(let name, let before, let after):
        guard let inner = Self.inside(part, before, after), !inner.isEmpty else { return nil }
        found[name] = String(inner)
      case .rest(let name, let before, let after):
        guard part.hasPrefix(before), let last = text.last else { return nil }
        let from = part.utf8.index(part.startIndex, offsetBy: before.utf8.count)
        let whole = part.base[from..<last.endIndex]
        found[name] = String(whole.hasSuffix(after) ? whole.dropLast(after.count) : whole)
        return found
      }
    }
    return text.count == words.count ? found : nil
  }

  private static func inside(_ part: Substring, _ before: String, _ after: String) -> Substring? {
    guard part.hasPrefix(before), part.hasSuffix(after), part.count >= before.count + after.count else { return nil }
    return part.dropFirst(before.count).dropLast(after.count)
  }

  private static func role(_ word: Substring) -> Bool? {
    switch word {
    case "master", "MASTER", "Master", "primary", "PRIMARY", "Primary": true
    case "slave", "SLAVE", "Slave", "replica", "REPLICA", "Replica": false
    default: nil
    }
  }
}
