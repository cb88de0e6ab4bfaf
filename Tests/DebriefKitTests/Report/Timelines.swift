import GRDB

@testable import DebriefKit

/// Timelines written by hand: what a report reads, without reading logs.
enum Timelines {
  /// One failed switchover with a root cause, a ruled-out cause, lanes, measures and hostile log text.
  static func failedSwitchover(text: String = "curl http://10.0.0.7:3601/v1.0/switchover") throws -> Timeline {
    let timeline = try Timeline()
    try timeline.database.write { db in
      try db.execute(
        sql: """
          INSERT INTO ingest_run VALUES(1, 0, 0, 'test', '[]');
          INSERT INTO source(source_id, run_id, path, member, sha256, bytes, lines, format, zone, zone_basis, year_basis,
            skew_us, first_at, last_at, recognised, unrecognised) VALUES(1, 1, 'case/job.log', NULL, 'aa', 100, 2, 'job', 'UTC', 'assumed', 'written', 0,
            NULL, NULL, 2, 0);
          INSERT INTO source(source_id, run_id, path, member, sha256, bytes, lines, format, zone, zone_basis, year_basis,
            skew_us, first_at, last_at, recognised, unrecognised) VALUES(2, 1, 'case/bundle.zip', 'pod.yaml', 'bb', 900, 40, 'kubernetes-yaml', 'UTC',
            'written', 'written', 1500000, NULL, NULL, 40, 0);
          INSERT INTO problem VALUES(1, 1, 'case/job.log', 2, 'no format recognises these lines', 1, '???');
          """)
      try event(db, 1, at: 1_743_563_550_071_000, source: 1, line: 1, kind: "api.request", message: text, local: true)
      try event(db, 2, at: 1_743_563_554_000_000, source: 2, line: 31, kind: "pod.terminated", message: nil, code: "7")
      try db.execute(
        sql: """
          INSERT INTO instance VALUES(1, 'shop', 'shop-mysql-0', 'mysql'), (2, 'shop', 'shop-mysql-1', 'mysql');
          INSERT INTO role_interval VALUES
            (1, 'primary', 1743563540000000, NULL, 'label', 1, NULL),
            (2, 'replica', 1743563540000000, NULL, 'label', 1, NULL);
          INSERT INTO incident VALUES(1, 'switchover', 'kubeblocks', 'mysql', 'shop', 'mysql', 1, 1743563550000000,
            1743563554000000, 'failed', 'failed', 'shop-mysql-0', NULL, 'shop-mysql-1', 'ops shop-switch',
            '{"operator_version":"0.9.4"}');
          INSERT INTO incident_event(incident_id, event_id, step) VALUES(1, 1, 'call'), (1, 2, 'end');
          INSERT INTO measure VALUES(1, 'job_runtime', 3.929, 1, 2), (1, 'request_to_end', 4, NULL, NULL);
          INSERT INTO finding(finding_id, incident_id, rule, cause, verdict, confidence, title, explanation) VALUES
            (1, 1, 'wait-too-short', 'wait-too-short', 'ruled-out', 'high', 'The wait was too short',
             'The job ended long before its wait did.'),
            (2, 1, 'endpoint-refused', 'endpoint-refused', 'root', 'high', 'Nothing listens at the address called',
             'curl ended with exit code 7.');
          INSERT INTO evidence VALUES(1, 2, 'against', 'the job lived 4 s'), (2, 1, 'for', NULL), (2, 2, 'for', 'exit 7');
          INSERT INTO remedy(finding_id, position, key, title, body, stage) VALUES
            (2, 1, 'name-the-port', 'Name the port', 'Set SYNCER_SERVICE_PORT.', 'repair'),
            (2, 2, 'watch-the-job', 'Watch the job', 'Alert on failed jobs.', 'prevent');
          """)
    }
    return timeline
  }

  private static func event(
    _ db: Database, _ id: Int64, at: Int64, source: Int64, line: Int64, kind: String, message: String?,
    code: String? = nil, local: Bool = false
  ) throws {
    try db.execute(
      sql: """
        INSERT INTO event(event_id, at, at_basis, source_id, line, byte_offset, byte_length, origin, kind, severity,
          cluster, instance, code, message, local_at)
        VALUES(?, ?, ?, ?, ?, 0, 0, 'job', ?, 1, 'shop', 'shop-mysql-0', ?, ?, ?)
        """,
      arguments: [id, at, local ? "inferred" : "exact", source, line, kind, code, message, local ? at : nil])
  }
}
