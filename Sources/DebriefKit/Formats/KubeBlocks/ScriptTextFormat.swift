/// Plain lines of switchover scripts and of the tools they call, without times: see `ScriptWords`.
struct ScriptTextFormat: LineFormat {
  let name = "script"
  let summary = "Plain output of the switchover scripts of KubeBlocks addons and of the tools they call."
  let samples = [
    "switchover failed, please check!", "transfer successfully",
    "ERROR 7502 (HY000) at line 1: The consensus membership change failed, error code is 5, error msg: "
      + "A concurrent command is running, please retry later.",
    "switchover is not possible: no good candidates have been found",
    "Switchover verification failed: expected master redis-1 not achieved",
    #"{"Code":"ERROR","Message":"Cannot deduce cluster primary"}"#,
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 5 else { return .foreign }
    // `[2024-11-05 04:12:18] text`, as `ts` and logging wrappers put it.
    if line[0] == UInt8(ascii: "["), let (stamp, end) = TimestampReader.iso(line, at: 1), end + 2 < line.count,
      line[end] == UInt8(ascii: "]"), line[end + 1] == ASCII.space, ScriptWords.knows(line, at: end + 2)
    {
      return .record(LineHead(stamp: stamp, message: end + 2..<line.count))
    }
    if ScriptWords.knows(line) || line.has("Current pod: ") || line.has("Switchover with") || line.has("{\"Code\":\"")
      || line.has("Switchover API response (HTTP ")
    {
      return .record(LineHead(message: 0..<line.count))
    }
    if line.has("  phase: switchover-") || line.has("  phase: leader-") || line.has("  phase: post-switchover-")
      || line.has("  phase: orchestrator-") || line.has("  next-retry-safe: ")
      || line.has(" switchover timeout after ")
    {
      return .record(LineHead(message: 0..<line.count))
    }
    // The shell's own complaints and names at the start of a sentence; lines of documents are quoted or indented.
    guard ASCII.isLetter(line[0]) || line[0] == UInt8(ascii: "/") || line[0] == UInt8(ascii: "[") else {
      return .foreign
    }
    if line.find("[: ") != nil && line.find(" expected") != nil || line.find(" is not reachable on port ") != nil
      || line.find("could not confirm new master") != nil
    {
      return .record(LineHead(message: 0..<line.count))
    }
    return .foreign
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    ScriptWords.noise.contains { line.has($0, at: head.message.lowerBound) }
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    if record.message.hasPrefix("{\"Code\":") {
      guard let answer = try? JSONValue.parse(record.message) else {
        return events.reject("an answer of orchestrator that is cut off")
      }
      let code = answer["Code"]?.string ?? ""
      var event = record.event(code == "OK" ? .apiResponse : .apiError, origin: "job")
      event.code = code
      event.severity = code == "OK" ? .info : .error
      event.message = answer["Message"]?.string ?? record.message
      event.attributes["body"] = answer
      events.emit(event)
      return
    }
    if let mark = record.message.firstRange(of: "(HTTP "), record.message.hasPrefix("Switchover API response"),
      record.message[mark.upperBound...].first?.isNumber != true
    {
      return events.reject("an answer of the API without its HTTP status")
    }
    ScriptWords.interpret(line: Substring(record.message), origin: "job", record, process, into: &events)
  }
}
