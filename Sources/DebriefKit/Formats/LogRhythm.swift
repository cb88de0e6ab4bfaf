/// How regularly a log writes, and the holes in it: no line for far longer than is usual for this very log.
///
/// Only a log with a rhythm can have a hole. A sentinel is silent for days and nothing is missing; a sidecar that probes
/// every second and is silent for five minutes was cut, rotated or hung. Memory is constant whatever the log's length.
struct LogRhythm: Sendable, Codable {
  struct Silence: Sendable, Equatable, Codable {
    var from: Int64
    var to: Int64
    var length: Int64 { to - from }
  }

  /// Holes that are reported at most.
  static let most = 8
  /// A silence shorter than this (60 s) is no hole.
  static let least: Int64 = 60_000_000
  /// A hole is this many times longer than the longest ordinary silence.
  static let factor: Int64 = 20
  /// Ordinary silences that make a rhythm.
  static let regular = 10
  /// Shorter silences (1 s) are not told apart.
  private static let grain: Int64 = 1_000_000

  private var latest: Int64?
  private var earliest: Int64 = 0
  private var steps = 0
  /// Silences of a second and more by their power of two, in seconds.
  private var counts: [Int] = []
  /// The longest ones, the longest first: one more than can be holes.
  private var longest: [Silence] = []

  /// Notes the time of a line. Lines out of order are no silence.
  mutating func note(_ at: Int64) {
    guard let latest else {
      latest = at
      earliest = at
      return
    }
    guard at > latest else { return }
    steps += 1
    self.latest = at
    if at - latest >= Self.grain { note(Silence(from: latest, to: at)) }
  }

  private mutating func note(_ silence: Silence) {
    let power = Self.power(silence.length)
    while counts.count <= power { counts.append(0) }
    counts[power] += 1
    guard longest.count <= Self.most || silence.length > longest[Self.most].length else { return }
    let index = longest.firstIndex { $0.length < silence.length } ?? longest.endIndex
    longest.insert(silence, at: index)
    if longest.count > Self.most + 1 { longest.removeLast() }
  }

  private static func power(_ length: Int64) -> Int {
    63 - max(1, length / grain).leadingZeroBitCount
  }

  /// The holes, in order of time.
  var gaps: [Silence] {
    guard let latest else { return [] }
    for count in stride(from: min(Self.most, longest.count), to: 0, by: -1) {
      let shortest = longest[count - 1].length
      let ordinary = max(Self.grain, count < longest.count ? longest[count].length : Self.grain)
      guard shortest >= Self.least, shortest >= Self.factor * ordinary else { continue }
      let holes = longest.prefix(count)
      let rest = latest - earliest - holes.reduce(0) { $0 + $1.length }
      // Where the ordinary silences are a second or less, every line keeps the rhythm.
      let power = Self.power(ordinary / 8)
      let beats =
        ordinary < 8 * Self.grain ? steps - count : counts.dropFirst(power).reduce(0, +) - count
      guard beats >= Self.regular, rest >= longest[0].length else { continue }
      return holes.sorted { $0.from < $1.from }
    }
    return []
  }
}
