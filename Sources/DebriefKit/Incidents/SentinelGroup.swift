/// Everything the timeline knows about one name that sentinels monitor.
struct SentinelGroup: Sendable {
  let name: String
  /// Events that carry the name, in order.
  var events: [TimelineEvent] = []
  /// Addresses of data nodes, in order of appearance.
  private(set) var addresses: [String] = []
  private var known: Set<String> = []
  /// Processes that are sentinels of this name.
  var sentinels: Set<ProcessID> = []
  /// From the first to the last time that they tell.
  private(set) var span: ClosedRange<Int64>?

  /// Collects the groups of all sentinel events.
  static func all(in events: [TimelineEvent]) -> [SentinelGroup] {
    var groups: [String: SentinelGroup] = [:]
    var monitored: [ProcessID: Set<String>] = [:]
    var latest: [ProcessID: (name: String, at: Int64)] = [:]
    for event in events {
      guard let name = event.cluster, Self.isSentinel(event) else { continue }
      monitored[event.process, default: []].insert(name)
    }
    for event in events where Self.isSentinel(event) || event.kind.family == "vote" {
      if let name = event.cluster {
        groups[name, default: SentinelGroup(name: name)].take(event)
        if let at = event.at { latest[event.process] = (name, at) }
      } else {
        for name in owners(of: event, latest[event.process], monitored[event.process] ?? []) {
          groups[name, default: SentinelGroup(name: name)].events.append(event.copy(of: name))
        }
      }
    }
    // What somebody asked the sentinels: a replica that no line of a log names.
    for event in events where event.code == "sentinel-replicas" {
      if let name = event.cluster { groups[name]?.note(event.instance) }
    }
    return groups.values.sorted { $0.name < $1.name }
  }

  /// Votes, epochs and delays name no primary: they belong to the one the process was just busy with, TILT to all.
  private static func owners(
    of event: TimelineEvent, _ latest: (name: String, at: Int64)?, _ monitored: Set<String>
  ) -> [String] {
    if !event.kind.isSentinel("tilt"), let latest, let at = event.at, at - latest.at < 2_000_000 {
      return [latest.name]
    }
    return monitored.sorted()
  }

  static func isSentinel(_ event: TimelineEvent) -> Bool {
    event.kind.family == "sentinel" || event.origin == "sentinel"
  }

  /// Whether the sentinels ever heard of each other: an announcement, a vote, a configuration taken over.
  var haveMet: Bool {
    events.contains { event in
      event.kind.isSentinel("sentinel") || event.kind == .voteReceived
        || event.kind.isSentinel("config-update-from")
        || event.kind.isSentinel("switch-master")
    }
  }

  /// The addresses that the sentinels began to monitor, where they differ and no switch explains it.
  var views: [String] {
    guard !events.contains(where: { $0.kind.isSentinel("switch-master") }) else { return [] }
    var last: [ProcessID: String] = [:]
    for event in events where Self.isPrimary(event, "monitor", sign: "+") { last[event.process] = event.instance }
    let addresses = Set(last.values)
    return addresses.count > 1 ? addresses.sorted() : []
  }

  /// The ids of the sentinels of this group: as they call each other, and as they vote.
  var identities: Set<String> {
    var found: Set<String> = []
    for event in events {
      if event.attribute("type") == "sentinel", let name = event.instance { found.insert(name) }
      if event.kind == .voteCast || event.kind == .voteReceived {
        for name in [event.actor, event.instance] { if let name { found.insert(name) } }
      }
    }
    return found
  }

  /// The first address that the sentinels call the primary.
  var firstPrimary: String? {
    for event in events {
      if event.kind.isSentinel("switch-master") { return event.peer }
      if event.attribute("type") == "master" { return event.instance }
    }
    return nil
  }

  /// Whether the event was written down by somebody who listens to sentinels: a capture of the channel, a script, codis.
  static func isCopy(_ event: TimelineEvent) -> Bool { event.origin == "codis" || event.attribute("capture") != nil }

  private mutating func take(_ event: TimelineEvent) {
    events.append(event)
    if let at = event.at { span = min(span?.lowerBound ?? at, at)...max(span?.upperBound ?? at, event.until ?? at) }
    if event.origin == "sentinel", !Self.isCopy(event) { sentinels.insert(event.process) }
    let type = event.attribute("type")
    if type == "master" || type == "slave" || event.kind.isSentinel("switch-master") {
      note(event.instance)
      note(event.peer)
    }
  }

  mutating func note(_ address: String?) {
    guard let address, address.contains(":"), known.insert(address).inserted else { return }
    addresses.append(address)
  }

  init(name: String) { self.name = name }

  /// Whether the event is of this kind and about the monitored primary itself.
  static func isPrimary(_ event: TimelineEvent, _ name: String, sign: String? = nil) -> Bool {
    event.kind.isSentinel(name) && event.attribute("type") == "master"
      && (sign == nil || event.attribute("sign") == sign)
  }

  static func isReplica(_ event: TimelineEvent, _ name: String, sign: String? = nil) -> Bool {
    event.kind.isSentinel(name) && event.attribute("type") == "slave"
      && (sign == nil || event.attribute("sign") == sign)
  }
}
