/// What one capture of `INFO replication` or `ROLE` on several servers shows by itself, where no log was collected: more
/// than one primary at the same moment.
struct PrintedRoles {
  let directory: MemberDirectory
  let events: [TimelineEvent]
  let engine: String?

  /// The addresses the captures speak of, as one group; nil where nobody printed a role.
  static func group(_ events: [TimelineEvent]) -> SentinelGroup? {
    var group = SentinelGroup(name: "redis")
    for event in events where isPrinted(event) || event.origin == "redis-cli" && event.kind == .stateObserved {
      for name in [event.instance, event.peer] {
        if let name, !name.hasPrefix(":") { group.note(name) }
      }
    }
    return events.contains(where: isPrinted) && !group.addresses.isEmpty ? group : nil
  }

  private static func isPrinted(_ event: TimelineEvent) -> Bool {
    event.kind == .roleObserved && event.origin == "redis-cli"
  }

  func attempts() -> [Attempt] {
    let printed = events.filter { $0.origin == "redis-cli" }
    let sources = Dictionary(grouping: printed, by: \.source)
    // The latest capture is the one that counts; without times the last one read.
    let found = sources.sorted { $0.key < $1.key }.compactMap { attempt($0.value) }
    if let latest = found.last { return [latest] }
    // Answers without the question, a file each, are saved by one hand: together they are one capture. Who asks by name
    // may have asked at another time.
    let answers = printed.filter { Self.isPrinted($0) && $0.attribute("witness") == "database" }
    return answers.allSatisfy { $0.instance == nil } ? attempt(printed).map { [$0] } ?? [] : []
  }

  private func attempt(_ capture: [TimelineEvent]) -> Attempt? {
    var roles: [String: TimelineEvent] = [:]
    for event in capture where Self.isPrinted(event) && event.attribute("witness") == "database" {
      guard let member = directory.subject(of: event) else { continue }
      // Asked twice: this is a story over time, not one moment.
      if let before = roles[member], before.role != event.role { return nil }
      roles[member] = roles[member] ?? event
    }
    let primaries = roles.filter { $0.value.role == "primary" }
    guard primaries.count > 1 else { return nil }
    let views = capture.filter {
      $0.kind == .roleObserved && $0.role == "primary" && $0.attribute("witness") == "manager"
    }
    let monitored = Set(views.compactMap { directory.subject(of: $0) })
    let served = primaries.filter { ($0.value.attribute("connected_slaves").flatMap { Int64($0) } ?? 0) > 0 }
    let first = primaries.values.min { ($0.line, $0.id) < ($1.line, $1.id) }
    var attempt = Attempt(.failover, platform: views.isEmpty ? "none" : "sentinel")
    attempt.engine = engine
    attempt.cluster = (views + capture).lazy.compactMap(\.cluster).first
    attempt.trigger = first?.id
    attempt.startedAt = first?.at
    attempt.outcome = "degraded"
    // The one the sentinels name, else the only one that replicas follow, is the primary; the other is left over.
    let known = monitored.count == 1 ? monitored.first : served.count == 1 ? served.keys.first : nil
    let rest = primaries.keys.filter { $0 != known }.sorted()
    if let known, roles[known] != nil {
      attempt.newPrimary = known
      attempt.oldPrimary = rest.count == 1 ? rest[0] : nil
    }
    attempt.facts = [
      "primaries_at_end": .array(primaries.keys.sorted().map(JSONValue.string)), "sentinel_logs": 0,
      "views": .array(monitored.count > 1 ? monitored.sorted().map(JSONValue.string) : []), "printed": true,
    ]
    let written = Set(capture.filter { $0.kind == .writeAccepted }.compactMap { directory.subject(of: $0) })
    if let old = attempt.oldPrimary, written.contains(old) { attempt.facts["wrote_on_old"] = true }
    for event in capture { attempt.add(event, "state") }
    return attempt
  }
}
