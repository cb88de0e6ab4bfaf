/// Primary changes nobody asked for: the HA layer replaced a primary that died, lost its lease or its node.
struct KubeBlocksFailovers {
  let cluster: String
  let events: EventSequence
  let evidence: [RoleEvidence]
  let planned: [Attempt]
  let directory: MemberDirectory
  let engine: String?

  /// A cause this long before the change can be its trigger: 10 minutes.
  static let reach: Int64 = 600_000_000

  func attempts() -> [Attempt] {
    // A plan without a time may have been the reason of any change.
    guard planned.allSatisfy({ $0.startedAt != nil }) else { return [] }
    let spans = TimeSpans(
      planned.compactMap { plan in
        plan.startedAt.map { ($0 - 2_000_000, (plan.endedAt ?? $0 + KubeBlocksStory.aftermath) + 300_000_000) }
      })
    let states = events.all.filter { $0.kind == .stateObserved && ($0.code == "read-only" || $0.code == "roles") }
    // What sentinels decided is an attempt of theirs already.
    let bySentinels = evidence.filter { $0.event.kind.isSentinel("switch-master") }
    var attempts: [Attempt] = []
    var primary: String?
    for item in evidence {
      // A replica's word about whom it follows names the primary too, and so does one that has just stepped down.
      if item.role == "replica", item.witness == .manager, item.at != nil, primary == nil {
        primary = directory.resolve(item.event.peer)
      }
      if primary == nil, stepsDown(item.event) { primary = item.member }
      guard item.role == "primary", item.witness != .label, let at = item.at, item.event.basis != .relative else {
        continue
      }
      defer { primary = item.member }
      let lost = loss(before: at, new: item.member)
      let old =
        primary ?? holder(before: at, new: item.member) ?? silent(before: at, new: item.member)?.member
        ?? lost.flatMap(victim)
      guard let old, old != item.member, !spans.contains(at) else { continue }
      guard !bySentinels.contains(where: { $0.member == item.member && isNear($0.at, at) }) else { continue }
      attempts.append(failover(from: old, to: item, lost: lost, states))
    }
    if attempts.isEmpty, planned.isEmpty, let only = undatedChange(states) { attempts.append(only) }
    ClusterNamespace.note(in: &attempts, cluster, events.all, directory)
    return attempts
  }

  /// A table of events knows only how long ago things were. One member that became the primary and one other that was
  /// lost are a failover all the same, whatever the minute.
  private func undatedChange(_ states: [TimelineEvent]) -> Attempt? {
    let changes = evidence.filter { item in
      item.event.kind == .roleChanged && item.role == "primary" && item.witness != .label
        && (item.at == nil || item.event.basis == .relative)
    }
    guard let change = changes.first, Set(changes.map(\.member)).count == 1 else { return nil }
    let losses = events.all.filter { isLoss($0, new: change.member) }
    guard Set(losses.compactMap(victim)).count == 1, let old = losses.lazy.compactMap(victim).first,
      old != change.member
    else { return nil }
    let dated = losses.filter { $0.at != nil && $0.basis != .relative }
    return failover(from: old, to: change, lost: dated.first ?? losses.first, states)
  }

  private func isNear(_ one: Int64?, _ other: Int64) -> Bool {
    one.map { abs($0 - other) <= KubeBlocksDraft.minute } ?? false
  }

  /// Whose lease ran out.
  private func holder(before at: Int64, new: String) -> String? {
    (events.between(at - Self.reach + 1, at + 1).last { isExpired($0, new: new) } ?? lasting(until: at, new: new))
      .flatMap { directory.resolve($0.instance) }
  }

  private func isExpired(_ event: TimelineEvent, new: String) -> Bool {
    event.kind == .leaseExpired && directory.resolve(event.instance).map { $0 != new } == true
  }

  /// A lease that ran out long before and that nobody took: members say so, cycle after cycle, until somebody does.
  private func lasting(until at: Int64, new: String) -> TimelineEvent? {
    events.between(nil, at - Self.reach + 1).first { event in
      isExpired(event, new: new) && event.until.map { at - $0 <= KubeBlocksDraft.minute } == true
    }
  }

