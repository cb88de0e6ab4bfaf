import GRDB

/// One attempt to move a primary, being put together: from its first trigger to its recorded end or the moment the
/// topology is whole again.
struct Attempt: Sendable {
  enum Kind: String, Sendable { case switchover, failover }

  struct Measure: Sendable, Equatable {
    var seconds: Double
    var from: Int64?
    var to: Int64?
  }

  var kind: Kind
  /// `kubeblocks`, `sentinel`, `codis`, `patroni`, `none`.
  var platform: String
  var engine: String?
  var cluster: String?
  var component: String?
  var trigger: Int64?
  var startedAt: Int64?
  var endedAt: Int64?
  /// `succeeded`, `failed`, `stuck`, `false-failure`, `false-success`, `degraded`, `unknown`.
  var outcome = "unknown"
  var claimed: String?
  var oldPrimary: String?
  var newPrimary: String?
  var candidate: String?
  var requestedBy: String?
  /// What the builder worked out and rules may ask for (`fact:` conditions).
  var facts: [String: JSONValue] = [:]
  /// Event id → step.
  private(set) var steps: [Int64: String] = [:]
  private(set) var measures: [String: Measure] = [:]
  /// Event id → the member it is about, where the line itself does not say it and its surroundings do.
  private(set) var owners: [Int64: String] = [:]

  init(_ kind: Kind, platform: String) {
    self.kind = kind
    self.platform = platform
  }

  /// Adds an event with its step; a step given earlier stays.
  mutating func add(_ event: TimelineEvent, _ step: String) {
    if steps[event.id] == nil { steps[event.id] = step }
  }

  /// Adds or changes the step of an event.
  mutating func mark(_ event: TimelineEvent, _ step: String) { steps[event.id] = step }

  /// Says whom an event is about that names nobody.
  mutating func assign(_ event: TimelineEvent, to member: String) { owners[event.id] = member }

  /// Stores the time between two events; without both times, or with a negative one, nothing.
  mutating func measure(_ name: String, from: TimelineEvent?, to: TimelineEvent?) {
    guard let from, let to, let start = from.at, let end = to.at else { return }
    measure(name, from: start, to: end, fromEvent: from, toEvent: to)
  }

  /// The same with times that are not the events' own `at` (the end of a folded run, a cost).
  mutating func measure(
    _ name: String, from start: Int64, to end: Int64, fromEvent: TimelineEvent?, toEvent: TimelineEvent?
  ) {
    guard end >= start else { return }
    let seconds = Double(end - start) / 1_000_000
    measures[name] = Measure(seconds: seconds, from: fromEvent?.id, to: toEvent?.id)
  }

  func seconds(_ name: String) -> Double? { measures[name]?.seconds }
}

// MARK: - Storing

extension Attempt {
  /// What `store` binds of each event that belongs to the attempt.
  static let memberColumns = ["incident_id", "event_id", "step", "member", "other"]

  /// Writes the attempt and gives its id; `members` inserts `memberColumns` into `incident_event`. `who` gives the member
  /// an event is about and the other party, brought to one name each.
  @discardableResult
  func store(
    _ db: Database, _ members: InsertStatement, who: (Int64) -> (member: String?, other: String?)
  ) throws -> Int64 {
    try db.run(
      """
      INSERT INTO incident(kind, platform, engine, cluster, component, trigger_event, started_at, ended_at, outcome,
        claimed_outcome, old_primary, new_primary, candidate, requested_by, facts)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        kind.rawValue, platform, engine, cluster, component, trigger, startedAt, endedAt, outcome, claimed, oldPrimary,
        newPrimary, candidate, requestedBy, JSONValue.object(facts).compact,
      ])
    let id = db.lastInsertedRowID
    for (event, step) in steps.sorted(by: { $0.key < $1.key }) {
      let (member, other) = who(event)
      members.integer(1, id)
      members.integer(2, event)
      members.text(3, step)
      members.text(4, owners[event] ?? member)
      members.text(5, other)
      try members.insert()
    }
    for (name, measure) in measures.sorted(by: { $0.key < $1.key }) {
      try db.run(
        "INSERT INTO measure(incident_id, name, seconds, from_event, to_event) VALUES(?, ?, ?, ?, ?)",
        [id, name, measure.seconds, measure.from, measure.to])
    }
    return id
  }
}
