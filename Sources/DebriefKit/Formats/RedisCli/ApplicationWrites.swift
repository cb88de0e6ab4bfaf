/// An application's, a driver's or a probe's own record of its writes: when, to whom, and what came back.
///
/// ```
/// 2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK
/// 2025-03-27 16:48:19,963 INFO  basket.repo - 10.10.1.11:6379 SET basket:9001 -> OK
/// 2025-07-07T22:11:12Z level=info msg="redis write" target=ums-0 cmd="SET order:0" reply="OK"
/// 2025-01-09T15:33:48-03:00 ERROR store 10.99.5.12:6379 NOREPLICAS Not enough good replicas to write.
/// ```
///
/// Loggers differ in everything but this: a date, the server's address, a command that writes, and the answer, or an
/// error that servers give to writers only.
struct ApplicationWrites: LineFormat {
  let name = "application-writes"
  let summary = "Writes that an application logged with their answers."
  let samples = [
    "2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK",
    "2025-03-27 16:48:19,963 INFO  basket.repo - 10.10.1.11:6379 SET basket:9001 -> OK",
    "2025-07-07T22:11:12Z level=info msg=\"redis write\" target=ums-0 cmd=\"SET order:0\" reply=\"OK\"",
    "2025-01-09T15:33:48.965-03:00 ERROR store 10.99.5.12:6379 NOREPLICAS Not enough good replicas to write.",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 35, line.count < 600, let (stamp, end) = Self.stamp(line), end < line.count,
      let found = WriteAnswer(line, from: end)
    else { return .foreign }
    return .record(
      LineHead(stamp: stamp, message: found.start..<line.count, first: found.writer, second: found.target))
  }

  /// A date at the start of the line, or as the value of its first key: `ts=…`, `time="…"`.
  private static func stamp(_ line: Span<UInt8>) -> TimestampReader.Reading? {
    var start = 0
    if line.has("ts=") || line.has("time=") {
      start = line.has("ts=") ? 3 : 5
      if line[start] == UInt8(ascii: "\"") { start += 1 }
    }
    if start == 0, line[0] == UInt8(ascii: "[") { start = 1 }
    guard ASCII.isDigit(line[start]) else { return nil }
    if line[start + 4] == UInt8(ascii: "-") { return TimestampReader.iso(line, at: start) }
    return line[start + 4] == UInt8(ascii: "/") ? TimestampReader.go(line, at: start) : nil
  }

  /// The offset written in the stamp that ends here, in seconds east of UTC; nil where there is none or it is UTC.
  private static func zone(_ line: Span<UInt8>, endingAt end: Int) -> Int64? {
    for length in [6, 5, 3] where end - length > 18 {
      let sign = line[end - length]
      guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
        let zone = TimestampReader.zone(line, at: end - length), zone.end == end, zone.offset != 0
      else { continue }
      return zone.offset / Civil.microsPerSecond
    }
    return nil
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let bytes = Array(record.line.utf8)
    guard let (_, end) = Self.stamp(bytes.span), let found = WriteAnswer(bytes.span, from: end) else { return }
    var event = record.event(found.isAccepted ? .writeAccepted : .writeRefused, origin: "application")
    // Where the clock of the client's host stands says how the clocks of its neighbours may be read.
    if let zone = Self.zone(bytes.span, endingAt: end) { event.attributes["zone_s"] = .integer(zone) }
    if !found.writer.isEmpty { event.actor = String(record.text(found.writer)) }
    event.instance = String(record.text(found.target))
    if !found.isAccepted {
      event.severity = .warning
      event.code = found.code ?? ReasonWord.code(record.message) ?? "error"
    }
    events.emit(event)
  }
}
