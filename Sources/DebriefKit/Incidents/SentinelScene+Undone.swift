/// Whether the new primary stayed one.
extension SentinelScene {
  /// The new primary's word that it is one no longer, though no failover followed: started anew in its old role, or told
  /// by somebody to follow another member.
  var deposed: TimelineEvent? {
    guard let new, let taken = takeover?.at else { return nil }
    let last = around.last { event in
      guard let at = event.at, at > taken, subject(event) == new, event.role != nil else { return false }
      return event.kind == .roleChanged
        || event.kind == .roleObserved && event.attribute("witness") == "database" && event.origin != "kubernetes"
    }
    guard let last, last.role == "replica" else { return undoing?.told }
    // Its own sentinels moved on to a failover that their logs do not show any more.
    if let id = last.attribute("sentinel_id"), story.identities.contains(where: { $0.hasPrefix(id) }) {
      return nil
    }
    // What somebody ordered hours later is a story of its own; a restart shows only then what was never saved.
    if last.kind == .roleChanged, (last.at ?? taken) - taken > 3_600_000_000 { return nil }
    return last
  }

  /// It was the restart of the new primary that brought the old role back.
  func isUndone(_ deposed: TimelineEvent) -> Bool {
    guard let taken = takeover?.at else { return false }
    if deposed.id == undoing?.told.id { return true }
    return around.contains { event in
      event.kind == .instanceStarted && (taken + 1...(deposed.at ?? taken + 1)).contains(event.at ?? 0)
        && story.directory.processes[event.process] == new
    }
  }

  /// A role that was never saved shows at the next restart, be it weeks later: the start, and the word that it follows
  /// somebody again. Only where no sentinels are, who would have written the role down and could have moved on unseen.
  var undoing: (start: TimelineEvent, told: TimelineEvent)? {
    guard let new, let taken = takeover?.at, story.group.sentinels.isEmpty else { return nil }
    var start: TimelineEvent?
    var latest: Int64?
    for event in story.background.servers.after(taken, before: next) {
      guard let at = event.at, story.directory.processes[event.process] == new else { continue }
      if event.kind == .configRewritten { return nil }
      if event.kind == .instanceStarted {
        if start == nil || event.code == "start" { start = event }
        latest = at
        continue
      }
      guard event.kind == .roleObserved || event.kind == .roleChanged, event.role == "replica" else { continue }
      // Without a restart before it, or a while after one, somebody ordered it.
      guard let start, let latest, event.kind == .roleObserved, at - latest < Self.atOnce else { return nil }
      return (start, event)
    }
    return nil
  }

  /// What its configuration says it does within 10 s; a manager that finds it takes longer.
  private static let atOnce: Int64 = 10_000_000
}
