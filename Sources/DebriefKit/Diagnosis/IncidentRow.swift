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
  /// The kinds that occur among the incident's events.
  let kinds: Set<String>

  /// Reads the incident that `IncidentScope` has made ready.
  init(_ id: Int64, in db: Database) throws {
    self.id = id
    var columns: [String: String] = [:]
    let row = try Row.fetchOne(db, sql: "SELECT * FROM this") ?? Row()
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
      Row.fetchAll(db, sql: "SELECT name, seconds FROM measure WHERE incident_id = ?", arguments: [id]).map {
        ($0[0] as String, $0[1] as Double)
      }
    ) { first, _ in first }
    kinds = try Set(String.fetchAll(db, sql: "SELECT DISTINCT kind FROM scope"))
  }

  /// A field by its name in `fits`.
  func field(_ name: String) -> String? { columns[name] }
}

extension Rule {
  /// Whether the incident has the kinds of events that some variant or refutation cannot do without.
  func canMatch(_ incident: IncidentRow) -> Bool {
    fits.matches(incident.field) && variants.contains { $0.when.allSatisfy { $0.canHold(incident.kinds) } }
      || refutations.contains { refutation in
        fits.replaced(by: refutation.fits).matches(incident.field)
          && refutation.conditions.allSatisfy { $0.canHold(incident.kinds) }
      }
  }
}

extension Condition {
  /// Whether events of these kinds can satisfy the condition; false only where it is certain.
  func canHold(_ kinds: Set<String>) -> Bool {
    guard case .events = subject, !isAbsent, !isOptional else { return true }
    if let count, count.holds(0) { return true }
    return predicates.allSatisfy { predicate in
      guard !predicate.isNegated, case .field(.column("kind"), let matcher) = predicate.test else { return true }
      return kinds.contains { matcher.matches($0) { _ in nil } }
    }
  }
}
