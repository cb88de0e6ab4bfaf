/// Turns the drafts of one KubeBlocks cluster into attempts: roles, outcome, measures, and the events around them.
struct KubeBlocksStory {
  let cluster: String
  let drafts: [KubeBlocksDraft]
  /// All events of the cluster.
  let events: EventSequence
  /// What was said about roles at a time that is known well, in that order.
  let timed: [RoleEvidence]
  /// Those of them that stand for a run of lines.
  let folded: [RoleEvidence]
  let untimed: [RoleEvidence]
  let directory: MemberDirectory
  let engine: String?

  /// Events that belong to an attempt by themselves.
  private let owned: Set<Int64>
  /// Others that may still count long after they began: states, and runs of lines.
  private let lasting: [TimelineEvent]
  /// Replication that broke, with the lack of space beside it, and was never seen to run again.
  private let unrepaired: Set<Int64>

  init(
    cluster: String, drafts: [KubeBlocksDraft], events: [TimelineEvent], evidence: [RoleEvidence],
    directory: MemberDirectory, engine: String?
  ) {
    self.cluster = cluster
    self.drafts = drafts
    self.directory = directory
    self.engine = engine
    self.events = EventSequence(events)
    timed = evidence.filter { $0.at != nil && $0.event.basis != .relative }
    folded = timed.filter { $0.until != $0.at }
    untimed = evidence.filter { $0.at == nil || $0.event.basis == .relative }
    let owned = Set(drafts.flatMap { $0.events.map(\.id) })
    self.owned = owned
    let unrepaired = Self.unrepaired(self.events, directory)
    lasting = self.events.between(nil, nil).filter { event in
      !owned.contains(event.id)
        && (event.kind == .stateObserved || event.until != event.at || unrepaired.contains(event.id))
    }
    self.unrepaired = unrepaired
  }

  /// Events this long after the end still show its consequences: 30 minutes.
  static let aftermath: Int64 = 1_800_000_000
  static let prologue: Int64 = 900_000_000
  /// Somebody who looks at the roles or asks a server may do so later, and no other attempt came between: 6 hours.
  static let look: Int64 = 21_600_000_000
  private static let day: Int64 = 86_400_000_000

  func attempts() -> [Attempt] {
    var attempts: [Attempt] = []
    for (index, draft) in drafts.enumerated() {
      let next = drafts[(index + 1)...].lazy.compactMap(\.start).first
      attempts.append(
        attempt(draft, followedBy: drafts.indices.contains(index + 1) ? drafts[index + 1] : nil, before: next))
    }
    // Where an attempt changed nothing, the primary was whoever the next one found.
    for index in attempts.indices.dropLast().reversed()
    where attempts[index].oldPrimary == nil && attempts[index].newPrimary == nil {
      attempts[index].oldPrimary = attempts[index + 1].oldPrimary
    }
    ClusterNamespace.note(in: &attempts, cluster, events.all, directory)
    return attempts
  }

  private func attempt(_ draft: KubeBlocksDraft, followedBy following: KubeBlocksDraft?, before next: Int64?) -> Attempt
  {
    var attempt = Attempt(draft.isFailover ? .failover : .switchover, platform: "kubeblocks")
    attempt.engine = engine
    attempt.cluster = cluster
    attempt.component = draft.component
    attempt.candidate = draft.candidate.flatMap { $0.isEmpty || $0 == "*" ? nil : $0 }
    attempt.requestedBy = draft.request?.actor
    attempt.trigger = (draft.request ?? draft.events.first)?.id
    attempt.startedAt = draft.start
    attempt.endedAt = draft.end?.at
    attempt.claimed = draft.claim
    let roles = KubeBlocksRoles(story: self, draft: draft, followedBy: following, next: next)
    attempt.oldPrimary = roles.old
    attempt.newPrimary = roles.new
    place(draft, next, &attempt)
    markLogins(draft, &attempt)
    measure(draft, roles, &attempt)
    judge(draft, roles, &attempt)
    return attempt
  }

  // MARK: - Events

  /// A replica whose replication stopped stays behind until it is repaired, however long ago that was.
  private static func unrepaired(_ events: EventSequence, _ directory: MemberDirectory) -> Set<Int64> {
    var open: [String: [TimelineEvent]] = [:]
    for event in events.between(nil, nil) {
      guard let member = directory.subject(of: event) else { continue }
      switch event.kind {
      case .replicationBroken, .resourceDisk: open[member, default: []].append(event)
      case .replicationConnected, .replicationStarted: open[member] = nil
      default: continue
      }
    }
    // A full disk alone may long have been emptied.
    let stopped = open.values.filter { $0.contains { $0.kind == .replicationBroken } }
    return Set(stopped.joined().map(\.id))
  }

