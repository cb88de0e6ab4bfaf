import Testing

@testable import DebriefKit

@Suite struct LineReaderTests {
  /// Gives its bytes out in pieces of a fixed size, the way a slow pipe does.
  final class Drip: ByteStream {
    private var bytes: ArraySlice<UInt8>
    private let size: Int

    init(_ text: [UInt8], size: Int) {
      bytes = text[...]
      self.size = size
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      let piece = bytes.prefix(min(size, buffer.count))
      buffer.copyBytes(from: piece)
      bytes = bytes.dropFirst(piece.count)
      return piece.count
    }
  }

  static func lines(_ text: [UInt8], size: Int = 1 << 20, longest: Int = 1 << 20) throws -> (
    lines: [String], positions: [LinePosition], overlong: [LinePosition], sha: String
  ) {
    var reader = LineReader(Drip(text, size: size), longestLine: longest)
    var lines: [String] = []
    var positions: [LinePosition] = []
    while try reader.fill() {
      reader.forEachLine { line, position in
        lines.append(line.text())
        positions.append(position)
      }
    }
    return (lines, positions, reader.overlong, reader.sha256())
  }

  @Test(arguments: [1, 2, 3, 7, 1 << 20])
  func cutsLinesWhateverTheBlocks(_ size: Int) throws {
    let read = try Self.lines(Array("a\n\nbc\r\nlast".utf8), size: size)
    #expect(read.lines == ["a", "", "bc\r", "last"])
    #expect(read.positions.map(\.line) == [1, 2, 3, 4])
    #expect(read.positions.map(\.offset) == [0, 2, 3, 7])
  }

  @Test func knowsTheDigestOfNothingAndOfABC() throws {
    #expect(try Self.lines([]).sha == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      try Self.lines(Array("abc".utf8)).sha == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test(arguments: [1 << 10, 1 << 18])
  func skipsAnOverlongLineAndKeepsTheRest(_ size: Int) throws {
    let long = [UInt8](repeating: 0x78, count: 3_000_000)
    let text = Array("first\n".utf8) + long + Array("\nafter\n".utf8)
    let read = try Self.lines(text, size: size, longest: 1 << 20)
    #expect(read.lines == ["first", "after"])
    #expect(read.overlong == [LinePosition(line: 2, offset: 6, length: 3_000_000)])
    #expect(read.positions.last?.line == 3)
    #expect(read.positions.last?.offset == 3_000_007)
  }
}
