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
}