  private func place(_ draft: KubeBlocksDraft, _ next: Int64?, _ attempt: inout Attempt) {
    for event in draft.events { attempt.add(event, Self.step(event)) }
    for event in events.undated where !owned.contains(event.id) { attempt.add(event, "state") }
    guard let start = draft.start else {
      for event in events.between(nil, nil) where !owned.contains(event.id) { attempt.add(event, "state") }
      return
    }
    let end = draft.end?.at ?? draft.events.compactMap(\.until).max()
    let reach = start - Self.prologue
    let earlier = lasting[..<lasting.firstToPass { $0.at ?? .max >= min(reach, next ?? .max) }]
    let last = min(next ?? .max, end.map { max(start, $0 + Self.aftermath + 1) } ?? .max)
    for event in earlier + events.between(reach, last) where !owned.contains(event.id) {
      let at = event.at ?? start
      if (event.until ?? at) < start - 1_000_000 {
        let isFelt = unrepaired.contains(event.id) && start - at <= Self.day
        if isFelt || event.kind == .stateObserved || start - (event.until ?? at) <= Self.prologue {
          attempt.add(event, "before")
        }
      } else if let end, at > end + 1_000_000 {
        attempt.add(event, "after")
      } else {
        attempt.add(event, Self.step(event))
      }
    }
    guard let end, next ?? .max > last else { return }
    for event in events.between(last, min(next ?? .max, end + Self.look)) where Self.isAnswer(event) {
      attempt.add(event, "after")
    }
  }

  /// What a person was shown who asked Kubernetes or a server.
  private static func isAnswer(_ event: TimelineEvent) -> Bool {
    event.kind == .roleObserved && event.attribute("table") == "true"
      || event.kind == .stateObserved && ["read-only", "roles"].contains(event.code)
  }

  private static func step(_ event: TimelineEvent) -> String {
    switch event.kind.family {
    case "operation":
      switch event.kind {
      case .operationRequested: "request"
      case .operationRejected, .operationValidated: "admission"
      case .operationSucceeded, .operationFailed, .operationCancelled: "end"
      default: "request"
      }
    case "job": "job"
    case "pod": "pod"
    case "api": event.kind == .apiRequest ? "call" : "response"
    case "script": "wait"
    case "label": "label"
    case "role", "lease", "promotion", "demotion", "switchover", "replication": "switch"
    default: "state"
    }
  }

  // MARK: - Measures

  private func measure(_ draft: KubeBlocksDraft, _ roles: KubeBlocksRoles, _ attempt: inout Attempt) {
    // Ages are good to a minute: too coarse to be a measure.
    if draft.asked?.basis != .relative, draft.end?.basis != .relative, draft.asked?.id != draft.end?.id {
      attempt.measure("request_to_end", from: draft.asked, to: draft.end)
    }
    measureJob(draft, &attempt)
    measureCall(draft, &attempt)
    let asked = draft.asked?.at == nil ? draft.firstOfJob : draft.asked
    if let request = asked, let moved = roles.moved {
      attempt.measure("switch_time", from: request, to: moved.event)
      if let label = roles.labelled, let labelledAt = label.at, let at = moved.at, labelledAt >= at {
        attempt.measure("label_lag", from: moved.event, to: label.event)
      }
      if let released = roles.released { attempt.measure("no_primary_window", from: released.event, to: moved.event) }
    }
  }

  /// Container start → finish; else the job's own times; else the script's first and last line.
  private func measureJob(_ draft: KubeBlocksDraft, _ attempt: inout Attempt) {
    let containers = draft.events.filter { $0.kind == .podTerminated && $0.at != nil && $0.attribute("init") != "true" }
    for ended in containers.reversed() {
      let started = draft.events.last {
        $0.kind == .podStarted && $0.instance == ended.instance
          && $0.attribute("container") == ended.attribute("container")
          && $0.basis != .relative && ($0.at ?? .max) <= (ended.at ?? 0)
      }
      if let started, ended.basis != .relative {
        attempt.measure("job_runtime", from: started, to: ended)
        return
      }
    }
    let jobEnd = draft.events.last {
      ($0.kind == .jobFailed || $0.kind == .jobSucceeded) && $0.basis != .relative && $0.at != nil
    }
    let jobStart = draft.events.first {
      ($0.kind == .jobStarted || $0.kind == .jobCreated) && $0.basis != .relative && $0.at != nil
    }
    let script = draft.events.filter { $0.origin == "job" && $0.at != nil }
    if let first = script.first, let last = script.last, script.count > 1 {
      attempt.measure("job_runtime", from: first.at ?? 0, to: last.until ?? 0, fromEvent: first, toEvent: last)
    } else {
      attempt.measure("job_runtime", from: jobStart, to: jobEnd)
    }
  }

