import GRDB

/// The timeline's tables and views. Names and meaning are a contract: only additions, each as a new migration.
enum Schema {
  /// "dbrf": lets `file(1)` and debrief itself tell a timeline from any other SQLite file.
  static let applicationID = 0x6462_7266
  static let version = 5

  static let migrations: [(version: Int, sql: String)] = [
    (1, tables), (2, links), (3, coverage), (4, resumption), (5, pieces),
  ]

  static let tables = """
    CREATE TABLE ingest_run(
      run_id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, finished_at INTEGER, version TEXT NOT NULL,
      arguments TEXT NOT NULL
    ) STRICT;
    CREATE TABLE source(
      source_id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES ingest_run, path TEXT NOT NULL, member TEXT,
      sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, lines INTEGER NOT NULL, format TEXT NOT NULL,
      zone TEXT NOT NULL, zone_basis TEXT NOT NULL, year_basis TEXT NOT NULL, skew_us INTEGER NOT NULL DEFAULT 0, skew_low_us INTEGER, skew_high_us INTEGER,
      first_at INTEGER, last_at INTEGER, recognised INTEGER NOT NULL, unrecognised INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX source_by_content ON source(sha256, path, coalesce(member, ''));
    CREATE INDEX source_by_path ON source(path);
    CREATE TABLE process(
      source_id INTEGER NOT NULL REFERENCES source, stream TEXT NOT NULL DEFAULT '', pod TEXT, container TEXT,
      namespace TEXT, format TEXT, facts TEXT NOT NULL DEFAULT '{}', first_at INTEGER, last_at INTEGER,
      PRIMARY KEY(source_id, stream)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE problem(
      problem_id INTEGER PRIMARY KEY, source_id INTEGER REFERENCES source, path TEXT NOT NULL, line INTEGER,
      reason TEXT NOT NULL, lines INTEGER NOT NULL DEFAULT 1, sample TEXT
    ) STRICT;
    CREATE TABLE event(
      event_id INTEGER PRIMARY KEY, at INTEGER, at_basis TEXT NOT NULL, last_at INTEGER,
      repeat INTEGER NOT NULL DEFAULT 1 CHECK(repeat > 0), source_id INTEGER NOT NULL REFERENCES source,
      line INTEGER NOT NULL, byte_offset INTEGER NOT NULL, byte_length INTEGER NOT NULL, origin TEXT NOT NULL,
      kind TEXT NOT NULL, severity INTEGER NOT NULL, cluster TEXT, component TEXT, instance TEXT, peer TEXT,
      actor TEXT, role TEXT, code TEXT, message TEXT, attributes TEXT, local_at INTEGER, stream TEXT
    ) STRICT;
    CREATE TABLE instance(
      instance_id INTEGER PRIMARY KEY, cluster TEXT NOT NULL, name TEXT NOT NULL, engine TEXT, UNIQUE(cluster, name)
    ) STRICT;
    CREATE TABLE instance_alias(
      alias TEXT NOT NULL, instance_id INTEGER NOT NULL REFERENCES instance, valid_from INTEGER, valid_to INTEGER
    ) STRICT;
    CREATE TABLE role_interval(
      instance_id INTEGER NOT NULL REFERENCES instance, role TEXT NOT NULL, from_at INTEGER, to_at INTEGER,
      according_to TEXT NOT NULL CHECK(according_to IN ('database', 'label', 'manager')),
      from_event INTEGER REFERENCES event, to_event INTEGER REFERENCES event
    ) STRICT;
    CREATE TABLE incident(
      incident_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, platform TEXT NOT NULL, engine TEXT, cluster TEXT,
      component TEXT, trigger_event INTEGER REFERENCES event, started_at INTEGER, ended_at INTEGER,
      outcome TEXT NOT NULL, claimed_outcome TEXT, old_primary TEXT, new_primary TEXT, candidate TEXT,
      requested_by TEXT, facts TEXT NOT NULL DEFAULT '{}'
    ) STRICT;
    CREATE TABLE incident_event(
      incident_id INTEGER NOT NULL REFERENCES incident, event_id INTEGER NOT NULL REFERENCES event, step TEXT,
      member TEXT, other TEXT, PRIMARY KEY(incident_id, event_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE measure(
      incident_id INTEGER NOT NULL REFERENCES incident, name TEXT NOT NULL, seconds REAL NOT NULL,
      from_event INTEGER REFERENCES event, to_event INTEGER REFERENCES event, PRIMARY KEY(incident_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE finding(
      finding_id INTEGER PRIMARY KEY, incident_id INTEGER NOT NULL REFERENCES incident, rule TEXT NOT NULL,
      cause TEXT NOT NULL, verdict TEXT NOT NULL CHECK(verdict IN ('root', 'contributing', 'symptom', 'ruled-out')),
      confidence TEXT NOT NULL CHECK(confidence IN ('high', 'medium', 'low')), title TEXT NOT NULL,
      explanation TEXT NOT NULL, explained_by TEXT
    ) STRICT;
    CREATE TABLE evidence(
      finding_id INTEGER NOT NULL REFERENCES finding, event_id INTEGER NOT NULL REFERENCES event,
      stance TEXT NOT NULL CHECK(stance IN ('for', 'against', 'context')), note TEXT
    ) STRICT;
    CREATE TABLE remedy(
      finding_id INTEGER NOT NULL REFERENCES finding, position INTEGER NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL,
      body TEXT NOT NULL, stage TEXT, command TEXT, docs TEXT, PRIMARY KEY(finding_id, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE context_line(
      incident_id INTEGER NOT NULL REFERENCES incident, source_id INTEGER NOT NULL REFERENCES source,
      line INTEGER NOT NULL, at INTEGER, text TEXT NOT NULL, PRIMARY KEY(incident_id, source_id, line)
    ) STRICT, WITHOUT ROWID;
    """

