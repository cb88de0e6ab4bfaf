/// The times in Kubernetes objects and in what kubectl and kbcli print.
enum KubernetesTime {
  /// `2025-07-08T01:41:12Z`, `Tue, 03 Dec 2024 14:20:31 +0800`, `Jan 13,2025 15:28 UTC+0800`.
  static func stamp(_ text: String) -> Stamp? {
    let bytes = Array(text.utf8)
    let line = bytes.span
    if let reading = TimestampReader.iso(line, at: 0) { return reading.stamp }
    return rfc1123(line) ?? kbcli(line)
  }

  static func stamp(_ node: DocumentNode?) -> Stamp? { node?.text.flatMap(stamp) }

  /// `Tue, 03 Dec 2024 14:20:31 +0800`, as `kubectl describe` prints built-in objects.
  private static func rfc1123(_ line: Span<UInt8>) -> Stamp? {
    guard line.count >= 25, line[3] == UInt8(ascii: ","), let day = line.fixed(2, at: 5),
      let month = TimestampReader.month(line, at: 8), let year = line.fixed(4, at: 12),
      let clock = TimestampReader.clock(line, at: 17),
      let micros = Civil.micros(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute, second: clock.second)
    else { return nil }
    return zoned(micros, line, at: 26, precision: .seconds)
  }

  /// `Jan 13,2025 15:28 UTC+0800`, as kbcli prints.
  private static func kbcli(_ line: Span<UInt8>) -> Stamp? {
    guard line.count >= 17, let month = TimestampReader.month(line, at: 0), line[6] == UInt8(ascii: ","),
      let day = line.fixed(2, at: 4), let year = line.fixed(4, at: 7), let hour = line.fixed(2, at: 12),
      let minute = line.fixed(2, at: 15)
    else { return nil }
    var second = 0
    var end = 17
    if end + 3 <= line.count, line[end] == ASCII.colon, let value = line.fixed(2, at: end + 1) {
      second = value
      end += 3
    }
    guard let micros = Civil.micros(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    return zoned(micros, line, at: line.find("UTC", from: end).map { $0 + 3 } ?? line.count, precision: .minutes)
  }

  /// `Wed Dec  3 10:12:31 CST 2025`, `Wed Jul  3 08:48:30 UTC 2024`, `Wed 03 Jul 2024 08:48:30 AM UTC`: what `date` says.
  /// A zone other than UTC stays unknown: CST is China, Cuba or Chicago.
  static func date(_ text: String) -> Stamp? {
    let words = text.split(separator: " ")
    guard (5...8).contains(words.count), words[0].count == 3,
      ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(words[0])
    else { return nil }
    var month: Int?
    var day: Int?
    var year: Int?
    var time: (hour: Int, minute: Int, second: Int)?
    var isZoned = false
    for word in words.dropFirst() {
      let bytes = Array(word.utf8)
      if let value = TimestampReader.month(bytes.span, at: 0), bytes.count == 3 {
        month = value
      } else if let value = TimestampReader.clock(bytes.span, at: 0) {
        time = value
      } else if let value = Int(word) {
        if value > 1970 { year = value } else { day = value }
      } else if word == "PM", let morning = time, morning.hour < 12 {
        time = (morning.hour + 12, morning.minute, morning.second)
      } else if word == "UTC" || word == "GMT" {
        isZoned = true
      }
    }
    guard let month, let day, let year, let time,
      let micros = Civil.micros(
        year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
    else { return nil }
    return Stamp(micros: micros, zoned: isZoned, precision: .seconds)
  }

  /// `15d`, `2d3h`, `3m22s`, `45s` in seconds; nil for `<invalid>` and `<unknown>`.
  static func age(_ text: some StringProtocol) -> Int64? {
    var total: Int64 = 0
    var digits: Int64?
    for byte in text.utf8 {
      if ASCII.isDigit(byte) {
        guard (digits ?? 0) < 1_000_000 else { return nil }
        digits = (digits ?? 0) * 10 + Int64(byte - 0x30)
        continue
      }
      guard let value = digits else { return nil }
      let unit: Int64
      switch byte {
      case UInt8(ascii: "y"): unit = 31_536_000
      case UInt8(ascii: "d"): unit = 86_400
      case UInt8(ascii: "h"): unit = 3600
      case UInt8(ascii: "m"): unit = 60
      case UInt8(ascii: "s"): unit = 1
      default: return nil
      }
      total += value * unit
      digits = nil
    }
    return digits == nil && !text.isEmpty ? total : nil
  }

  private static func zoned(_ micros: Int64, _ line: Span<UInt8>, at start: Int, precision: Stamp.Precision) -> Stamp {
    guard let zone = TimestampReader.zone(line, at: start) else {
      return Stamp(micros: micros, zoned: false, precision: precision)
    }
    return Stamp(micros: micros - zone.offset, zoned: true, precision: precision)
  }
}
