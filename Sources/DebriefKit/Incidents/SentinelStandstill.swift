/// What goes wrong without a single failover line: sentinels that watch different primaries under one name, and a primary
/// that came back empty before anybody declared it down.
struct SentinelStandstill {
  let story: SentinelStory

  func attempts() -> [Attempt] {
    let found = [disagreement, emptyRestart, loop].compactMap { $0 }
    if !found.isEmpty { return found }
    if let gone = lost ?? unwatched { return [gone] }
    return [identity, misdirected, unsynced].compactMap { $0 }
  }

  /// Sentinels that started with different primaries and never met each other.
  private var disagreement: Attempt? {
    let views = story.group.views
    guard !views.isEmpty, !story.group.haveMet else { return nil }
    var attempt = base(story.group.events.first { SentinelGroup.isPrimary($0, "monitor", sign: "+") })
    attempt.outcome = "degraded"
    attempt.facts["views"] = .array(views.map(JSONValue.string))
    return attempt
  }

  /// `+reboot` of the primary, and replicas that then had to copy everything anew although it had loaded nothing.
  private var emptyRestart: Attempt? {
    guard let reboot = story.group.events.first(where: { SentinelGroup.isPrimary($0, "reboot") }) ?? restart,
      let primary = story.directory.subject(of: reboot), let seen = reboot.at
    else { return nil }
    let near = story.members.filter { event in event.at.map { abs($0 - seen) < 60_000_000 } ?? false }
    let started = near.last { event in
      event.kind == .instanceStarted && story.directory.subject(of: event) == primary && (event.at ?? 0) <= seen
    }
    let loaded = near.contains { event in
      event.kind == .instanceStarted && event.code == "loaded" && story.directory.subject(of: event) == primary
        && (event.at ?? 0) >= (started?.at ?? seen) - 5_000_000
    }
    let copied = near.contains { event in
      event.kind == .replicationResyncFull && (event.at ?? 0) >= (started?.at ?? seen) - 2_000_000
    }
    guard copied, !loaded else { return nil }
    var attempt = base(started ?? reboot)
    attempt.oldPrimary = primary
    attempt.outcome = "failed"
    attempt.facts["loaded_data"] = false
    return attempt
  }

  /// Without sentinels' logs: the second start of a server that had served replicas.
  private var restart: TimelineEvent? {
    guard story.group.sentinels.isEmpty else { return nil }
    return story.members.first { event in
      guard event.kind == .instanceStarted, event.code == "start", let at = event.at else { return false }
      return story.members.contains { earlier in
        earlier.process == event.process && (earlier.at ?? .max) < at && earlier.attribute("side") == "primary"
      }
    }
  }

  /// Members that ask each other for data for as long as the logs go, and none of them is a primary.
  private var loop: Attempt? {
    let refused = story.members.filter { $0.kind == .replicationBroken && $0.code == "no-master-link" }
    guard refused.reduce(0, { $0 + $1.repeats }) >= 10, let first = refused.first else { return nil }
    let loop = ReplicationLoop(events: story.members, directory: story.directory)
    guard loop.hasPrimary == false else { return nil }
    var attempt = base(first)
    attempt.outcome = "failed"
    attempt.oldPrimary =
      story.group.events.last { SentinelGroup.isPrimary($0, "monitor", sign: "+") }
      .flatMap { story.directory.name($0.instance) }
    attempt.facts["closed_loop"] = .bool(loop.isClosed)
    return attempt
  }

  func base(_ trigger: TimelineEvent?) -> Attempt {
    var attempt = Attempt(.failover, platform: "sentinel")
    attempt.engine = story.engine
    attempt.cluster = story.group.name
    attempt.trigger = trigger?.id
    attempt.startedAt = trigger?.at
    attempt.facts["sentinel_logs"] = .integer(Int64(story.group.sentinels.count))
    for event in story.group.events + story.members {
      guard let at = event.at, let start = trigger?.at else {
        attempt.add(event, "state")
        continue
      }
      attempt.add(event, at < start ? "before" : "after")
    }
    return attempt
  }
}
