import GRDB

/// Which incidents a report is about.
public struct ReportFilter: Sendable {
  /// Only incidents of this cluster.
  public var cluster: String?
  /// Only incidents that touch this span: microseconds UTC.
  public var since: Int64?
  public var until: Int64?

  public init(cluster: String? = nil, since: Int64? = nil, until: Int64? = nil) {
    self.cluster = cluster
    self.since = since
    self.until = until
  }
}

extension ReportModel {
  /// Reads of a diagnosed timeline only its incidents and their findings, without proof: what a line an incident needs.
  public init(outlineOf timeline: Timeline) throws {
    self = try timeline.database.read { db in
      var model = ReportModel()
      model.incidents = try Self.incidents(db, ReportFilter())
      for index in model.incidents.indices {
        model.incidents[index].findings = try Self.findings(db, model.incidents[index].id, isOutline: true)
      }
      return model
    }
  }

  /// Reads a diagnosed timeline. Everything is sorted, so that equal timelines give equal reports.
  public init(_ timeline: Timeline, filter: ReportFilter = ReportFilter()) throws {
    self = try timeline.database.read { db in
      var model = ReportModel()
      let clocks = try ClockPairs(db)
      model.incidents = try Self.incidents(db, filter)
      let histories = try Self.histories(db)
      for index in model.incidents.indices {
        let id = model.incidents[index].id
        model.incidents[index].measures = try Self.measures(db, id, clocks)
        model.incidents[index].findings = try Self.findings(db, id)
        model.incidents[index].lanes = try Self.lanes(db, model.incidents[index])
        model.incidents[index].moments = try Self.moments(db, id)
        model.incidents[index].history = histories[id] ?? History()
        model.incidents[index].explainers = try Self.explainers(db, model.incidents[index])
      }
      model.sources = try Self.sources(db)
      model.shortNames = Self.shortNames(model.sources)
      model.assumptions = try Self.assumptions(db, model.sources)
      model.coverage = try Self.coverage(db)
      model.clocks = try Self.clocks(db)
      model.unrecognised = try Self.unrecognised(db)
      model.origins = try Set(String.fetchAll(db, sql: "SELECT DISTINCT origin FROM event WHERE kind <> 'log.line'"))
      model.versions = try Self.versions(db)
      return model
    }
  }

