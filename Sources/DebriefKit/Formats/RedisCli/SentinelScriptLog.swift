/// What notification and client-reconfig scripts wrote down of their arguments, after a time of their own:
/// `2026-11-20T17:46:27Z notify: +sdown master mymaster 10.0.0.1 6379`,
/// `2026-11-20T17:46:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2 6379`.
struct SentinelScriptLog: LineFormat {
  let name = "sentinel-scripts"
  let summary = "Arguments that a sentinel's notification and client-reconfig scripts logged."
  let samples = [
    "2026-11-20T17:46:27Z notify: +sdown master mymaster 10.0.0.1 6379",
    "2026-11-20T17:46:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2 6379",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 30, ASCII.isDigit(line[0]), line[4] == UInt8(ascii: "-"),
      let (stamp, end) = TimestampReader.iso(line, at: 0), end + 3 < line.count
    else { return .foreign }
    var index = end
    while index < line.count, line[index] == ASCII.space { index += 1 }
    // Few words of the script's own before the arguments: its name, its path, the host.
    for _ in 0..<4 {
      if Self.isEvent(line, index) || Self.isReconfiguration(line, index) {
        return .record(LineHead(stamp: stamp, message: index..<line.count))
      }
      guard let blank = line.firstIndex(of: ASCII.space, from: index), blank - index < 80 else { return .foreign }
      index = blank + 1
    }
    return .foreign
  }

  /// `+word ` or `-word `
  private static func isEvent(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard start + 4 < line.count, line[start] == UInt8(ascii: "+") || line[start] == UInt8(ascii: "-"),
      let blank = line.firstIndex(of: ASCII.space, from: start), blank - start < 40
    else { return false }
    guard blank - start > 4, line[start + 1] &- 0x61 < 26 else { return false }
    for index in start + 1..<blank where line[index] != UInt8(ascii: "-") && line[index] &- 0x61 >= 26 { return false }
    // Words with a sign before them stand in other logs, too.
    return line.has("master ", at: blank + 1) || line.has("slave ", at: blank + 1)
      || line.has("sentinel ", at: blank + 1)
      || SentinelEvent.byName[Substring(line.text(start..<blank))] != nil
  }

  /// `name leader|observer start|end `
  private static func isReconfiguration(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard let blank = line.firstIndex(of: ASCII.space, from: start), blank - start < 80 else { return false }
    return line.has("leader start ", at: blank + 1) || line.has("observer start ", at: blank + 1)
      || line.has("leader end ", at: blank + 1) || line.has("observer end ", at: blank + 1)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let words = record.message.split(separator: " ")
    if record.message.hasPrefix("+") || record.message.hasPrefix("-") {
      _ = SentinelLines.interpret(record, process, capture: "script", into: &events)
      return
    }
    guard words.count >= 7, SentinelInstance.isPort(words[4]), SentinelInstance.isPort(words[6]) else {
      return events.reject("a client-reconfig script's arguments are cut off")
    }
    var event = record.event(.stateObserved, origin: "sentinel")
    event.code = "client-reconfig"
    event.cluster = String(words[0])
    event.peer = SentinelInstance.address(words[3], words[4])
    event.instance = SentinelInstance.address(words[5], words[6])
    event.attributes["capture"] = "script"
    event.attributes["role"] = .string(String(words[1]))
    event.attributes["state"] = .string(String(words[2]))
    events.emit(event)
  }
}
