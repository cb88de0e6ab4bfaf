/// When an artefact was taken: ages count back from there.
enum CaptureTime {
  /// Takes the time out of a comment (`# 2025-02-04T16:40:00Z`, `# Tue Dec  9 21:25:00 UTC 2025`) or a sentence like
  /// `LAST SEEN is relative to 2024-12-17T10:20:00Z`. True where there is one.
  @discardableResult
  static func note(_ text: String, _ process: ProcessLog) -> Bool {
    guard let stamp = find(text) else { return false }
    process.capturedAt = stamp
    return true
  }

  /// The first date with a time of day in the text.
  static func find(_ text: String) -> Stamp? {
    let bytes = Array(text.utf8.prefix(512))
    let line = bytes.span
    for index in bytes.indices {
      if index > 0, ASCII.isDigit(bytes[index - 1]) || ASCII.isLetter(bytes[index - 1]) { continue }
      if ASCII.isDigit(bytes[index]), let reading = TimestampReader.iso(line, at: index) {
        var stamp = reading.stamp
        if !stamp.zoned, line.has(" UTC", at: reading.end) { stamp.zoned = true }
        if !stamp.zoned, line.has(" +", at: reading.end), let zone = TimestampReader.zone(line, at: reading.end + 1) {
          stamp.micros -= zone.offset
          stamp.zoned = true
        }
        return stamp
      }
      if ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "].contains(where: {
        line.text(index..<min(index + 4, bytes.count)) == $0
      }) {
        let words = line.text(index..<bytes.count).split(separator: " ")
        for count in [6, 5, 7] where words.count >= count {
          if let stamp = KubernetesTime.date(words.prefix(count).joined(separator: " ")) { return stamp }
        }
      }
    }
    return nil
  }
}

extension Event {
  /// Dates an event by its age. Without a time of capture the age stays in `age_s`, and the event without a time.
  mutating func setAge(_ seconds: Int64?, _ process: ProcessLog) {
    guard let seconds else { return }
    attributes["age_s"] = .integer(seconds)
    guard let captured = process.capturedAt else { return }
    let utc = captured.zoned ? captured.micros : captured.micros - process.clock.offset
    at = utc - seconds * Civil.microsPerSecond
    basis = .relative
  }
}
