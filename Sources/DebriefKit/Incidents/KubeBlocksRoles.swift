/// Who was primary before an attempt, who after, and who says so.
struct KubeBlocksRoles {
  let old: String?
  let new: String?
  /// The first word of the database or the HA layer that the new member is primary.
  let moved: RoleEvidence?
  /// When the pod label said the same.
  let labelled: RoleEvidence?
  /// When the old primary gave up.
  let released: RoleEvidence?
  /// There is evidence of the roles after the attempt at all.
  let isKnown: Bool
  /// The primary from before is seen as primary afterwards: it did not move. Not so where only that later look says who
  /// was primary before.
  let stayed: Bool
  /// The old primary gave up and did not come back; who took over nobody says.
  let steppedDown: Bool
  /// The operation found its target in place and did nothing.
  let skipped: Bool

  init(story: KubeBlocksStory, draft: KubeBlocksDraft, followedBy following: KubeBlocksDraft?, next: Int64?) {
    let start = draft.start ?? Self.unknown.lowerBound
    func place(_ moment: Int64, in items: [RoleEvidence]) -> Int { items.firstToPass { $0.at ?? .max >= moment } }
    let before = story.timed[..<place(start + 1_000_000, in: story.timed)]
    // A run of lines that began before may go on.
    let begin = min(start, next ?? .max)
    let after =
      story.folded[..<place(begin, in: story.folded)].filter { $0.until ?? .min >= start }
      + story.timed[place(begin, in: story.timed)..<place(next ?? .max, in: story.timed)]
    let snapshots = Self.split(story.untimed, around: draft, following)
    let source = story.directory.name(draft.source)
    let stated = draft.events.lazy.compactMap { $0.attribute("old_primary") }.first

    // Who asked whom to step down is only a claim where the roles say otherwise.
    let isRefuted = Self.isRefuted(source, story, draft)
    let sourceRole =
      isRefuted
      ? "replica"
      : source.flatMap { source in
        before.last { $0.member == source }?.role ?? snapshots.before.last { $0.member == source }?.role
      }
    let holder =
      before.last { $0.role == "primary" && $0.witness != .label }?.member
      ?? before.last { $0.role == "primary" }?.member ?? Self.primary(snapshots.before)
    var previous: String?
    if let source, sourceRole != "replica" {
      previous = source
    } else {
      previous = stated.flatMap(story.directory.name) ?? holder
    }

    skipped = draft.events.contains { $0.code == "SkipSwitchover" }
    if skipped, previous == nil { previous = stated ?? source }

    // Who is demoted first, before anybody is primary, was the primary.
    if previous == nil, let first = after.first(where: { $0.witness != .label }),
      first.event.kind == .demotionSucceeded, (first.at ?? .max) >= start
    {
      previous = first.member
    }

    let known = previous
    let takeovers = after.filter { item in
      guard item.role == "primary", item.member != known, (item.at ?? 0) >= start - 1_000_000 else { return false }
      // A label that stood there before is not one that came.
      if item.witness == .label,
        before.last(where: { $0.member == item.member && $0.witness == .label })?.role == "primary"
      {
        return false
      }
      // Where nobody is known to have led before, only a change says that somebody took over.
      return known != nil || Self.isChange(item)
    }
    if previous == nil {
      previous = after.first { $0.role != "primary" && Self.formerRole($0) == "primary" }?.member
    }
    let witnessed = previous
    // Clients follow the sentinels: where they publish the new primary, that is the moment.
    let first = takeovers.first { $0.witness != .label }
    moved = takeovers.first { $0.event.kind.isSentinel("switch-master") && $0.member == first?.member } ?? first
    let success = draft.events.last { $0.kind == .scriptSucceeded && $0.instance != nil }
    // Patroni answers so only after it has seen the new leader.
    let answer = draft.events.last { $0.kind == .apiResponse && $0.code == "switched" }
    let claimed =
      story.directory.name(success?.instance) ?? story.directory.name(answer?.peer)
      ?? (draft.isPreStop ? story.directory.name(draft.candidate) : nil)
    let seen = Self.isDenied(claimed, success?.at ?? draft.end?.at, after, snapshots.after) ? nil : claimed
    let finalSnapshot = snapshots.after.filter { $0.role == "primary" }
    let leaders = Set(finalSnapshot.map(\.member))
    let snapshot = leaders.count == 1 ? leaders.first : Self.primary(finalSnapshot.filter { $0.witness != .label })
    let winner =
      moved?.member ?? takeovers.first?.member ?? seen
      ?? (previous != nil && snapshot != previous ? snapshot : nil)
    let remained = winner == nil ? Self.holdsOn(draft, after, story) : nil
    if previous == nil {
      previous =
        winner == nil
        ? snapshot ?? Self.primary(finalSnapshot) ?? remained
        : Self.primary(finalSnapshot.filter { $0.member != winner })
          ?? (moved != nil || draft.claim == "succeeded" ? Self.otherOfTwo(winner, story) : nil)
    }
    old = previous
    new = winner != previous ? winner : nil
    let target = new
    labelled = takeovers.first { $0.witness == .label && $0.member == target && !Self.isSnapshot($0) }
    let takenAt = moved?.at ?? .max
    let gaveUp = previous
    released = after.first { item in
      guard item.member == gaveUp, let at = item.at, at >= start, at <= takenAt else { return false }
      return item.role != "primary" && !Self.isSnapshot(item)
    }
    isKnown = new != nil || !after.isEmpty || !snapshots.after.isEmpty
    stayed =
      new == nil && previous != nil
      && (isRefuted || (after + snapshots.after).contains { $0.member == witnessed && $0.role == "primary" }
        || Self.isElsewhere(snapshot, draft, story) || remained == previous)
    let lastWord = after.last { $0.member == gaveUp && $0.witness != .label }?.role
    steppedDown = new == nil && released != nil && lastWord != "primary"
  }

