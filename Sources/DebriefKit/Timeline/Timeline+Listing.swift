import GRDB

extension Timeline {
  /// An event as a listing shows it.
  public struct ListedEvent: Sendable {
    /// ISO 8601 UTC; nil for an event without a time.
    public var time: String?
    /// `source:line`
    public var place: String
    public var kind: String
    /// Whom it is about, and the other party.
    public var subject: String
    public var severity: Int
    public var repeats: Int
    public var text: String
  }

  /// Pushes events in time order, those without a time first; raw lines are left out.
  public func forEachEvent(
    cluster: String? = nil, since: Int64? = nil, until: Int64? = nil, onlyIncidents: Bool = false,
    _ body: (ListedEvent) throws -> Void
  ) throws {
    try database.read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT e.*, coalesce(s.path || '!' || s.member, s.path) AS source
          FROM event e JOIN source s USING (source_id)
          WHERE e.kind <> 'log.line' AND (:cluster IS NULL OR e.cluster = :cluster)
            AND (:since IS NULL OR coalesce(e.last_at, e.at) >= :since) AND (:until IS NULL OR e.at <= :until)
            AND (NOT :incidents OR e.event_id IN (SELECT event_id FROM incident_event))
          ORDER BY e.at, e.event_id
          """,
        arguments: ["cluster": cluster, "since": since, "until": until, "incidents": onlyIncidents])
      while let row = try rows.next() {
        let at: Int64? = row["at"]
        let names = [row["instance"] as String?, row["peer"] as String?].compactMap(\.self)
        try body(
          ListedEvent(
            time: at.map(Civil.iso), place: "\(row["source"] as String):\(row["line"] as Int64)", kind: row["kind"],
            subject: names.joined(separator: " → "), severity: row["severity"], repeats: row["repeat"],
            text: (row["message"] as String?) ?? (row["attributes"] as String?) ?? ""))
      }
    }
  }
}
