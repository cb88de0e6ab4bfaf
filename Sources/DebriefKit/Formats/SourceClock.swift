/// Turns the stamps of one process into UTC, and says on what ground.
///
/// Zone: an explicit option, else proof inside the source (an outer layer with a zone, a signal handler's epoch), else
/// the assumption. Year: written, else the option, else the newest year in which the stamp is not after `notAfter`; it
/// grows when the months wrap from December to January.
struct SourceClock: Sendable, Codable {
  private struct Month: Codable {
    var year: Int
    var month: Int
  }

  /// A year that rests on `notAfter`.
  private struct Guess: Codable {
    var stamp: Stamp
    var offset: Int64
    var year: Int
  }

  /// Microseconds east of Greenwich of stamps without a zone.
  var offset: Int64
  /// Why that offset: `explicit`, `signal-handler`, `outer-layer`, `same-log`, `assumed`.
  var zoneBasis: String
  /// Why that year: `written`, `explicit`, `created-line`, `file-time`, `assumed`.
  var yearBasis = "written"
  /// The year option.
  var year: Int?
  /// The latest time a line can have: the file's modification, or now. Microseconds UTC.
  var notAfter: Int64
  private var rolling: Month?
  private var guess: Guess?
  /// Stamps without a zone were turned into UTC already.
  private var isUsed = false
  /// The zone was proved only after it had been used: earlier events have to be dated anew with `offset`.
  private(set) var isLate = false

  init(offset: Int64 = 0, zoneBasis: String = "assumed", year: Int? = nil, notAfter: Int64) {
    self.offset = offset
    self.zoneBasis = zoneBasis
    self.year = year
    self.notAfter = notAfter
  }

  /// Whether stamps without a zone are proved rather than assumed.
  var zoneIsProved: Bool { zoneBasis != "assumed" }

  /// A fact that fixes the zone: the same instant as local civil time and as UTC. Rounded to a quarter of an hour.
  mutating func anchor(local: Int64, utc: Int64, basis: String) {
    guard zoneBasis == "assumed" else { return }
    let difference = local - utc
    let rounded = Civil.nearestQuarter(difference)
    guard abs(rounded) <= 14 * 3_600_000_000, abs(difference - rounded) < 120_000_000 else { return }
    if isUsed, rounded != offset { isLate = true }
    offset = rounded
    zoneBasis = basis
  }

  /// A year read from the log's own header (`Log file created at: 2020/05/18`).
  mutating func anchor(year value: Int) {
    guard year == nil else { return }
    year = value
    yearBasis = "created-line"
    // What was dated before was a guess; it must not lead on.
    rolling = nil
  }

  /// How many years a guessed year is off, when the line with this stamp turns out to be of `year`; nil where the year
  /// was not guessed.
  mutating func yearsOff(_ stamp: Stamp, in year: Int) -> Int? {
    guard !stamp.yearKnown, self.year == nil else { return nil }
    let guessed = dated(stamp)
    guard yearBasis == "file-time" else { return nil }
    return year - Civil.date(days: Civil.floorDivide(guessed.micros, Civil.microsPerDay)).year
  }

  /// Gives a stamp its year.
  mutating func dated(_ stamp: Stamp) -> Stamp {
    guard !stamp.yearKnown else { return stamp }
    var dated = stamp
    let month = Civil.date(days: Civil.floorDivide(stamp.micros, Civil.microsPerDay)).month
    var current: Int
    if let rolling {
      // A log runs forward: December followed by January is the next year; a step back of a few months is disorder.
      current = rolling.year + (rolling.month == 12 && month == 1 ? 1 : rolling.month == 1 && month == 12 ? -1 : 0)
    } else if let year {
      current = year
      if yearBasis == "written" { yearBasis = "explicit" }
    } else {
      yearBasis = "file-time"
      current = Self.newestYear(of: stamp, offset: offset, notAfter: notAfter)
      guess = Guess(stamp: stamp, offset: offset, year: current)
    }
    rolling = Month(year: current, month: month)
    dated.micros = Civil.micros(stamp.micros, inYear: current)
    dated.yearKnown = true
    return dated
  }

  /// The newest year in which the stamp is not after `notAfter`.
  private static func newestYear(of stamp: Stamp, offset: Int64, notAfter: Int64) -> Int {
    let year = Civil.date(days: Civil.floorDivide(notAfter, Civil.microsPerDay)).year
    return Civil.micros(stamp.micros, inYear: year) - offset > notAfter + Civil.microsPerDay ? year - 1 : year
  }

  /// Goes on in a log that was changed later, at `later`. False where the year that was guessed would be another one now.
  mutating func extend(notAfter later: Int64) -> Bool {
    notAfter = later
    guard let guess else { return true }
    return Self.newestYear(of: guess.stamp, offset: guess.offset, notAfter: later) == guess.year
  }

  /// The time of a stamp in UTC, for one more event of a run.
  mutating func utc(_ stamp: Stamp) -> Int64 {
    let dated = dated(stamp)
    guard !dated.zoned else { return dated.micros }
    isUsed = true
    return dated.micros - offset
  }

  /// Puts the time of a stamp into an event.
  mutating func date(_ event: inout Event, with stamp: Stamp) {
    let dated = dated(stamp)
    let assumedYear = !stamp.yearKnown && yearBasis != "created-line"
    if dated.zoned {
      event.at = dated.micros
      event.basis = dated.precision == .seconds || dated.precision == .minutes ? .seconds : .exact
    } else {
      isUsed = true
      event.localAt = dated.micros
      event.at = dated.micros - offset
      event.basis = zoneIsProved && !assumedYear ? (dated.precision == .seconds ? .seconds : .exact) : .inferred
    }
  }
}
