/// Text inside Markdown: the one place where log text is made harmless for it.
enum MarkdownText {
  /// Plain text. Every character that could start markup, a link or HTML is escaped; control characters are written out.
  static func plain(_ text: String) -> String {
    var out = ""
    for scalar in TerminalText.cell(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": out += "\\\(scalar)"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      // `https://…` and `www.…` in log text would be linked by GitHub on its own.
      case ":" where out.hasSuffix("http") || out.hasSuffix("https") || out.hasSuffix("ftp"): out += "&#58;"
      case "@": out += "&#64;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A cell of a table.
  static func cell(_ text: String) -> String { plain(text) }

  /// Text in a code span, also inside tables: the fence is longer than any run of backticks within.
  static func code(_ text: String) -> String {
    let clean = TerminalText.cell(text)
    guard !clean.isEmpty else { return "" }
    var longest = 0
    var run = 0
    for character in clean.utf8 {
      run = character == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = clean.hasPrefix("`") || clean.hasSuffix("`") ? " " : ""
    // A table splits at bars even inside code; GitHub and GitLab take the backslash away again.
    return fence + pad + clean + pad + fence
  }

  /// A code span inside a table cell.
  static func codeCell(_ text: String) -> String { code(text).replacing("|", with: "\\|") }

  /// A fenced block; the fence is longer than any run of backticks within.
  static func block(_ text: String, language: String = "") -> String {
    var longest = 2
    var run = 0
    for character in text.utf8 {
      run = character == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let body = TerminalText.visible(text, keepingNewlines: true)
    return "\(fence)\(language)\n\(body)\(body.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }

  static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}
