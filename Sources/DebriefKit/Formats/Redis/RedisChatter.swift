/// Ordinary lines of a healthy server, decided on bytes: they never become text.
enum RedisChatter {
  /// Whether the message is one that no diagnosis needs. Whatever is not listed is looked at.
  static func matches(_ line: Span<UInt8>, _ message: Range<Int>) -> Bool {
    let start = message.lowerBound
    guard start < line.count else { return true }
    let first = line[start]
    // A vote starts with the 40 hexadecimal digits of the voter.
    if ASCII.isHex(first), line.has(" voted for ", at: start + 40) { return false }
    switch first {
    // `100 changes in 300 seconds. Saving...`, `3 clients connected`
    case 0x30...0x39: return true
    case UInt8(ascii: "("): return line.has("(Non critical)", at: start)
    case UInt8(ascii: "A"): return line.has("Accepted ", at: start) || line.has("AOF ", at: start)
    case UInt8(ascii: "B"): return isQuietB(line, start)
    case UInt8(ascii: "C"): return isQuietC(line, start)
    case UInt8(ascii: "D"):
      return line.has("DB saved", at: start) || line.has("Delay next", at: start) || line.has("Diskless ", at: start)
        || line.has("Discarding previously", at: start) || isDatabaseSize(line, start)
    case UInt8(ascii: "F"): return line.has("Fork CoW", at: start)
    case UInt8(ascii: "I"): return line.has("Increased maximum", at: start)
    case UInt8(ascii: "L"): return line.has("Loading RDB", at: start)
    case UInt8(ascii: "M"):
      return line.has("Master repli", at: start) || line.has("MASTER <->", at: start) && isQuietSync(line, start)
    case UInt8(ascii: "N"): return line.has("Non blocking connect", at: start)
    case UInt8(ascii: "P"):
      return line.has("PRIMARY <->", at: start) && isQuietSync(line, start) || line.has("Primary repli", at: start)
        || line.has("Parent agreed", at: start) || line.has("Partial resynchronization not possible", at: start)
    case UInt8(ascii: "R"):
      return line.has("RDB", at: start) || line.has("Residual parent", at: start)
        || line.has("Retrying with", at: start)
        || line.has("Replication backlog", at: start) || line.has("Removing ", at: start)
    case UInt8(ascii: "S"): return isQuietS(line, start)
    case UInt8(ascii: "T"):
      return line.has("Trying a partial", at: start) || line.has("The AOF", at: start)
    case UInt8(ascii: "W"):
      return line.has("WARNING", at: start) && !line.has("WARNING: Sentinel", at: start)
        || line.has("Waiting for ", at: start) || line.has("Warning: no config", at: start)
    case UInt8(ascii: "m"): return line.has("monotonic clock", at: start)
    case UInt8(ascii: "o"): return line.has("oO0OoO0", at: start)
    default: return false
    }
  }

  private static func isQuietB(_ line: Span<UInt8>, _ start: Int) -> Bool {
    if line.has("Background ", at: start) {
      return line.find(" started", from: start + 11) ?? line.find(" with success", from: start + 11)
        ?? line.find("AOF buffer", from: start + 11) ?? line.find(" finished successfully", from: start + 11) != nil
    }
    return line.has("Before turning", at: start) || line.has("Base AOF", at: start)
  }

  private static func isQuietC(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("Client closed", at: start) || line.has("Configuration loaded", at: start)
      || line.has("Can't attach", at: start) || line.has("Caching the", at: start)
      || line.has("Concurrently", at: start) || line.has("Creating AOF", at: start)
  }

  private static func isQuietS(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("Sentinel new configuration", at: start) || line.has("Server initialized", at: start)
      || line.has("Starting ", at: start) || line.has("Streamed RDB", at: start)
      || line.has("Successful", at: start) || line.has("SYNC append only", at: start)
  }

  /// `MASTER <-> REPLICA sync started`, `…: receiving`, `…: Flushing`, `…: Loading`; what stays are its ends.
  private static func isQuietSync(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard let sync = line.find(" sync", from: start + 12) else { return false }
    if line.has(" started", at: sync + 5) { return true }
    guard line.has(": ", at: sync + 5) else { return false }
    return line.has("receiving", at: sync + 7) || line.has("Flushing", at: sync + 7)
      || line.has("Loading", at: sync + 7) || line.has("Starting", at: sync + 7)
  }

  /// `DB 0: 10 keys (0 volatile) in 16 slots HT.`
  private static func isDatabaseSize(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("DB ", at: start) && start + 3 < line.count && ASCII.isDigit(line[start + 3])
  }
}
