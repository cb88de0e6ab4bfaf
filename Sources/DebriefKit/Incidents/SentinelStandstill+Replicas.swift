/// What is wrong with sentinels and replicas while the primary stays where it is: nobody notices until it is needed.
extension SentinelStandstill {
  /// Two sentinels that share an identity, or one that came back with a new one at the address of the old.
  var identity: Attempt? {
    let events = story.group.events
    let moves = events.filter { $0.kind.isSentinel("sentinel-address-switch") }
    // One id at two addresses in turn: a copied sentinel.conf. A sentinel that moved is seen once by each of the others.
    let turns = Dictionary(grouping: moves) { "\($0.process) \($0.attribute("sentinel_id") ?? "")" }.values.filter {
      own in
      own.count >= 3 && Set(own.compactMap { $0.attribute("new_address") }).count < own.count
    }
    let strangers = events.filter { $0.kind.isSentinel("sentinel-invalid-addr") && !SentinelGroup.isCopy($0) }
    guard let first = turns.compactMap(\.first).first ?? strangers.first,
      !turns.isEmpty || Set(strangers.map(\.process)).count >= 2
    else { return nil }
    var attempt = base(first)
    attempt.outcome = "degraded"
    return attempt
  }

  /// A replica that somebody pointed elsewhere and that did not follow again, or that the sentinels put back in vain. One
  /// that they put back, and that follows, had nobody notice.
  var misdirected: Attempt? {
    let fixed = story.group.events.filter { $0.kind.isSentinel("fix-slave-config") && !SentinelGroup.isCopy($0) }
    guard let first = fixed.first, let replica = story.directory.subject(of: first) else { return nil }
    let ordered = story.members.first { event in
      event.kind == .roleChanged && event.role == "replica" && story.directory.subject(of: event) == replica
        && (event.at ?? .max) < (first.at ?? 0) && !(event.attribute("client_name") ?? "").hasPrefix("sentinel-")
    }
    let inVain = Dictionary(grouping: fixed, by: \.process).values.contains { own in
      own.count >= 3 && (own.last?.at ?? 0) - (own.first?.at ?? 0) >= 20_000_000
    }
    let follows = story.members.contains { event in
      guard let at = event.at, at >= (first.at ?? .max), story.directory.subject(of: event) == replica else {
        return false
      }
      return event.kind == .replicationConnected
        || event.kind == .roleChanged && story.directory.name(event.peer) == story.directory.name(first.peer)
    }
    guard ordered != nil && !follows || inVain else { return nil }
    var attempt = base(ordered ?? first)
    attempt.outcome = "degraded"
    attempt.oldPrimary = story.directory.name(first.peer)
    attempt.facts["manual"] = .bool(ordered != nil)
    attempt.facts["misdirected"] = .string(replica)
    return attempt
  }

  /// Two groups that both own an address take the replica from each other: one story, told by the first of them.
  static func oneForEachReplica(_ attempts: [Attempt]) -> [Attempt] {
    var told: Set<String> = []
    return attempts.sorted { ($0.startedAt ?? .max, $0.cluster ?? "") < ($1.startedAt ?? .max, $1.cluster ?? "") }
      .filter { attempt in
        guard let replica = attempt.facts["misdirected"]?.string else { return true }
        return told.insert(replica).inserted
      }
  }

  /// A replica whose synchronisation fails for a reason the logs name, for as long as they go: nobody could take over.
  var unsynced: Attempt? {
    let causes: Set = [
      "snapshot-failed", "fork-failed", "permission-denied", "no-space", "no-memory", "read-only", "MISCONF",
    ]
    let failures = story.members.filter { event in
      event.kind == .accessDenied && event.attribute("side") == "replica" || causes.contains(event.code ?? "")
    }
    guard failures.reduce(0, { $0 + $1.repeats }) >= 3, let first = failures.first else { return nil }
    var open: [ProcessID: (since: Int64, until: Int64)] = [:]
    for event in story.members where event.attribute("side") != "primary" {
      guard let at = event.at, event.origin == "redis" || event.origin == "pika" else { continue }
      switch event.kind {
      case .replicationConnected, .replicationResyncPartial: open[event.process] = nil
      case .replicationBroken where event.code != "connection-refused" && event.code != "master-lost", .accessDenied:
        let since = open[event.process]?.since ?? at
        open[event.process] = (since, event.until ?? at)
      default: break
      }
    }
    let cut = open.filter { $0.value.until - $0.value.since >= 5_000_000 }
    guard !cut.isEmpty else { return nil }
    var attempt = base(first)
    attempt.outcome = "degraded"
    attempt.oldPrimary =
      story.group.events.last { SentinelGroup.isPrimary($0, "monitor") }.flatMap { story.directory.name($0.instance) }
      ?? failures.compactMap { story.directory.name($0.peer) }.first
    attempt.facts["unfollowing"] = .array(
      cut.keys.compactMap { story.directory.processes[$0] }.sorted().map(JSONValue.string))
    return attempt
  }
}
