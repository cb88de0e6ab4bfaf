/// Text for plain output: log text must not steer a terminal or hide what stands there.
public enum TerminalText {
  /// Control characters and direction overrides written out as `\u{1b}`.
  public static func visible(_ text: String, keepingNewlines: Bool = false) -> String {
    guard text.unicodeScalars.contains(where: isHostile) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if !isHostile(scalar) || (keepingNewlines && (scalar == "\n" || scalar == "\t")) {
        out.unicodeScalars.append(scalar)
      } else {
        out += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return out
  }

  /// One line: newlines and tabs become spaces.
  public static func cell(_ text: String) -> String {
    visible(text.replacing("\r\n", with: " ").replacing("\n", with: " ").replacing("\t", with: " "))
  }

  static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}

extension String {
  /// Columns on a terminal: East Asian wide characters count two.
  var columns: Int {
    unicodeScalars.reduce(0) { sum, scalar in
      let value = scalar.value
      let isWide =
        (0x1100...0x115F).contains(value) || (0x2E80...0xA4CF).contains(value) || (0xAC00...0xD7A3).contains(value)
        || (0xF900...0xFAFF).contains(value) || (0xFE30...0xFE6F).contains(value) || (0xFF00...0xFF60).contains(value)
        || (0x1F300...0x1FAFF).contains(value)
      return sum + (scalar.properties.generalCategory == .nonspacingMark ? 0 : isWide ? 2 : 1)
    }
  }

  func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - columns)) }
}
