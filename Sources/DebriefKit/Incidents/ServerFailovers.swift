/// Switchovers that were asked of a server itself (`FAILOVER`, since 6.2), without any sentinel.
struct ServerFailovers {
  let group: SentinelGroup
  let directory: MemberDirectory
  let members: [TimelineEvent]
  let engine: String?

  /// When each begins, for the attempts beside them.
  var starts: [Int64] { requests.compactMap(\.at) }

  private var requests: [TimelineEvent] {
    members.filter { $0.kind == .operationRequested && $0.code == "failover" && $0.origin == "redis" && $0.at != nil }
  }

  func attempts() -> [Attempt] { requests.compactMap(attempt) }

  private func attempt(_ request: TimelineEvent) -> Attempt? {
    guard let at = request.at, let old = directory.subject(of: request) else { return nil }
    var attempt = Attempt(.switchover, platform: "sentinel")
    attempt.engine = engine
    attempt.cluster = group.name
    attempt.oldPrimary = old
    attempt.requestedBy = request.actor ?? "FAILOVER"
    attempt.trigger = request.id
    attempt.startedAt = at
    attempt.facts["manual"] = false
    attempt.facts["old_alive"] = true
    let near = members.filter { event in event.at.map { $0 >= at - 60_000_000 && $0 - at < 120_000_000 } ?? false }
    let took = near.first { event in
      event.kind == .roleChanged && event.role == "primary" && event.attribute("how") == "failover"
        && (event.at ?? 0) >= at && directory.subject(of: event) != old
    }
    let aborted = near.first { $0.kind == .operationFailed && ($0.at ?? 0) >= at }
    attempt.newPrimary = took.flatMap(directory.subject)
    attempt.candidate = attempt.newPrimary
    attempt.endedAt = took?.at ?? aborted?.at
    attempt.outcome = took != nil ? "succeeded" : aborted != nil ? "failed" : "stuck"
    attempt.measure("switch_time", from: request, to: took)
    for event in near {
      let when = event.at ?? at
      attempt.add(
        event, event.id == request.id ? "request" : when < at ? "before" : when > took?.at ?? .max ? "after" : "switch")
    }
    return attempt
  }
}
