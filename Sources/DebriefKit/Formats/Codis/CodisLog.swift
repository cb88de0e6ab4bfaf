/// The log of codis-dashboard and codis-proxy: `YYYY/MM/DD hh:mm:ss file.go:NNN: [WARN] text`, followed by `[error]: …`,
/// JSON and numbered stack frames that belong to it.
struct CodisLog: LineFormat {
  let name = "codis-log"
  let summary = "Log of codis-dashboard and codis-proxy, of Codis 3.2 and of pika's fork."
  let samples = [
    "2025/03/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] = 10.22.8.12:9221",
    "2025/03/06 14:02:38 codis_sentinel.go:140: [WARN] create redis client to 10.22.8.11:9221 failed",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 0 else { return .foreign }
    let first = line[0]
    if first == ASCII.space || first == ASCII.tab || line.has("[error]: ") { return .continuation }
    if line.count == 1, first == UInt8(ascii: "{") || first == UInt8(ascii: "}") { return .continuation }
    guard ASCII.isDigit(first), line.count > 30, line[4] == UInt8(ascii: "/"),
      let (stamp, end) = TimestampReader.go(line, at: 0), end < line.count, line[end] == ASCII.space,
      let file = line.find(".go:", from: end + 1), file - end < 60, let number = line.number(at: file + 4),
      line.has(": [", at: number.end), let close = line.find("] ", from: number.end + 3), close - number.end < 12
    else { return .foreign }
    let severity: Severity =
      switch line[number.end + 3] {
      case UInt8(ascii: "W"): .warning
      case UInt8(ascii: "E"): .error
      case UInt8(ascii: "P"): .fatal
      case UInt8(ascii: "D"): .debug
      default: .info
      }
    return .record(
      LineHead(stamp: stamp, message: close + 2..<line.count, severity: severity, first: end + 1..<number.end))
  }

  /// The check loop repeats these every two seconds; their results are lines of their own.
  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    let start = head.message.lowerBound
    guard line.has("group-[", at: start), let close = line.find("] ", from: start + 7) else { return false }
    return line.has("update slave offline state", at: close + 2) || line.has("update master state", at: close + 2)
      || line.has("try to fix server", at: close + 2)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    CodisLines.interpret(record, process, into: &events)
  }
}
