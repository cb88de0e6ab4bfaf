/// Primary changes nobody asked for: the HA layer replaced a primary that died, lost its lease or its node.
struct KubeBlocksFailovers {
  let cluster: String
  let events: [TimelineEvent]
  let evidence: [RoleEvidence]
  let planned: [Attempt]
  let directory: MemberDirectory
  let engine: String?

  /// A cause this long before the change can be its trigger: 10 minutes.
  static let reach: Int64 = 600_000_000

  func attempts() -> [Attempt] {
    var attempts: [Attempt] = []
    var primary: String?
    for item in evidence {
      // A replica's word about whom it follows names the primary too.
      if item.role == "replica", item.witness == .manager, item.at != nil, primary == nil {
        primary = directory.resolve(item.event.peer)
      }
      guard item.role == "primary", item.witness != .label, let at = item.at, item.event.basis != .relative else {
        continue
      }
      defer { primary = item.member }
      let lost = loss(before: at, new: item.member)
      let old = primary ?? lost.flatMap { directory.resolve(directory.subject(of: $0)) }
      guard let old, old != item.member, !isPlanned(at) else { continue }
      attempts.append(failover(from: old, to: item, lost: lost))
    }
    return attempts
  }

  private func isPlanned(_ at: Int64) -> Bool {
    planned.contains { attempt in
      guard let start = attempt.startedAt else { return true }
      return at >= start - 2_000_000 && at <= (attempt.endedAt ?? start + KubeBlocksStory.aftermath) + 300_000_000
    }
  }

  /// What took the old primary away: something that happened to it or to its node, else the end of its lease.
  private func loss(before at: Int64, new: String) -> TimelineEvent? {
    let near = events.filter { event in event.at.map { $0 <= at && at - $0 < Self.reach } ?? false }
    return near.last { isLoss($0, new: new) }
      ?? near.last { ($0.kind == .leaseLost || $0.kind == .leaseExpired) && directory.subject(of: $0) != new }
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

  private func failover(from old: String, to new: RoleEvidence, lost: TimelineEvent?) -> Attempt {
    var attempt = Attempt(.failover, platform: "kubeblocks")
    attempt.engine = engine
    attempt.cluster = cluster
    attempt.oldPrimary = old
    attempt.newPrimary = new.member
    attempt.trigger = (lost ?? new.event).id
    attempt.startedAt = (lost ?? new.event).at
    attempt.endedAt = new.at
    attempt.outcome = "succeeded"
    attempt.facts["moved"] = true
    attempt.measure("no_primary_window", from: lost, to: new.event)
    let start = attempt.startedAt ?? 0
    let end = new.at ?? start
    for event in events {
      guard let at = event.at else {
        attempt.add(event, "state")
        continue
      }
      if at >= start - KubeBlocksStory.prologue, at <= end + 300_000_000 {
        attempt.add(event, at < start ? "before" : at > end ? "after" : "switch")
      }
    }
    return attempt
  }
}
