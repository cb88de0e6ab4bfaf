/// Counts the roles of one table: how many primaries stood there at one moment is a fact of its own.
struct RoleCensus {
  private var primaries: [String: [String]] = [:]
  private var members: [String: Int] = [:]
  private var first: [String: Event] = [:]
  private var order: [String] = []
  /// A row ended before its role: how many primaries there were cannot be said.
  var isPartial = false

  mutating func count(_ event: Event) {
    // Members are numbered; other pods of the table have no role to lack.
    guard let member = event.instance,
      event.role == "primary" || member.split(separator: "-").last?.allSatisfy(\.isNumber) == true
    else { return }
    // Nobody leads among those that watch, route or pool.
    if event.role != "primary", Self.isHelper(event.component ?? String(member.prefix(upTo: Self.ordinal(member)))) {
      return
    }
    // Tables without a cluster column: the pods of one component share the name before the ordinal.
    let key =
      event.cluster.map { "\($0)/\(event.component ?? "")" } ?? String(member.prefix(upTo: Self.ordinal(member)))
    if first[key] == nil {
      first[key] = event
      order.append(key)
    }
    members[key, default: 0] += 1
    if event.role == "primary" { primaries[key, default: []].append(member) }
  }

  func emit(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    guard !isPartial else { return }
    for key in order {
      guard let event = first[key], let count = members[key] else { continue }
      let names = primaries[key] ?? []
      var census = block.event(.stateObserved, origin: event.origin)
      census.position = event.position
      census.code = "roles"
      census.cluster = event.cluster
      census.component = event.component
      census.instance = names.first ?? event.instance
      census.set("primaries", Int64(names.count))
      census.set("members", Int64(count))
      census.set("names", names.joined(separator: " "))
      census.attributes["witness"] = "label"
      census.message =
        "\(names.count) of \(count) members carry the label of a primary" + (names.isEmpty ? "" : ": ")
        + names.joined(separator: ", ")
      if names.count != 1 { census.severity = .warning }
      events.emit(census, at: process.capturedAt)
    }
  }

  /// Components of the addons whose pods have no role.
  private static let helpers = [
    "sentinel", "orchestrator", "orc", "proxy", "proxysql", "twemproxy", "pgbouncer", "maxscale", "mysqlrouter",
    "router", "mongos",
    "vtgate", "vtcontroller", "wescale", "exporter",
  ]

  private static func isHelper(_ component: String) -> Bool {
    component.split(separator: "-").last.map { helpers.contains(String($0)) } ?? false
  }

  private static func ordinal(_ name: String) -> String.Index { name.lastIndex(of: "-") ?? name.endIndex }
}
