import Yams

/// The text of a rule file cut at its top-level keys, so that only the parts a question needs are parsed.
///
/// Matching reads a quarter of a file; titles, remedies and tests are parsed when a finding or a test needs them.
struct RuleSource: Sendable {
  let path: String
  let text: String
  /// Top-level key → its text and the number of lines before it.
  private(set) var sections: [(key: String, text: Substring, linesBefore: Int)] = []

  init(path: String, text: String) {
    self.path = path
    self.text = text
    var line = 0
    var open: (key: String, start: String.Index, line: Int)?
    var index = text.startIndex
    func close(_ end: String.Index) {
      if let open { sections.append((open.key, text[open.start..<end], open.line)) }
    }
    while index < text.endIndex {
      let end = text.utf8[index...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
      if let first = text.utf8[index...].first, ASCII.isLetter(first),
        let colon = text.utf8[index..<end].firstIndex(of: UInt8(ascii: ":"))
      {
        close(index)
        open = (String(text[index..<colon]), index, line)
      }
      line += 1
      index = end < text.endIndex ? text.utf8.index(after: end) : text.endIndex
    }
    close(text.endIndex)
  }

  /// The text of a line, counted from 1.
  func line(_ number: Int) -> String? {
    var current = 1
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if current == number { return String(line) }
      current += 1
    }
    return nil
  }
}
