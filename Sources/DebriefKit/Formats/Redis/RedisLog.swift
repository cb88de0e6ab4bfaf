/// The log of a redis or valkey process: server, sentinel or child.
///
/// ```
/// line   = prefix SP stamp SP level SP message
/// prefix = "[" pid "]" | pid ":" role              role: X sentinel, M primary, S replica, C child or not yet known
/// stamp  = DD Mon [YYYY] hh:mm:ss.mmm | ISO 8601 | epoch milliseconds
/// signal = pid ":signal-handler (" epoch ") " message | "[" pid " | signal handler] (" epoch ") " message
/// ```
/// Years are missing up to 4.0, roles up to 2.8. The level of one message changes between versions: never a key.
struct RedisLog: LineFormat {
  var name: String { "redis-log" }
  var summary: String { "Log of redis, valkey and their sentinels, versions 2.4 to 8." }
  var samples: [String] {
    [
      "16416:X 02 Apr 2025 03:12:30.071 # +odown master mymaster 10.8.4.20 7101 #quorum 2/2",
      "16399:S 02 Apr 03:12:30.356 # Error condition on socket for SYNC: Connection refused",
      "[4018] 12 Sep 19:25:02.253 # +sdown master mymaster 10.0.0.1 6379",
      "8601:X 1795196787087 # +sdown master mymaster 10.0.0.1 6379",
      "7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...",
    ]
  }

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 8 else { return .foreign }
    let first = line[0]
    if ASCII.isDigit(first) { return modern(line) }
    if first == UInt8(ascii: "[") { return old(line) }
    if first == ASCII.space { return RedisLogo.read(line) }
    return .foreign
  }

  var linesStandAlone: Bool { true }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { RedisChatter.matches(line, head.message) }

  func author(_ line: Span<UInt8>, _ head: LineHead) -> LineAuthor? { Self.author(line, head) }

  func meet(_ line: Span<UInt8>, _ head: LineHead, _ process: ProcessLog) { Self.meet(line, head, process) }

  /// The role in which the log begins, which a quiet primary tells by nothing else.
  static func meet(_ line: Span<UInt8>, _ head: LineHead, _ process: ProcessLog) {
    guard !head.first.isEmpty else { return }
    switch line[head.first.lowerBound] {
    case UInt8(ascii: "M"), UInt8(ascii: "p"): process.facts["began_as"] = "primary"
    // `S`, `replica`; `sentinel` begins with a small letter.
    case UInt8(ascii: "S"), UInt8(ascii: "r"): process.facts["began_as"] = "replica"
    default: break
    }
  }

  /// `X` and `sentinel`, `M`, `S`, `primary` and `replica`, `C` and `RDB/AOF`; up to 2.8 the pid only.
  static func author(_ line: Span<UInt8>, _ head: LineHead) -> LineAuthor? {
    guard !head.first.isEmpty else { return LineAuthor(pid: head.number, trade: .unknown) }
    switch line[head.first.lowerBound] {
    case UInt8(ascii: "X"), UInt8(ascii: "s"): return LineAuthor(pid: head.number, trade: .sentinel)
    case UInt8(ascii: "C"), UInt8(ascii: "R"): return LineAuthor(pid: head.number, trade: .unknown, isChild: true)
    default: return LineAuthor(pid: head.number, trade: .server)
    }
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    RedisLines.interpret(record, process, into: &events)
  }

  // MARK: - Prefixes

  /// `16399:S …`, since 3.0.
  private func modern(_ line: Span<UInt8>) -> Reading {
    guard let pid = line.number(at: 0), pid.end - 0 < 11, pid.end + 3 < line.count, line[pid.end] == ASCII.colon else {
      return .foreign
    }
    let letter = line[pid.end + 1]
    guard line[pid.end + 2] == ASCII.space else {
      return letter == UInt8(ascii: "s") && line.has("signal-handler (", at: pid.end + 1)
        ? signal(line, epochAt: pid.end + 17, pid.value) : .foreign
    }
    guard letter &- 0x41 < 26 else { return .foreign }
    return body(line, at: pid.end + 3, pid.value, role: pid.end + 1..<pid.end + 2)
  }

  /// `[4018] …` of 2.4 to 2.8 and of the Windows builds, whose pids are padded with zeros or blanks.
  private func old(_ line: Span<UInt8>) -> Reading {
    var index = 1
    while index < line.count, line[index] == ASCII.space { index += 1 }
    guard let pid = line.number(at: index), pid.end + 3 < line.count else { return .foreign }
    if line[pid.end] == ASCII.space, line.has("| signal handler] (", at: pid.end + 1) {
      return signal(line, epochAt: pid.end + 20, pid.value)
    }
    guard line[pid.end] == UInt8(ascii: "]"), line[pid.end + 1] == ASCII.space else { return .foreign }
    return body(line, at: pid.end + 2, pid.value, role: 0..<0)
  }

  private func signal(_ line: Span<UInt8>, epochAt start: Int, _ pid: Int64) -> Reading {
    guard let (stamp, end) = TimestampReader.epoch(line, at: start), line.has(") ", at: end) else {
      return .damaged("a signal handler line without its time")
    }
    // The second range marks the line as one of the handler.
    return .record(
      LineHead(
        stamp: stamp, message: end + 2..<line.count, severity: .warning, second: start..<end, number: pid))
  }

  // MARK: - Stamp and level

  private func body(_ line: Span<UInt8>, at start: Int, _ pid: Int64, role: Range<Int>) -> Reading {
    guard let (stamp, end) = Self.stamp(line, at: start), end + 2 < line.count, line[end] == ASCII.space else {
      return .foreign
    }
    // Markdown renderers leave `\*` for `*`.
    let escaped = line[end + 1] == UInt8(ascii: "\\") ? 1 : 0
    guard end + 2 + escaped < line.count, let severity = Self.severity(line[end + 1 + escaped]) else {
      return .foreign
    }
    let message = min(end + 3 + escaped, line.count)
    guard line[message - 1] == ASCII.space else { return .foreign }
    return .record(
      LineHead(stamp: stamp, message: message..<line.count, severity: severity, first: role, number: pid))
  }

  static func stamp(_ line: Span<UInt8>, at start: Int) -> TimestampReader.Reading? {
    guard start + 13 < line.count, ASCII.isDigit(line[start]) else { return nil }
    if line[start + 2] == ASCII.space { return TimestampReader.redis(line, at: start) }
    if line[start + 4] == UInt8(ascii: "-") { return TimestampReader.iso(line, at: start) }
    return TimestampReader.epoch(line, at: start)
  }

  static func severity(_ level: UInt8) -> Severity? {
    switch level {
    case UInt8(ascii: "."): .debug
    case UInt8(ascii: "-"): .info
    case UInt8(ascii: "*"): .notice
    case UInt8(ascii: "#"): .warning
    default: nil
    }
  }
}

/// The picture that servers up to 6 print at start: the only place where 2.8 tells its port.
enum RedisLogo {
  static func read(_ line: Span<UInt8>) -> Reading {
    var index = 0
    while index < line.count, line[index] == ASCII.space { index += 1 }
    guard index < line.count else { return .foreign }
    switch line[index] {
    case UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: "`"), UInt8(ascii: "_"), UInt8(ascii: "."):
      guard line.find("-._") ?? line.find("._") ?? line.find(".-") ?? line.find("-.") != nil else { return .foreign }
    default: return .foreign
    }
    if let port = line.find("Port: ", from: index) { return .record(LineHead(message: port..<line.count)) }
    // An empty message: chatter.
    return .record(LineHead(message: line.count..<line.count))
  }
}
