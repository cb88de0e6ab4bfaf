/// Pasted terminal sessions: prompts, what kubectl and kbcli answer in single lines, `date`, comments with a time.
///
/// Sessions have no time of their own. Ages in what was printed count from the output of `date` or a comment, as long as
/// no command that changes something stands between.
struct TerminalFormat: LineFormat {
  var name: String { "terminal" }
  var summary: String { "Terminal sessions: prompts, answers and errors of kubectl and kbcli, date." }
  var samples: [String] { ["wx@bastion:~$ kubectl get ops -n ns-m0mx", "error: component redis has no primary"] }

  /// What a line is, in `LineHead.number`.
  private enum Word: Int64 { case prompt, date, answer, comment, query }

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 3, let word = classify(line) else { return .foreign }
    // Commands of redis and their answers (`# Replication`) are read together.
    if word == .prompt || word == .comment, RedisCliSession().opens(line) || RedisCliAnswer().opens(line) {
      return .foreign
    }
    // So is a template and what it printed.
    if word == .prompt, JSONPathFormat().opens(line) { return .foreign }
    var head = LineHead(message: 0..<line.count)
    head.number = word.rawValue
    if word == .prompt, let command = Prompt.command(in: line) { head.message = command }
    return .record(head)
  }

  private func classify(_ line: Span<UInt8>) -> Word? {
    if ServerVariables.isQuery(line) { return .query }
    switch line[0] {
    case UInt8(ascii: "E"):
      return line.has("Error from server") || line.has("Error: ") && line.find("denied the request") != nil
        ? .answer : nil
    case UInt8(ascii: "e"): return line.has("error: ") ? .answer : nil
    case UInt8(ascii: "a"): return line.has("admission webhook \"") ? .answer : nil
    case UInt8(ascii: "D"): return line.has("Defaulted container ") ? .answer : nil
    case UInt8(ascii: "o"): return line.has("opsrequest.") && line.find("/") != nil ? .answer : nil
    case UInt8(ascii: "O") where line.has("OpsRequest ") && line.find(" created successfully") != nil: return .answer
    case UInt8(ascii: "\t") where line.has("\tkbcli cluster describe-ops "): return .answer
    case UInt8(ascii: "L") where line.has("LAST SEEN is relative to "): return .comment
    case UInt8(ascii: "#") where Self.isComment(line) && Prompt.command(in: line) == nil: return .comment
    case UInt8(ascii: "M"), UInt8(ascii: "T"), UInt8(ascii: "W"), UInt8(ascii: "F"), UInt8(ascii: "S"):
      guard line.count < 40, line[3] == ASCII.space, KubernetesTime.date(line.text()) != nil else { break }
      return .date
    default: break
    }
    return Prompt.command(in: line) == nil ? nil : .prompt
  }

  /// `# …`, and `### …` of notes in Markdown.
  private static func isComment(_ line: Span<UInt8>) -> Bool {
    var index = 0
    while index < min(line.count, 6), line[index] == UInt8(ascii: "#") { index += 1 }
    return index < line.count && line[index] == ASCII.space
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    switch Word(rawValue: record.head.number) {
    case .prompt: Self.take(record.message, at: record.position.line, process)
    case .date:
      guard let stamp = KubernetesTime.date(record.line) else { return }
      process.capturedAt = stamp
      events.dateAges(process)
    case .query: process.memory["asked_columns"] = ServerVariables.columns(inCommand: record.line)
    case .comment: CaptureTime.note(record.line, process)
    case .answer: TerminalAnswer(record: record, process: process).read(into: &events)
    case nil: break
    }
  }

  /// Notes a command that was typed.
  static func take(_ command: String, at line: Int, _ process: ProcessLog) {
    process.command = command
    process.memory["asked_pod"] = KubectlCommand.loggedPod(command)
    process.memory["asked_columns"] = ServerVariables.columns(inCommand: command)
    CaptureTime.note(command, process)
    let changes = [
      "apply", "create", "promote", "delete", "patch", "edit", "scale", "label", "annotate", "replace",
      "rollout", "drain", "cordon", "sleep", "watch",
    ]
    let words = command.split(separator: " ")
    guard words.contains(where: { word in changes.contains { word == $0 } }) else { return }
    // Time goes on: what was printed before says nothing about when this was printed.
    process.capturedAt = CaptureTime.find(command)
    process.lastChange = line
  }
}
