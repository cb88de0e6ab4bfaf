/// The log of valkey with `log-format logfmt` (8.1 and later):
/// `pid=N role=sentinel|RDB/AOF|replica|primary timestamp="…" level=… message="…"`.
struct RedisLogfmt: LineFormat {
  var name: String { "valkey-logfmt" }
  var summary: String { "Log of valkey and its sentinel in logfmt." }
  var samples: [String] {
    [
      #"pid=8601 role=sentinel timestamp="20 Nov 2026 17:46:27.087" level=warning "#
        + #"message="+sdown master mymaster 10.0.0.1 6379""#
    ]
  }

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.has("pid="), let pid = line.number(at: 4), line.has(" role=", at: pid.end),
      let roleEnd = line.firstIndex(of: ASCII.space, from: pid.end + 6), line.has(" timestamp=\"", at: roleEnd),
      let (stamp, stampEnd) = RedisLog.stamp(line, at: roleEnd + 12), line.has("\" level=", at: stampEnd),
      let levelEnd = line.firstIndex(of: ASCII.space, from: stampEnd + 8), line.has(" message=\"", at: levelEnd)
    else { return .foreign }
    guard line[line.count - 1] == UInt8(ascii: "\""), line.count > levelEnd + 10 else {
      return .damaged("a logfmt line whose message is cut off")
    }
    let severity: Severity =
      switch line[stampEnd + 8] {
      case UInt8(ascii: "d"): .debug
      case UInt8(ascii: "i"): .info
      case UInt8(ascii: "w"): .warning
      default: .notice
      }
    return .record(
      LineHead(
        stamp: stamp, message: levelEnd + 10..<line.count - 1, severity: severity, first: pid.end + 6..<roleEnd,
        number: pid.value))
  }

  var linesStandAlone: Bool { true }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { RedisChatter.matches(line, head.message) }

  func meet(_ line: Span<UInt8>, _ head: LineHead, _ process: ProcessLog) { RedisLog.meet(line, head, process) }

  func author(_ line: Span<UInt8>, _ head: LineHead) -> LineAuthor? { RedisLog.author(line, head) }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    RedisLines.interpret(record, process, into: &events)
  }
}
