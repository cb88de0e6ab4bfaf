/// Turns what codis-dashboard did to a group into attempts: failovers it decided on, and promotions that hang.
struct CodisAttempts {
  let group: CodisGroup
  let directory: MemberDirectory
  /// Events of the group's servers, and states that somebody printed, in time order.
  let members: [TimelineEvent]
  let engine: String?

  func attempts() -> [Attempt] {
    let starts = decisions
    let failures = group.events.filter { $0.kind == .promotionFailed }
    var attempts: [Attempt] = []
    for (index, start) in starts.enumerated() {
      attempts.append(failover(start, before: index + 1 < starts.count ? starts[index + 1].at : nil))
    }
    let requests = group.events.filter { $0.code == "promote-server" }
    if starts.isEmpty, requests.isEmpty, let failure = failures.first { attempts.append(failed(failure)) }
    if attempts.isEmpty {
      for (index, request) in requests.enumerated() {
        attempts.append(promotion(request, before: index + 1 < requests.count ? requests[index + 1].at : nil))
      }
    }
    if attempts.isEmpty, let hanging = group.events.first(where: { $0.attribute("promoting") != nil }) {
      attempts.append(stuck(hanging))
    }
    return attempts
  }

  /// When the dashboard chose a new primary. The same choice within two seconds is the same one, read twice.
  private var decisions: [TimelineEvent] {
    var found: [TimelineEvent] = []
    for event in group.events where event.kind == .promotionStarted && event.code == "selected" {
      // In the order of time: only the latest ones can be as near.
      let near = found.reversed().prefix { abs(($0.at ?? 0) - (event.at ?? 0)) < 2_000_000 }
      if !near.contains(where: { $0.instance == event.instance }) { found.append(event) }
    }
    return found
  }

  // MARK: - Kinds

  private func failover(_ start: TimelineEvent, before next: Int64?) -> Attempt {
    let new = start.instance.flatMap(directory.name)
    let outage = outage(before: start, except: new)
    var attempt = base(.failover, trigger: outage ?? start)
    let told = group.events.last { $0.kind.isSentinel("switch-master") && ($0.at ?? .max) <= (start.at ?? 0) }
    attempt.oldPrimary =
      outage?.instance.flatMap(directory.name) ?? told?.peer ?? group.servers.first { $0 != new }
    attempt.newPrimary = new
    attempt.candidate = new
    let scene = CodisScene(
      group: group, directory: directory, members: members, start: start, old: attempt.oldPrimary, new: new, next: next)
    attempt.endedAt = scene.takeover?.at
    scene.place(&attempt)
    scene.measure(&attempt, outage: outage)
    scene.judge(&attempt)
    return attempt
  }

  private func failed(_ failure: TimelineEvent) -> Attempt {
    let outage = outage(before: failure, except: nil)
    var attempt = base(.failover, trigger: outage ?? failure)
    attempt.oldPrimary = outage?.instance.flatMap(directory.name)
    attempt.outcome = "failed"
    placeAll(&attempt)
    return attempt
  }

  /// A promotion somebody asked for that the model still carries.
  private func stuck(_ state: TimelineEvent) -> Attempt {
    var attempt = base(.switchover, trigger: state)
    attempt.oldPrimary = group.events.first { $0.code == "topom-server" && $0.role == "primary" }?.instance
    attempt.outcome = group.events.contains { $0.kind == .operationFailed } ? "failed" : "stuck"
    placeAll(&attempt)
    return attempt
  }

  func base(_ kind: Attempt.Kind, trigger: TimelineEvent) -> Attempt {
    var attempt = Attempt(kind, platform: "codis")
    // Only pika's fork checks servers itself; Codis 3.2 leaves that to the sentinels of redis.
    let checks = group.events.contains { $0.kind == .probeFailed }
    attempt.engine = engine ?? (checks ? "pika" : "redis")
    attempt.cluster = group.cluster
    attempt.component = "group-\(group.number)"
    attempt.trigger = trigger.id
    attempt.startedAt = trigger.at
    attempt.facts["old_alive"] = false
    attempt.facts["manual"] = false
    return attempt
  }

  func placeAll(_ attempt: inout Attempt) {
    for event in group.events + members {
      guard let at = event.at, let start = attempt.startedAt else {
        attempt.add(event, "state")
        continue
      }
      attempt.add(event, at < start ? "before" : "state")
    }
  }

  /// The failed checks that led to the decision; they name the server that is gone.
  private func outage(before decision: TimelineEvent, except new: String?) -> TimelineEvent? {
    group.events.last { event in
      guard event.kind == .probeFailed, let at = event.at, let decided = decision.at else { return false }
      return at <= decided && event.instance.flatMap(directory.name) != new
        && decided - (event.until ?? at) < 600_000_000
    }
  }
}
