/// A command line and its answer, the way terminals and collectors show them: `$ redis-cli -p 26379 SENTINEL masters`.
struct RedisCliSession: BlockFormat {
  let name = "redis-cli"
  let summary = "redis-cli commands (also of pika, and codis' topom) with their answers."
  let samples = [
    "$ redis-cli -h 10.0.0.1 -p 6379 INFO replication", "$ kubectl exec redis-0 -- redis-cli ROLE",
    "127.0.0.1:6379> INFO replication",
  ]

  func opens(_ line: Span<UInt8>) -> Bool { line.count < 2000 && Self.mayBeCommand(line) }

  /// A line with a client's name in it, an interactive prompt, or the bare arguments of the client.
  private static func mayBeCommand(_ line: Span<UInt8>) -> Bool {
    if line.find("redis-cli ") ?? line.find("valkey-cli ") != nil { return true }
    // The dashboard's answers name its packages, which have the word in their paths.
    if line.find("/topom") != nil, line[0] != UInt8(ascii: "{"), line.find("curl ") ?? line.find("http") != nil {
      return true
    }
    let start = line.count > 0 && line[0] == ASCII.space ? 1 : 0
    if line.has("-h ", at: start) || line.has("-p ", at: start) { return true }
    if isPrompt(line), line.find(".conf") != nil { return true }
    guard let close = line.find("> "), close < 60, close > 2 else { return false }
    return ASCII.isDigit(line[close - 1]) || line[close - 1] == UInt8(ascii: "]")
  }

  /// `$ …`, `[user@host dir]$ …`, `user@host:~# …`
  private static func isPrompt(_ line: Span<UInt8>) -> Bool {
    if line.has("$ ") || line.has("+ ") { return true }
    guard let end = line.find("$ ") ?? line.find("# "), end < 80, end > 0 else { return false }
    return line.has("[") || line.firstIndex(of: UInt8(ascii: "@")).map { $0 < end } ?? false
  }

  /// `state`: bit 0 the last line was blank, bit 1 something of the answer came, bit 2 not the first line.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    defer { state |= 4 }
    guard state & 4 != 0 else {
      return line.find(" -> ") ?? line.find("  ->") != nil ? .last : .more
    }
    if line.count == 0 {
      state |= 1
      return .more
    }
    if Self.isPrompt(line) || Self.mayBeCommand(line) || PubSubCapture().opens(line) { return .before }
    if case .record = RedisLog().read(line) { return .before }
    let followsBlank = state & 1 != 0 && state & 2 != 0
    state = state & ~1 | 2
    return followsBlank && !RedisReplies.looksLikeReply(line) ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    guard let first = block.lines.first, let command = RedisCliCommand(first) else { return }
    var lines = Array(block.lines.dropFirst())
    if let inline = command.inlineReply { lines = [inline] }
    var offset = command.inlineReply == nil ? 1 : 0
    process.command = command.text
    if command.printsDate, let date = lines.first, let stamp = KubernetesTime.date(date) ?? KubernetesTime.stamp(date) {
      process.capturedAt = stamp
      lines.removeFirst()
      offset += 1
    } else {
      CaptureTime.note(first, process)
    }
    if var stamp = process.capturedAt {
      // A `date` or a comment before: the answer came within the minutes that followed.
      stamp.precision = .seconds
      events.begin(process, stamp: stamp, outer: block.outer)
    }
    RedisReplies(command: command, block: block, offset: offset).read(lines, process, into: &events)
  }
}
