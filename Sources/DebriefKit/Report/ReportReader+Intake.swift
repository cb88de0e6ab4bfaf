import GRDB

// What was read, and what the times rest on.
extension ReportModel {
  static func sources(_ db: Database) throws -> [Source] {
    try Row.fetchAll(db, sql: "SELECT * FROM source ORDER BY path, coalesce(member, ''), source_id").map { row in
      Source(
        path: row["path"], member: row["member"], sha256: row["sha256"], bytes: row["bytes"], lines: row["lines"],
        format: row["format"], zone: row["zone"], zoneBasis: row["zone_basis"], yearBasis: row["year_basis"],
        skew: row["skew_us"], firstAt: row["first_at"], lastAt: row["last_at"], recognised: row["recognised"],
        unrecognised: row["unrecognised"])
    }
  }

  static func unrecognised(_ db: Database) throws -> [Unrecognised] {
    try Row.fetchAll(
      db, sql: "SELECT path, line, lines, reason, sample FROM problem ORDER BY path, line IS NULL, line, reason"
    ).map { row in
      Unrecognised(
        path: row["path"], line: row["line"], lines: row["lines"], reason: row["reason"], sample: row["sample"])
    }
  }

  /// What processes said about their own version.
  static func versions(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT coalesce(json_extract(facts, '$.engine'), json_extract(facts, '$.mode'), format, '') || ' '
          || json_extract(facts, '$.version') AS version
        FROM process WHERE json_extract(facts, '$.version') IS NOT NULL ORDER BY version
        """
    ).map { $0.trimmingPrefix(" ") }.map(String.init)
  }

  /// Only what an event depends on: a source whose stamps all carry a zone assumes nothing.
  static func assumptions(_ db: Database, _ sources: [Source]) throws -> [Assumption] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT s.path, s.member, sum(e.local_at IS NOT NULL) AS civil, sum(e.at_basis = 'relative') AS ages,
          sum(e.at_basis = 'none') AS undated
        FROM event e JOIN source s USING (source_id) WHERE e.kind <> 'log.line' GROUP BY s.source_id
        """)
    var counts: [String: (civil: Int64, ages: Int64, undated: Int64)] = [:]
    for row in rows {
      counts[sourceName(path: row["path"], member: row["member"])] = (row["civil"], row["ages"], row["undated"])
    }
    let conclusions = try conclusions(db)
    var assumptions: [Assumption] = []
    for source in sources {
      let name = source.name
      let count = counts[name] ?? (0, 0, 0)
      if count.civil > 0, source.zoneBasis == "assumed" {
        assumptions.append(Assumption(kind: .zone, source: name, value: source.zone, basis: source.zoneBasis))
      }
      if count.civil > 0, source.zoneBasis == "neighbours" {
        assumptions.append(Assumption(kind: .zone, source: name, value: source.zone, basis: source.zoneBasis))
      }
      if count.civil > 0, source.yearBasis == "neighbours" {
        assumptions.append(
          Assumption(kind: .neighbours, source: name, value: year(source.firstAt), basis: source.yearBasis))
      }
      if count.civil > 0, ["file-time", "assumed"].contains(source.yearBasis) {
        assumptions.append(
          Assumption(kind: .year, source: name, value: year(source.firstAt), basis: source.yearBasis))
      }
      if source.skew != 0 {
        assumptions.append(
          Assumption(
            kind: .skew, source: name, value: Seconds.text(Double(source.skew) / 1_000_000), basis: "ordered-pairs"))
      }
      if count.ages > 0 {
        assumptions.append(Assumption(kind: .age, source: name, value: String(count.ages), basis: "relative"))
      }
      if count.undated > 0 {
        assumptions.append(Assumption(kind: .undated, source: name, value: String(count.undated), basis: "none"))
      }
    }
    for index in assumptions.indices where [.zone, .year, .neighbours].contains(assumptions[index].kind) {
      assumptions[index].conclusions = conclusions[assumptions[index].source] ?? []
    }
    return assumptions
  }

  /// Causes and measures by the sources whose own zone or year they rest on: their evidence sets stamps without a zone beside those of
  /// other sources, so that another zone or year would put them in another order.
  private static func conclusions(_ db: Database) throws -> [String: [String]] {
    var causes: [String: [String]] = [:]
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT f.cause AS conclusion, s.path, s.member
        FROM finding f JOIN evidence v USING (finding_id) JOIN event e USING (event_id) JOIN source s USING (source_id)
        WHERE f.verdict <> 'ruled-out' AND e.local_at IS NOT NULL AND EXISTS (
          SELECT 1 FROM evidence w JOIN event o USING (event_id)
          WHERE w.finding_id = f.finding_id AND o.source_id <> e.source_id AND o.at IS NOT NULL)
        UNION
        SELECT DISTINCT m.name, s.path, s.member
        FROM measure m JOIN event a ON a.event_id = m.from_event JOIN event b ON b.event_id = m.to_event
        JOIN event e ON e.event_id IN (a.event_id, b.event_id) JOIN source s ON s.source_id = e.source_id
        WHERE a.source_id <> b.source_id AND e.local_at IS NOT NULL
        ORDER BY conclusion
        """)
    for row in rows {
      causes[sourceName(path: row["path"], member: row["member"]), default: []].append(row["conclusion"])
    }
    return causes
  }

  private static func year(_ at: Int64?) -> String {
    at.map { String(Civil.date(days: Civil.floorDivide($0, Civil.microsPerDay)).year) } ?? ""
  }
}
