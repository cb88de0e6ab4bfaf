/// Who wrote a line, as far as the line itself says so.
struct LineAuthor: Sendable, Equatable, Codable {
  enum Trade: String, Sendable, Codable { case sentinel, server, unknown }

  var pid: Int64
  var trade: Trade
  /// A child that saves, or a process that does not know its pid yet: it comes and goes with its parent.
  var isChild = false
}

/// Tells apart the logs of several processes that somebody pasted below each other into one file, where nothing but the
/// lines themselves says that another process speaks.
///
/// A sentinel is no server. A log runs forward: where another process goes on at an earlier time, another log begins;
/// where the same pid does, another log begins if something else stands between (each container calls its process 1).
/// A restart goes on at a later time, and a log whose newest line stands first never ran forward.
struct PastedLogs: Codable {
  private struct Part: Codable {
    var trade: LineAuthor.Trade
    /// Few: a process that starts anew, seldom more.
    var pids: [Int64]
    var latest: Int64
    /// Whether its stamps have a zone: those of a signal handler do where the others have none, and are not compared.
    let zoned: Bool
    var forward = 0
    var backward = 0

    var runsForward: Bool { forward > 0 && forward > 4 * backward || forward + backward == 0 }
  }

  /// Lines of one log may be this much out of order: 2 s.
  private static let disorder: Int64 = 2_000_000
  /// A step back by more than this in a log without years is the New Year: 180 days.
  private static let halfYear: Int64 = 180 * 86_400_000_000

  private var parts: [Part] = []
  private var current = 0
  private var lastAuthor: LineAuthor?

  /// Whether one that was written down can be gone on with.
  var isSound: Bool { parts.isEmpty || parts.indices.contains(current) }

  /// Which log of the file a line belongs to, counted from 0. `afterOther`: something that is no log line stands before it.
  mutating func part(of author: LineAuthor, at stamp: Stamp, afterOther: Bool) -> Int {
    guard !parts.isEmpty else { return begin(author, stamp) }
    guard stamp.zoned == parts[current].zoned else { return current }
    if author == lastAuthor, stamp.micros >= parts[current].latest {
      if stamp.micros > parts[current].latest { parts[current].forward += 1 }
      parts[current].latest = stamp.micros
      return current
    }
    lastAuthor = author
    let back = parts[current].latest - stamp.micros
    let isEarlier = back > Self.disorder && (stamp.yearKnown || back < Self.halfYear)
    let isOther = Self.differ(parts[current].trade, author.trade)
    let isKnown = parts[current].pids.contains(author.pid)
    if parts.count > 1, isOther || !isKnown && !author.isChild {
      let owners = parts.indices.filter { $0 != current && parts[$0].pids.contains(author.pid) }
        .filter { !Self.differ(parts[$0].trade, author.trade) }
      if let owner = owners.last, owners.count == 1, !isEarlier || parts[owner].latest <= stamp.micros {
        current = owner
        return take(author, stamp, counts: true)
      }
    }
    let begins = isOther || isEarlier && parts[current].runsForward && (afterOther || !isKnown && !author.isChild)
    return begins ? begin(author, stamp) : take(author, stamp, counts: isKnown || !author.isChild)
  }

  private mutating func begin(_ author: LineAuthor, _ stamp: Stamp) -> Int {
    parts.append(Part(trade: author.trade, pids: [author.pid], latest: stamp.micros, zoned: stamp.zoned))
    current = parts.count - 1
    lastAuthor = author
    return current
  }

  private mutating func take(_ author: LineAuthor, _ stamp: Stamp, counts: Bool) -> Int {
    if counts {
      if !parts[current].pids.contains(author.pid) { parts[current].pids.append(author.pid) }
      if parts[current].trade == .unknown { parts[current].trade = author.trade }
      if stamp.micros > parts[current].latest { parts[current].forward += 1 }
      if stamp.micros < parts[current].latest { parts[current].backward += 1 }
    }
    parts[current].latest = stamp.micros
    return current
  }

  private static func differ(_ left: LineAuthor.Trade, _ right: LineAuthor.Trade) -> Bool {
    left != right && left != .unknown && right != .unknown
  }
}
