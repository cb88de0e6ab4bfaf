import GRDB

/// The part of the timeline that rules look at: one incident's events, members and columns.
///
/// Rules are SQL over three names. `scope` holds the incident's events with their step, `nr` (their place in the order of
/// time), `until` (the latest moment an event can have happened: the last of a folded run, the end of the second for stamps
/// in whole seconds), `source_id` and `line` (those of the whole text, where it came in pieces), `text` (the message in lower
/// case), `member` (whom it is about, or whose log it stands in, by its own name) and `other` (the other party by its own
/// name). `this` is the row of the incident. `party` holds every name of its old primary, new primary and candidate. The
/// engine makes tables of them once an incident; a printed rule carries them as common table expressions.
enum IncidentScope {
  static let events = """
    SELECT row_number() OVER (
        ORDER BY e.at IS NULL, e.at, coalesce(s.first_piece, e.source_id), e.line + s.lines_before, e.event_id) AS nr,
      e.event_id, e.at, coalesce(e.last_at, e.at)
        + CASE WHEN e.at % 1000000 = 0 AND e.at_basis <> 'exact' THEN 999999 ELSE 0 END AS until,
      e.repeat, coalesce(s.first_piece, e.source_id) AS source_id, e.line + s.lines_before AS line, e.origin, e.kind,
      e.severity, e.cluster, e.component, e.instance, e.peer, e.actor,
      e.role, e.code, e.message, e.attributes, e.stream, coalesce(s.member, s.path) AS source, ie.step,
      lower(e.message) AS text, coalesce(ie.member, \(key("instance"))) AS member,
      coalesce(ie.other, \(key("peer"))) AS other
    FROM incident_event ie JOIN event e USING (event_id) JOIN source s USING (source_id)
    WHERE ie.incident_id = :incident
    """

  static let this = "SELECT * FROM incident WHERE incident_id = :incident"

  /// Every name of the three members an incident is about. The joins are taken in this order: SQLite would go through the
  /// names of all members of the timeline first.
  static let members = """
    SELECT p.part, p.name FROM (
      SELECT 'old_primary' AS part, old_primary AS name FROM this UNION ALL
      SELECT 'new_primary', new_primary FROM this UNION ALL
      SELECT 'candidate', candidate FROM this) p WHERE p.name IS NOT NULL
    UNION
    SELECT p.part, b.alias FROM (
      SELECT 'old_primary' AS part, old_primary AS name FROM this UNION ALL
      SELECT 'new_primary', new_primary FROM this UNION ALL
      SELECT 'candidate', candidate FROM this) p
    CROSS JOIN instance_alias a ON a.alias = p.name CROSS JOIN instance_alias b ON b.instance_id = a.instance_id
    """

  /// What a rule's statement starts with when it is printed.
  static let prelude = """
    this AS MATERIALIZED (
    \(this)),
    scope AS MATERIALIZED (
    \(events)),
    party AS MATERIALIZED (
    \(members))
    """

  /// A member's own name where one of its names is known at that time, else the name as written.
  private static func key(_ column: String) -> String {
    """
    coalesce((SELECT i.name FROM instance_alias a JOIN instance i USING (instance_id) WHERE a.alias = e.\(column)
          AND (e.at IS NULL OR (coalesce(a.valid_from, e.at) <= e.at AND coalesce(a.valid_to, e.at) >= e.at))
          ORDER BY a.instance_id LIMIT 1), e.\(column))
    """
  }

  /// Keeps the tables, and those that a statement makes while it runs, out of files: a rule makes dozens of a few rows each, and
  /// most of their cost is the file behind each. Outside a transaction; tables that are there already go.
  static func keepInMemory(_ db: Database) throws { try db.execute(sql: "PRAGMA temp_store = MEMORY") }

  /// Fills the three tables for an incident. They are made once a connection, so that prepared rules stay valid.
  static func materialise(_ db: Database, incident: Int64) throws {
    let arguments: StatementArguments = ["incident": incident]
    try makeTables(db)
    for (table, sql) in tables {
      try db.run("DELETE FROM temp.\(table)")
      try db.run("INSERT INTO temp.\(table) \(sql)", sql.contains(":incident") ? arguments : StatementArguments())
    }
  }

  private static let tables = [("this", this), ("scope", events), ("party", members)]

  private static func makeTables(_ db: Database) throws {
    guard try Row.fetchOne(db.cachedStatement(sql: "SELECT 1 FROM temp.sqlite_schema WHERE name = 'party'")) == nil
    else { return }
    try db.execute(sql: "CREATE TEMP TABLE this AS SELECT * FROM incident LIMIT 0")
    // By their number, events come in the order of time without being sorted.
    try db.execute(
      sql: """
        CREATE TEMP TABLE scope(
          nr INTEGER PRIMARY KEY, event_id INTEGER, at INTEGER, until INTEGER, repeat INTEGER, source_id INTEGER,
          line INTEGER, origin TEXT, kind TEXT, severity INTEGER, cluster TEXT, component TEXT, instance TEXT, peer TEXT,
          actor TEXT, role TEXT, code TEXT, message TEXT, attributes TEXT, stream TEXT, source TEXT, step TEXT, text TEXT,
          member TEXT, other TEXT);
        CREATE INDEX temp.scope_by_kind ON scope(kind);
        CREATE TEMP TABLE party(part TEXT, name TEXT);
        """)
  }
}
