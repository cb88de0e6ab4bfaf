/// Reads JSON straight from the bytes of a log: several documents back to back, duplicate keys (the last one counts),
/// and an error that names the byte. Foundation's decoders give neither the end of a document nor its place.
struct JSONScanner {
  struct Problem: Error, CustomStringConvertible, Equatable {
    var offset: Int
    var reason: String
    var description: String { "\(reason) at byte \(offset + 1)" }
  }

  /// Deeper nesting is refused: no artefact we know goes beyond 40, and the stack is finite.
  static let deepest = 200

  private(set) var index: Int

  init(from index: Int = 0) { self.index = index }

  /// The one value that makes up `bytes`.
  static func parse(_ bytes: Span<UInt8>) throws(Problem) -> JSONValue {
    var scanner = JSONScanner()
    let value = try scanner.next(bytes)
    scanner.skipBlanks(bytes)
    guard scanner.index == bytes.count else {
      throw Problem(offset: scanner.index, reason: "text after the end of the JSON value")
    }
    return value
  }

  /// The value that starts at `index`, blanks before it skipped; `index` moves behind it.
  mutating func next(_ bytes: Span<UInt8>, depth: Int = 0) throws(Problem) -> JSONValue {
    skipBlanks(bytes)
    guard index < bytes.count else { throw Problem(offset: index, reason: "the JSON value is cut off") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(bytes, depth)
    case UInt8(ascii: "["): return try array(bytes, depth)
    case UInt8(ascii: "\""): return .string(try string(bytes))
    case UInt8(ascii: "t") where bytes.has("true", at: index): return word(4, .bool(true))
    case UInt8(ascii: "f") where bytes.has("false", at: index): return word(5, .bool(false))
    case UInt8(ascii: "n") where bytes.has("null", at: index): return word(4, .null)
    default: return try number(bytes)
    }
  }

  mutating func skipBlanks(_ bytes: Span<UInt8>) {
    while index < bytes.count, bytes[index] == ASCII.space || bytes[index] &- 9 < 5 { index += 1 }
  }

  // MARK: - Kinds of values

  private mutating func word(_ length: Int, _ value: JSONValue) -> JSONValue {
    index += length
    return value
  }

  private mutating func object(_ bytes: Span<UInt8>, _ depth: Int) throws(Problem) -> JSONValue {
    guard depth < Self.deepest else { throw Problem(offset: index, reason: "nested deeper than \(Self.deepest)") }
    index += 1
    var members: [String: JSONValue] = [:]
    skipBlanks(bytes)
    if take("}", bytes) { return .object(members) }
    while true {
      skipBlanks(bytes)
      guard index < bytes.count else { throw Problem(offset: index, reason: "the JSON object is cut off") }
      guard bytes[index] == UInt8(ascii: "\"") else { throw Problem(offset: index, reason: "expected a key in quotes") }
      let key = try string(bytes)
      skipBlanks(bytes)
      guard take(":", bytes) else { throw Problem(offset: index, reason: "expected ':' after the key") }
      members[key] = try next(bytes, depth: depth + 1)
      skipBlanks(bytes)
      if take(",", bytes) { continue }
      if take("}", bytes) { return .object(members) }
      throw Problem(offset: index, reason: index < bytes.count ? "expected ',' or '}'" : "the JSON object is cut off")
    }
  }

  private mutating func array(_ bytes: Span<UInt8>, _ depth: Int) throws(Problem) -> JSONValue {
    guard depth < Self.deepest else { throw Problem(offset: index, reason: "nested deeper than \(Self.deepest)") }
    index += 1
    var elements: [JSONValue] = []
    skipBlanks(bytes)
    if take("]", bytes) { return .array(elements) }
    while true {
      elements.append(try next(bytes, depth: depth + 1))
      skipBlanks(bytes)
      if take(",", bytes) { continue }
      if take("]", bytes) { return .array(elements) }
      throw Problem(offset: index, reason: index < bytes.count ? "expected ',' or ']'" : "the JSON array is cut off")
    }
  }

  private mutating func string(_ bytes: Span<UInt8>) throws(Problem) -> String {
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
    guard index < bytes.count else { throw Problem(offset: index, reason: "the JSON string is cut off") }
    if bytes[index] == UInt8(ascii: "\"") {
      index += 1
      return bytes.text(start..<index - 1)
    }
    var text: [UInt8] = []
    for position in start..<index { text.append(bytes[position]) }
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard index < bytes.count else { break }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): text.append(10)
      case UInt8(ascii: "t"): text.append(9)
      case UInt8(ascii: "r"): text.append(13)
      case UInt8(ascii: "b"): text.append(8)
      case UInt8(ascii: "f"): text.append(12)
      case UInt8(ascii: "u"): text.append(contentsOf: String(try unicode(bytes)).utf8)
      default: text.append(escape)
      }
    }
    throw Problem(offset: index, reason: "the JSON string is cut off")
  }

  /// The scalar of `\uXXXX`, surrogate pairs joined, lone surrogates as U+FFFD. `index` stands behind the `u`.
  private mutating func unicode(_ bytes: Span<UInt8>) throws(Problem) -> Character {
    let first = try hex(bytes)
    if (0xD800..<0xDC00).contains(first), bytes.has("\\u", at: index) {
      let mark = index
      index += 2
      let second = try hex(bytes)
      if (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return Character(scalar)
      }
      index = mark
    }
    return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
  }

  private mutating func hex(_ bytes: Span<UInt8>) throws(Problem) -> UInt32 {
    guard index + 4 <= bytes.count else { throw Problem(offset: index, reason: "the JSON string is cut off") }
    var value: UInt32 = 0
    for position in index..<index + 4 {
      let byte = bytes[position]
      guard ASCII.isHex(byte) else { throw Problem(offset: position, reason: "expected four hexadecimal digits") }
      value = value << 4 | UInt32(ASCII.isDigit(byte) ? byte &- 0x30 : (byte | 0x20) &- 0x57)
    }
    index += 4
    return value
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(Problem) -> JSONValue {
    let start = index
    var whole = true
    while index < bytes.count {
      let byte = bytes[index]
      if ASCII.isDigit(byte) || byte == UInt8(ascii: "-") {
      } else if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: "+") {
        whole = false
      } else {
        break
      }
      index += 1
    }
    let text = bytes.text(start..<index)
    if whole, let value = Int64(text) { return .integer(value) }
    if !text.isEmpty, let value = Double(text) { return .number(value) }
    throw Problem(offset: start, reason: "expected a JSON value")
  }

  /// Steps over one byte that the caller has looked at.
  mutating func advance() { index += 1 }

  /// Steps over `literal`, one byte long, if it stands here.
  mutating func take(_ literal: StaticString, _ bytes: Span<UInt8>) -> Bool {
    guard bytes.has(literal, at: index) else { return false }
    index += 1
    return true
  }
}
