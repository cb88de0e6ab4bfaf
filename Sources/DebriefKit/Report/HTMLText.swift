/// Text inside HTML: the one place where log text is made harmless for it.
enum HTMLText {
  /// Text of an element or of a quoted attribute.
  static func plain(_ text: String) -> String {
    var out = ""
    for scalar in TerminalText.visible(text, keepingNewlines: true).unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Our own phrases may hold `code` marks and nothing else.
  static func phrase(_ escaped: String) -> String {
    var out = ""
    for (index, part) in escaped.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      out += index % 2 == 1 ? "<code>\(part)</code>" : String(part)
    }
    return out
  }
}
