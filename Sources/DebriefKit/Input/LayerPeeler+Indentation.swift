/// The indentation of pasted text: four blanks or a tab make a block of code in Markdown, mail and tickets shift what they
/// quote, and lists put a dash before it.
///
/// A log line that is shifted behind plain text or a blank line opens such a block; as long as the lines are shifted as
/// far, the blanks are a layer and no part of them. What stands inside an object that is being read is never shifted back.
struct Indentation: Codable {
  /// How far the open block is shifted.
  private var width: Int?
  /// The last line may stand before a quotation: blank, or words.
  private var mayOpen = true

  static let deepest = 16

  /// How many bytes of the line are the layer.
  mutating func take(_ line: Span<UInt8>, insideBlock: Bool, startsText: (Span<UInt8>, Int) -> Bool) -> Int {
    guard line.count > 0 else {
      mayOpen = true
      return 0
    }
    guard Self.isBlank(line[0]) else {
      width = nil
      mayOpen = Self.isPlainWord(line)
      return 0
    }
    var own = 0
    while own < line.count, Self.isBlank(line[own]) { own += 1 }
    if let width {
      if own >= width || own == line.count { return min(own, width) }
      self.width = nil
    }
    if own == line.count {
      mayOpen = true
      return 0
    }
    guard mayOpen, !insideBlock, own <= Self.deepest, startsText(line, own) else {
      mayOpen = false
      return 0
    }
    width = own
    return own
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == ASCII.tab }

  /// Words, a heading, a list or a quotation: no line of a log, whose next line may be shifted for reasons of its own.
  private static func isPlainWord(_ line: Span<UInt8>) -> Bool {
    if ASCII.isDigit(line[0]) || line[0] == UInt8(ascii: "[") || line[0] == UInt8(ascii: "{") { return false }
    guard line.count > 1, ASCII.isLetter(line[0]) else { return true }
    return !ASCII.isDigit(line[1]) && !line.has("time=\"")
  }
}
