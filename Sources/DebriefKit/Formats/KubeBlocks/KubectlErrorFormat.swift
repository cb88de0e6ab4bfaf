/// `Error from server (<reason>): …`: what kubectl prints when the API server refuses, in a job's log or a terminal.
struct KubectlErrorFormat: LineFormat {
  let name = "kubectl-error"
  let summary = "Errors that kubectl prints when the API server refuses a call."
  let samples = [
    #"Error from server (Forbidden): pods "x-mysql-1" is forbidden: User "system:serviceaccount:ns:kb-x" cannot get"#
      + #" resource "pods" in API group "" in the namespace "ns""#,
    #"Error from server (NotFound): pods "x-mysql-3" not found"#,
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    line.has("Error from server")
      ? .record(LineHead(message: 0..<line.count, severity: .error)) : .foreign
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    if process.command != nil || text.contains("denied the request") {
      // The answer to a command in a terminal session, or an admission webhook's word on a request.
      TerminalAnswer(record: record, process: process).read(into: &events)
      return
    }
    var reason = "Error"
    if text.hasPrefix("Error from server ("), let close = text.firstIndex(of: ")") {
      reason = String(text[..<close].dropFirst(19))
    }
    var event = record.event(.scriptOutput, origin: "kubectl")
    event.code = reason
    if reason == "Forbidden" { event.kind = .accessDenied }
    if let user = Forbidden.user(in: text) {
      event.kind = .accessDenied
      event.actor = user
    }
    // `pods "x" …`: the object the call was about.
    if let colon = text.firstRange(of: "): ") {
      let rest = text[colon.upperBound...]
      if let quote = rest.firstIndex(of: "\"") {
        let resource = rest[..<quote].split(separator: " ").last.map(String.init)
        let name = rest[rest.index(after: quote)...].prefix { $0 != "\"" }
        // Without its closing quote it is cut off.
        if !name.isEmpty, name.endIndex < rest.endIndex { event.instance = String(name) }
        if let resource { event.attributes["resource"] = .string(resource) }
      }
    }
    events.emit(event)
  }
}