  /// Which incident led to which: retry, failover-after-switchover, flapping, return.
  static let links = """
    CREATE TABLE incident_link(
      incident_id INTEGER NOT NULL REFERENCES incident, earlier_incident_id INTEGER NOT NULL REFERENCES incident,
      kind TEXT NOT NULL, note TEXT, PRIMARY KEY(incident_id, earlier_incident_id)
    ) STRICT, WITHOUT ROWID;
    """

  /// What each log can speak for, how far clocks may be apart, and what a finding does not prove.
  static let coverage = """
    ALTER TABLE process ADD COLUMN origins TEXT NOT NULL DEFAULT '';
    ALTER TABLE process ADD COLUMN member TEXT;
    ALTER TABLE process ADD COLUMN cluster TEXT;
    CREATE TABLE coverage_gap(
      source_id INTEGER NOT NULL REFERENCES source, stream TEXT NOT NULL DEFAULT '', from_at INTEGER NOT NULL,
      to_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE clock_pair(
      source_id INTEGER NOT NULL REFERENCES source, other_id INTEGER NOT NULL REFERENCES source,
      low_us INTEGER NOT NULL, high_us INTEGER NOT NULL, PRIMARY KEY(source_id, other_id)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE finding ADD COLUMN caveats TEXT;
    """

  /// Where reading a log goes on when it has grown. `events` were stored by then; the state is sealed (`ResumePoint`).
  static let resumption = """
    CREATE TABLE resume_point(
      source_id INTEGER PRIMARY KEY REFERENCES source, line INTEGER NOT NULL, byte_offset INTEGER NOT NULL,
      events INTEGER NOT NULL, reader TEXT NOT NULL, state BLOB NOT NULL
    ) STRICT;
    """

  /// Files that are pieces of one text: the first of them, and how many lines stand before.
  static let pieces = """
    ALTER TABLE source ADD COLUMN first_piece INTEGER;
    ALTER TABLE source ADD COLUMN lines_before INTEGER NOT NULL DEFAULT 0;
    """

  /// Made after a bulk load: building them once is faster than keeping them up to date.
  static let indices = """
    CREATE INDEX IF NOT EXISTS event_by_time ON event(at) WHERE kind <> 'log.line';
    CREATE INDEX IF NOT EXISTS event_by_kind ON event(kind, at) WHERE kind <> 'log.line';
    CREATE INDEX IF NOT EXISTS alias_by_name ON instance_alias(alias);
    CREATE INDEX IF NOT EXISTS alias_by_instance ON instance_alias(instance_id);
    CREATE INDEX IF NOT EXISTS incident_by_cluster ON incident(cluster, started_at);
    CREATE INDEX IF NOT EXISTS role_by_instance ON role_interval(instance_id, from_at);
    CREATE INDEX IF NOT EXISTS finding_by_incident ON finding(incident_id);
    CREATE INDEX IF NOT EXISTS evidence_by_finding ON evidence(finding_id);
    """

