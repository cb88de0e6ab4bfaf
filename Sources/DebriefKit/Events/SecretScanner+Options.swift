// Secrets behind options of tools, and inside addresses.

extension SecretScanner {
  /// `-pPASS` of MySQL's tools, `-p PASS` of mongo's, `-a PASS` of redis-cli, `-W PASS` of openGauss' tools,
  /// `-u user:PASS` of curl. Gives the index to go on from.
  static func dash(_ bytes: [UInt8], _ index: Int, _ tools: Tools) -> (Range<Int>?, Int)? {
    guard index == 0 || isEdge(bytes[index - 1]), index + 2 < bytes.count else { return nil }
    let start: Int
    switch bytes[index + 1] {
    case UInt8(ascii: "p") where tools.mysql && bytes[index + 2] != ASCII.space: start = index + 2
    case UInt8(ascii: "p") where tools.mongo && bytes[index + 2] == ASCII.space: start = skipBlanks(bytes, index + 2)
    case UInt8(ascii: "W") where tools.gauss && bytes[index + 2] == ASCII.space: start = skipBlanks(bytes, index + 2)
    case UInt8(ascii: "u") where tools.curl && bytes[index + 2] == ASCII.space:
      let user = skipBlanks(bytes, index + 2)
      guard let colon = bytes[user..<bareEnd(bytes, user)].firstIndex(of: ASCII.colon) else { return nil }
      start = colon + 1
    case UInt8(ascii: "a") where tools.redis && bytes[index + 2] == ASCII.space: start = skipBlanks(bytes, index + 2)
    default: return nil
    }
    let range = quoted(bytes, start) ?? start..<bareEnd(bytes, start)
    guard !range.isEmpty, isSecretValue(Array(bytes[range])) else { return (nil, index + 2) }
    return (range, range.upperBound)
  }

  /// `scheme://user:PASS@host` and Go's `user:PASS@tcp(host)`; `colon` is the one before the secret.
  static func userInfo(_ bytes: [UInt8], _ colon: Int) -> Range<Int>? {
    var end = colon + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "@"), bytes[end] != UInt8(ascii: "/"), bytes[end] > 0x20,
      bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "'"), end - colon < 200
    {
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "@"), end > colon + 1 else { return nil }
    let isDSN = bytes[end...].starts(with: "@tcp(".utf8) || bytes[end...].starts(with: "@unix(".utf8)
    // Back to the start of the user: it must follow `://`.
    var start = colon
    while start > 0, bytes[start - 1] != UInt8(ascii: "/"), bytes[start - 1] > 0x20, colon - start < 200 { start -= 1 }
    let isURL = start >= 3 && bytes[start - 1] == UInt8(ascii: "/") && bytes[start - 2] == UInt8(ascii: "/")
    guard isURL || isDSN, isSecretValue(Array(bytes[colon + 1..<end])) else { return nil }
    return colon + 1..<end
  }
}
