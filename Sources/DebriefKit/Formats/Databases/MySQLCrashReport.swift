/// What a dying mysqld writes about itself, without the head of other lines: `22:14:07 UTC - mysqld got signal 6 ;`
/// (`2025-01-02T22:14:07Z UTC - mysqld got …` since 8.0.30, `250102 22:14:07 [ERROR] mysqld got …` of MariaDB), and the
/// backtrace below it.
struct MySQLCrashReport: BlockFormat {
  let name = "mysql-crash-report"
  let summary = "Crash report of mysqld in its error log."
  let samples = [
    "22:14:07 UTC - mysqld got signal 11 ;\nMost likely, you have hit a bug, but this error can also be caused by malfunctioning hardware."
  ]

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count > 24, line.count < 120, ASCII.isDigit(line[0]) else { return false }
    return line.find("mysqld got signal ") != nil || line.find("mysqld got exception ") != nil
      || line.find("mariadbd got signal ") != nil
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    state += 1
    if state == 1 { return .more }
    // The next process, or whatever else goes on with a time.
    let isDated = line.count > 18 && ASCII.isDigit(line[0]) && TimestampReader.iso(line, at: 0) != nil
    let isAnother = opens(line) || Prompt.command(in: line) != nil || line.has("mysqld: ")
    return isDated || isAnother || state > 400 ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    let line = block.lines[0]
    guard let range = line.firstRange(of: " got ") else { return }
    var event = block.event(.instanceCrashed, origin: "mysql")
    event.severity = .fatal
    let words = line[range.upperBound...].split(separator: " ")
    event.code = words.first == "exception" ? "exception" : "signal"
    if event.code == "signal", words.count > 1 { event.set("signal", Int64(words[1])) }
    event.instance = process.member
    event.message = line
    events.emit(event, at: Self.stamp(line, process))
  }

  private static func stamp(_ line: String, _ process: ProcessLog) -> Stamp? {
    let bytes = Array(line.utf8)
    if let (stamp, _) = TimestampReader.iso(bytes.span, at: 0) { return stamp }
    let words = line.split(separator: " ")
    let isCompact = words[0].count == 6 && words[0].allSatisfy(\.isNumber)
    let clock = (isCompact ? words[1] : words[0]).split(separator: ":").compactMap { Int64($0) }
    guard clock.count == 3 else { return nil }
    let time = (clock[0] * 3600 + clock[1] * 60 + clock[2]) * Civil.microsPerSecond
    if isCompact, let date = Int(words[0]) {
      let day = Civil.days(year: 2000 + date / 10_000, month: date / 100 % 100, day: date % 100)
      return Stamp(micros: day * Civil.microsPerDay + time, zoned: false, precision: .seconds)
    }
    // The hour stands without its day: the one that is nearest to what the log said last.
    guard let last = process.covered?.last else { return nil }
    let begin = Civil.floorDivide(last.micros, Civil.microsPerDay) * Civil.microsPerDay
    let days = [begin - Civil.microsPerDay, begin, begin + Civil.microsPerDay].map { $0 + time }
    let nearest = days.min { abs($0 - last.micros) < abs($1 - last.micros) } ?? begin + time
    return Stamp(micros: nearest, zoned: last.zoned, precision: .seconds)
  }
}
