/// Timestamps of the log grammars, read by hand. Each reader takes the place where the stamp starts and gives the stamp
/// and the index after it, or nil.
enum TimestampReader {
  typealias Reading = (stamp: Stamp, end: Int)

  /// `2025-04-02T03:12:30[.,fraction][Z|±hh[:mm]]`, the `T` may be a blank. A blank before the zone is not taken.
  static func iso(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard start + 19 <= line.count, line[start + 4] == UInt8(ascii: "-"), line[start + 7] == UInt8(ascii: "-"),
      line[start + 10] == UInt8(ascii: "T") || line[start + 10] == ASCII.space,
      let year = line.fixed(4, at: start), let month = line.fixed(2, at: start + 5),
      let day = line.fixed(2, at: start + 8), let clock = clock(line, at: start + 11),
      let base = Civil.micros(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    var end = start + 19
    let part = fraction(line, at: end)
    end = part.end
    var stamp = Stamp(micros: base + part.micros, zoned: false, precision: part.precision)
    if let zone = zone(line, at: end) {
      stamp.micros -= zone.offset
      stamp.zoned = true
      end = zone.end
    }
    return (stamp, end)
  }

  /// Redis: `02 Apr 2025 03:12:30.071`, up to 4.0 without the year.
  static func redis(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard start + 15 <= line.count, line[start + 2] == ASCII.space, line[start + 6] == ASCII.space,
      let day = line.fixed(2, at: start), let month = month(line, at: start + 3)
    else { return nil }
    var index = start + 7
    var year = 1970
    var known = false
    if index + 5 <= line.count, line[index + 4] == ASCII.space, let value = line.fixed(4, at: index) {
      year = value
      known = true
      index += 5
    }
    guard let clock = clock(line, at: index),
      let base = Civil.micros(
        year: known ? year : 1972, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    let part = fraction(line, at: index + 8)
    // 1972 lets 29 February pass; the clock of the source puts the real year in.
    return (Stamp(micros: base + part.micros, zoned: false, yearKnown: known, precision: part.precision), part.end)
  }

  /// glog and klog: `mmdd hh:mm:ss.uuuuuu`, since glog 0.6 `yyyymmdd hh:mm:ss.uuuuuu`.
  static func glog(_ line: Span<UInt8>, at start: Int) -> Reading? {
    var index = start
    while index < line.count, ASCII.isDigit(line[index]) { index += 1 }
    let digits = index - start
    guard digits == 4 || digits == 8, index < line.count, line[index] == ASCII.space else { return nil }
    let known = digits == 8
    let year = known ? line.fixed(4, at: start) ?? 1972 : 1972
    guard let month = line.fixed(2, at: index - 4), let day = line.fixed(2, at: index - 2),
      let clock = clock(line, at: index + 1),
      let base = Civil.micros(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    let part = fraction(line, at: index + 9)
    return (Stamp(micros: base + part.micros, zoned: false, yearKnown: known, precision: part.precision), part.end)
  }

  /// Go's standard logger: `2025/03/06 14:02:38[.uuuuuu]`.
  static func go(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard start + 19 <= line.count, line[start + 4] == UInt8(ascii: "/"), line[start + 7] == UInt8(ascii: "/"),
      line[start + 10] == ASCII.space, let year = line.fixed(4, at: start), let month = line.fixed(2, at: start + 5),
      let day = line.fixed(2, at: start + 8), let clock = clock(line, at: start + 11),
      let base = Civil.micros(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    let part = fraction(line, at: start + 19)
    return (Stamp(micros: base + part.micros, zoned: false, precision: part.precision), part.end)
  }

  /// syslog and journald: `Mar 09 22:00:03`, the day may be padded with a blank.
  static func syslog(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard start + 15 <= line.count, let month = month(line, at: start), line[start + 3] == ASCII.space,
      line[start + 6] == ASCII.space, let clock = clock(line, at: start + 7)
    else { return nil }
    let padded = line[start + 4] == ASCII.space
    guard let day = padded ? line.fixed(1, at: start + 5) : line.fixed(2, at: start + 4),
      let base = Civil.micros(
        year: 1972, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    let part = fraction(line, at: start + 15)
    return (Stamp(micros: base + part.micros, zoned: false, yearKnown: false, precision: part.precision), part.end)
  }

  /// C's `ctime` and `%c`: `Mon Mar  9 22:00:03 2026`.
  static func ctime(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard start + 24 <= line.count, line[start + 3] == ASCII.space, line[start + 19] == ASCII.space,
      let (undated, end) = syslog(line, at: start + 4), end == start + 19, let year = line.fixed(4, at: start + 20)
    else { return nil }
    let micros = Civil.micros(undated.micros, inYear: year)
    return (Stamp(micros: micros, zoned: false, precision: .seconds), start + 24)
  }

  /// Seconds since 1970 with an optional fraction (`1695262335.106244`), or milliseconds when 13 digits stand there.
  static func epoch(_ line: Span<UInt8>, at start: Int) -> Reading? {
    guard let whole = line.number(at: start) else { return nil }
    switch whole.end - start {
    case 13: return (Stamp(micros: whole.value * 1000, zoned: true, precision: .millis), whole.end)
    case 9, 10:
      let part = fraction(line, at: whole.end)
      return (Stamp(micros: whole.value * 1_000_000 + part.micros, zoned: true, precision: part.precision), part.end)
    default: return nil
    }
  }

  // MARK: - Parts

  /// `hh:mm:ss`
  static func clock(_ line: Span<UInt8>, at start: Int) -> (hour: Int, minute: Int, second: Int)? {
    guard start >= 0, start + 8 <= line.count, line[start + 2] == ASCII.colon, line[start + 5] == ASCII.colon,
      let hour = line.fixed(2, at: start), let minute = line.fixed(2, at: start + 3),
      let second = line.fixed(2, at: start + 6)
    else { return nil }
    return (hour, minute, second)
  }

  /// The English month abbreviation, 1 to 12.
  static func month(_ line: Span<UInt8>, at start: Int) -> Int? {
    guard start >= 0, start + 3 <= line.count else { return nil }
    let key = UInt32(line[start]) << 16 | UInt32(line[start + 1]) << 8 | UInt32(line[start + 2])
    return switch key {
    case 0x4A_616E: 1
    case 0x46_6562: 2
    case 0x4D_6172: 3
    case 0x41_7072: 4
    case 0x4D_6179: 5
    case 0x4A_756E: 6
    case 0x4A_756C: 7
    case 0x41_7567: 8
    case 0x53_6570: 9
    case 0x4F_6374: 10
    case 0x4E_6F76: 11
    case 0x44_6563: 12
    default: nil
    }
  }

  /// `.123`, `,123456` or nothing; digits beyond microseconds are read and dropped.
  static func fraction(_ line: Span<UInt8>, at start: Int) -> (micros: Int64, end: Int, precision: Stamp.Precision) {
    guard start < line.count, line[start] == UInt8(ascii: ".") || line[start] == UInt8(ascii: ","),
      start + 1 < line.count, ASCII.isDigit(line[start + 1])
    else { return (0, start, .seconds) }
    var index = start + 1
    var micros: Int64 = 0
    var scale: Int64 = 100_000
    while index < line.count, ASCII.isDigit(line[index]) {
      micros += Int64(line[index] &- 0x30) * scale
      scale /= 10
      index += 1
    }
    return (micros, index, index - start > 4 ? .micros : .millis)
  }

  /// `Z`, `+hh`, `+hhmm`, `+hh:mm` as microseconds east of Greenwich.
  static func zone(_ line: Span<UInt8>, at start: Int) -> (offset: Int64, end: Int)? {
    guard start < line.count else { return nil }
    let sign = line[start]
    if sign == UInt8(ascii: "Z") { return (0, start + 1) }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = line.fixed(2, at: start + 1), hours <= 14
    else { return nil }
    var end = start + 3
    var minutes = 0
    if end < line.count, line[end] == ASCII.colon, let value = line.fixed(2, at: end + 1) {
      minutes = value
      end += 3
    } else if let value = line.fixed(2, at: end) {
      minutes = value
      end += 2
    }
    let offset = Int64(hours * 3600 + minutes * 60) * Civil.microsPerSecond
    return (sign == UInt8(ascii: "-") ? -offset : offset, end)
  }
}

extension Stamp {
  /// Reads a whole text such as `2025-04-02T03:12:30Z`.
  public init?(iso text: String) {
    let bytes = Array(text.utf8)
    guard let (stamp, end) = TimestampReader.iso(bytes.span, at: 0), end == bytes.count else { return nil }
    self = stamp
  }
}
