/// What is known of a group beyond a single failover, worked out once for all of them.
struct SentinelBackground: Sendable {
  /// What sentinels said about the group.
  let reports: EventSequence
  /// What its servers said, and states that somebody printed.
  let servers: EventSequence
  let haveMet: Bool
  let views: [String]

  /// When each process of a server was first heard.
  private var firstHeard: [ProcessID: Int64] = [:]
  /// What sentinels were told to watch and how, in the order of time.
  private let settings: [(event: TimelineEvent, option: Option)]
  private var replicas: [String: Sightings] = [:]

  private struct Option: Hashable {
    let process: ProcessID
    let kind: EventKind
    let name: String?
  }

  /// What sentinels said of a replica: places in `reports` with their times.
  private struct Sightings {
    let heard: Int64
    var downs: [(place: Int, at: Int64)] = []
    var ups: [(place: Int, at: Int64)] = []
  }

  init(_ group: SentinelGroup, members: [TimelineEvent]) {
    reports = EventSequence(group.events)
    servers = EventSequence(members)
    haveMet = group.haveMet
    views = group.views
    settings = reports.between(nil, nil).filter { $0.kind.isSentinel("monitor") || $0.kind.isSentinel("set") }
      .map { ($0, Option(process: $0.process, kind: $0.kind, name: $0.attribute("option") ?? $0.attribute("sign"))) }
    for event in members where event.origin != "redis-cli" && firstHeard[event.process] == nil {
      firstHeard[event.process] = event.at
    }
    // What was once monitored as the primary had answered.
    var primaries: Set<String> = []
    for (place, event) in group.events.enumerated() {
      guard let at = event.at, let name = event.instance else { continue }
      if event.attribute("type") == "master" { primaries.insert(name) }
      if primaries.contains(name) { continue }
      if SentinelGroup.isReplica(event, "slave"), replicas[name] == nil { replicas[name] = Sightings(heard: at) }
      guard SentinelGroup.isReplica(event, "sdown") else { continue }
      switch event.attribute("sign") {
      case "+": replicas[name]?.downs.append((place, at))
      case "-": replicas[name]?.ups.append((place, at))
      default: break
      }
    }
  }

  /// Whether a process of a server had said something by a moment.
  func knows(_ process: ProcessID, by moment: Int64) -> Bool { firstHeard[process].map { $0 <= moment } ?? false }

  /// How many settings are looked back for: old ones were superseded long ago.
  private static let mostSettings = 300

  /// What was in force at a moment: the last word of each sentinel about each option.
  func settings(before moment: Int64) -> [TimelineEvent] {
    let end = settings.firstToPass { $0.event.at ?? .max >= moment }
    var seen: Set<Option> = []
    return settings[max(0, end - Self.mostSettings)..<end].reversed().filter { seen.insert($0.option).inserted }
      .map(\.event)
  }

  /// Replicas that were down by `start` no later than `limit` after they were heard of, and did not come up before `next`.
  func silent(by start: Int64, within limit: Int64, before next: Int64?) -> [String] {
    let end = next ?? .max
    return replicas.filter { _, replica in
      guard let first = replica.downs.first, first.at <= start, first.at - replica.heard <= limit else { return false }
      let late = replica.downs.firstToPass { $0.at > start || $0.at - replica.heard > limit || $0.at >= end }
      guard late > 0 else { return false }
      let up = replica.ups.firstToPass { $0.at >= end }
      return up == 0 || replica.ups[up - 1].place < replica.downs[late - 1].place
    }.map(\.key).sorted()
  }
}