  /// The server's own figure where it logs one, else request line → response line of the caller.
  private func measureCall(_ draft: KubeBlocksDraft, _ attempt: inout Attempt) {
    let start = (draft.start ?? 0) - 2_000_000
    let end = (draft.end?.at ?? draft.start ?? 0) + 2_000_000
    let answer = events.between(start, end + 1).first { event in
      guard event.kind == .apiResponse || event.kind == .apiError else { return false }
      return event.attribute("cost_ms") != nil && event.attribute("path")?.hasSuffix("checkrole") != true
    }
    if let answer, let cost = answer.attribute("cost_ms").flatMap({ Double($0) }), let at = answer.at {
      attempt.measure(
        "api_latency", from: at - Int64(cost * 1000), to: at, fromEvent: answer, toEvent: answer)
      return
    }
    let call = draft.events.first { $0.kind == .apiRequest && $0.at != nil }
    let reply = draft.events.first { event in
      (event.kind == .apiResponse || event.kind == .apiError) && event.process == call?.process && event.at != nil
    }
    attempt.measure("api_latency", from: call, to: reply)
  }

  // MARK: - Outcome

  /// What was reported, against what the roles did.
  private func judge(_ draft: KubeBlocksDraft, _ roles: KubeBlocksRoles, _ attempt: inout Attempt) {
    let moved = roles.new != nil
    attempt.facts["moved"] = .bool(moved)
    attempt.facts["roles_known"] = .bool(roles.isKnown)
    attempt.facts["members"] = .integer(Int64(directory.members[cluster]?.count ?? 0))
    attempt.facts["path"] = .string(path(draft))
    if roles.skipped {
      attempt.newPrimary = roles.old
      attempt.outcome = "succeeded"
      return
    }
    switch (draft.claim, moved) {
    case ("succeeded", true): attempt.outcome = isReadOnly(roles) ? "degraded" : "succeeded"
    // What was reported counts until somebody saw the old primary lead on.
    case ("succeeded", false) where draft.isRefused && !roles.isKnown: attempt.outcome = "false-success"
    case ("succeeded", false): attempt.outcome = roles.stayed && !roles.steppedDown ? "false-success" : "succeeded"
    case ("failed", true), ("cancelled", true): attempt.outcome = "false-failure"
    // A script that was told yes and saw no label in its time: what the database did, nobody says.
    case ("failed", false) where draft.isAcceptedCall && !roles.isKnown: attempt.outcome = "unknown"
    case ("failed", false), ("cancelled", false): attempt.outcome = "failed"
    case (nil, false) where draft.isStandingRequest: attempt.outcome = "stuck"
    case (nil, _) where draft.isCallAlone: attempt.outcome = called(draft, roles)
    default: attempt.outcome = "stuck"
    }
  }

  /// The new primary says itself that it takes no writes, half a minute or more after it took over.
  private func isReadOnly(_ roles: KubeBlocksRoles) -> Bool {
    guard let new = roles.new, let taken = roles.moved?.at ?? roles.labelled?.at else { return false }
    return events.between(taken + 30_000_000, nil).contains { event in
      event.kind == .stateObserved && event.code == "read-only" && event.attribute("writable") == "false"
        && directory.subject(of: event) == new
    }
  }

  /// A minute and more after the lead was given up, members still find that nobody holds it.
  private func isLeaderless(since released: RoleEvidence) -> Bool {
    guard let at = released.at else { return false }
    return events.all.contains { event in
      (event.kind == .leaseLost && event.code == "no-leader" || event.kind == .leaseExpired)
        && event.until.map { $0 >= at + KubeBlocksDraft.minute } == true
    }
  }

  /// Only the side that was called is known: nobody reports an end, so the roles and the answer alone decide.
  private func called(_ draft: KubeBlocksDraft, _ roles: KubeBlocksRoles) -> String {
    if roles.new == nil, let released = roles.released, isLeaderless(since: released) { return "stuck" }
    if roles.new != nil || roles.steppedDown { return "succeeded" }
    let start = draft.start ?? 0
    let isRefused = events.between(start - 1_000_000, start + 5_000_001).contains { event in
      event.kind == .apiError && event.origin != "kubernetes"
    }
    return isRefused || roles.stayed ? "failed" : "unknown"
  }

  /// Which of the four ways a switchover takes this one took (reference, section 0).
  private func path(_ draft: KubeBlocksDraft) -> String {
    if draft.isPreStop { return "pre-stop" }
    if draft.events.contains(where: { $0.origin == "kbagent" || $0.message.contains("action: switchover") }) {
      return "kbagent-action"
    }
    let request = draft.request
    if request?.attribute("type") == "Custom" { return "custom-job" }
    if request?.attribute("api")?.hasPrefix("operations.") == true { return "kbagent-action" }
    // The script of the OpsDefinition calls the agent; the others call the database or Patroni.
    let isAgentCalled = draft.events.contains { event in
      event.origin == "job" && event.kind == .apiRequest
        && event.attribute("path")?.hasSuffix("/v1.0/switchover") == true
    }
    if isAgentCalled { return "custom-job" }
    if draft.events.contains(where: { $0.kind.family == "job" || $0.origin == "job" }) { return "switchover-job" }
    return "unknown"
  }
}