  private static func incidents(_ db: Database, _ filter: ReportFilter) throws -> [Incident] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM incident
        WHERE (:cluster IS NULL OR cluster = :cluster)
          AND (:since IS NULL OR coalesce(ended_at, started_at) IS NULL OR coalesce(ended_at, started_at) >= :since)
          AND (:until IS NULL OR started_at IS NULL OR started_at <= :until)
        ORDER BY started_at, incident_id
        """, arguments: ["cluster": filter.cluster, "since": filter.since, "until": filter.until]
    ).map { row in
      var incident = Incident(
        id: row["incident_id"], kind: row["kind"], platform: row["platform"], engine: row["engine"],
        cluster: row["cluster"], component: row["component"], startedAt: row["started_at"], endedAt: row["ended_at"],
        outcome: row["outcome"], claimedOutcome: row["claimed_outcome"], oldPrimary: row["old_primary"],
        newPrimary: row["new_primary"], candidate: row["candidate"], requestedBy: row["requested_by"])
      let facts: String = row["facts"]
      incident.facts = (try? JSONValue.parse(facts))?.object ?? [:]
      incident.near = try incident.facts.removeValue(forKey: "near")?.array.map { try nearMiss($0, db) } ?? []
      incident.open = try incident.facts.removeValue(forKey: "open")?.array.map { try nearMiss($0, db) } ?? []
      incident.handles = try handles(db, incident)
      return incident
    }
  }

  private static func measures(_ db: Database, _ incident: Int64, _ clocks: ClockPairs) throws -> [Measure] {
    try db.all(
      """
      SELECT m.name, m.seconds, a.source_id AS from_source, b.source_id AS to_source, a.at AS from_at, a.line AS from_line,
        s.path AS from_path, s.member AS from_member, b.at AS to_at, b.line AS to_line, t.path AS to_path,
        t.member AS to_member
      FROM measure m LEFT JOIN event a ON a.event_id = m.from_event LEFT JOIN source s ON s.source_id = a.source_id
        LEFT JOIN event b ON b.event_id = m.to_event LEFT JOIN source t ON t.source_id = b.source_id
      WHERE m.incident_id = ? ORDER BY m.name
      """, [incident]
    ) { row in
      func end(_ side: String) -> Measure.End? {
        guard let path: String = row["\(side)_path"] else { return nil }
        let place = Place(source: sourceName(path: path, member: row["\(side)_member"]), line: row["\(side)_line"])
        return Measure.End(at: row["\(side)_at"], place: place)
      }
      var measure = Measure(name: row["name"], seconds: row["seconds"], from: end("from"), to: end("to"))
      if let from: Int64 = row["from_source"], let to: Int64 = row["to_source"], from != to,
        let ahead = clocks.interval(to, from)
      {
        let least = measure.seconds - Double(ahead.high) / 1_000_000
        measure.range = least...max(least, measure.seconds - Double(ahead.low) / 1_000_000)
      }
      return measure
    }
  }

  private static func findings(_ db: Database, _ incident: Int64, isOutline: Bool = false) throws -> [Finding] {
    try db.all(
      """
      SELECT * FROM finding WHERE incident_id = ?
      ORDER BY CASE verdict WHEN 'root' THEN 0 WHEN 'contributing' THEN 1 WHEN 'symptom' THEN 2 ELSE 3 END,
        CASE confidence WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, finding_id
      """, [incident]
    ) { row in
      let verdict: String = row["verdict"]
      var finding = Finding(
        cause: row["cause"], rule: row["rule"], verdict: Verdict(rawValue: verdict) ?? .symptom,
        confidence: row["confidence"], title: row["title"], explanation: row["explanation"],
        explainedBy: row["explained_by"])
      if isOutline { return finding }
      finding.evidence = try evidence(db, row["finding_id"])
      finding.caveats = caveats(row["caveats"])
      finding.remedies = try db.all(
        "SELECT * FROM remedy WHERE finding_id = ? ORDER BY position", [row["finding_id"] as Int64]
      ) { row in
        let docs: String? = row["docs"]
        return Remedy(
          key: row["key"], title: row["title"], body: row["body"], stage: row["stage"], command: row["command"],
          docs: docs?.split(separator: "\n").map(String.init) ?? [])
      }
      return finding
    }
  }

  private static func caveats(_ text: String?) -> [Caveat] {
    let items = text.flatMap { try? JSONValue.parse($0) }?.array ?? []
    return items.map { item in
      Caveat(
        kind: item["kind"]?.string ?? "", condition: item["condition"]?.string ?? "", text: item["text"]?.string ?? "")
    }
  }

  private static func evidence(_ db: Database, _ finding: Int64) throws -> [Evidence] {
    try db.all(
      """
      SELECT DISTINCT v.stance, v.note, e.event_id, e.at, e.repeat, e.line, e.kind, e.message, e.code, e.instance,
        e.peer, e.role, e.attributes, s.path, s.member
      FROM evidence v JOIN event e USING (event_id) JOIN source s USING (source_id)
      WHERE v.finding_id = ?
      ORDER BY CASE v.stance WHEN 'for' THEN 0 WHEN 'against' THEN 1 ELSE 2 END, e.at IS NULL, e.at, e.event_id, v.note
      """, [finding]
    ) { row in
      Evidence(
        stance: row["stance"], event: row["event_id"], place: place(row), at: row["at"], repeats: row["repeat"],
        text: text(row), note: row["note"])
    }
  }

  private static func lanes(_ db: Database, _ incident: Incident) throws -> [Lane] {
    var lanes: [Lane] = []
    try db.forEachRow(
      """
      SELECT i.name, r.according_to, r.role, r.from_at, r.to_at
      FROM role_interval r JOIN instance i USING (instance_id)
      WHERE i.cluster = ?
      ORDER BY i.name, CASE r.according_to WHEN 'database' THEN 0 WHEN 'manager' THEN 1 ELSE 2 END,
        r.from_at, r.to_at, r.role
      """, [incident.cluster]
    ) { row in
      let stretch = Lane.Stretch(role: row["role"], from: row["from_at"], to: row["to_at"])
      if let last = lanes.indices.last, lanes[last].instance == row["name"],
        lanes[last].witness == row["according_to"]
      {
        lanes[last].stretches.append(stretch)
      } else {
        lanes.append(Lane(instance: row["name"], witness: row["according_to"], stretches: [stretch]))
      }
    }
    return lanes
  }

  private static func moments(_ db: Database, _ incident: Int64) throws -> [Moment] {
    try db.all(
      """
      SELECT ie.step, ie.member AS about, ie.other, e.*, s.path, s.member
      FROM incident_event ie JOIN event e USING (event_id) JOIN source s USING (source_id)
      WHERE ie.incident_id = ? ORDER BY e.at IS NULL, e.at, e.event_id
      """, [incident]
    ) { row in
      Moment(
        event: row["event_id"], step: row["step"], at: row["at"], basis: row["at_basis"], repeats: row["repeat"],
        kind: row["kind"], severity: row["severity"], instance: row["about"] ?? row["instance"],
        peer: row["other"] ?? row["peer"], text: text(row),
        place: place(row))
    }
  }

  static func place(_ row: Row) -> Place {
    Place(source: sourceName(path: row["path"], member: row["member"]), line: row["line"])
  }

  /// The line's own text, or, for facts that are no text (a field of an object), what the event says.
  static func text(_ row: Row) -> String {
    if let message: String = row["message"], !message.isEmpty { return message }
    let kind: String = row["kind"]
    var words = [kind]
    for column in ["instance", "role", "code", "peer"] { if let word: String = row[column] { words.append(word) } }
    if let attributes: String = row["attributes"], words.count < 4 { words.append(attributes) }
    return words.joined(separator: " ")
  }
}