  /// The one member that the others no longer heard before they elected anew, or that the manager called dead.
  private func silent(before at: Int64, new: String) -> (member: String, event: TimelineEvent)? {
    let near = events.between(at - Self.silence, at + 1)
    if let called = near.last(where: { $0.attribute("analysis")?.hasPrefix("DeadMaster") == true }),
      let member = directory.resolve(called.instance), member != new
    {
      return (member, called)
    }
    guard near.contains(where: { $0.kind == .promotionStarted && $0.code == "no-primary-seen" }) else { return nil }
    var unheard: [String: TimelineEvent] = [:]
    for event in near where event.kind == .replicationBroken && event.code == "heartbeat-failed" {
      if let member = directory.resolve(event.peer), member != new, unheard[member] == nil { unheard[member] = event }
    }
    // Of several that are silent nobody can tell which one led.
    return unheard.count == 1 ? unheard.first.map { ($0.key, $0.value) } : nil
  }

  /// Elections follow within the election time-out, orchestrator's recovery within its detection: 2 minutes.
  private static let silence: Int64 = 120_000_000

  /// The member that a loss took away; of a lost node its only pod of this cluster.
  private func victim(of lost: TimelineEvent) -> String? {
    if let member = directory.resolve(directory.subject(of: lost)) ?? directory.resolve(lost.attribute("pod")) {
      return member
    }
    guard lost.kind == .nodeLost, let node = lost.instance else { return nil }
    let pods = Set(
      events.all.lazy.filter { $0.attribute("node") == node || $0.kind.family == "pod" && $0.peer == node }
        .compactMap { directory.resolve($0.instance) })
    return pods.count == 1 ? pods.first : nil
  }

  /// A member says that it was the primary until now.
  private func stepsDown(_ event: TimelineEvent) -> Bool {
    switch event.kind {
    case .roleChanged where event.role == "replica":
      event.attribute("old_state") == "PRIMARY" || event.attribute("from") == "primary"
    case .demotionSucceeded, .leaseReleased: event.origin != "controller"
    default: false
    }
  }

  /// Others noticed that it was gone, some time after it was.
  private func tellsSilence(_ event: TimelineEvent) -> Bool {
    event.kind == .replicationBroken || event.attribute("analysis") != nil
  }

  /// What took the old primary away: something that happened to it or to its node, else the end of its lease.
  private func loss(before at: Int64, new: String) -> TimelineEvent? {
    let near = events.between(at - Self.reach + 1, at + 1)
    return near.last { isLoss($0, new: new) }.map { beginning(of: $0, in: near) }
      ?? near.last { ($0.kind == .leaseLost || $0.kind == .leaseExpired) && directory.subject(of: $0) != new }
      ?? near.last { stepsDown($0) && directory.subject(of: $0) != new }.map { beginning(of: $0, in: near) }
      ?? lasting(until: at, new: new) ?? silent(before: at, new: new)?.event
  }

  /// The first line that tells of the loss: a process is stopped, has stopped, and is found interrupted; a member that has
  /// to step down is stopped for it; one that died answers no more and then loses its lease. What a process did that was up
  /// again before the loss is another story.
  private func beginning(of loss: TimelineEvent, in near: some BidirectionalCollection<TimelineEvent>) -> TimelineEvent
  {
    let member = victim(of: loss)
    let isStopped = isLoss(loss, new: "")
    var first = loss
    for event in near.reversed() where (event.at ?? 0, event.id) < (first.at ?? 0, first.id) {
      guard (first.at ?? 0) - (event.at ?? 0) <= 30_000_000 else { break }
      guard victim(of: event) == member else { continue }
      if event.kind == .instanceStarted, event.code == "ready", event.role != "replica" { break }
      // Whoever says that it has stepped down took writes until then; whoever is stopped for it, until it began to.
      let isTold = isLoss(event, new: "") || stepsDown(event) || isDead(event)
      if isTold || isStopped && event.kind == .demotionStarted { first = event }
    }
    return first
  }

