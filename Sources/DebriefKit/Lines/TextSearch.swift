#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// These shadow the standard library's generic search, which compares characters and costs twenty times as much.
// What is looked for are words of logs; bytes are what SQLite and grep compare, too.
extension StringProtocol {
  /// Whether the bytes of `text` stand in this one.
  func contains(_ text: String) -> Bool { offset(of: text) != nil }

  /// Where the bytes of `text` first stand.
  func firstRange(of text: String) -> Range<Index>? {
    guard let offset = offset(of: text) else { return nil }
    let start = utf8.index(startIndex, offsetBy: offset)
    return start..<utf8.index(start, offsetBy: text.utf8.count)
  }

  /// In bytes from the start.
  private func offset(of text: String) -> Int? {
    var (own, text) = (Substring(self), text)
    return own.withUTF8 { own in
      text.withUTF8 { needle in
        guard let first = needle.first, let sought = needle.baseAddress else { return 0 }
        guard let start = own.baseAddress else { return nil }
        var place = start
        // The last place where the text still fits; `place` never passes it, so memcmp stays inside.
        var left = own.count - needle.count + 1
        while left > 0, let hit = memchr(place, Int32(first), left) {
          let found = UnsafePointer(hit.assumingMemoryBound(to: UInt8.self))
          if memcmp(found, sought, needle.count) == 0 { return found - start }
          left -= found - place + 1
          place = found + 1
        }
        return nil
      }
    }
  }
}

extension String {
  /// The text with another one wherever the bytes of `text` stand.
  func replacing(_ text: String, with other: String) -> String {
    var left = self[...]
    var out = ""
    while !text.isEmpty, let range = left.firstRange(of: text) {
      out.append(contentsOf: left[..<range.lowerBound])
      out.append(other)
      left = left[range.upperBound...]
    }
    if out.isEmpty, left.utf8.count == utf8.count { return self }
    out.append(contentsOf: left)
    return out
  }
}
