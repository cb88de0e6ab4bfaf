#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension String {
  /// Whether the bytes of `text` stand in this one, as SQLite's `instr` sees it. `contains` of the standard library compares
  /// characters and costs many times as much.
  func holds(_ text: String) -> Bool {
    var (own, text) = (self, text)
    return own.withUTF8 { own in
      text.withUTF8 { needle in
        guard let first = needle.first, let sought = needle.baseAddress, var place = own.baseAddress else {
          return needle.isEmpty
        }
        // The last place where the text still fits; `place` never passes it, so memcmp stays inside.
        var left = own.count - needle.count + 1
        while left > 0, let hit = memchr(place, Int32(first), left) {
          let start = hit.assumingMemoryBound(to: UInt8.self)
          if memcmp(start, sought, needle.count) == 0 { return true }
          left -= start - UnsafeMutablePointer(mutating: place) + 1
          place = UnsafePointer(start) + 1
        }
        return false
      }
    }
  }
}
