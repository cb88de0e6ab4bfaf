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
  /// The operation found its target in place and did nothing.
  let skipped: Bool

  init(story: KubeBlocksStory, draft: KubeBlocksDraft, next: Int64?, isLast: Bool) {
    let start = draft.start ?? .min
    let timed = story.evidence.filter { $0.at != nil && $0.event.basis != .relative }
    let before = timed.filter { ($0.at ?? 0) < start + 1_000_000 }
    let after = timed.filter { item in
      guard let at = item.at, (item.until ?? at) >= start else { return false }
      if let next, at >= next { return false }
      return true
    }
    let untimed = story.evidence.filter { $0.at == nil || $0.event.basis == .relative }
    let snapshots = Self.split(untimed, around: draft)
    let source = story.directory.name(draft.source)
    let stated = draft.events.lazy.compactMap { $0.attribute("old_primary") }.first

    // Who asked whom to step down is only a claim where the roles say otherwise.
    let sourceRole = before.last { $0.member == source }?.role ?? snapshots.before.last { $0.member == source }?.role
    let holder =
      before.last { $0.role == "primary" && $0.witness != .label }?.member
      ?? before.last { $0.role == "primary" }?.member ?? snapshots.before.last { $0.role == "primary" }?.member
    var previous: String?
    if let source, sourceRole != "replica" {
      previous = source
    } else {
      previous = stated.flatMap(story.directory.name) ?? holder
    }

    skipped = draft.events.contains { $0.code == "SkipSwitchover" }
    if skipped, previous == nil { previous = stated ?? source }

    let takeovers = after.filter { item in
      item.role == "primary" && item.member != previous && (item.at ?? 0) >= start - 1_000_000
    }
    moved = takeovers.first { $0.witness != .label }
    let seen = draft.events.last { $0.kind == .scriptSucceeded && $0.instance != nil }?.instance
    let finalSnapshot = isLast || next == nil ? snapshots.after.filter { $0.role == "primary" } : []
    let snapshot = finalSnapshot.count == 1 ? finalSnapshot[0].member : nil
    let winner =
      moved?.member ?? takeovers.first?.member ?? story.directory.name(seen)
      ?? (snapshot != previous ? snapshot : nil)
    if previous == nil {
      previous = finalSnapshot.first { $0.member != winner }?.member ?? (winner == nil ? snapshot : nil)
    }
    old = previous
    new = winner != previous ? winner : nil
    let target = new
    labelled = takeovers.first { $0.witness == .label && $0.member == target }
    let takenAt = moved?.at ?? .max
    let gaveUp = previous
    released = after.last { item in
      guard item.member == gaveUp, let at = item.at, at <= takenAt else { return false }
      return item.role != "primary" && item.event.kind != .roleObserved
    }
    isKnown = new != nil || !after.isEmpty || !snapshots.after.isEmpty
  }

  /// Snapshots without a time: in the source that also holds the request, those above it are from before; in a source of
  /// their own they are taken as the state afterwards.
  private static func split(
    _ untimed: [RoleEvidence], around draft: KubeBlocksDraft
  ) -> (before: [RoleEvidence], after: [RoleEvidence]) {
    let lines = Dictionary(
      draft.events.filter { $0.kind == .operationRequested || $0.kind == .apiRequest || $0.kind == .operationRejected }
        .map { ($0.source, $0.line) }, uniquingKeysWith: min)
    var before: [RoleEvidence] = []
    var after: [RoleEvidence] = []
    for item in untimed {
      if let line = lines[item.event.source], item.event.line < line { before.append(item) } else { after.append(item) }
    }
    return (before, after)
  }
}
