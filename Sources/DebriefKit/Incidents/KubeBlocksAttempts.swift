/// Gathers the switchover attempts of KubeBlocks from whatever names them: the OpsRequest, its job, the script's log, an
/// action of kbagent, or a refusal at the terminal.
struct KubeBlocksAttempts {
  let members: KubeBlocksMembers
  let directory: MemberDirectory
  let paths: [ProcessID: String]

  func drafts(_ events: [TimelineEvent]) -> [KubeBlocksDraft] {
    var drafts = byOperation(events)
    addJobs(events, &drafts)
    KubeBlocksScripts(members: members, directory: directory, paths: paths).attach(events, &drafts)
    attachCalls(events, &drafts)
    addRefusals(events, &drafts)
    addActions(events, &drafts)
    addCalls(events, &drafts)
    KubeBlocksStandingRequests(members: members, directory: directory).add(events, &drafts)
    return Self.inOrder(Self.withoutHistory(drafts))
  }

  /// A listing shows what was tried long before, too: an operation of another day that stands in nothing but a listing is
  /// no part of what was handed over, where another one of the cluster is.
  private static func withoutHistory(_ drafts: [KubeBlocksDraft]) -> [KubeBlocksDraft] {
    drafts.filter { draft in
      guard draft.isListed, let age = draft.age else { return true }
      return !drafts.contains { other in
        other.cluster == draft.cluster && !other.isListed && (other.age.map { age - $0 > day } ?? false)
      }
    }
  }

  /// Seconds.
  private static let day: Int64 = 86_400

  /// By time; an attempt without one goes before the first that stands below it in a source they share.
  private static func inOrder(_ drafts: [KubeBlocksDraft]) -> [KubeBlocksDraft] {
    var ordered = drafts.filter { $0.start != nil }.sorted {
      ($0.start ?? .max, $0.cluster, $0.operation ?? "") < ($1.start ?? .max, $1.cluster, $1.operation ?? "")
    }
    for draft in drafts where draft.start == nil {
      let lines = draft.requestLines
      let place = ordered.firstIndex { other in
        other.requestLines.contains { source, line in lines[source].map { $0 < line } ?? false }
      }
      ordered.insert(draft, at: place ?? ordered.endIndex)
    }
    return ordered
  }

  // MARK: - Operations

  private func byOperation(_ events: [TimelineEvent]) -> [KubeBlocksDraft] {
    var drafts: [String: KubeBlocksDraft] = [:]
    var isSwitchover: [String: Bool] = [:]
    for event in events {
      guard let operation = members.operation(of: event) else { continue }
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
      // The controller writes down who led when it started.
      if event.kind == .operationStarted, event.attribute("table") == "true" {
        if drafts[operation]?.source == nil { drafts[operation]?.source = event.instance }
        if drafts[operation]?.candidate == nil { drafts[operation]?.candidate = event.peer }
      }
      // The pod of the job carries what it was asked to do in its environment.
      if event.kind.family == "pod" || event.kind.family == "job" {
        if drafts[operation]?.source == nil { drafts[operation]?.source = event.attribute("primary") }
        if drafts[operation]?.candidate == nil { drafts[operation]?.candidate = event.attribute("candidate") }
      }
      if Self.isSwitchover(event) { isSwitchover[operation] = true }
    }
    // Logs that fit several go to the first.
    return drafts.values.filter { isSwitchover[$0.operation ?? ""] == true }
      .sorted { ($0.start ?? .max, $0.operation ?? "") < ($1.start ?? .max, $1.operation ?? "") }
  }

  private static func isSwitchover(_ event: TimelineEvent) -> Bool {
    let type = event.attribute("type")?.lowercased() ?? ""
    if type.contains("switchover") { return true }
    if !type.isEmpty, type != "custom" { return false }
    let words = [event.attribute("definition"), event.attribute("action"), event.code, event.instance, event.message]
    return words.contains { $0?.lowercased().contains("switchover") == true }
  }

  // MARK: - Without an operation

  /// Switchover jobs whose operation nobody collected: all pods of one job, retries included, are one attempt.
  private func addJobs(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var jobs: [String: KubeBlocksDraft] = [:]
    for event in events {
      guard let job = members.lonelyJob(of: event, directory) else { continue }
      var draft = jobs[job.name] ?? KubeBlocksDraft(operation: nil, cluster: job.cluster)
      draft.component = draft.component ?? event.component
      draft.source = draft.source ?? event.attribute("primary")
      draft.candidate = draft.candidate ?? event.attribute("candidate")
      draft.events.append(event)
      jobs[job.name] = draft
    }
    drafts += jobs.sorted { $0.key < $1.key }.map(\.value)
  }