  /// The agent beside a server finds nothing that listens where the server should.
  private func isDead(_ event: TimelineEvent) -> Bool {
    event.kind == .probeFailed && event.code == "db-not-ready" && event.message.contains("connection refused")
  }

  /// A lease runs out a while after its holder last renewed it. A holder that is gone, with its pod or its node, took writes
  /// until then at the latest; one that lives may have taken them to the end of the lease.
  private func lastSign(of old: String, _ lost: TimelineEvent) -> Int64 {
    let at = lost.at ?? 0
    guard lost.kind == .leaseExpired, directory.resolve(lost.instance) == old,
      let renewed = lost.attribute("renew_time").flatMap({ Int64($0) }).map({ $0 * 1_000_000 }), renewed < at,
      events.all.contains(where: { isGone($0, old, since: renewed) })
    else { return at }
    return renewed
  }

  private func isGone(_ event: TimelineEvent, _ member: String, since renewed: Int64) -> Bool {
    guard event.kind == .nodeLost || event.kind == .podEvicted || event.kind == .instanceCrashed else { return false }
    return event.at.map { $0 >= renewed } != false && victim(of: event) == member
  }

  private func isLoss(_ event: TimelineEvent, new: String) -> Bool {
    let member = directory.subject(of: event)
    // A node's name is no member's.
    guard directory.cluster(of: member) != nil else { return event.kind == .nodeLost }
    guard member != new else { return false }
    switch event.kind {
    case .resourceOOM, .instanceCrashed, .instanceStopped, .podEvicted, .nodeLost: return true
    case .podTerminated: return event.attribute("job") == nil
    default: return false
    }
  }

  private func failover(from old: String, to new: RoleEvidence, lost: TimelineEvent?, _ states: [TimelineEvent])
    -> Attempt
  {
    var attempt = Attempt(.failover, platform: "kubeblocks")
    attempt.engine = engine
    attempt.cluster = cluster
    attempt.oldPrimary = old
    attempt.newPrimary = new.member
    attempt.trigger = (lost ?? new.event).id
    attempt.startedAt = (lost ?? new.event).at
    // A change that only an age tells of may seem to lie before what caused it.
    attempt.endedAt = new.at.flatMap { $0 >= attempt.startedAt ?? $0 ? $0 : nil }
    attempt.outcome = "succeeded"
    attempt.facts["moved"] = true
    // Times counted back from an age are too coarse to be a measure.
    if let lost, lost.basis != .relative, new.at != nil, new.event.basis != .relative, !tellsSilence(lost) {
      attempt.measure(
        "no_primary_window", from: lastSign(of: old, lost), to: new.at ?? 0, fromEvent: lost, toEvent: new.event)
    }
    let start = attempt.startedAt ?? 0
    let end = attempt.endedAt ?? start
    for event in events.between(start - KubeBlocksStory.prologue, end + 300_000_001) {
      let at = event.at ?? start
      attempt.add(event, at < start ? "before" : at > end ? "after" : "switch")
    }
    for event in events.undated { attempt.add(event, "state") }
    judge(&attempt, old, new.member, end, states)
    return attempt
  }

  /// Both take writes, as the servers themselves say when they are asked afterwards: the old primary was not stopped.
  private func judge(_ attempt: inout Attempt, _ old: String, _ new: String, _ end: Int64, _ states: [TimelineEvent]) {
    let answers = states.filter { event in
      event.code == "read-only" && event.attribute("writable") == "true"
        && event.at.map { $0 > end } != false
    }
    guard Set(answers.compactMap(directory.subject)).isSuperset(of: [old, new]) else { return }
    attempt.outcome = "degraded"
    for event in answers { attempt.mark(event, "after") }
    for event in states
    where event.code == "roles" && event.at.map({ $0 > end }) == true {
      attempt.mark(event, "after")
    }
  }
}
