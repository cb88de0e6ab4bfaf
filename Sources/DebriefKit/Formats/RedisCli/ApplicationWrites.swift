/// An application's or a probe's own record of its writes: `TIME app -> host:port SET key OK`, or the error it got.
struct ApplicationWrites: LineFormat {
  let name = "application-writes"
  let summary = "Writes that an application logged with their answers."
  let samples = ["2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK"]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 35, ASCII.isDigit(line[0]), line[4] == UInt8(ascii: "-"),
      let (stamp, end) = TimestampReader.iso(line, at: 0), end < line.count, line[end] == ASCII.space,
      let arrow = line.find(" -> ", from: end), arrow - end < 80,
      let target = line.firstIndex(of: ASCII.space, from: arrow + 4),
      let colon = line.firstIndex(of: ASCII.colon, from: arrow + 4), target - arrow < 120, colon < target,
      Self.isWrite(line, target + 1)
    else { return .foreign }
    return .record(
      LineHead(stamp: stamp, message: target + 1..<line.count, first: end + 1..<arrow, second: arrow + 4..<target))
  }

  private static func isWrite(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("SET ", at: start) || line.has("INCR ", at: start) || line.has("HSET ", at: start)
      || line.has("LPUSH ", at: start) || line.has("DEL ", at: start) || line.has("SETEX ", at: start)
      || line.has("RPUSH ", at: start) || line.has("ZADD ", at: start) || line.has("set ", at: start)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let words = record.message.split(separator: " ")
    let answer = words.dropFirst(2)
    guard let last = answer.last else { return }
    // An error's word is the first in capitals after the key; what it was told is the rest.
    let error = answer.first { word in
      word.count > 2 && word != "OK" && word.utf8.allSatisfy { $0 &- 0x41 < 26 || $0 == UInt8(ascii: "-") }
    }
    let isFine = error == nil && (last == "OK" || Int64(last) != nil || last == "1")
    var event = record.event(isFine ? .writeAccepted : .writeRefused, origin: "application")
    event.actor = String(record.text(record.head.first))
    event.instance = String(record.text(record.head.second))
    if !isFine {
      event.severity = .warning
      event.code = error.map { String($0).trimming { $0 == "-" } } ?? ReasonWord.code(record.message) ?? "error"
    }
    events.emit(event)
  }
}
