/// Everything the timeline knows about one server group of a codis product.
struct CodisGroup: Sendable {
  /// The product.
  let cluster: String
  let number: String
  var events: [TimelineEvent] = []
  /// Servers in order of appearance.
  var servers: [String] = []

  /// The groups that dashboards and their JSON tell of.
  static func all(in events: [TimelineEvent]) -> [CodisGroup] {
    let own = events.filter(isCodis)
    guard !own.isEmpty else { return [] }
    let products = Set(own.filter { $0.kind.family != "sentinel" }.compactMap(\.cluster)).sorted()
    // A dashboard serves one product; JSON pasted beside its log belongs to it.
    let product = products.first ?? "codis"
    var groups: [String: CodisGroup] = [:]
    for event in own {
      guard let number = number(of: event) else { continue }
      let cluster = event.kind.family == "sentinel" ? product : event.cluster ?? product
      groups["\(cluster) \(number)", default: CodisGroup(cluster: cluster, number: number)].take(event)
    }
    for event in own where event.code == "slot-backend" {
      // While a promotion runs no slots move between groups: what the proxies are told then belongs to it.
      let told = groups.filter { $0.value.isPromoting(at: event.at) }.map(\.key)
      if told.count == 1 { groups[told[0]]?.take(event) }
    }
    // Lines about a server that name no group belong to the group of that server.
    for event in own where number(of: event) == nil && event.code != "slot-backend" {
      let names = [event.instance, event.peer].compactMap(\.self)
      let owners = groups.filter { entry in names.contains { entry.value.servers.contains($0) } }.map(\.key)
      if owners.count == 1 {
        groups[owners[0]]?.take(event)
      } else if owners.isEmpty, groups.count == 1, let only = groups.keys.first {
        groups[only]?.take(event)
      }
    }
    return groups.sorted { $0.key < $1.key }.map { entry in
      var group = entry.value
      group.events.sort { ($0.at ?? .max, $0.id) < ($1.at ?? .max, $1.id) }
      return group
    }
  }

  /// Whether a promotion that somebody asked for is under way. The clocks of proxies count in whole seconds, too.
  private func isPromoting(at moment: Int64?) -> Bool {
    guard let moment else { return false }
    return events.contains { event in
      guard event.code == "promote-server", let asked = event.at else { return false }
      let done = events.first { $0.code == "resync-finished" && ($0.at ?? .min) >= asked }?.at ?? asked
      return (asked - 2_000_000...done + Self.toldWithin).contains(moment)
    }
  }

  /// The proxies are told one after the other, each within the dashboard's limit of a few seconds.
  private static let toldWithin: Int64 = 10_000_000

  /// The group's number; Codis 3.2 calls its primaries `<product>-<group>` for the sentinels.
  private static func number(of event: TimelineEvent) -> String? {
    if let number = event.attribute("group") { return number }
    guard event.kind.family == "sentinel", let tail = event.cluster?.split(separator: "-").last else { return nil }
    return tail.allSatisfy(\.isNumber) ? String(tail) : nil
  }

  static func isCodis(_ event: TimelineEvent) -> Bool {
    event.origin == "codis" || event.code == "topom-group" || event.code == "topom-server"
  }

  private mutating func take(_ event: TimelineEvent) {
    events.append(event)
    for name in [event.instance, event.peer] {
      if let name, name.contains(":"), !servers.contains(name) { servers.append(name) }
    }
  }

  /// A model of the group as it was printed or written to the store: its servers, the primary first.
  struct Model {
    var at: Int64?
    var line: Int
    var servers: [String] = []
  }

  /// Every model on record: the dated ones in the order of time, then the others.
  var models: [Model] {
    // The servers of one model stand in one record.
    var found: [ProcessID: [Int: Model]] = [:]
    for event in events where event.code == "topom-server" {
      guard let server = event.instance else { continue }
      var model = found[event.process]?[event.line] ?? Model(at: event.at, line: event.line)
      if event.role == "primary" { model.servers.insert(server, at: 0) } else { model.servers.append(server) }
      found[event.process, default: [:]][event.line] = model
    }
    return found.values.flatMap(\.values).sorted { ($0.at ?? .max, $0.line) < ($1.at ?? .max, $1.line) }
  }

  /// The group as a set of addresses, for finding whose log is whose.
  var members: SentinelGroup {
    var group = SentinelGroup(name: cluster)
    for server in servers { group.note(server) }
    return group
  }
}
