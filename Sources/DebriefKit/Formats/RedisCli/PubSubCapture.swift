/// What `redis-cli PSUBSCRIBE '*'` printed on a sentinel: the events without times, four lines each.
struct PubSubCapture: BlockFormat {
  let name = "sentinel-pubsub"
  let summary = "Captures of a sentinel's channels by redis-cli PSUBSCRIBE."
  let samples = ["1) \"pmessage\"", "pmessage", "Reading messages... (press Ctrl-C to quit)"]

  func opens(_ line: Span<UInt8>) -> Bool {
    line.has("Reading messages... (press") || line.has("1) \"psubscribe\"") || line.has("1) \"pmessage\"")
      || line.isExactly("psubscribe") || line.isExactly("pmessage") || line.has("1) \"subscribe\"")
      || line.has("1) \"message\"")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if case .record = RedisLog().read(line) { return .before }
    // Each message is a block of its own: a time that a collector put before it is the message's.
    if line.isExactly("pmessage") || line.has("1) \"pmessage\"") || line.isExactly("message")
      || line.has("1) \"message\"")
    {
      return .before
    }
    return RedisCliSession().opens(line) ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    let values = block.lines.map { line in
      let (columns, value) = ReplyTree.numbers(line)
      return columns.isEmpty ? line : ReplyTree.plain(value)
    }
    for (index, word) in values.enumerated() where word == "pmessage" || word == "message" {
      // pmessage has the pattern first.
      let channel = index + (word == "pmessage" ? 2 : 1)
      guard channel < values.count, let known = SentinelEvent.byName[Substring(values[channel])] else { continue }
      let payload = channel + 1 < values.count ? values[channel + 1] : ""
      var event = block.event(.sentinel(known.name), origin: "sentinel", line: index)
      event.message = "\(known.name) \(payload)"
      event.attributes["sign"] = .string(String(known.name.prefix(1)))
      event.attributes["capture"] = "pubsub"
      guard SentinelLines.fill(&event, Substring(payload), known.payload, Substring(known.name), process) else {
        throw BlockProblem(line: index, reason: SentinelLines.cutOff)
      }
      events.emit(event)
    }
  }
}
