import Testing

@testable import DebriefKit

/// The golden texts, mistreated the way copies of logs are: cut off, a byte damaged, lines missing or twice, stamps that
/// are none. Reading ends, no line is lost without being counted, and nobody is named who does not stand in the text.
@Suite struct MistreatedFormatTests {
  private static func check(_ bytes: [UInt8], _ row: GoldenRow, _ how: String) async throws {
    let item = InputItem(path: "pasted.log") { MemoryStream(bytes) }
    let now = Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0
    var found: [Event] = []
    let summary = try await SourceReader(item: item, options: ReadOptions(now: now)).read { events, _ in
      found += events
    }
    var lines = bytes.count { $0 == ASCII.newline }
    if let last = bytes.last, last != ASCII.newline { lines += 1 }
    #expect(summary.lines == lines, "\(how)")
    #expect(summary.recognised + summary.unrecognised == lines, "\(how)")
    let text = String(decoding: bytes, as: UTF8.self)
    for event in found { #expect(Invention.find(in: event, of: text) == nil, "\(how)") }
  }

  @Test(.timeLimit(.minutes(1)), arguments: GoldenRow.all)
  func survivesACut(_ row: GoldenRow) async throws {
    let bytes = Array(row.text.utf8)
    for end in stride(from: 1, to: bytes.count, by: 7) {
      try await Self.check(Array(bytes[..<end]), row, "cut at byte \(end)")
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: GoldenRow.all)
  func survivesAByteThatIsNoText(_ row: GoldenRow) async throws {
    let bytes = Array(row.text.utf8)
    for index in stride(from: 0, to: bytes.count, by: 23) where bytes[index] != ASCII.newline {
      var damaged = bytes
      damaged[index] = 0xFF
      try await Self.check(damaged, row, "0xFF at byte \(index)")
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: GoldenRow.all)
  func survivesLinesThatAreMissingOrTwice(_ row: GoldenRow) async throws {
    let lines = row.text.utf8.split(separator: ASCII.newline, omittingEmptySubsequences: false).dropLast().map {
      Array($0) + [ASCII.newline]
    }
    for index in lines.indices {
      let before = Array(lines[..<index].joined())
      let after = Array(lines[(index + 1)...].joined())
      try await Self.check(before + after, row, "line \(index + 1) missing")
      try await Self.check(before + lines[index] + lines[index] + after, row, "line \(index + 1) twice")
    }
  }

  /// The digits among the first 40 bytes of a line, one after the other, as `l` and `O` are read for `1` and `0`.
  @Test(.timeLimit(.minutes(1)), arguments: GoldenRow.all)
  func survivesLettersInStamps(_ row: GoldenRow) async throws {
    let bytes = Array(row.text.utf8)
    for place in stride(from: 0, to: 40, by: 3) {
      var damaged = bytes
      var column = 0
      for (index, byte) in bytes.enumerated() {
        if column == place, ASCII.isDigit(byte) { damaged[index] = UInt8(ascii: "O") }
        column = byte == ASCII.newline ? 0 : column + 1
      }
      if damaged != bytes { try await Self.check(damaged, row, "letters in column \(place)") }
    }
  }
}
