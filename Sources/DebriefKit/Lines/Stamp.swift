/// A time as it stands in a log line.
///
/// `micros` counts microseconds since 1970. With `zoned` it is UTC; without, it is the civil time of an unknown zone
/// counted as if that zone were UTC. With `yearKnown` false the year is 1972 (a leap year, so that every date exists) and
/// has to be replaced by the clock of the source.
public struct Stamp: Equatable, Sendable, Codable {
  public enum Precision: UInt8, Sendable, Codable { case micros, millis, seconds, minutes }

  public var micros: Int64
  public var zoned: Bool
  public var yearKnown: Bool
  public var precision: Precision

  public init(micros: Int64, zoned: Bool, yearKnown: Bool = true, precision: Precision) {
    self.micros = micros
    self.zoned = zoned
    self.yearKnown = yearKnown
    self.precision = precision
  }
}

/// Days and seconds of the proleptic Gregorian calendar, by hand: no calendar object, no allocation.
enum Civil {
  static let microsPerSecond: Int64 = 1_000_000
  static let microsPerDay: Int64 = 86_400_000_000

  /// Days from 1970-01-01 to the date (Howard Hinnant's `days_from_civil`).
  static func days(year: Int, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// The date that lies `days` after 1970-01-01.
  static func date(days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Microseconds since 1970 of a civil time, or nil where a field is out of range (a leap second counts as 59).
  static func micros(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, micro: Int = 0
  ) -> Int64? {
    guard (1...12).contains(month), day >= 1, day <= daysIn(month: month, year: year),
      (0...24).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    let seconds = Int64(hour * 3600 + minute * 60 + min(second, 59))
    return days(year: year, month: month, day: day) * microsPerDay + seconds * microsPerSecond + Int64(micro)
  }

  static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// `micros` moved into another year, the rest of the date kept (29 February becomes 1 March where there is none).
  static func micros(_ micros: Int64, inYear year: Int) -> Int64 {
    let day = floorDivide(micros, microsPerDay)
    let date = date(days: day)
    return days(year: year, month: date.month, day: date.day) * microsPerDay + (micros - day * microsPerDay)
  }

  /// The year in which a stamp without one lies nearest to a moment.
  static func year(of micros: Int64, near moment: Int64) -> Int {
    let year = date(days: floorDivide(moment, microsPerDay)).year
    return [year, year - 1, year + 1].min { left, right in
      abs(self.micros(micros, inYear: left) - moment) < abs(self.micros(micros, inYear: right) - moment)
    } ?? year
  }

  static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  /// The multiple of a quarter of an hour that a difference is nearest to: zones differ by such.
  static func nearestQuarter(_ micros: Int64) -> Int64 {
    let quarter: Int64 = 900_000_000
    return floorDivide(micros + quarter / 2, quarter) * quarter
  }

  /// ISO 8601 in UTC with microseconds: `2025-04-02T03:12:30.071000Z`.
  static func iso(_ micros: Int64) -> String {
    let day = floorDivide(micros, microsPerDay)
    let (year, month, date) = date(days: day)
    let rest = micros - day * microsPerDay
    let seconds = rest / microsPerSecond
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(date, 2))T\(pad(Int(seconds / 3600), 2)):"
      + "\(pad(Int(seconds / 60 % 60), 2)):\(pad(Int(seconds % 60), 2)).\(pad(Int(rest % microsPerSecond), 6))Z"
  }

  private static func pad(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
  }
}
