/// Who else had a hand in it: a primary that went on beside the new one, another group's sentinels, a copy that never was.
extension SentinelScene {
  /// From when on two members took writes: the takeover, where the old one had never paused, else its return.
  var twoPrimariesFrom: TimelineEvent? {
    if ranApart { return takeover }
    guard let wrote = wroteOnOld, let taken = takeover, let moment = taken.at else { return nil }
    guard livedOn else { return returned }
    // Writes on both sides of the takeover, less than a failover apart: it was never away.
    let before = around.last { event in
      event.kind == .writeAccepted && subject(event) == old && (event.at ?? .max) <= moment
    }
    if let last = before?.until, last >= moment || (wrote.at ?? .max) - last < Self.pause { return taken }
    return [returned, wrote].compactMap(\.self).min { ($0.at ?? .max) < ($1.at ?? .max) }
  }

  /// A client that writes at least this often sees every pause that matters: 5 s.
  private static let pause: Int64 = 5_000_000

  /// The group whose sentinels made the primary a replica, for its address belongs to them, too; an empty name where only
  /// the sentinel's id tells that it is a stranger.
  var rival: String? {
    guard let primary = new ?? (draft.switches.isEmpty ? old : nil) else { return nil }
    let reach = takeover?.at.map { $0..<$0 + 600_000_000 } ?? draft.start - 300_000_000..<draft.start + 1
    for (name, orders) in story.others {
      let isClaimed = orders.contains { reach.contains($0.at ?? 0) && story.directory.name($0.instance) == primary }
      if isClaimed { return name }
    }
    let own = story.identities
    guard !own.isEmpty else { return nil }
    let isClaimed = around.contains { event in
      guard event.kind == .roleChanged, event.role == "replica", subject(event) == primary,
        reach.contains(event.at ?? 0), let id = event.attribute("sentinel_id")
      else { return false }
      // An address of this group: its own sentinels moved on, though not all of them are known.
      if let peer = story.directory.name(event.peer), story.names.contains(peer) { return false }
      return !own.contains { $0.hasPrefix(id) }
    }
    return isClaimed ? "" : nil
  }

  /// The new primary's word that it is one no longer, though no failover followed: started anew in its old role, or told
  /// by somebody to follow another member.
  var deposed: TimelineEvent? {
    guard let new, let taken = takeover?.at else { return nil }
    let last = around.last { event in
      guard let at = event.at, at > taken, subject(event) == new, event.role != nil else { return false }
      return event.kind == .roleChanged
        || event.kind == .roleObserved && event.attribute("witness") == "database" && event.origin != "kubernetes"
    }
    guard let last, last.role == "replica" else { return nil }
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
    return around.contains { event in
      event.kind == .instanceStarted && (taken + 1...(deposed.at ?? taken + 1)).contains(event.at ?? 0)
        && story.directory.processes[event.process] == new
    }
  }

  /// The new primary's own log: it was made a replica of the old one or started as one, tried while the old one lived, and
  /// no synchronisation came through before it was promoted.
  var neverSynchronised: Bool {
    guard let new, let taken = takeover?.at else { return false }
    let own = around.filter { event in
      (event.at ?? .max) < taken && story.directory.processes[event.process] == new && event.origin == "redis"
    }
    guard
      let began = own.lastIndex(where: { event in
        event.kind == .roleChanged && event.role == "replica" || event.kind == .instanceStarted && event.code == "start"
      })
    else { return false }
    let since = own[began...]
    let connected = since.contains { $0.kind == .replicationConnected || $0.kind == .replicationResyncPartial }
    guard !connected, let start = own[began].at else { return false }
    // A primary that is gone refuses, and one that is a replica itself has nothing newer; only what failed while a primary
    // answered tells of the copy.
    let noCopy = ["connection-refused", "master-lost", "no-master-link"]
    let tries = since.filter { event in
      (event.kind == .replicationBroken || event.kind == .accessDenied || event.kind == .replicationResyncFull)
        && event.attribute("side") != "primary" && !noCopy.contains(event.code ?? "")
    }
    let lasted = (tries.compactMap(\.until).max() ?? start) - start
    return tries.reduce(0) { $0 + $1.repeats } >= 3 && lasted >= 10_000_000
  }
}
