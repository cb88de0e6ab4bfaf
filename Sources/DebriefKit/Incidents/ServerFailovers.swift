/// Switchovers that were asked of a server itself (`FAILOVER`, since 6.2), without any sentinel.
struct ServerFailovers {
  private let story: SentinelStory
  private let requests: [TimelineEvent]
  /// When each begins, in the order of time.
  let starts: [Int64]

  private var directory: MemberDirectory { story.directory }

  init(story: SentinelStory) {
    self.story = story
    requests = story.background.servers.between(nil, nil).filter {
      $0.kind == .operationRequested && $0.code == "failover" && $0.origin == "redis"
    }
    starts = requests.compactMap(\.at)
  }

  /// When the next one begins, for the attempts beside them.
  func start(after moment: Int64) -> Int64? {
    let index = starts.firstToPass { $0 > moment }
    return index < starts.count ? starts[index] : nil
  }

  func attempts() -> [Attempt] { requests.compactMap(attempt) }

  /// Nobody waits longer for a switchover: 10 min.
  private static let patience: Int64 = 600_000_000

  private func attempt(_ request: TimelineEvent) -> Attempt? {
    guard let at = request.at, let old = directory.subject(of: request) else { return nil }
    var attempt = Attempt(.switchover, platform: "sentinel")
    attempt.engine = story.engine
    attempt.cluster = story.group.name
    attempt.oldPrimary = old
    attempt.requestedBy = request.actor ?? "FAILOVER"
    attempt.trigger = request.id
    attempt.startedAt = at
    attempt.facts["manual"] = false
    attempt.facts["old_alive"] = true
    // It waits for the replica for as long as its TIMEOUT allows, without one for ever; the next request ends it.
    let end = min(start(after: at) ?? .max, at + Self.patience)
    let near = story.background.servers.between(at - 60_000_000, end)
    let took = near.first { event in
      event.kind == .roleChanged && event.role == "primary" && event.attribute("how") == "failover"
        && (event.at ?? 0) >= at && directory.subject(of: event) != old
    }
    let aborted = near.first {
      $0.kind == .operationFailed && ($0.at ?? 0) >= at && $0.process == request.process
    }
    attempt.newPrimary = took.flatMap(directory.subject)
    attempt.candidate = attempt.newPrimary ?? request.peer.flatMap(directory.name)
    attempt.endedAt = took?.at ?? aborted?.at
    attempt.outcome = took != nil ? "succeeded" : aborted != nil ? "failed" : "stuck"
    attempt.measure("switch_time", from: request, to: took)
    attempt.measure("request_to_end", from: request, to: took ?? aborted)
    for event in near {
      let when = event.at ?? at
      attempt.add(
        event, event.id == request.id ? "request" : when < at ? "before" : when > took?.at ?? .max ? "after" : "switch")
    }
    return attempt
  }
}