  /// Dropped and made anew at every opening, so that a newer debrief brings its views along.
  static let views: [(name: String, sql: String)] = [
    (
      "timeline",
      """
      SELECT e.event_id, \(iso("e.at")) AS time, e.at_basis, \(iso("e.last_at")) AS last_time, e.repeat, e.kind,
        e.severity, e.cluster, e.component, e.instance, e.peer, e.actor, e.role, e.code, e.message, e.origin,
        coalesce(s.member, s.path) AS source, e.line, e.attributes
      FROM event e JOIN source s USING (source_id) ORDER BY e.at, e.event_id
      """
    ),
    (
      "incident_timeline",
      """
      SELECT ie.incident_id, ie.step, ie.member, ie.other, \(iso("e.at")) AS time, e.at_basis, e.repeat, e.kind, e.instance, e.peer, e.actor,
        e.role, e.code, e.message, coalesce(s.member, s.path) AS source, e.line, e.event_id
      FROM incident_event ie JOIN event e USING (event_id) JOIN source s USING (source_id)
      ORDER BY ie.incident_id, e.at, e.event_id
      """
    ),
    (
      "role_history",
      """
      SELECT i.cluster, i.name AS instance, r.role, \(iso("r.from_at")) AS from_time, \(iso("r.to_at")) AS to_time,
        r.according_to, r.from_event, r.to_event
      FROM role_interval r JOIN instance i USING (instance_id) ORDER BY i.cluster, r.from_at, i.name
      """
    ),
    (
      "failover_phases",
      """
      SELECT i.incident_id, i.kind, i.cluster, \(iso("i.started_at")) AS started,
        max(CASE m.name WHEN 'detection_time' THEN m.seconds END) AS detection_time,
        max(CASE m.name WHEN 'election_time' THEN m.seconds END) AS election_time,
        max(CASE m.name WHEN 'promotion_time' THEN m.seconds END) AS promotion_time,
        max(CASE m.name WHEN 'reconfiguration_time' THEN m.seconds END) AS reconfiguration_time,
        max(CASE m.name WHEN 'switch_time' THEN m.seconds END) AS switch_time,
        max(CASE m.name WHEN 'label_lag' THEN m.seconds END) AS label_lag,
        max(CASE m.name WHEN 'no_primary_window' THEN m.seconds END) AS no_primary_window,
        max(CASE m.name WHEN 'dual_primary_window' THEN m.seconds END) AS dual_primary_window
      FROM incident i LEFT JOIN measure m USING (incident_id) GROUP BY i.incident_id ORDER BY i.started_at
      """
    ),
    (
      "actors",
      """
      SELECT cluster, actor, kind, count(*) AS events, sum(repeat) AS lines, \(iso("min(at)")) AS first_time,
        \(iso("max(coalesce(last_at, at))")) AS last_time
      FROM event WHERE actor IS NOT NULL GROUP BY cluster, actor, kind ORDER BY cluster, actor, kind
      """
    ),
    (
      "incident_summary",
      """
      SELECT i.incident_id, i.kind, i.platform, i.engine, i.cluster, i.component, \(iso("i.started_at")) AS started,
        \(iso("i.ended_at")) AS ended, i.outcome, i.claimed_outcome, i.old_primary, i.new_primary, i.candidate,
        i.requested_by, f.cause AS root_cause, f.confidence, f.title, m.seconds AS switch_time, l.kind AS link,
        l.earlier_incident_id
      FROM incident i LEFT JOIN finding f ON f.incident_id = i.incident_id AND f.verdict = 'root'
        LEFT JOIN measure m ON m.incident_id = i.incident_id AND m.name = 'switch_time'
        LEFT JOIN incident_link l ON l.incident_id = i.incident_id
      ORDER BY i.started_at, i.incident_id
      """
    ),
    (
      "cause_statistics",
      """
      SELECT f.cause, f.verdict, count(*) AS incidents, count(DISTINCT i.cluster) AS clusters,
        \(iso("min(i.started_at)")) AS first_time, \(iso("max(i.started_at)")) AS last_time,
        sum(f.confidence = 'high') AS high_confidence, sum(i.outcome <> 'succeeded') AS not_succeeded,
        round(100.0 * count(*) / (SELECT count(*) FROM incident), 1) AS percent
      FROM finding f JOIN incident i USING (incident_id) GROUP BY f.cause, f.verdict ORDER BY incidents DESC, f.cause
      """
    ),
  ]

  /// SQL for the events of one source: their ids start with its id, so no index is needed to find them. Its lines that are
  /// no events follow, numbered by line.
  static func events(of source: String) -> String {
    "event_id BETWEEN (\(source) << 32) AND ((\(source) << 32) | 4294967295)"
  }

  /// SQL that writes a column of microseconds as ISO 8601 text with microseconds in UTC.
  static func iso(_ column: String) -> String {
    "CASE WHEN \(column) IS NOT NULL THEN strftime('%Y-%m-%dT%H:%M:%S', \(column) / 1000000, 'unixepoch')"
      + " || printf('.%06dZ', \(column) % 1000000) END"
  }
}
