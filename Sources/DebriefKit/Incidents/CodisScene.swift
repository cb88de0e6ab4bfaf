/// One failover by codis-dashboard with everything around it.
struct CodisScene {
  let group: CodisGroup
  let directory: MemberDirectory
  let members: [TimelineEvent]
  let start: TimelineEvent
  let old: String?
  let new: String?
  let next: Int64?

  private func subject(_ event: TimelineEvent) -> String? { directory.subject(of: event) }

  private func isNear(_ event: TimelineEvent) -> Bool {
    guard let at = event.at, let decided = start.at else { return true }
    return next.map { at < $0 } ?? true && at > decided - 86_400_000_000
  }

  /// When the new primary took over: its own word, else the dashboard's command.
  var takeover: TimelineEvent? {
    let decided = start.at ?? 0
    let own = members.first { event in
      event.kind == .roleChanged && event.role == "primary" && subject(event) == new
        && abs((event.at ?? 0) - decided) < 60_000_000
    }
    return own ?? group.events.first { $0.code == "slaveof-no-one" && ($0.at ?? 0) >= decided } ?? start
  }

  /// The last sign that the old primary was there: a replica lost it, or its own end.
  private func death(_ outage: TimelineEvent?) -> TimelineEvent? {
    let limit = start.at ?? 0
    let loss = members.first { event in
      guard let at = event.at, at <= limit, limit - at < 600_000_000 else { return false }
      if subject(event) == old { return event.kind == .instanceStopped || event.kind == .instanceCrashed }
      return event.kind == .replicationBroken && event.code == "master-lost"
        && (event.peer == nil || directory.name(event.peer) == old)
    }
    return loss ?? outage
  }

  /// The first sign of life of the old primary after the takeover.
  private var returned: TimelineEvent? {
    guard let taken = takeover?.at else { return nil }
    return (members + group.events).filter { event in
      guard let at = event.at, at > taken else { return false }
      if directory.processes[event.process] == old { return event.kind == .instanceStarted && event.code != "start" }
      return (event.kind == .demotionStarted || event.kind == .demotionFailed)
        && event.instance.flatMap(directory.name) == old
    }.min { ($0.at ?? 0, $0.id) < ($1.at ?? 0, $1.id) }
  }

  private var demoted: TimelineEvent? {
    guard let taken = takeover?.at else { return nil }
    return members.first { event in
      guard subject(event) == old, (event.at ?? .max) > taken else { return false }
      switch event.kind {
      case .roleChanged, .roleObserved: return event.role == "replica"
      case .replicationConnected, .replicationStarted: return directory.processes[event.process] == old
      default: return false
      }
    }
  }

  // MARK: - Into the attempt

  func place(_ attempt: inout Attempt) {
    let decided = start.at ?? 0
    let end = takeover?.at ?? decided
    for event in group.events + members where isNear(event) {
      guard let at = event.at else {
        attempt.add(event, "state")
        continue
      }
      let step =
        switch event.kind.family {
        case "promotion", "role": "promotion"
        case "probe": "detection"
        default: "state"
        }
      attempt.add(event, at > end ? "after" : at < decided && step != "detection" ? "before" : step)
    }
  }

  func measure(_ attempt: inout Attempt, outage: TimelineEvent?) {
    let death = death(outage)
    attempt.facts["death_proved"] = .bool(death != nil)
    attempt.measure("detection_time", from: death, to: outage)
    attempt.measure("promotion_time", from: start, to: takeover)
    attempt.measure("switch_time", from: outage, to: takeover)
    attempt.measure("no_primary_window", from: death, to: takeover)
    attempt.measure("old_primary_return_to_demotion", from: returned, to: demoted)
  }

  /// The new primary's last word, where it is that it follows somebody: it was started anew in its old role.
  private var deposed: TimelineEvent? {
    guard let taken = takeover?.at else { return nil }
    let last = members.last { event in
      guard let at = event.at, at > taken, isNear(event), subject(event) == new, event.role != nil else { return false }
      return event.kind == .roleChanged || event.kind == .roleObserved && event.attribute("witness") == "database"
    }
    return last?.role == "replica" ? last : nil
  }

  func judge(_ attempt: inout Attempt) {
    let undone = deposed.map { deposed in
      members.contains { event in
        event.kind == .instanceStarted && directory.processes[event.process] == new
          && (event.at ?? 0) > takeover?.at ?? 0
          && (event.at ?? 0) <= deposed.at ?? 0
      }
    }
    attempt.facts["undone"] = .bool(undone ?? false)
    let isBack = returned != nil
    let strays = standalone()
    attempt.facts["returned"] = .bool(isBack || old.map(strays.contains) ?? false)
    attempt.facts["demoted"] = .bool(demoted != nil)
    attempt.facts["primaries_at_end"] = .array(([new ?? ""] + strays).map(JSONValue.string))
    let written = members.contains { event in
      event.kind == .writeAccepted && subject(event) == old && (event.until ?? .max) > (takeover?.at ?? 0)
    }
    attempt.facts["wrote_on_old"] = .bool(written)
    let refused = group.events.contains { $0.kind == .demotionFailed && ($0.at ?? 0) > (takeover?.at ?? 0) }
    let unfollowing = unfollowing()
    attempt.facts["unfollowing"] = .array(unfollowing.map(JSONValue.string))
    let hangs = group.events.contains { event in
      event.at == nil && ["preparing", "prepared"].contains(event.attribute("promoting") ?? "")
    }
    let unheard = group.events.filter { $0.code == "proxy-notify-failed" }.reduce(0) { $0 + $1.repeats } >= 3
    let degraded =
      (isBack && demoted == nil) || !strays.isEmpty || refused || written || unheard || !unfollowing.isEmpty
      || deposed != nil
    attempt.outcome = hangs ? "stuck" : degraded ? "degraded" : "succeeded"
  }

  /// Members whose link to the new primary was broken last, for five seconds and more.
  private func unfollowing() -> [String] {
    guard let taken = takeover?.at else { return [] }
    var since: [String: (from: Int64, until: Int64)] = [:]
    for event in members {
      guard let at = event.at, at > taken, let member = directory.processes[event.process], member != new else {
        continue
      }
      if event.kind == .replicationConnected { since[member] = nil }
      guard event.kind == .replicationBroken || event.kind == .accessDenied else { continue }
      let open = since[member] ?? (at, at)
      since[member] = (open.from, max(open.until, event.until ?? at))
    }
    return since.filter { $0.value.until - $0.value.from >= 5_000_000 }.map(\.key).sorted()
  }

  /// Members whose last word is that they are primaries, besides the new one.
  private func standalone() -> [String] {
    guard let taken = takeover?.at else { return [] }
    var latest: [String: (at: Int64, role: String)] = [:]
    for event in members where event.kind == .roleObserved || event.kind == .roleChanged {
      guard event.attribute("witness") == "database", let role = event.role, let member = subject(event) else {
        continue
      }
      let at = event.until ?? .max
      if at > taken, at >= latest[member]?.at ?? 0 { latest[member] = (at, role) }
    }
    return latest.filter { $0.value.role == "primary" && $0.key != new && group.servers.contains($0.key) }.map(\.key)
      .sorted()
  }
}
