/// The little markup that texts of rules may use: paragraphs, `- ` lists, fenced commands, `code`, https links.
/// Everything else in them is plain text, also what was filled in from logs. Links only where nothing comes from logs.
enum LightMarkup {
  static func blocks(_ text: String, links: Bool = false) -> [Passage] {
    var blocks: [Passage] = []
    var paragraph: [Substring] = []
    var items: [Passage.Item] = []
    var fence: [Substring]?

    func endParagraph() {
      if !paragraph.isEmpty { blocks.append(.paragraph(inlines(paragraph.joined(separator: " "), links: links))) }
      paragraph = []
      if !items.isEmpty { blocks.append(.list(items, ordered: false)) }
      items = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == " " }
      if let open = fence {
        if trimmed.hasPrefix("```") {
          blocks.append(.code(open.joined(separator: "\n")))
          fence = nil
        } else {
          fence = open + [line]
        }
      } else if trimmed.hasPrefix("```") {
        endParagraph()
        fence = []
      } else if trimmed.isEmpty {
        endParagraph()
      } else if trimmed.hasPrefix("- ") {
        if !paragraph.isEmpty { endParagraph() }
        items.append(Passage.Item(text: inlines(String(trimmed.dropFirst(2)), links: links)))
      } else if !items.isEmpty, line.hasPrefix(" ") {
        items[items.count - 1].text += [.text(" ")] + inlines(String(trimmed), links: links)
      } else {
        if !items.isEmpty { endParagraph() }
        paragraph.append(trimmed)
      }
    }
    endParagraph()
    if let open = fence { blocks.append(.code(open.joined(separator: "\n"))) }
    return blocks
  }

  static func inlines(_ text: String, links: Bool = false) -> [Inline] {
    var inlines: [Inline] = []
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      guard !part.isEmpty else { continue }
      if index % 2 == 1 {
        inlines.append(.code(String(part)))
      } else {
        inlines += links ? linked(part) : [.text(String(part))]
      }
    }
    return inlines
  }

  private static func linked(_ text: Substring) -> [Inline] {
    var inlines: [Inline] = []
    var plain = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !plain.isEmpty || !inlines.isEmpty { plain += " " }
      // Punctuation around a link belongs to the sentence.
      let start = word.firstIndex { $0 != "(" && $0 != "<" } ?? word.startIndex
      let end = word.lastIndex { !").,;>".contains($0) }.map(word.index(after:)) ?? word.endIndex
      guard start < end, word[start...].hasPrefix("https://"), isLink(word[start..<end]) else {
        plain += word
        continue
      }
      plain += word[..<start]
      if !plain.isEmpty { inlines.append(.text(plain)) }
      inlines.append(.link(String(word[start..<end])))
      plain = String(word[end...])
    }
    if !plain.isEmpty { inlines.append(.text(plain)) }
    return inlines
  }

  private static func isLink(_ word: Substring) -> Bool {
    word.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "-._~:/?#=&%+,".utf8.contains($0) }
  }
}
