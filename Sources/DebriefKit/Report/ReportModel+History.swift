import GRDB

extension ReportModel {
  /// What the timeline knows of a cluster before an incident. Empty where the incident is the only one.
  public struct History: Sendable {
    /// An earlier incident of the same cluster.
    public struct Past: Sendable {
      public var id: Int64
      public var kind: String
      public var startedAt: Int64?
      public var outcome: String
      public var rootCause: String?
      public var rootTitle: String?
      /// Seconds.
      public var switchTime: Double?
    }

    /// The earlier incident that led to this one.
    public struct Link: Sendable {
      /// `retry`, `failover-after-switchover`, `flapping`, `return`.
      public var kind: String
      public var earlier: Past
      public var note: String?
      /// Seconds from the end of the earlier one to the start of this one.
      public var gap: Double?
    }

    public var link: Link?
    /// This one's place among the tries of the same thing, from 1, and how many there were; 1 of 1 where nothing was
    /// tried again.
    public var attempt = 1
    public var attempts = 1
    /// The newest ones before this, newest first; `count` is of all.
    public var earlier: [Past] = []
    public var count = 0

    static let shown = 8

    public var isEmpty: Bool { link == nil && attempts == 1 && count == 0 }
  }

  /// The history of each incident, by its id; nothing for a timeline with only one. Linear in the number of incidents.
  static func histories(_ db: Database) throws -> [Int64: History] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT i.incident_id, i.kind, i.cluster, i.started_at, i.ended_at, i.outcome, f.cause, f.title, m.seconds,
          l.kind AS link, l.earlier_incident_id AS earlier, l.note
        FROM incident i LEFT JOIN finding f ON f.incident_id = i.incident_id AND f.verdict = 'root'
          LEFT JOIN measure m ON m.incident_id = i.incident_id AND m.name = 'switch_time'
          LEFT JOIN incident_link l ON l.incident_id = i.incident_id
        ORDER BY i.started_at, i.incident_id
        """)
    guard rows.count > 1 else { return [:] }
    var histories: [Int64: History] = [:]
    var past: [Int64: (past: History.Past, endedAt: Int64?)] = [:]
    var clusters: [String: [History.Past]] = [:]
    /// First incident of a chain of tries, by each of its members; how many there are, by the first.
    var first: [Int64: Int64] = [:]
    var tries: [Int64: Int] = [:]
    for row in rows {
      let incident = History.Past(
        id: row["incident_id"], kind: row["kind"], startedAt: row["started_at"], outcome: row["outcome"],
        rootCause: row["cause"], rootTitle: row["title"], switchTime: row["seconds"])
      var history = History()
      if let kind: String = row["link"], let id: Int64 = row["earlier"], let earlier = past[id] {
        let from = earlier.endedAt ?? earlier.past.startedAt
        let gap = incident.startedAt.flatMap { at in from.map { Double(max(0, at - $0)) / 1_000_000 } }
        history.link = History.Link(kind: kind, earlier: earlier.past, note: row["note"], gap: gap)
        if kind == "retry" {
          let start = first[id] ?? id
          first[incident.id] = start
          tries[start, default: 1] += 1
          history.attempt = tries[start] ?? 1
        }
      }
      if let cluster: String = row["cluster"] {
        let before = clusters[cluster] ?? []
        history.earlier = before.suffix(History.shown).reversed()
        history.count = before.count
        clusters[cluster, default: []].append(incident)
      }
      past[incident.id] = (incident, row["ended_at"])
      histories[incident.id] = history
    }
    for id in histories.keys { histories[id]?.attempts = tries[first[id] ?? id] ?? 1 }
    return histories
  }
}
