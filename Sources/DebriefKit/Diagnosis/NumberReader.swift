import GRDB

/// Works out the numbers of a rule for one incident.
struct NumberReader {
  let incident: IncidentRow
  let history: MeasureHistory
  /// When the first event of each condition happened.
  let times: [String: Int64]
  let db: Database

  func values(_ numbers: [Number]) throws -> [String: NumberValue] {
    var values: [String: NumberValue] = [:]
    for number in numbers { values[number.name] = try value(number, values) }
    return values
  }

  private func value(_ number: Number, _ known: [String: NumberValue]) throws -> NumberValue {
    var value = NumberValue(isCount: number.isCount)
    if let measure = number.history { value.history = history.before(incident, measure) }
    guard var amount = try source(number, known) else { return value }
    if let plus = number.plus {
      guard let other = known[plus]?.value else { return value }
      amount += other
    }
    amount *= number.times * (1 + number.margin)
    if let step = number.step, step > 0 { amount = (amount / step).rounded(.up) * step }
    if let least = number.atLeast { amount = max(amount, least) }
    if let most = number.atMost, amount > most {
      amount = most
      value.isCapped = true
    }
    value.value = amount
    return value
  }

  private func source(_ number: Number, _ known: [String: NumberValue]) throws -> Double? {
    switch number.source {
    case .measure(let name): return incident.measures[name]
    case .between(let from, let to):
      guard let start = time(from), let end = time(to), end >= start else { return nil }
      return Double(end - start) / 1_000_000
    case .above(let names):
      return names.compactMap { name in
        name.hasSuffix(".max") ? known[String(name.dropLast(4))]?.history.max() : known[name]?.value
      }.max()
    case .attribute(let name, let unit, let kinds, let code):
      return try attribute(name, kinds, code).map { $0 * unit.seconds }
    }
  }

  private func time(_ name: String) -> Int64? {
    switch name {
    case "$start": incident.startedAt
    case "$end": incident.endedAt
    default: times[name]
    }
  }

  /// The newest that was in force; what somebody printed without a time counts where nothing else is there.
  private func attribute(_ name: String, _ kinds: [String], _ code: String?) throws -> Double? {
    let list = JSONValue.array(kinds.map(JSONValue.string)).compact
    return try Double.fetchOne(
      db,
      sql: """
        SELECT CAST(json_extract(attributes, :path) AS REAL) FROM scope
        WHERE json_extract(attributes, :path) IS NOT NULL
          AND (:kinds = '[]' OR kind IN (SELECT value FROM json_each(:kinds))) AND (:code IS NULL OR code = :code)
        ORDER BY at IS NULL, at DESC, event_id DESC LIMIT 1
        """, arguments: ["path": "$.\(name)", "kinds": list, "code": code])
  }
}

/// The measures of all incidents by cluster and kind, read once a diagnosis.
struct MeasureHistory: Sendable {
  /// Older ones tell little about the next.
  static let most = 100

  private struct Key: Hashable {
    var cluster: String
    var kind: String
    var measure: String
  }

  /// In the order of their start.
  private var attempts: [Key: [(at: Int64, seconds: Double)]] = [:]

  static let empty = MeasureHistory()

  private init() {}

  init(_ db: Database) throws {
    guard try Int.fetchOne(db, sql: "SELECT count(*) FROM incident") ?? 0 > 1 else { return }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT i.cluster, i.kind, m.name, i.started_at, m.seconds FROM incident i JOIN measure m USING (incident_id)
        WHERE i.cluster IS NOT NULL AND i.started_at IS NOT NULL ORDER BY i.started_at, i.incident_id
        """)
    while let row = try rows.next() {
      attempts[Key(cluster: row[0], kind: row[1], measure: row[2]), default: []].append((row[3], row[4]))
    }
  }

  /// Seconds of the attempts of the same cluster and kind that began earlier, the newest at the end.
  func before(_ incident: IncidentRow, _ measure: String) -> [Double] {
    guard let cluster = incident.field("cluster"), let kind = incident.field("kind"), let start = incident.startedAt,
      let all = attempts[Key(cluster: cluster, kind: kind, measure: measure)]
    else { return [] }
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle].at < start { low = middle + 1 } else { high = middle }
    }
    return all[max(0, low - Self.most)..<low].map(\.seconds)
  }
}
