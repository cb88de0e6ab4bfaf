/// What kubectl and kbcli answer to a command in one line.
struct TerminalAnswer {
  let record: Record
  let process: ProcessLog

  private var text: String { record.message }

  func read(into events: inout EventSink) {
    if text.hasPrefix("OpsRequest ") {
      let words = text.split(separator: " ")
      guard words.count > 2, words[2] == "created" else {
        return events.reject("the name of the OpsRequest is missing")
      }
      created(operation: String(words[1]), into: &events)
    } else if text.hasPrefix("opsrequest.") {
      guard text.hasSuffix(" created") || text.hasSuffix(" configured") else { return }
      let name = text.split(separator: " ").first?.split(separator: "/").last.map(String.init)
      created(operation: name, into: &events)
    } else if text.hasPrefix("Error") || text.hasPrefix("error: ") || text.hasPrefix("admission webhook") {
      refused(into: &events)
    }
  }

  // MARK: - Requests

  /// The request as the command line asked for it.
  private func request(_ kind: EventKind) -> Event {
    var event = record.event(kind, origin: "kbcli")
    let words = (process.command ?? "").split(separator: " ").map(String.init)
    if words.contains("promote") {
      event.cluster = words.firstIndex(of: "promote").flatMap { Self.operand(words, after: $0) }
      event.component = Self.option(words, ["--component", "--components"])
      let instance = Self.option(words, ["--instance", "-i"])
      if let candidate = Self.option(words, ["--candidate"]) {
        event.instance = instance
        event.peer = candidate
      } else {
        // Up to kbcli 0.9 `--instance` is the new primary, from 1.0 the old one: which, only the object can say.
        event.peer = instance
      }
      event.set("instance_option", instance)
      event.set("namespace", process.command.flatMap(KubectlCommand.namespace))
      event.set("type", "Switchover")
      event.set("command", process.command)
      return event
    }
    if let manifest = process.manifest {
      event.cluster = manifest.cluster
      event.component = manifest.component
      event.instance = manifest.instance
      event.peer = manifest.peer
      event.attributes = manifest.attributes
      event.attributes["manifest"] = nil
    }
    event.origin = "kubernetes"
    event.set("command", process.command)
    return event
  }

  private func created(operation: String?, into events: inout EventSink) {
    var event = request(.operationRequested)
    event.set("operation", operation)
    events.emit(event)
  }

  // MARK: - Refusals

  private func refused(into events: inout EventSink) {
    let asks = process.command.map { command in
      ["apply", "create", "promote", "replace"].contains { command.split(separator: " ").contains(Substring($0)) }
    }
    let isOperation =
      text.contains("vopsrequest") || text.contains("opsrequest") || asks == true
      || text.contains("does not support switchover") || text.contains("has no primary")
    if text.contains("is forbidden: User \""), text.contains(" cannot ") {
      var event = request(.accessDenied)
      event.code = "Forbidden"
      event.severity = .error
      event.actor = KubernetesEvent.word(after: "User \"", in: text)
      event.set("resource", KubernetesEvent.word(after: "resource \"", in: text))
      event.set("verb", KubernetesEvent.word(after: "cannot ", in: text))
      events.emit(event)
      if asks != true { return }
    } else if !isOperation {
      // What reading commands complain about: the pod of a log, a missing object.
      var event = record.event(.podFailed, origin: "kubernetes")
      event.severity = .warning
      event.code = code
      event.instance =
        KubernetesEvent.word(after: "in pod \"", in: text)
        ?? KubernetesEvent.word(after: "): pod ", in: text)
        ?? KubernetesEvent.word(after: "pods \"", in: text)
      guard event.instance != nil else { return }
      events.emit(event)
      return
    }
    var event = request(.operationRejected)
    event.code = code
    event.severity = .error
    if text.contains("admission webhook") {
      event.code = "admission-webhook"
      event.set("webhook", KubernetesEvent.word(after: "webhook \"", in: text))
    }
    event.component = event.component ?? KubernetesEvent.word(after: "component ", in: text)
    events.emit(event)
  }

  /// `Error from server (NotFound): …` → NotFound
  private var code: String {
    guard text.hasPrefix("Error from server ("), let open = text.firstIndex(of: "("),
      let close = text.firstIndex(of: ")"), open < close
    else { return "error" }
    return String(text[text.index(after: open)..<close])
  }

  // MARK: - Command lines

  /// `--component mysql`, `--component=mysql`
  private static func option(_ words: [String], _ names: [String]) -> String? {
    for (index, word) in words.enumerated() {
      for name in names {
        if word == name, index + 1 < words.count { return unquoted(words[index + 1]) }
        if word.hasPrefix(name + "=") { return unquoted(String(word.dropFirst(name.count + 1))) }
      }
    }
    return nil
  }

  /// The first word after `index` that is neither an option nor an option's value.
  private static func operand(_ words: [String], after index: Int) -> String? {
    var index = index + 1
    while index < words.count {
      if !words[index].hasPrefix("-") { return unquoted(words[index]) }
      index += words[index].contains("=") || words[index] == "--auto-approve" || words[index] == "--force" ? 1 : 2
    }
    return nil
  }

  private static func unquoted(_ word: String) -> String { word.filter { $0 != "\"" && $0 != "'" } }
}