  /// A script believes any label. Where the database or its manager, asked afterwards, names another one as primary and not
  /// the one that the script saw, their word counts.
  private static func isDenied(
    _ claimed: String?, _ end: Int64?, _ timed: [RoleEvidence], _ untimed: [RoleEvidence]
  ) -> Bool {
    guard let claimed else { return false }
    let later = timed.filter { item in end.map { (item.at ?? .min) >= $0 } ?? false } + untimed
    let primaries = later.filter { $0.witness != .label && $0.role == "primary" }
    return !primaries.isEmpty && !primaries.contains { $0.member == claimed }
  }

  /// The script gave up on its candidate, and another one leads afterwards.
  private static func isElsewhere(_ leader: String?, _ draft: KubeBlocksDraft, _ story: KubeBlocksStory) -> Bool {
    guard let leader, let candidate = story.directory.name(draft.candidate) else { return false }
    return leader != candidate && draft.events.contains { $0.kind == .scriptFailed }
  }

  /// Nobody saw who led before. The one that leads afterwards led all along where the request was refused, or where it is
  /// the one of two that was not to take over.
  private static func holdsOn(_ draft: KubeBlocksDraft, _ after: [RoleEvidence], _ story: KubeBlocksStory) -> String? {
    let primaries = after.filter { $0.role == "primary" }
    let candidate = story.directory.name(draft.candidate)
    guard let leader = primaries.last?.member, primaries.allSatisfy({ $0.member == leader }), leader != candidate else {
      return nil
    }
    let isRefused = draft.events.contains { $0.kind == .apiError || $0.kind == .operationRejected }
    return isRefused || candidate != nil && otherOfTwo(candidate, story) == leader ? leader : nil
  }

  /// The only other member of the component: where the lead moved, it had it.
  private static func otherOfTwo(_ member: String?, _ story: KubeBlocksStory) -> String? {
    func component(_ name: String) -> Substring { name[..<(name.lastIndex(of: "-") ?? name.endIndex)] }
    guard let member else { return nil }
    let siblings = (story.directory.members[story.cluster] ?? []).filter { component($0) == component(member) }
    return siblings.count == 2 ? siblings.first { $0 != member } : nil
  }

  /// The role before, where the probe that saw a new one says it.
  private static func formerRole(_ item: RoleEvidence) -> String? {
    item.event.attribute("original_role").flatMap { $0.isEmpty || $0 == "waitForStart" ? nil : RoleWord.normalise($0) }
  }

  /// A look at a role only says that it had changed by then, and the version of a label when the change was told of.
  private static func isSnapshot(_ item: RoleEvidence) -> Bool {
    item.event.kind == .roleObserved || item.event.kind == .stateObserved
  }

  private static func isChange(_ item: RoleEvidence) -> Bool {
    !isSnapshot(item) || formerRole(item).map { $0 != item.role } ?? false
  }

  /// Times no log has, far enough from the edge of Int64 to add and subtract.
  private static let unknown: ClosedRange<Int64> = -(1 << 60)...(1 << 60)

  /// The API, or the script in the member itself, answered that the one asked to step down is no primary. A second run of
  /// an action says the same after the first has worked.
  private static func isRefuted(_ source: String?, _ story: KubeBlocksStory, _ draft: KubeBlocksDraft) -> Bool {
    guard let source else { return false }
    let start = draft.start ?? unknown.lowerBound
    let end = draft.end?.at ?? draft.start ?? unknown.upperBound
    let near = draft.start == nil ? [] : story.events.between(start - 1_000_000, end + 1_000_001) + story.events.undated
    let told = (draft.events + near).filter { event in
      event.at.map { $0 >= start - 1_000_000 && $0 <= end + 1_000_000 } ?? draft.scripts.contains(event.process)
    }
    let refusal = told.first { event in
      if event.code == "noop-not-primary" { return story.directory.subject(of: event).map { $0 == source } ?? true }
      return event.kind != .operationRequested && event.message.contains("\(source) is not the primary")
    }
    guard let refusal else { return false }
    return !told.contains { event in
      event.kind == .apiResponse && event.origin == "kbagent" && (event.at ?? .max) <= (refusal.at ?? .min)
        && event.line < refusal.line && event.process == refusal.process && event.code == "executed"
    }
  }

  /// The primary of a snapshot: the database's word counts more than a label.
  private static func primary(_ snapshot: [RoleEvidence]) -> String? {
    let primaries = snapshot.filter { $0.role == "primary" }
    return (primaries.last { $0.witness == .database } ?? primaries.last { $0.witness == .manager } ?? primaries.last)?
      .member
  }

  /// Snapshots without a time: in the source that also holds the request, those above it are from before, and those below
  /// the next request belong to that one; in a source of their own they are taken as the state at the end of all.
  private static func split(
    _ untimed: [RoleEvidence], around draft: KubeBlocksDraft, _ following: KubeBlocksDraft?
  ) -> (before: [RoleEvidence], after: [RoleEvidence]) {
    let own = draft.madeLines
    let next = following?.madeLines ?? [:]
    var before: [RoleEvidence] = []
    var after: [RoleEvidence] = []
    for item in untimed {
      let event = item.event
      if let line = own[event.source], event.line < line {
        before.append(item)
        // Printed again, and the same: it is the state afterwards too.
        if event.repeats > 1 { after.append(item) }
      } else if let line = next[event.source] {
        if event.line < line { after.append(item) }
      } else if following == nil {
        after.append(item)
      }
    }
    return (before, after)
  }
}
