/// The log of the job that KubeBlocks 0.8 and 0.9 start for `kbcli cluster promote`: a script around curl, without times.
struct SwitchoverJobFormat: LineFormat {
  let name = "switchover-job"
  let summary = "Log of the switchover job of KubeBlocks 0.8 and 0.9 (kbcli cluster promote)."
  let samples = [
    #"curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-mysql-0","candidate":""}}"#,
    #"curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"operation precheck failed: cluster's ha is disabled"}"#,
    "INFO: start to check if switchover successfully, timeout is 60s",
    "INFO: switchover successfully, a-mysql-1 is primary", "ERROR: switchover failed.",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 10 else { return .foreign }
    var head = LineHead(message: 0..<line.count)
    switch line[0] {
    case UInt8(ascii: "c"):
      guard line.has("curl http") && line.find(", parameters:") != nil || line.has("curl result:") else {
        return .foreign
      }
    case UInt8(ascii: "I"):
      guard line.has("INFO: start to check if switchover") || line.has("INFO: switchover successfully") else {
        return .foreign
      }
    case UInt8(ascii: "E"):
      guard line.has("ERROR: switchover failed") else { return .foreign }
      head.severity = .error
    default: return .foreign
    }
    return .record(head)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    if text.hasPrefix("curl http") {
      request(text, record, process, &events)
    } else if text.hasPrefix("curl result:") {
      result(text.dropFirst(12), record, process, &events)
    } else if text.hasPrefix("INFO: start") {
      var event = record.event(.scriptCheck, origin: "job")
      event.code = "wait-started"
      if let mark = text.firstRange(of: "timeout is ") {
        event.attributes["timeout_s"] = Int64(text[mark.upperBound...].prefix { $0.isNumber }).map { .integer($0) }
      }
      events.emit(event)
    } else if text.hasPrefix("INFO: switchover successfully") {
      // `INFO: switchover successfully, <pod> is <primary|leader|master>`
      var event = record.event(.scriptSucceeded, origin: "job")
      event.code = "switched"
      let words = text.split(separator: " ")
      if words.count >= 6, words[4] == "is" {
        event.instance = String(words[3])
        event.role = RoleWord.normalise(words[5])
      }
      events.emit(event)
    } else {
      var event = record.event(.scriptFailed, origin: "job")
      event.code = "switchover-failed"
      events.emit(event)
    }
  }

  private func request(_ text: String, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    var event = record.event(.apiRequest, origin: "job")
    let url = text.dropFirst(5).prefix { $0 != "," && $0 != " " }
    event.attributes["url"] = .string(String(url))
    if let scheme = url.firstRange(of: "://") {
      let rest = url[scheme.upperBound...]
      let address = rest.prefix { $0 != "/" }
      event.peer = String(address)
      event.attributes["path"] = .string(String(rest.dropFirst(address.count)))
      if let colon = address.lastIndex(of: ":") {
        event.attributes["port"] = Int64(address[address.index(after: colon)...]).map { .integer($0) }
      }
    }
    if let mark = text.firstRange(of: "parameters: "),
      let body = try? JSONValue.parse(String(text[mark.upperBound...]))
    {
      let parameters = body["parameters"] ?? body
      event.instance = parameters["primary"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      event.attributes["candidate"] = .string(parameters["candidate"]?.string ?? "")
    }
    process.facts["asked_primary"] = event.instance
    events.emit(event)
  }

  private func result(_ text: Substring, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    let body = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var event = record.event(.apiResponse, origin: "job")
    event.instance = process.facts["asked_primary"]
    if body.isEmpty {
      event.code = "accepted"
    } else if let answer = try? JSONValue.parse(body) {
      let failure = answer["errorCode"] ?? answer["error"]
      event.code = failure == nil ? "ok" : failure?.scalarText ?? "unexpected-body"
      if failure != nil {
        event.kind = .apiError
        event.severity = .error
      }
      event.attributes["body"] = answer
      if let message = answer["message"]?.string { event.message = message }
    } else {
      event.kind = .apiError
      event.severity = .error
      event.code = "unexpected-body"
      event.attributes["body"] = .string(body)
    }
    events.emit(event)
  }
}
