/// The log of one process inside a source: what its earlier lines told that later lines need.
///
/// A source holds one of these for a plain log, several where containers are mixed (compose, `--prefix`, stern). It
/// belongs to one reading pass and never leaves it.
final class ProcessLog: Codable {
  /// From the first to the last stamp read.
  struct Coverage: Codable {
    var first: Stamp
    var last: Stamp
  }

  /// `pod/container` or the service; nil for a plain log.
  let stream: String?
  /// From the layers or from the path of the source, where it says so.
  var pod: String?
  var container: String?
  var namespace: String?
  /// The path the source was handed over with. Only for finding pod and container names, never for a verdict.
  let path: String

  /// What the process said about itself: `port`, `pid`, `version`, `sentinel_id`, `run_id`, `mode`, `cluster`, `capture` …
  var facts: [String: String] = [:]
  /// The moment the artefact was taken, when something in it says so: ages count back from here.
  var capturedAt: Stamp?
  // What every line touches: one task reads a log, and checking that each time costs more than the touch.
  @exclusivity(unchecked) var clock: SourceClock
  /// The OpsRequest manifest last shown in a terminal: a refusal that follows is about it.
  var manifest: Event?
  /// The line of the last command that changed something: what was printed before it has no share in later times.
  var lastChange = 0
  /// What a format keeps from record to record: ids already taken, the last holder of a lease. Not stored.
  var memory: [String: String] = [:]
  /// The redis-cli or kubectl command whose output is being read.
  var command: String?

  /// The first and the last stamp read, chatter included: the time this log can speak for.
  @exclusivity(unchecked) private(set) var covered: Coverage?
  @exclusivity(unchecked) private var rhythm = LogRhythm()
  /// Who speaks in this log: origins of its events, in order of appearance.
  @exclusivity(unchecked) private(set) var origins: [String] = []

  init(stream: String?, path: String, clock: SourceClock) {
    self.stream = stream
    self.path = path
    self.clock = clock
  }

  /// Notes the stamp of a line, of whatever kind the line is.
  func cover(_ stamp: Stamp) {
    let dated = stamp.yearKnown ? stamp : clock.dated(stamp)
    if covered == nil { covered = Coverage(first: dated, last: dated) } else { covered?.last = dated }
    // Stamps with and without a zone are not compared: their difference is no silence.
    if dated.zoned == covered?.first.zoned { rhythm.note(dated.micros) }
  }

  /// Notes who an event of this log comes from.
  func speak(as origin: String) {
    if origins.last != origin, !origins.contains(origin) { origins.append(origin) }
  }

  /// Holes in the covered time, in UTC.
  var gaps: [ClosedRange<Int64>] {
    let offset = covered?.first.zoned == true ? 0 : clock.offset
    return rhythm.gaps.map { ($0.from - offset)...($0.to - offset) }
  }

  /// The covered time in UTC, whichever way the log runs.
  var coverage: ClosedRange<Int64>? {
    guard let covered else { return nil }
    let first = covered.first.micros - (covered.first.zoned ? 0 : clock.offset)
    let last = covered.last.micros - (covered.last.zoned ? 0 : clock.offset)
    return min(first, last)...max(first, last)
  }
}
