import GRDB

/// The incident under diagnosis: its columns and facts, as rules and texts see them.
struct IncidentRow: Sendable {
  let id: Int64
  private let columns: [String: String]
  let facts: JSONValue
  let startedAt: Int64?
  let endedAt: Int64?
  /// Seconds by measure.
  let measures: [String: Double]
  let events: [ScopeEvent]
  let byKind: [String?: [ScopeEvent]]
  /// The kinds that occur among them.
  let kinds: Set<String>

  /// Reads the incident that `IncidentScope` has made ready.
  init(_ id: Int64, in db: Database) throws {
    self.id = id
    var columns: [String: String] = [:]
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM this")) ?? Row()
    for name in [
      "kind", "platform", "engine", "cluster", "component", "outcome", "claimed_outcome", "old_primary", "new_primary",
      "candidate", "requested_by",
    ] {
      if let value: String = row[name] { columns[name == "claimed_outcome" ? "claimed" : name] = value }
    }
    self.columns = columns
    startedAt = row["started_at"]
    endedAt = row["ended_at"]
    let text: String = row["facts"] ?? "{}"
    facts = (try? JSONValue.parse(text)) ?? .object([:])
    measures = try Dictionary(
      db.all("SELECT name, seconds FROM measure WHERE incident_id = ?", [id]) { ($0[0] as String, $0[1] as Double) }
    ) { first, _ in first }
    events = try ScopeEvent.all(in: db)
    byKind = Dictionary(grouping: events) { $0.columns[0] }
    kinds = Set(byKind.keys.compactMap(\.self))
  }

  /// A field by its name in `fits`.
  func field(_ name: String) -> String? { columns[name] }
}
