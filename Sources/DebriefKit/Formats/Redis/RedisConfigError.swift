/// What a server prints without prefix when it does not start for a mistake in its configuration.
struct RedisConfigError: BlockFormat {
  var name: String { "redis-config-error" }
  var summary: String { "FATAL CONFIG FILE ERROR of a server or sentinel that did not start." }
  var samples: [String] { ["*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***"] }

  func opens(_ line: Span<UInt8>) -> Bool { line.has("*** FATAL CONFIG FILE ERROR") }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    state += 1
    guard state > 1 else { return .more }
    if state == 2 { return line.has("Reading the configuration file") ? .more : .before }
    if state == 3 { return line.has(">>> ") ? .more : .before }
    return .last
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    var event = block.event(.instanceCrashed, origin: "redis")
    event.severity = .fatal
    event.code = "config-error"
    event.message = block.lines.joined(separator: "\n")
    event.attributes["reason"] = block.lines.count > 3 ? .string(block.lines[3]) : nil
    if let line = block.lines.dropFirst().first?.split(separator: " ").last.flatMap({ Int64($0) }) {
      event.attributes["config_line"] = .integer(line)
    }
    events.emit(event)
  }
}
