/// Turns the drafts of a group into attempts with roles, outcome, measures and the events around them.
struct SentinelStory {
  let group: SentinelGroup
  let directory: MemberDirectory
  /// Events of the group's servers, and states that somebody printed, in time order.
  let members: [TimelineEvent]
  let engine: String?
  let background: SentinelBackground
  /// Other groups that know an address of this one, and what their sentinels ordered.
  let others: [(name: String, orders: [TimelineEvent])]
  /// The ids of the group's sentinels, and its members' names: asked of every attempt.
  let identities: Set<String>
  let names: Set<String>

  init(
    group: SentinelGroup, directory: MemberDirectory, members: [TimelineEvent], engine: String?,
    others: [(name: String, orders: [TimelineEvent])] = []
  ) {
    self.others = others
    self.group = group
    self.directory = directory
    self.members = members
    self.engine = engine
    background = SentinelBackground(group, members: members)
    identities = group.identities
    names = Set(group.addresses.compactMap(directory.name))
  }

  func attempts() -> [Attempt] {
    let drafts = SentinelAttempts(group: group, directory: directory).drafts()
    let asked = ServerFailovers(story: self)
    var attempts: [Attempt] = []
    for (index, draft) in drafts.enumerated() {
      let previous = index > 0 ? drafts[index - 1].lastAt : nil
      let next = index + 1 < drafts.count ? drafts[index + 1].start : nil
      attempts.append(
        attempt(draft, after: previous, before: [next, asked.start(after: draft.start)].compactMap(\.self).min()))
    }
    countNeighbours(&attempts)
    // Sentinels do not learn of FAILOVER: where they undo it, that is the end of the same story.
    let undone = Set(attempts.filter { $0.facts["manual"]?.bool == true }.compactMap(\.trigger))
    attempts += asked.attempts().filter { attempt in attempt.trigger.map { !undone.contains($0) } ?? true }
    return attempts.isEmpty ? SentinelStandstill(story: self).attempts() : attempts
  }

  /// Failovers that nobody asked for and that lie within ten minutes of each other, this one included.
  private func countNeighbours(_ attempts: inout [Attempt]) {
    let moves = attempts.map { $0.kind == .failover && $0.newPrimary != nil ? $0.startedAt : nil }
    let times = moves.compactMap(\.self).sorted()
    for (index, at) in moves.enumerated() {
      guard let at else { continue }
      let near = times.firstToPass { $0 > at + 600_000_000 } - times.firstToPass { $0 >= at - 600_000_000 }
      attempts[index].facts["recent_switches"] = .integer(Int64(near))
    }
  }

  private func attempt(_ draft: SentinelAttempts.Draft, after previous: Int64?, before next: Int64?) -> Attempt {
    var attempt = Attempt(draft.request == nil ? .failover : .switchover, platform: "sentinel")
    attempt.engine = engine
    attempt.cluster = group.name
    attempt.oldPrimary = directory.name(draft.address)
    attempt.newPrimary = draft.switchedTo.flatMap(directory.name)
    attempt.candidate = draft.last("selected-slave")?.instance
    attempt.requestedBy = draft.request?.actor ?? (draft.request == nil ? nil : "SENTINEL FAILOVER")
    let scene = SentinelScene(story: self, draft: draft, attempt: attempt, previous: previous, next: next)
    attempt.trigger = scene.trigger.id
    attempt.startedAt = scene.trigger.at ?? draft.moment
    attempt.endedAt =
      (draft.last("failover-end") ?? draft.switches.last)?.at ?? draft.last("failover-abort-not-elected")?.at
    scene.place(&attempt)
    scene.measure(&attempt)
    scene.judge(&attempt)
    return attempt
  }
}
