/// The little markup that texts of rules may use: paragraphs, `- ` lists, fenced commands, `code`.
/// Everything else in them is plain text, also what was filled in from logs.
enum LightMarkup {
  static func blocks(_ text: String) -> [Passage] {
    var blocks: [Passage] = []
    var paragraph: [Substring] = []
    var items: [Passage.Item] = []
    var fence: [Substring]?

    func endParagraph() {
      if !paragraph.isEmpty { blocks.append(.paragraph(inlines(paragraph.joined(separator: " ")))) }
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
        items.append(Passage.Item(text: inlines(String(trimmed.dropFirst(2)))))
      } else if !items.isEmpty, line.hasPrefix(" ") {
        items[items.count - 1].text += [.text(" ")] + inlines(String(trimmed))
      } else {
        if !items.isEmpty { endParagraph() }
        paragraph.append(trimmed)
      }
    }
    endParagraph()
    if let open = fence { blocks.append(.code(open.joined(separator: "\n"))) }
    return blocks
  }

  static func inlines(_ text: String) -> [Inline] {
    var inlines: [Inline] = []
    for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      guard !part.isEmpty else { continue }
      if index % 2 == 1 {
        inlines.append(.code(String(part)))
      } else {
        inlines.append(.text(String(part)))
      }
    }
    return inlines
  }
}
