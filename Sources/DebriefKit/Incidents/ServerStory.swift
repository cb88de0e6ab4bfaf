/// What the logs of servers tell on their own, where no sentinel, dashboard or operator was collected: who was promoted and
/// by whom, and a primary that went and was not replaced.
struct ServerStory {
  let story: SentinelStory

  /// The servers of all logs as one group; nil where no server log speaks of another server.
  static func group(_ events: [TimelineEvent]) -> SentinelGroup? {
    var group = SentinelGroup(name: "redis")
    for event in events where event.origin == "redis" || event.origin == "pika" {
      guard event.kind.family == "replication" || event.kind == .roleChanged || event.kind == .accessDenied else {
        continue
      }
      group.note(event.instance)
      group.note(event.peer)
    }
    return group.addresses.isEmpty ? nil : group
  }

  func attempts() -> [Attempt] {
    let turns = promotions
    let asked = ServerFailovers(story: story)
    let starts = (turns.compactMap(\.at) + asked.starts).sorted()
    let heads = Set(turns.map(\.id))
    // The last member each replica said it followed, before it turned.
    var followed: [Int64: TimelineEvent] = [:]
    var latest: [ProcessID: TimelineEvent] = [:]
    for event in story.background.servers.between(nil, nil) {
      if heads.contains(event.id) { followed[event.id] = latest[event.process] }
      if event.peer != nil, event.attribute("side") != "primary" { latest[event.process] = event }
    }
    var attempts = turns.map { turn in
      let before = starts.firstToPass { $0 >= turn.at ?? 0 }
      let after = starts.firstToPass { $0 > turn.at ?? 0 }
      return attempt(
        turn, of: followed[turn.id], after: before > 0 ? starts[before - 1] : nil,
        before: after < starts.count ? starts[after] : nil)
    }
    attempts += asked.attempts()
    if attempts.isEmpty { attempts = SentinelStandstill(story: story).attempts() }
    return attempts.map { attempt in
      var attempt = attempt
      attempt.cluster = nil
      if !isOrdered { attempt.platform = "none" }
      attempt.facts["sentinel_logs"] = 0
      return attempt
    }
  }

  /// Whether sentinels are at work, as the servers tell: they name themselves when they order a role.
  private var isOrdered: Bool {
    story.members.contains { ($0.attribute("client_name") ?? "").hasPrefix("sentinel-") }
  }

  /// Replicas that turned into primaries; repeated orders to the same member within half a minute are one.
  private var promotions: [TimelineEvent] {
    var found: [TimelineEvent] = []
    for event in story.members where event.kind == .roleChanged && event.role == "primary" && event.at != nil {
      guard event.attribute("how") != "failover", let member = story.directory.subject(of: event) else { continue }
      if let last = found.last, story.directory.subject(of: last) == member, let before = last.at, let at = event.at,
        at - before < 30_000_000
      {
        continue
      }
      found.append(event)
    }
    return found
  }

  private func attempt(
    _ turn: TimelineEvent, of followed: TimelineEvent?, after previous: Int64?, before next: Int64?
  ) -> Attempt {
    let new = story.directory.subject(of: turn)
    let old = story.directory.name(followed?.peer ?? turn.attribute("old_primary")).flatMap { $0 == new ? nil : $0 }
    let isByHand = !(turn.attribute("client_name") ?? "").hasPrefix("sentinel-")
    var draft = SentinelAttempts.Draft(address: old ?? "", first: turn, events: [])
    var attempt = Attempt(.failover, platform: "sentinel")
    attempt.engine = story.engine
    attempt.oldPrimary = old
    attempt.newPrimary = new
    attempt.candidate = new
    if isByHand { attempt.requestedBy = turn.actor }
    var scene = SentinelScene(story: story, draft: draft, attempt: attempt, previous: previous, next: next)
    if isByHand, scene.death == nil {
      // Nothing had happened to the primary: somebody wanted it so.
      attempt.kind = .switchover
      draft.request = turn
      scene = SentinelScene(story: story, draft: draft, attempt: attempt, previous: previous, next: next)
    }
    let start = attempt.kind == .failover ? scene.death ?? turn : turn
    attempt.trigger = start.id
    attempt.startedAt = start.at
    attempt.endedAt = turn.at
    scene.place(&attempt)
    attempt.mark(turn, "switch")
    scene.measure(&attempt)
    scene.judge(&attempt)
    return attempt
  }
}
