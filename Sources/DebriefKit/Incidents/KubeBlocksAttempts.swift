/// Gathers the switchover attempts of KubeBlocks from whatever names them: the OpsRequest, its job, the script's log, an
/// action of kbagent, or a refusal at the terminal.
struct KubeBlocksAttempts {
  let members: KubeBlocksMembers
  let directory: MemberDirectory

  func drafts(_ events: [TimelineEvent]) -> [KubeBlocksDraft] {
    var drafts = byOperation(events)
    attachScripts(events, &drafts)
    addRefusals(events, &drafts)
    addActions(events, &drafts)
    return drafts.sorted {
      ($0.start ?? .max, $0.cluster, $0.operation ?? "") < ($1.start ?? .max, $1.cluster, $1.operation ?? "")
    }
  }

  // MARK: - Operations

  private func byOperation(_ events: [TimelineEvent]) -> [KubeBlocksDraft] {
    var drafts: [String: KubeBlocksDraft] = [:]
    var jobs: [String: String] = [:]
    var isSwitchover: [String: Bool] = [:]
    for event in events where event.kind.family == "job" {
      if let job = event.instance, let operation = event.attribute("operation") { jobs[job] = operation }
    }
    for event in events {
      let job = event.kind.family == "job" ? event.instance : event.attribute("job")
      guard let operation = event.attribute("operation") ?? job.flatMap({ jobs[$0] }) else { continue }
      let cluster = members.cluster(of: event, directory) ?? members.operations[operation]
      if drafts[operation] == nil {
        guard let cluster else { continue }
        drafts[operation] = KubeBlocksDraft(operation: operation, cluster: cluster)
      }
      drafts[operation]?.events.append(event)
      if let component = event.component { drafts[operation]?.component = component }
      if event.kind == .operationRequested {
        // A time counted back from an age or printed in whole minutes gives way to the object's own.
        let known = drafts[operation]?.request
        if known?.at == nil || known?.basis == .relative && event.at != nil && event.basis != .relative {
          drafts[operation]?.request = event
        }
        if let source = event.instance { drafts[operation]?.source = source }
        if let candidate = event.peer { drafts[operation]?.candidate = candidate }
      }
      if Self.isSwitchover(event) { isSwitchover[operation] = true }
    }
    return drafts.values.filter { isSwitchover[$0.operation ?? ""] == true }
  }

  private static func isSwitchover(_ event: TimelineEvent) -> Bool {
    let type = event.attribute("type")?.lowercased() ?? ""
    if type.contains("switchover") { return true }
    if !type.isEmpty, type != "custom" { return false }
    let words = [event.attribute("definition"), event.attribute("action"), event.code, event.instance, event.message]
    return words.contains { $0?.lowercased().contains("switchover") == true }
  }

  // MARK: - Scripts

  /// A script's log names the primary and the candidate it was started with; it belongs to the operation with the same.
  private func attachScripts(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var scripts: [ProcessID: [TimelineEvent]] = [:]
    for event in events where event.origin == "job" { scripts[event.process, default: []].append(event) }
    for (process, lines) in scripts.sorted(by: { $0.key < $1.key }) {
      for run in Self.runs(lines) {
        let call = run.first { $0.kind == .apiRequest }
        let source = call?.instance
        let candidate =
          call?.attribute("candidate").flatMap { $0.isEmpty ? nil : $0 } ?? call?.peer.flatMap(directory.resolve)
        let cluster = run.lazy.compactMap { members.cluster(of: $0, directory) }.first
        let time = run.compactMap(\.at).min()
        let fitting = drafts.indices.filter { index in
          let draft = drafts[index]
          guard cluster == nil || draft.cluster == cluster else { return false }
          if let source, let known = draft.source, known != source { return false }
          if let candidate, let known = draft.candidate, known != candidate, known != "*" { return false }
          if let time, let start = draft.start, time < start - 5_000_000 { return false }
          return true
        }
        let free = fitting.filter { drafts[$0].scripts.isEmpty }
        if let best = (time == nil ? free.first : free.last) ?? fitting.last {
          drafts[best].events += run
          drafts[best].scripts.insert(process)
          if drafts[best].source == nil { drafts[best].source = source }
          if drafts[best].candidate == nil { drafts[best].candidate = candidate }
        } else if let cluster, Self.isSwitchoverScript(run) {
          var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
          draft.request = call
          draft.source = source
          draft.candidate = candidate
          draft.events = run
          draft.scripts = [process]
          drafts.append(draft)
        }
      }
    }
  }

  /// One pasted log may hold several runs of the script: each starts with its call.
  private static func runs(_ lines: [TimelineEvent]) -> [[TimelineEvent]] {
    var runs: [[TimelineEvent]] = []
    for line in lines.sorted(by: { $0.line < $1.line }) {
      let startsRun =
        line.kind == .apiRequest
        && runs.last?.contains { $0.kind == .scriptFailed || $0.kind == .scriptSucceeded } == true
      if runs.isEmpty || startsRun { runs.append([]) }
      runs[runs.count - 1].append(line)
    }
    return runs
  }

  private static func isSwitchoverScript(_ run: [TimelineEvent]) -> Bool {
    run.contains { $0.kind == .apiRequest || $0.kind == .scriptFailed || $0.kind == .scriptSucceeded }
  }

  // MARK: - Without an operation

  /// A request refused before any object existed.
  private func addRefusals(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    for event in events where event.kind == .operationRejected && event.attribute("operation") == nil {
      guard let cluster = members.cluster(of: event, directory) ?? members.processes[event.process] else { continue }
      if drafts.contains(where: { $0.events.contains { $0.id == event.id } }) { continue }
      var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
      draft.component = event.component
      draft.request = event
      draft.source = event.instance
      draft.candidate = event.peer
      draft.events = [event]
      drafts.append(draft)
    }
  }

  /// The operator's own switchover actions (rolling update, scale-in) that keep failing.
  private func addActions(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var failing: [String: [TimelineEvent]] = [:]
    for event in events where event.kind == .controllerError || event.kind == .apiError {
      guard event.message.contains("action: switchover") || event.message.contains("action switchover"),
        event.attribute("operation") == nil, let cluster = members.cluster(of: event, directory)
      else { continue }
      failing[cluster, default: []].append(event)
    }
    for (cluster, errors) in failing.sorted(by: { $0.key < $1.key }) {
      guard !drafts.contains(where: { $0.cluster == cluster }) else { continue }
      var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
      draft.request = errors[0]
      draft.component = errors[0].component
      draft.events = errors
      drafts.append(draft)
    }
  }
}