  /// A request refused before any object existed.
  private func addRefusals(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    for event in events where event.kind == .operationRejected && event.attribute("operation") == nil {
      guard let cluster = members.cluster(of: event, directory) ?? members.processes[event.process] else { continue }
      if drafts.contains(where: { $0.events.contains { $0.id == event.id } }) { continue }
      // Who asks the sentinels by hand, nobody knows when, looks into the attempt that is there: the answer is its state.
      if event.origin == "redis-cli", event.at == nil, drafts.contains(where: { $0.cluster == cluster }) { continue }
      // The manifest shown beside it is what was refused.
      let manifests = drafts.indices.filter { drafts[$0].cluster == cluster && drafts[$0].isManifest }
      let beside = manifests.first { drafts[$0].events.contains { $0.source == event.source } }
      if let shown = beside ?? manifests.first {
        drafts[shown].events.append(event)
        continue
      }
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
    for event in events
    where event.kind == .controllerError || event.kind == .apiError && event.origin != "kbagent" {
      guard event.message.contains("action: switchover") || event.message.contains("action switchover"),
        event.attribute("operation") == nil, let cluster = members.cluster(of: event, directory)
      else { continue }
      failing[cluster, default: []].append(event)
    }
    let isElsewhere = !drafts.isEmpty
    for (cluster, errors) in failing.sorted(by: { $0.key < $1.key }) {
      guard !drafts.contains(where: { $0.cluster == cluster }) else { continue }
      // The operator's log tells of every cluster, and the operator calls again until it works: a single failure of one
      // that nothing else was handed over about is no attempt of its own beside another.
      if isElsewhere, errors.count == 1, errors[0].repeats == 1, isStranger(cluster, events) { continue }
      var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
      draft.request = errors[0]
      draft.component = errors[0].component
      draft.events = errors
      drafts.append(draft)
    }
  }

  /// Only the operator's own log names the cluster.
  private func isStranger(_ cluster: String, _ events: [TimelineEvent]) -> Bool {
    !events.contains { $0.origin != "controller" && members.cluster(of: $0, directory) == cluster }
  }

  /// Gives attempts that have no time of their own, or one to the minute, the call as the sidecar logged it.
  private func attachCalls(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    for cluster in Set(drafts.map(\.cluster)) {
      let own = drafts.indices.filter { drafts[$0].cluster == cluster }
      let vague = own.filter { drafts[$0].start == nil || drafts[$0].startsVaguely }
      guard !vague.isEmpty else { continue }
      let exact = own.filter { !vague.contains($0) }.compactMap { drafts[$0].start }
      let calls = events.filter { call in
        guard call.kind == .apiRequest, Self.isCall(call), let at = call.at else { return false }
        return members.cluster(of: call, directory) == cluster
          && !exact.contains { abs($0 - at) < KubeBlocksDraft.minute }
      }
      let near = vague.filter { drafts[$0].start != nil }
      for index in near {
        let start = drafts[index].start ?? 0
        let nearest = calls.min { abs(($0.at ?? 0) - start) < abs(($1.at ?? 0) - start) }
        if let nearest, abs((nearest.at ?? 0) - start) <= 2 * KubeBlocksDraft.minute { drafts[index].take(nearest) }
      }
      // Scripts print no times; files and calls are both in order.
      let untimed = vague.filter { drafts[$0].start == nil && drafts[$0].events.contains { $0.kind == .apiRequest } }
      if near.isEmpty, untimed.count == calls.count {
        for (index, call) in zip(untimed, calls) { drafts[index].take(call) }
      }
    }
  }

  /// Without an operation and without a job's log: the call as the side that was called tells it.
  private func addCalls(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var clusters = Set(drafts.map(\.cluster))
    for event in events {
      guard Self.isCall(event), let cluster = members.cluster(of: event, directory), !clusters.contains(cluster) else {
        continue
      }
      clusters.insert(cluster)
      let calls = events.filter { Self.isCall($0) && members.cluster(of: $0, directory) == cluster }
      var last: Int64?
      var isOpen = false
      for call in calls {
        // One call is told by several lines; its agent writes when the action ends.
        let ends = call.origin == "kbagent"
        defer {
          last = call.at
          isOpen = !ends
        }
        if let last, let at = call.at, at - last < (isOpen && ends ? 90_000_000 : 5_000_000) {
          drafts[drafts.count - 1].take(call)
          continue
        }
        var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
        draft.request = call
        draft.take(call)
        if call.code == "created", let told = told(by: call, events) {
          if draft.source == nil { draft.source = told.instance }
          if draft.candidate == nil { draft.candidate = told.peer }
          draft.component = draft.component ?? told.component
        }
        // The agent that runs the action sits beside the member that is to give way.
        if draft.source == nil, call.origin == "kbagent" { draft.source = directory.subject(of: call) }
        drafts.append(draft)
      }
    }
  }

  /// What the request says that the HA layer was just given: whoever looks for one finds it within two of its cycles.
  private func told(by call: TimelineEvent, _ events: [TimelineEvent]) -> TimelineEvent? {
    guard let at = call.at, let cluster = members.cluster(of: call, directory) else { return nil }
    return events.first { event in
      event.kind == .switchoverRecorded && (event.instance != nil || event.peer != nil)
        && event.at.map { $0 >= at - 2_000_000 && $0 - at <= 30_000_000 } == true
        && members.cluster(of: event, directory) == cluster
    }
  }

  private static func isCall(_ event: TimelineEvent) -> Bool {
    switch event.kind {
    case .apiRequest: event.origin == "lorry" && event.attribute("path")?.hasSuffix("/switchover") == true
    case .apiResponse, .apiError: event.origin == "kbagent" && event.attribute("action") == "switchover"
    case .scriptCheck: event.origin == "kbagent" && event.code == "started"
    case .switchoverRecorded: event.code == "patroni-request" || event.code == "created" && event.origin != "kubernetes"
    default: false
    }
  }
}
