/// The JSON encoder of zap: `{"level":"info","ts":…,"msg":"…", …}`, one object a line.
struct ZapJSONFormat: LineFormat {
  let name = "zap-json"
  let summary = "JSON log of KubeBlocks components written in Go (zap's production encoder)."
  let samples = [
    #"{"level":"info","ts":1695262335.106244,"caller":"highavailability/ha.go:97","msg":"Refresh leader ttl"}"#,
    #"{"level":"error","ts":"2025-09-17T05:58:46.523Z","msg":"Reconciler error","controller":"instanceset","#
      + #""error":"action: switchover, error: exit code: 1: failed: action failed"}"#,
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.has("{\"level\":\"") || line.has("{\"level\": \"") || line.has("{\"ts\":"), line.find("\"msg\":") != nil
    else { return .foreign }
    guard line[line.count - 1] == UInt8(ascii: "}") else { return .damaged("a JSON log line that is cut off") }
    var head = LineHead(stamp: Self.stamp(line), message: 0..<line.count)
    if line.find("\"level\":\"error\"") != nil || line.find("\"level\": \"error\"") != nil {
      head.severity = .error
    } else if line.find("\"level\":\"warn") != nil || line.find("\"level\": \"warn") != nil {
      head.severity = .warning
    } else if line.has("{\"level\":\"debug\"") {
      head.severity = .debug
    } else if line.has("{\"level\":\"dpanic\"") || line.has("{\"level\":\"panic\"") || line.has("{\"level\":\"fatal\"")
    {
      head.severity = .fatal
    }
    return .record(head)
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    guard head.severity <= .info, let key = line.find("\"msg\":\"") else { return false }
    return ZapConsoleFormat.chatter.contains { line.has($0, at: key + 7) } || line.has("reconcile\"", at: key + 7)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard case .object(let fields)? = try? JSONValue.parse(record.message) else {
      return events.reject("a JSON log line that is no JSON")
    }
    let message = ZapMessage(
      logger: fields["logger"]?.string ?? "", text: fields["msg"]?.string ?? "", fields: fields, damaged: nil)
    ZapMeaning.interpret(message, record, process, into: &events)
  }

  /// The value of `ts` or `time`: seconds since 1970 with a fraction, or ISO 8601 in quotes.
  private static func stamp(_ line: Span<UInt8>) -> Stamp? {
    var value: Int
    if let key = line.find("\"ts\":") {
      value = key + 5
    } else if let key = line.find("\"time\":") {
      value = key + 7
    } else {
      return nil
    }
    while value < line.count, line[value] == ASCII.space { value += 1 }
    guard value < line.count else { return nil }
    if line[value] == UInt8(ascii: "\"") { return TimestampReader.iso(line, at: value + 1)?.stamp }
    return TimestampReader.epoch(line, at: value)?.stamp
  }
}
