import GRDB

extension SkewEstimate {
  /// An event at a time, about somebody.
  private struct Told {
    var at: Int64
    var instance: String?
  }

  private static let promotion = "failover.state.send.slaveof.noone"
  /// Orders to follow another primary.
  private static let redirections = ["slave.reconf.sent", "convert.to.slave", "fix.slave.config"]

  /// Those of them whose success no sentinel logs. They go only to servers that have answered for several seconds.
  private static let unanswered = ["convert.to.slave", "fix.slave.config"]
  /// A server that answers carries out an order within: 2 s.
  private static let execution: Int64 = 2_000_000

  /// What a sentinel ordered ≤ what the server did on its order ≤ what the sentinel saw, the nearest of each:
  /// +failover-state-send-slaveof-noone, MASTER MODE enabled, +promoted-slave; for the replica with that port
  /// +slave-reconf-sent, REPLICAOF enabled, +slave-reconf-inprog.
  ///
  /// An order counts where it is the only one of its sentinel within `reach` that this server may have got. An order to a
  /// returned primary has no such answer; it is carried out at once. Joined in memory: linear in the events.
  static func orders(_ db: Database, _ pieces: SourcePieces, reach: Int64) throws -> [Bracket] {
    var sentinels: [String: [Int64]] = [:]
    for row in try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT source_id, substr(json_extract(facts, '$.sentinel_id'), 1, 8) FROM process
        WHERE json_extract(facts, '$.sentinel_id') IS NOT NULL ORDER BY source_id
        """)
    {
      let id: String = row[1]
      let log = pieces.first(of: row[0])
      if sentinels["sentinel-\(id)-cmd"]?.contains(log) != true {
        sentinels["sentinel-\(id)-cmd", default: []].append(log)
      }
    }
    guard !sentinels.isEmpty else { return [] }
    let told = try told(db, pieces)
    let turned = try Row.fetchAll(
      db,
      sql: """
        SELECT e.source_id, e.at, e.role, json_extract(e.attributes, '$.client_name') AS client,
          CAST(json_extract(p.facts, '$.port') AS TEXT) AS port, json_extract(p.facts, '$.address') AS address
        FROM event e JOIN process p ON p.source_id = e.source_id AND p.stream = coalesce(e.stream, '')
        WHERE e.kind <> 'log.line' AND e.kind = 'role.changed' AND e.at IS NOT NULL
          AND json_extract(e.attributes, '$.client_name') LIKE 'sentinel-%' ORDER BY e.event_id
        """)
    return turned.compactMap { row -> Bracket? in
      let (server, at, client): (Int64, Int64, String) = (row[0], row[1], row[3])
      let role: String? = row[2]
      let port: String? = row[4]
      let address: String? = row[5]
      let isPromotion = role == "primary"
      let kinds = isPromotion ? [Self.promotion] : Self.redirections
      func isMeant(_ order: Told) -> Bool {
        // A host name says nothing about the address it stands for.
        if let address, order.instance?.first?.isNumber == true { return order.instance == address }
        return isPromotion || port.map { (order.instance ?? "").hasSuffix(":\($0)") } ?? true
      }
      let asked = (sentinels[client] ?? []).flatMap { sentinel in
        kinds.flatMap { kind in
          events(told, sentinel, kind, from: at - reach).prefix { $0.at < at + reach }.filter(isMeant)
            .map { (sentinel: sentinel, kind: kind, order: $0) }
        }
      }
      guard asked.count == 1, let (sentinel, kind, order) = asked.first, isPromotion || (address ?? port) != nil
      else { return nil }
      if Self.unanswered.contains(kind) {
        return Bracket(
          outer: sentinel, inner: server, before: order.at, middle: at, after: order.at + Self.execution)
      }
      let seen = events(told, sentinel, isPromotion ? "promoted.slave" : "slave.reconf.inprog", from: order.at)
        .first { isPromotion || $0.instance == order.instance }
      return seen.map { Bracket(outer: sentinel, inner: server, before: order.at, middle: at, after: $0.at) }
    }
  }

  /// What sentinels say of orders, by source and kind, in order of time.
  private static func told(_ db: Database, _ pieces: SourcePieces) throws -> [String: [Told]] {
    var told: [String: [Told]] = [:]
    for row in try Row.fetchAll(
      db,
      sql: """
        SELECT source_id, kind, at, instance FROM event WHERE kind <> 'log.line' AND at IS NOT NULL
          AND kind IN ('sentinel.failover.state.send.slaveof.noone', 'sentinel.promoted.slave',
            'sentinel.slave.reconf.sent', 'sentinel.slave.reconf.inprog', 'sentinel.convert.to.slave',
            'sentinel.fix.slave.config')
        ORDER BY at, event_id
        """)
    {
      let (source, kind): (Int64, String) = (row[0], row[1])
      told["\(pieces.first(of: source)) \(kind)", default: []].append(
        Told(at: row[2], instance: row[3]))
    }
    return told
  }

  /// The events of a kind that are not before a time.
  private static func events(
    _ told: [String: [Told]], _ source: Int64, _ kind: String, from: Int64
  ) -> ArraySlice<Told> {
    let all = told["\(source) sentinel.\(kind)"] ?? []
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].at < from { low = middle + 1 } else { high = middle }
    }
    return all[low...]
  }
}
