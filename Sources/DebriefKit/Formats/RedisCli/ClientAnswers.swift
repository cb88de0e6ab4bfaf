/// Bare answers to writes that a loop around redis-cli left behind, without the command: `10:20:50.780 OK`, or the time on
/// a line of its own and the answer on the next, or errors alone (`NOREPLICAS Not enough good replicas to write.`).
struct ClientAnswers: BlockFormat {
  let name = "client-answers"
  let summary = "Answers to writes that a client's loop printed, with or without a time."
  let samples = [
    "10:20:50.780 OK", "10:21:07.310 READONLY You can't write against a read only replica.",
    "(error) NOREPLICAS Not enough good replicas to write.", "10:17:37.750",
  ]

  /// What a line is.
  private enum Part: Equatable {
    case clock
    case answer
    case other
  }

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count < 200 else { return false }
    let (end, _) = Self.time(line)
    if end == line.count { return end > 7 }
    if end > 0 { return line[end] == ASCII.space && Self.isAnswer(line, end + 1) }
    return Self.isError(line, 0)
  }

  /// `state`: 1 the last line was a time.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if line.count == 0 { return .more }
    let (end, _) = Self.time(line)
    switch Self.part(line, end) {
    case .clock:
      state = 1
      return .more
    case .answer:
      // Without a time `OK` says nothing.
      guard end > 0 || state == 1 || Self.isError(line, 0) else { return .before }
      state = 0
      return .more
    case .other: return .before
    }
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    var clock: Stamp?
    var ofDay: Int64?
    defer { if let clock, clock.zoned { capture(clock, process, &events) } }
    for (index, text) in block.lines.enumerated() where !text.isEmpty {
      let bytes = Array(text.utf8)
      let (end, stamp) = Self.time(bytes.span)
      if end > 0 {
        clock = stamp
        ofDay = stamp == nil ? Self.timeOfDay(bytes.span) : nil
      }
      guard Self.part(bytes.span, end) == .answer else { continue }
      let answer = String(text.dropFirst(end)).trimming { $0 == " " || $0 == "\r" }
      let bare = answer.hasPrefix("(error) ") ? String(answer.dropFirst(8)) : answer
      let isFine = bare == "OK" || bare.hasPrefix("(integer)")
      var event = block.event(isFine ? .writeAccepted : .writeRefused, origin: "application", line: index)
      event.message = answer
      if !isFine {
        event.severity = .warning
        event.code = bare.hasPrefix("Could not connect") ? "unreachable" : String(bare.prefix { $0 != " " })
      }
      event.attributes["clock_us"] = ofDay.map { .integer($0) }
      events.emit(event, at: clock)
      // A time is one answer's.
      (clock, ofDay) = (nil, nil)
    }
  }

  /// A date that no answer follows is the output of `date -Is`: what was printed beside it counts its ages from there.
  private func capture(_ clock: Stamp, _ process: ProcessLog, _ events: inout EventSink) {
    process.capturedAt = clock
    events.dateAges(process)
  }

  // MARK: - Grammar

  /// The end of the time at the start of the line, 0 without one; the stamp where a date stands there, too.
  private static func time(_ line: Span<UInt8>) -> (end: Int, stamp: Stamp?) {
    if line.count >= 19, ASCII.isDigit(line[0]), line[4] == UInt8(ascii: "-"),
      let (stamp, end) = TimestampReader.iso(line, at: 0)
    {
      return (end, stamp)
    }
    guard TimestampReader.clock(line, at: 0) != nil else { return (0, nil) }
    return (TimestampReader.fraction(line, at: 8).end, nil)
  }

  private static func timeOfDay(_ line: Span<UInt8>) -> Int64? {
    guard let (hour, minute, second) = TimestampReader.clock(line, at: 0) else { return nil }
    return Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + TimestampReader.fraction(line, at: 8).micros
  }

  private static func part(_ line: Span<UInt8>, _ end: Int) -> Part {
    if end == line.count, end > 7 { return .clock }
    let start = end > 0 && line[end] == ASCII.space ? end + 1 : end
    return (end == 0 || start > end) && isAnswer(line, start) ? .answer : .other
  }

  private static func isAnswer(_ line: Span<UInt8>, _ start: Int) -> Bool {
    if line.has("OK", at: start), start + 2 == line.count || line[start + 2] == UInt8(ascii: "\r") { return true }
    return line.has("(integer) ", at: start) || line.has("Could not connect to Redis at ", at: start)
      || isError(line, start)
  }

  private static func isError(_ line: Span<UInt8>, _ start: Int) -> Bool {
    let start = line.has("(error) ", at: start) ? start + 8 : start
    return line.has("NOREPLICAS Not enough", at: start) || line.has("READONLY You can't write", at: start)
      || line.has("MISCONF Redis is", at: start) || line.has("MISCONF Valkey is", at: start)
      || line.has("MASTERDOWN Link with", at: start) || line.has("LOADING Redis is", at: start)
      || line.has("LOADING Valkey is", at: start) || line.has("OOM command not allowed", at: start)
  }
}
