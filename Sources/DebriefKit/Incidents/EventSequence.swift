/// Events in the order of time, those without a time behind them: a stretch of time is found without a look at the rest.
///
/// A story has many attempts; one that looked at all events for each of them would take their product.
struct EventSequence: Sendable {
  let all: [TimelineEvent]
  private let dated: Int

  /// `events` must be in the order that `TimelineEvent.all` gives.
  init(_ events: [TimelineEvent]) {
    all = events
    dated = events.firstToPass { $0.at == nil }
  }

  /// Those from one moment to right before another, without a bound where it is nil.
  func between(_ from: Int64?, _ to: Int64?) -> ArraySlice<TimelineEvent> {
    let times = all[..<dated]
    let start = from.map { from in times.firstToPass { $0.at ?? .max >= from } } ?? 0
    let end = to.map { to in times.firstToPass { $0.at ?? .max >= to } } ?? dated
    return all[start..<max(start, end)]
  }

  /// Those after a moment, to right before another.
  func after(_ moment: Int64, before next: Int64?) -> ArraySlice<TimelineEvent> { between(moment + 1, next) }

  var undated: ArraySlice<TimelineEvent> { all[dated...] }
}

/// Spans of time that may overlap: whether a moment lies in one is found without a look at each.
struct TimeSpans: Sendable {
  private let starts: [Int64]
  /// The latest end of each and all that start before it.
  private let ends: [Int64]

  init(_ spans: [(start: Int64, end: Int64)]) {
    let spans = spans.sorted { $0.start < $1.start }
    starts = spans.map(\.start)
    var latest = Int64.min
    ends = spans.map { span in
      latest = max(latest, span.end)
      return latest
    }
  }

  func contains(_ moment: Int64) -> Bool {
    let next = starts.firstToPass { $0 > moment }
    return next > 0 && moment <= ends[next - 1]
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element passes, where those that pass stand behind all that do not.
  func firstToPass(_ passes: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
