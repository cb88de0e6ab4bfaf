/// Lines of an application's log that quote a database's refusal to write because it is read-only.
///
/// The client does not say which server it was connected to, so the event names no member.
struct ReadOnlyRefusalFormat: LineFormat {
  let name = "read-only-refusals"
  let summary = "Lines of application logs that quote a database's refusal to write because it is read-only."
  let samples = [
    "2025-03-04T10:00:01.125Z ERROR [pool-2] Dao - The MySQL server is running with the --read-only option so it cannot "
      + "execute this statement",
    "2025-03-04 10:00:01.125 ERROR c.e.Dao: ERROR: cannot execute INSERT in a read-only transaction",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 60, ASCII.isDigit(line[0]), let (stamp, end) = TimestampReader.iso(line, at: 0),
      let start = Self.refusal(line, from: end)
    else { return .foreign }
    return .record(LineHead(stamp: stamp, message: start..<line.count, severity: .warning))
  }

  /// Where the database's own words begin: what stands before them differs from thread to thread.
  private static func refusal(_ line: Span<UInt8>, from start: Int) -> Int? {
    if line.find("read-only option so it cannot execute this statement", from: start) != nil {
      return line.find("The MySQL server is running", from: start) ?? line.find("--", from: start)
    }
    guard line.find(" in a read-only transaction", from: start) != nil else { return nil }
    return line.find("cannot execute ", from: start)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    var event = record.event(.writeRefused, origin: "application")
    event.code = "READONLY"
    events.emit(event)
  }

  var linesStandAlone: Bool { true }
}
