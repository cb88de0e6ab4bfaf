import GRDB

/// How far the clocks of any two sources may still be apart, after what was proved has been corrected.
///
/// `SkewEstimate` stores an interval for each pair of sources that has events which must be ordered. Pairs that share
/// such a partner follow: the intervals add up. Nothing is known of all others; their clocks are taken at their word.
struct ClockPairs: Sendable {
  private var known: [ClockAlignment.Pair: SkewEstimate.Interval] = [:]
  private var partners: [Int64: [Int64]] = [:]

  init(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT * FROM clock_pair ORDER BY source_id, other_id") {
      add(row["source_id"], row["other_id"], .init(low: row["low_us"], high: row["high_us"]))
    }
  }

  init(_ pairs: [(Int64, Int64, SkewEstimate.Interval)] = []) {
    for (left, right, interval) in pairs { add(left, right, interval) }
  }

  private mutating func add(_ left: Int64, _ right: Int64, _ interval: SkewEstimate.Interval) {
    known[ClockAlignment.Pair(left, right)] = interval
    known[ClockAlignment.Pair(right, left)] = interval.reversed
    partners[left, default: []].append(right)
    partners[right, default: []].append(left)
  }

  /// How far the clock of `left` may run ahead of that of `right`; nil where nothing tells.
  func interval(_ left: Int64, _ right: Int64) -> SkewEstimate.Interval? {
    if left == right { return .init(low: 0, high: 0) }
    if let direct = known[ClockAlignment.Pair(left, right)] { return direct }
    var best: SkewEstimate.Interval?
    for middle in partners[left] ?? [] {
      guard let first = known[ClockAlignment.Pair(left, middle)], let second = known[ClockAlignment.Pair(middle, right)]
      else { continue }
      let sum = SkewEstimate.Interval(low: first.low + second.low, high: first.high + second.high)
      best = best.map { $0.meet(sum) ?? $0 } ?? sum
    }
    return best
  }
}
