#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes that log grammars are made of, and the tests on them.
enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let escape: UInt8 = 0x1B
  static let space = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// A path as part of a URI: unreserved characters and slashes stay, every other byte becomes `%XX`.
  static func percentEncoded(_ path: String) -> String {
    path.utf8.map { byte in
      isLetter(byte) || isDigit(byte) || "-._~/".utf8.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
}

// MARK: - Reading a line

extension Span where Element == UInt8 {
  /// The bytes as text; invalid UTF-8 becomes U+FFFD, NUL stays.
  func text() -> String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

  /// The bytes of `range` as text. The range must lie inside the line.
  func text(_ range: Range<Int>) -> String { extracting(range).text() }

  /// Whether `literal` stands at `index`.
  func has(_ literal: StaticString, at index: Int = 0) -> Bool {
    let length = literal.utf8CodeUnitCount
    guard index >= 0, index + length <= count else { return false }
    // A StaticString of ASCII or UTF-8 literals always has a pointer of this length.
    let start = literal.utf8Start
    for offset in 0..<length where self[index + offset] != start[offset] { return false }
    return true
  }

  /// Whether these bytes stand at `index`.
  func equals(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index >= 0, index + bytes.count <= count else { return false }
    for offset in bytes.indices where self[index + offset] != bytes[offset] { return false }
    return true
  }

  /// The first place of `byte` at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    precondition(start >= 0)
    guard start < count else { return nil }
    return withUnsafeBufferPointer { buffer in
      // `start` lies inside, so what is searched does, too.
      guard let base = buffer.baseAddress, let found = memchr(base + start, Int32(byte), buffer.count - start) else {
        return nil
      }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// The first place of `literal` at or after `start`.
  func find(_ literal: StaticString, from start: Int = 0) -> Int? {
    let length = literal.utf8CodeUnitCount
    guard length > 0, count >= length else { return nil }
    let first = literal.utf8Start[0]
    var from = Swift.max(0, start)
    while let index = firstIndex(of: first, from: from), index + length <= count {
      if has(literal, at: index) { return index }
      from = index + 1
    }
    return nil
  }

  /// The decimal number that starts at `start`, and the index after it. At most 18 digits.
  func number(at start: Int) -> (value: Int64, end: Int)? {
    var index = start
    var value: Int64 = 0
    while index < count, ASCII.isDigit(self[index]), index - start < 18 {
      value = value &* 10 &+ Int64(self[index] &- 0x30)
      index += 1
    }
    return index > start ? (value, index) : nil
  }

  /// The number written with exactly `digits` digits at `start`.
  func fixed(_ digits: Int, at start: Int) -> Int? {
    guard start >= 0, start + digits <= count else { return nil }
    var value = 0
    for index in start..<start + digits {
      let byte = self[index]
      guard ASCII.isDigit(byte) else { return nil }
      value = value &* 10 &+ Int(byte &- 0x30)
    }
    return value
  }
}
