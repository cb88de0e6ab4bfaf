import GRDB

extension ReportModel {
  /// A table that explains one question of an incident: who voted for whom, why each candidate was passed over, how long
  /// each phase took and what it was allowed to take. Absent where the question does not arise or nothing answers it.
  public struct Explainer: Sendable {
    /// `never-started`, `phases`, `limits`, `votes`, `candidates`: key of its phrases under `explain`.
    public var name: String
    /// Keys under `column`.
    public var columns: [String]
    public var rows: [[Cell]]

    public enum Cell: Sendable {
      case text(String)
      case code(String)
      case time(Int64)
      case place(Place)
      /// A key under `explain`, with values.
      case phrase(String, [String: String?])
      case empty
    }
  }

  /// All explainers of an incident, in the order in which a reader asks.
  static func explainers(_ db: Database, _ incident: Incident) throws -> [Explainer] {
    let events = try ExplainedEvent.all(db, incident: incident.id)
    return [
      StandstillExplainer(incident: incident, events: events).table,
      PhaseExplainer(incident: incident, events: events).table,
      LimitExplainer(incident: incident, events: events).table,
      VoteExplainer(events: events).table,
      CandidateExplainer(incident: incident, events: events).table,
    ].compactMap { $0 }
  }
}

/// An event of an incident as the explainers read it.
struct ExplainedEvent: Sendable {
  var at: Int64?
  var until: Int64?
  var kind: String
  var origin: String
  var step: String?
  var member: String?
  var instance: String?
  var peer: String?
  var actor: String?
  var role: String?
  var code: String?
  var message: String
  var attributes: JSONValue
  var process: String
  var place: ReportModel.Place

  static func all(_ db: Database, incident: Int64) throws -> [ExplainedEvent] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT e.at, coalesce(e.last_at, e.at) AS until, e.kind, e.origin, ie.step, ie.member, e.instance, e.peer,
          e.actor, e.role, e.code, e.message, e.attributes, e.source_id || '/' || coalesce(e.stream, '') AS process,
          s.path, s.member AS archived, e.line
        FROM incident_event ie JOIN event e USING (event_id) JOIN source s USING (source_id)
        WHERE ie.incident_id = ? ORDER BY e.at IS NULL, e.at, e.event_id
        """, arguments: [incident]
    ).map { row in
      let attributes = (row["attributes"] as String?).flatMap { try? JSONValue.parse($0) } ?? .object([:])
      return ExplainedEvent(
        at: row["at"], until: row["until"], kind: row["kind"], origin: row["origin"], step: row["step"],
        member: row["member"], instance: row["instance"], peer: row["peer"], actor: row["actor"], role: row["role"],
        code: row["code"], message: row["message"] ?? "", attributes: attributes, process: row["process"],
        place: ReportModel.Place(
          source: ReportModel.sourceName(path: row["path"], member: row["archived"]), line: row["line"]))
    }
  }

  func sign(_ sign: String) -> Bool { attributes["sign"]?.string == sign }
}
