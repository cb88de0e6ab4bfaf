// The look that every line of a log can afford; what it lets through, `secrets` reads byte by byte.
extension SecretScanner {
  /// Whether a line is worth a closer look: cheap enough for every line of a log. Never false where `secrets` finds one.
  static func mightHold(_ line: Span<UInt8>) -> Bool {
    var index = 0
    while index < line.count {
      switch line[index] | 0x20 {
      case UInt8(ascii: "p"):
        if follows(line, index, "ass") || follows(line, index, "wd") || follows(line, index, "riv") { return true }
      case UInt8(ascii: "a"):
        if follows(line, index, "uth") || follows(line, index, "pi") || follows(line, index, "ccess") { return true }
      case UInt8(ascii: "s"): if follows(line, index, "ecret") || follows(line, index, "etuser") { return true }
      case UInt8(ascii: "t"): if follows(line, index, "oken") { return true }
      case UInt8(ascii: "b"): if follows(line, index, "earer") || follows(line, index, "egin") { return true }
      case UInt8(ascii: "i"): if follows(line, index, "dentified") { return true }
      case UInt8(ascii: "c"): if follows(line, index, "redential") { return true }
      case UInt8(ascii: "h"): if follows(line, index, "ello") { return true }
      case UInt8(ascii: "e"): if follows(line, index, "yj") { return true }
      // The same bit makes `:` of 0x1A and `-` of 0x0D, neither of which stands in a log line.
      case UInt8(ascii: ":"): if line.has("://", at: index) { return true }
      // `@` with the bit set is a backquote.
      case UInt8(ascii: "`"): if line.has("@", at: index) { return true }
      case UInt8(ascii: ">"): if index > 0, line[index - 1] == ASCII.space { return true }
      // An option: `-p…`, `-a …`, `--password`.
      case UInt8(ascii: "-"):
        if index == 0 || !isWordByte(line[index - 1]),
          line.has("-p", at: index) || line.has("-a", at: index) || line.has("--", at: index)
            || line.has("-u ", at: index) || line.has("-W ", at: index)
        {
          return true
        }
      default: break
      }
      index += 1
    }
    return false
  }

  /// Whether the letters after `index` are these, whatever their case.
  private static func follows(_ line: Span<UInt8>, _ index: Int, _ letters: StaticString) -> Bool {
    let count = letters.utf8CodeUnitCount
    guard index + count < line.count else { return false }
    for offset in 0..<count where line[index + 1 + offset] | 0x20 != letters.utf8Start[offset] { return false }
    return true
  }
}
