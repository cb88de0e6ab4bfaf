/// Which clocks are wrong, where the logs of several cannot all be right.
///
/// Clocks that agree stand or fall together: a log that was moved away from those that it agreed with was the wrong one
/// to move. So what is weighed is a move, of one clock or of all that agree with each other, by the disagreements that it
/// leaves.
struct SkewedClocks {
  typealias Pair = ClockAlignment.Pair
  typealias Interval = SkewEstimate.Interval

  /// What to set a clock back by.
  struct Correction: Equatable {
    var micros: Int64
    /// How far it runs ahead of those that it was set by.
    var allowed: Interval
  }

  private struct Move {
    var sources: Set<Int64>
    var by: Int64
    var allowed: Interval
    /// How many pairs agree by it that did not.
    var gain: Int
  }

  /// How far each source runs ahead of each one that it was compared with, both ways.
  private var ahead: [Int64: [Int64: Interval]] = [:]
  /// Whose events lay between two of whom.
  private let enclosed: Set<Pair>
  private let spans: [Int64: ClosedRange<Int64>]
  /// How many others saw the same at quite another time.
  private var strangers: [Int64: Int] = [:]
  /// By how much the times differ at which others saw the same, in microseconds; what is less than a second is delay.
  private var offBeat: [Int64: Int64] = [:]
  /// How many others saw the same in the same second.
  private var inStep: [Int64: Int] = [:]

  /// The sources whose clocks are wrong, each with its correction.
  ///
  /// The move that leaves the fewest disagreements is made, of the smallest number of clocks; then the next, until no move
  /// helps. Of two clocks that are alone it is the one in the middle of the other's brackets, unless others tell them
  /// apart: they saw the same at other times (`alike`), or all happened at other times (`spans`).
  static func corrections(
    from brackets: [SkewEstimate.Bracket], alike: [Pair: Int64] = [:], spans: [Int64: ClosedRange<Int64>] = [:]
  ) -> [Int64: Correction] {
    var clocks = SkewedClocks(brackets, alike, spans)
    var settled: [Int64: Correction] = [:]
    // Clocks that were never compared, directly or through others, do not concern each other.
    for group in clocks.groups(where: { _ in true }) where group.count > 1 {
      while let move = clocks.best(in: group) {
        clocks.make(move)
        for source in move.sources {
          let before = settled[source]?.micros ?? 0
          settled[source] = Correction(micros: before + move.by, allowed: move.allowed.moved(by: -before))
        }
      }
    }
    return settled.filter { $0.value.micros != 0 }
  }

  private init(
    _ brackets: [SkewEstimate.Bracket], _ alike: [Pair: Int64], _ spans: [Int64: ClosedRange<Int64>]
  ) {
    self.spans = spans
    enclosed = Set(brackets.map { Pair($0.inner, $0.outer) })
    for (pair, interval) in SkewEstimate.intervals(brackets) where abs(interval.least) < SkewEstimate.most {
      ahead[pair.left, default: [:]][pair.right] = interval
      ahead[pair.right, default: [:]][pair.left] = interval.reversed
    }
    for (pair, apart) in alike {
      if abs(apart) > ClockAlignment.tolerance { strangers[pair.left, default: 0] += 1 }
      if abs(apart) > Civil.microsPerSecond {
        offBeat[pair.left, default: 0] += abs(apart)
      } else {
        inStep[pair.left, default: 0] += 1
      }
    }
  }

  private static func agree(_ interval: Interval) -> Bool { abs(interval.least) <= SkewEstimate.sliver }

  // MARK: - Moves

  /// The move to make next; nil where none helps.
  private func best(in group: Set<Int64>) -> Move? {
    let disputed = group.filter { source in ahead[source]?.values.contains { !Self.agree($0) } == true }
    guard !disputed.isEmpty else { return nil }
    let together = groups(of: group, where: Self.agree).filter { $0.count > 1 && !$0.isDisjoint(with: disputed) }
    var moves = (disputed.sorted().map { [$0] } + together).compactMap(move)
    // One test after the other, as long as several are left.
    func keep(_ score: (Move) -> Int) {
      guard moves.count > 1 else { return }
      let scores = moves.map(score)
      let best = scores.max()
      moves = zip(moves, scores).filter { $0.1 == best }.map(\.0)
    }
    keep(\.gain)
    keep { -$0.sources.count }
    func sum(_ move: Move, _ score: (Int64) -> Int) -> Int { move.sources.reduce(0) { $0 + score($1) } }
    keep { sum($0) { strangers[$0] ?? 0 } }
    keep { sum($0, lonely) }
    keep { sum($0) { Int(offBeat[$0] ?? 0) } }
    keep { -sum($0) { inStep[$0] ?? 0 } }
    keep { move in enclosed.contains { move.sources.contains($0.left) && !move.sources.contains($0.right) } ? 1 : 0 }
    return moves.first
  }

  /// The move of these clocks that the most others allow, if it is better than to leave them.
  private func move(_ sources: Set<Int64>) -> Move? {
    let others = sources.sorted().flatMap { source in
      (ahead[source] ?? [:]).filter { !sources.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
    }
    func agreeing(_ by: Int64) -> [Interval] { others.filter { Self.agree($0.moved(by: by)) } }
    let kept = agreeing(0).count
    // Where the most intervals meet is the end of one of them.
    var best: (by: Int64, allowed: Interval, count: Int)?
    for by in Set(others.filter { !Self.agree($0) }.flatMap { [$0.low, $0.high] }).sorted(by: { abs($0) < abs($1) }) {
      let met = agreeing(by)
      guard met.count > max(best?.count ?? 0, kept) else { continue }
      let allowed = met.dropFirst().reduce(met.first) { $0?.meet($1) } ?? Interval(low: by, high: by)
      best = (allowed.correction, allowed, met.count)
    }
    return best.map { Move(sources: sources, by: $0.by, allowed: $0.allowed, gain: $0.count - kept) }
  }

  private mutating func make(_ move: Move) {
    for source in move.sources {
      for (other, interval) in ahead[source] ?? [:] where !move.sources.contains(other) {
        let left = interval.moved(by: move.by)
        ahead[source]?[other] = left
        ahead[other]?[source] = left.reversed
      }
    }
  }

  // MARK: - Who hangs together

  private func groups(
    of sources: Set<Int64>? = nil, where joins: (Interval) -> Bool
  ) -> [Set<Int64>] {
    var seen: Set<Int64> = []
    return (sources.map { $0.sorted() } ?? ahead.keys.sorted()).compactMap { start in
      guard seen.insert(start).inserted else { return nil }
      var group: Set = [start]
      var queue = [start]
      while let source = queue.popLast() {
        for (other, interval) in ahead[source] ?? [:] where joins(interval) && seen.insert(other).inserted {
          group.insert(other)
          queue.append(other)
        }
      }
      return group
    }
  }

  /// How many sources have nothing of the time that this one covers.
  private func lonely(_ source: Int64) -> Int {
    // Among so many logs of other days nobody is lonely.
    guard spans.count <= 200, let own = spans[source] else { return 0 }
    let near = own.lowerBound - ClockAlignment.tolerance...own.upperBound + ClockAlignment.tolerance
    return spans.values.count { !$0.overlaps(near) }
  }
}
