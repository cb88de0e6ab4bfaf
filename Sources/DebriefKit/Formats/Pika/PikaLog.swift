/// The glog of pika: `Lmmdd hh:mm:ss.uuuuuu thread file.cc:line] message` up to 3.4, `Lyyyymmdd …` since 3.5, with a head
/// (`Log file created at: 2020/05/20 09:41:17`) that tells the year.
struct PikaLog: LineFormat {
  let name = "pika-log"
  let summary = "Log of pika (glog), versions 3.3 to 4."
  let samples = [
    "I0520 09:14:32.473706 30171 pika_server.cc:873] Remove Master Success, ip_port: 10.16.3.31:9221",
    "W20250306 14:02:31.488283    43 pika_repl_client_thread.cc:29] Master conn disconnect : 10.22.8.11:11221 try reconnect",
    "Log file created at: 2020/05/20 09:41:17",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 20 else { return .foreign }
    switch line[0] {
    case UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "E"), UInt8(ascii: "F"): return record(line)
    case UInt8(ascii: "L"):
      guard line.has("Log file created at: ") || line.has("Log line format: [IWEF]") else { return .foreign }
      return .record(LineHead(message: 0..<line.count))
    case UInt8(ascii: "R"):
      guard line.has("Running on machine: ") || line.has("Running duration (h:mm:ss)") else { return .foreign }
      return .record(LineHead(message: 0..<line.count))
    default: return .foreign
    }
  }

  private func record(_ line: Span<UInt8>) -> Reading {
    guard ASCII.isDigit(line[1]), let (stamp, end) = TimestampReader.glog(line, at: 1), end < line.count,
      line[end] == ASCII.space
    else { return .foreign }
    var index = end
    while index < line.count, line[index] == ASCII.space { index += 1 }
    guard let thread = line.number(at: index), let close = line.find("] ", from: thread.end),
      let source = line.find(".cc:", from: thread.end) ?? line.find(".h:", from: thread.end), source < close
    else { return .foreign }
    let severity: Severity =
      switch line[0] {
      case UInt8(ascii: "I"): .info
      case UInt8(ascii: "W"): .warning
      case UInt8(ascii: "E"): .error
      default: .fatal
      }
    return .record(
      LineHead(
        stamp: stamp, message: close + 2..<line.count, severity: severity, first: thread.end..<close,
        number: thread.value))
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    head.stamp == nil && !line.has("Log file created at: ") && !line.has("Running on machine: ")
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    PikaLines.interpret(record, process, into: &events)
  }
}
