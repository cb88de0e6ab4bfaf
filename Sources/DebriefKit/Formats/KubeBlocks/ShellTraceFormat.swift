/// The trace of a script under `set -x`: `+ command`, `++ command` for what runs inside `$( … )`.
struct ShellTraceFormat: LineFormat {
  let name = "shell-trace"
  let summary = "Trace of a shell script run with set -x, as switchover jobs of KubeBlocks 0.6 to 0.9 print it."
  let samples = [
    "+ mysql -hx-mysql-0.x-mysql-headless -uroot -p****** -e 'call dbms_consensus.change_leader('\\''x-mysql-1:13306'\\'');'",
    "+ real_role=Leader",
    "++ curl -s http://x-mysql-0:3501/v1.0/getrole",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    var pluses = 0
    while pluses < line.count, line[pluses] == UInt8(ascii: "+") { pluses += 1 }
    // `+ Cluster: pg` is the frame of a table of patronictl.
    guard pluses > 0, pluses < 6, pluses < line.count, line[pluses] == ASCII.space, !line.has("+ Cluster: ") else {
      return isValueRest(line) ? .continuation : .foreign
    }
    if OrchestratorTopologyFormat.isMember(line) { return .foreign }
    return .record(LineHead(message: pluses + 1..<line.count))
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    let start = head.message.lowerBound
    if line.has("real_role=", at: start) || line.has("role=", at: start) || line.has("current_role=", at: start) {
      return false
    }
    return line.find("change_leader(") == nil && line.find("/switchover") == nil && line.find("graceful-master") == nil
      && line.find(" -p") == nil && line.find("passw") == nil && line.find("PASSW") == nil
      && line.find("rs.stepDown") == nil
      && line.find("replSetStepDown") == nil && line.find("gs_ctl switchover") == nil
      && line.find("configure_follower(") == nil
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    // Secrets that the trace expands are remembered before anything else of this source is stored.
    events.learnSecrets(from: text)
    if let target = argument(of: "change_leader(", in: text) {
      var event = record.event(.apiRequest, origin: "job")
      event.code = "change-leader"
      event.peer = target
      event.instance = host(in: text)
      events.emit(event)
    } else if let target = argument(of: "configure_follower(", in: text) {
      var event = record.event(.scriptOutput, origin: "job")
      event.code = "weight-lowered"
      event.instance = target
      events.emit(event)
    } else if text.contains("curl "), text.contains("/switchover") || text.contains("graceful-master") {
      call(text, record, &events)
    } else if text.contains("stepDown") || text.contains("StepDown") || text.contains("gs_ctl switchover") {
      var event = record.event(.scriptCheck, origin: "job")
      event.code = "step-down"
      events.emit(event)
    } else if let equals = text.firstIndex(of: "="), text[..<equals].hasSuffix("role") {
      observed(text[text.index(after: equals)...], record, process, &events)
    }
  }

  /// The role that a query of the database gave. Which member was asked stands in the query before it.
  private func observed(_ value: Substring, _ record: Record, _ process: ProcessLog, _ events: inout EventSink) {
    let word = value.filter { $0 != "'" && $0 != "\"" }.prefix { $0.isLetter }
    let role = RoleWord.normalise(word)
    guard role == "primary" || role == "replica" else { return }
    var event = record.event(.scriptOutput, origin: "job")
    event.code = role == "primary" ? "role-leader" : "role-follower"
    event.role = role
    events.emit(event)
  }

  /// A call of an HTTP API that is not the script of `SwitchoverJobFormat`.
  private func call(_ text: String, _ record: Record, _ events: inout EventSink) {
    var event = record.event(.apiRequest, origin: "job")
    if let scheme = text.firstRange(of: "http://") ?? text.firstRange(of: "https://") {
      let url = text[scheme.lowerBound...].prefix { $0 != " " && $0 != "'" && $0 != "\"" }
      event.attributes["url"] = .string(String(url))
      let host = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
      event.peer = host.isEmpty ? nil : String(host)
    }
    for (key, field) in [("\"leader\"", true), ("\"candidate\"", false)] {
      guard let mark = text.firstRange(of: key) else { continue }
      let rest = text[mark.upperBound...].drop { $0 == ":" || $0 == " " || $0 == "\"" }
      let value = rest.prefix { $0 != "\"" && $0 != "}" }
      // A name that nothing ends is cut off.
      guard !value.isEmpty, value.endIndex < rest.endIndex else { continue }
      if field { event.instance = String(value) } else { event.attributes["candidate"] = .string(String(value)) }
    }
    events.emit(event)
  }

  /// The first quoted argument of a SQL procedure inside a quoted shell word: `f('\''x'\'')`.
  private func argument(of function: String, in text: String) -> String? {
    guard let mark = text.firstRange(of: function) else { return nil }
    let value = text[mark.upperBound...].drop { $0 == "'" || $0 == "\\" || $0 == "\"" }
    let name = value.prefix { $0 != "'" && $0 != "\\" && $0 != "\"" && $0 != ")" && $0 != "," }
    return name.isEmpty || name.endIndex == value.endIndex ? nil : String(name)
  }

  /// `mysql -h<host> …`
  private func host(in text: String) -> String? {
    guard let mark = text.firstRange(of: " -h") else { return nil }
    let host = text[mark.upperBound...].drop { $0 == " " }.prefix { $0 != " " }
    return host.isEmpty ? nil : String(host)
  }

  /// The rest of a value that holds newlines: one word, perhaps with the closing quote.
  private func isValueRest(_ line: Span<UInt8>) -> Bool {
    guard line.count > 0, line.count < 200 else { return false }
    for index in 0..<line.count where line[index] == ASCII.space || line[index] == UInt8(ascii: "=") { return false }
    return line[line.count - 1] == UInt8(ascii: "'") || ASCII.isDigit(line[line.count - 1])
  }
}
