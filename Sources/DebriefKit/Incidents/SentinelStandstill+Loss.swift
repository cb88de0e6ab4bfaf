/// A primary that is gone for good, and nobody did anything: no sentinel is there, or none of them acted.
extension SentinelStandstill {
  /// A primary whose replicas find nobody at its address until the end of their logs, for ten seconds and more; where
  /// sentinels watch it, for longer than they wait by default.
  var lost: Attempt? {
    let isWatched = !story.group.sentinels.isEmpty
    let longest: Int64 = isWatched ? max(Self.patience, configured + 5_000_000) : 10_000_000
    let refused = story.members.filter { event in
      guard event.kind == .replicationBroken, let at = event.at,
        event.code == "connection-refused" || event.code == "connect-failed" && event.origin == "pika"
      else { return false }
      return (event.until ?? at) - at >= longest && event.repeats >= 5
    }
    guard let last = refused.last, let primary = story.directory.name(last.peer), let until = last.until,
      !isWatched || monitored == primary
    else { return nil }
    let isBack = story.members.contains { event in
      guard let at = event.at, at > last.at ?? 0 else { return false }
      if event.process == last.process { return event.kind == .replicationConnected || at > until + 5_000_000 }
      return event.kind == .instanceStarted && story.directory.subject(of: event) == primary
    }
    guard !isBack else { return nil }
    let gone = story.members.last { event in
      guard let at = event.at, at <= (last.at ?? 0) + 1_000_000 else { return false }
      if story.directory.subject(of: event) == primary {
        return event.kind == .instanceStopped || event.kind == .instanceCrashed
      }
      return event.kind == .replicationBroken && event.code == "master-lost" && event.process == last.process
    }
    return failed(gone ?? last, primary, isProved: gone != nil)
  }

  /// Sentinels in TILT that still call the primary well, while its replicas have printed for half a minute and more that
  /// they do not reach it.
  var unwatched: Attempt? {
    let tilt = (story.group.events + story.members).first { event in
      event.kind.isSentinel("tilt") && event.attribute("sign") == "+"
        || event.code == "info-sentinel" && event.attribute("sentinel_tilt") == "1"
    }
    guard let tilt, let primary = monitored ?? story.directory.name(tilt.instance) else { return nil }
    let links = story.members.filter { event in
      event.code == "info-replication" && event.role == "replica" && story.directory.name(event.peer) == primary
    }
    let isCut = { (event: TimelineEvent) in
      event.attribute("master_link_status") == "down" && event.attribute("master_sync_in_progress") != "1"
        && (event.attribute("master_link_down_since_seconds").flatMap { Int64($0) } ?? 0) >= Self.patience / 1_000_000
    }
    guard let first = links.first, links.allSatisfy(isCut) else { return nil }
    return failed(first, primary, isProved: false)
  }

  /// The longest down-after-milliseconds that is on record, in microseconds.
  private var configured: Int64 {
    let limits = (story.group.events + story.members).lazy.compactMap { event in
      event.attribute("down_after_milliseconds").flatMap { Int64($0) }
    }
    return (limits.max() ?? 0) * 1000
  }

  /// The default of down-after-milliseconds, in microseconds.
  private static let patience: Int64 = 30_000_000

  /// The address that the sentinels were told to watch last.
  private var monitored: String? {
    let last = story.group.events.last {
      $0.kind.isSentinel("switch-master") || SentinelGroup.isPrimary($0, "monitor")
    }
    return last.flatMap { story.directory.name($0.instance) }
  }

  private func failed(_ trigger: TimelineEvent, _ primary: String, isProved: Bool) -> Attempt {
    var attempt = base(trigger)
    attempt.oldPrimary = primary
    attempt.outcome = "failed"
    attempt.facts["old_alive"] = false
    attempt.facts["manual"] = false
    attempt.facts["death_proved"] = .bool(isProved)
    return attempt
  }
}
