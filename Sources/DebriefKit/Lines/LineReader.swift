#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a line stands in its source.
public struct LinePosition: Sendable, Equatable, Codable {
  /// Counted from 1.
  public var line: Int
  /// Bytes from the start of the source.
  public var offset: Int64
  /// Bytes of the line without its newline.
  public var length: Int
}

/// Cuts a byte stream into lines, a block at a time, with memory bounded by the longest line it accepts.
///
/// `fill()` reads the next block, `forEachLine` pushes the whole lines of that block. Lines longer than `longestLine` are
/// not given out; they are counted in `overlong` with their position.
struct LineReader: ~Copyable {
  static let blockSize = 1 << 18
  /// 16 MiB: a whole `kubectl get -o json` list on one line fits, a runaway line does not take the memory.
  static let longestLine = 1 << 24
  static let start = LinePosition(line: 1, offset: 0, length: 0)

  private let stream: any ByteStream
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var reachedEnd = false
  private var skipping: LinePosition?
  private let longestLine: Int

  private(set) var position: LinePosition
  private(set) var overlong: [LinePosition] = []
  private var digest: Digest

  init(
    _ stream: any ByteStream, from position: LinePosition = LineReader.start, overlong: [LinePosition] = [],
    digest: consuming Digest = Digest(), longestLine: Int = LineReader.longestLine
  ) {
    self.stream = stream
    self.position = position
    self.overlong = overlong
    self.digest = digest
    self.longestLine = longestLine
    buffer = .allocate(byteCount: LineReader.blockSize * 2, alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// Bytes read so far, counted from the start of the source.
  var bytes: Int64 { position.offset + Int64(end - start) }

  /// SHA-256 of everything read so far, as 64 hexadecimal digits.
  func sha256() -> String { digest.hexadecimal() }

  /// A seal that only those can open who have all the bytes read so far.
  func seal() -> Seal { Seal(digest) }

  /// Whether the stream has ended and every whole line was pushed: what is left is a line without its newline, if anything.
  var isAtUnfinishedLine: Bool { reachedEnd && skipping == nil }

  /// Reads the next block. False at the end, when `forEachLine` has nothing more to push.
  mutating func fill() throws -> Bool {
    guard !reachedEnd else { return false }
    if start > 0 {
      let rest = end - start
      if rest > 0, let base = buffer.baseAddress { memmove(base, base.advanced(by: start), rest) }
      start = 0
      end = rest
    }
    if buffer.count - end < LineReader.blockSize {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
      buffer.deallocate()
      buffer = larger
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end..<end + LineReader.blockSize])
    let count = try stream.read(into: room)
    digest.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
    end += count
    reachedEnd = count == 0
    return true
  }

  /// Pushes every whole line that is in the buffer; after the last block also a last line without a newline.
  mutating func forEachLine(_ body: (Span<UInt8>, LinePosition) throws -> Void) rethrows {
    while start < end {
      let stop: Int
      if let base = buffer.baseAddress, let found = memchr(base.advanced(by: start), Int32(ASCII.newline), end - start)
      {
        stop = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      } else if reachedEnd {
        stop = end
      } else {
        if end - start > longestLine { dropUnfinishedLine() }
        return
      }
      position.length = stop - start
      if var long = skipping {
        long.length += position.length
        overlong.append(long)
        skipping = nil
      } else if position.length > longestLine {
        overlong.append(position)
      } else {
        let line = UnsafeRawBufferPointer(rebasing: buffer[start..<stop])
        try body(Span(_unsafeBytes: line), position)
      }
      let next = min(stop + 1, end)
      position.offset += Int64(next - start)
      position.line += 1
      start = next
    }
  }

  /// A line that outgrew the limit: its bytes go, its place and length stay known.
  private mutating func dropUnfinishedLine() {
    var long = skipping ?? LinePosition(line: position.line, offset: position.offset, length: 0)
    long.length += end - start
    skipping = long
    position.offset += Int64(end - start)
    start = end
  }
}
