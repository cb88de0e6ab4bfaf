/// The report a dying server writes between `=== REDIS BUG REPORT START` and its `END`, without prefixes.
struct RedisCrashReport: BlockFormat {
  var name: String { "redis-crash-report" }
  var summary: String { "Crash report of a redis or valkey server." }
  var samples: [String] { ["=== REDIS BUG REPORT START: Cut & paste starting from here ==="] }

  func opens(_ line: Span<UInt8>) -> Bool {
    line.has("=== REDIS BUG REPORT START") || line.has("=== VALKEY BUG REPORT START")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if line.find("BUG REPORT END") != nil { return .last }
    // A process that could not finish its report is followed by its successor's banner.
    return line.find("oO0OoO0OoO0Oo") != nil ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    var event = block.event(.instanceCrashed, origin: "redis")
    event.severity = .fatal
    event.code = "crash"
    event.message = block.lines.first
    var stamp: Stamp?
    let format = RedisLog()
    for (index, line) in block.lines.enumerated().prefix(200) {
      let bytes = Array(line.utf8)
      guard case .record(let head) = format.read(bytes.span), head.stamp != nil else { continue }
      let text = bytes.span.text(head.message)
      if stamp == nil { stamp = head.stamp }
      if let signal = text.firstRange(of: "crashed by signal: ") {
        event.code = "signal-\(text[signal.upperBound...].prefix(while: \.isNumber))"
        event.message = text
        event.position = block.position(index)
      } else if text.contains("ASSERTION FAILED") {
        event.code = "assertion"
        event.message = text
        event.position = block.position(index)
      }
    }
    events.emit(event, at: stamp)
  }
}
