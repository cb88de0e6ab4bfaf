import GRDB

/// How far the clocks of two sources are apart, from events that must lie between two others.
///
/// A vote is cast after the candidate asked and before it heard the answer; a promotion is executed after it was ordered
/// and before it was seen; a request is handled after it was sent and before its answer was read. When the middle stands
/// in another log, the difference of the clocks lies in an interval. An interval that holds zero proves nothing; any
/// other proves skew, and the source's events are moved by the value nearest to zero that it allows.
package enum SkewEstimate {
  /// What one clock may run ahead of another, in microseconds.
  struct Interval: Equatable {
    var low: Int64
    var high: Int64

    /// The smallest correction that makes the order right; 0 where none is needed.
    var least: Int64 { low > 0 ? low : high < 0 ? high : 0 }

    /// What to set the clock back by: where whole quarters of an hour fit, they are a zone; else the least that fits.
    var correction: Int64 {
      let whole = Civil.nearestQuarter(least)
      return whole != 0 && (low...high).contains(whole) ? whole : least
    }

    /// What the second clock may run ahead of the first.
    var reversed: Interval { Interval(low: -high, high: -low) }

    /// The same when the clock that runs ahead is set back by so much.
    func moved(by: Int64) -> Interval { Interval(low: low - by, high: high - by) }

    func meet(_ other: Interval) -> Interval? {
      let meeting = Interval(low: max(low, other.low), high: min(high, other.high))
      return meeting.low <= meeting.high ? meeting : nil
    }
  }

  /// A middle event in one source that must lie between two of another.
  struct Bracket {
    var outer: Int64
    var inner: Int64
    var before: Int64
    var middle: Int64
    /// A stamp in whole seconds may stand for any time within its second.
    var middleSpan: Int64 = 0
    var after: Int64

    /// The same between the texts that the sources are pieces of: each has one clock.
    func between(_ pieces: SourcePieces) -> Bracket {
      var whole = self
      (whole.outer, whole.inner) = (pieces.first(of: outer), pieces.first(of: inner))
      return whole
    }

    /// How far the inner clock runs ahead of the outer one.
    var interval: Interval { Interval(low: middle - after, high: middle + middleSpan - before) }
  }

  /// Estimates skew, stores it with its interval, and moves the events of skewed sources. Runs after `ClockAlignment`.
  package static func run(_ timeline: Timeline) throws {
    try timeline.database.write { db in
      let pieces = try SourcePieces(db)
      let brackets =
        try
        (votes(db, pieces) + near({ try orders($0, pieces, reach: $1) }, db) + near(calls, db)
        + near(containers, db)).map { $0.between(pieces) }
      let seen =
        try brackets.isEmpty
        ? [:] : ClockAlignment.sightings(db) { source, _ in pieces.first(of: source) }
      let alike = ClockAlignment.differences(seen)
      let spans = try spans(db)
      var moved: [Int64: Int64] = [:]
      let wrong = SkewedClocks.corrections(from: brackets, alike: alike, spans: spans)
      for (first, correction) in wrong.sorted(by: { $0.key < $1.key }) {
        for source in pieces.all(from: first) where try apply(correction, to: source, db) {
          moved[first] = correction.micros
        }
      }
      try db.execute(sql: "DELETE FROM clock_pair")
      for (pair, interval) in intervals(brackets).sorted(by: {
        ($0.key.left, $0.key.right) < ($1.key.left, $1.key.right)
      }) {
        // What was corrected is no longer apart; what is left is the width of the interval.
        let by = (moved[pair.left] ?? 0) - (moved[pair.right] ?? 0)
        try db.execute(
          sql: "INSERT INTO clock_pair(source_id, other_id, low_us, high_us) VALUES(?, ?, ?, ?)",
          arguments: [pair.left, pair.right, interval.low - by, interval.high - by])
      }
    }
  }

  // MARK: - Estimating

  /// How far the left source of a pair runs ahead of the right one, each pair once. Contradictory brackets give none.
  static func intervals(_ brackets: [Bracket]) -> [ClockAlignment.Pair: Interval] {
    var pairs: [ClockAlignment.Pair: Interval?] = [:]
    for bracket in brackets where bracket.outer != bracket.inner && bracket.after >= bracket.before {
      let isAscending = bracket.inner < bracket.outer
      let pair = ClockAlignment.Pair(min(bracket.inner, bracket.outer), max(bracket.inner, bracket.outer))
      let own = bracket.interval
      let interval = isAscending ? own : own.reversed
      let known = pairs[pair]
      pairs[pair] = .some(known.map { $0?.meet(interval) } ?? interval)
    }
    return pairs.compactMapValues(\.self)
  }

  /// A sliver below the resolution of a log line (5 ms) is rounding, not skew.
  static let sliver: Int64 = 5_000
  /// Clocks further apart than this (26 h, the widest difference of zones) are no skew.
  static let most: Int64 = 26 * 3_600_000_000

  private static func spans(_ db: Database) throws -> [Int64: ClosedRange<Int64>] {
    let rows = try Row.fetchAll(db, sql: "SELECT source_id, first_at, last_at FROM source WHERE first_at IS NOT NULL")
    return Dictionary(
      rows.map { row in
        let first: Int64 = row[1]
        return (row[0] as Int64, first...max(first, row[2] as Int64? ?? first))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Whether the source was moved: once, and not for a sliver below the resolution of a log line, which is rounding.
  private static func apply(_ correction: SkewedClocks.Correction, to source: Int64, _ db: Database) throws -> Bool {
    let stored = try Int64.fetchOne(db, sql: "SELECT skew_us FROM source WHERE source_id = ?", arguments: [source])
    guard stored == 0 else { return false }
    try db.execute(
      sql: "UPDATE source SET skew_us = ?, skew_low_us = ?, skew_high_us = ? WHERE source_id = ?",
      arguments: [correction.micros, correction.allowed.low, correction.allowed.high, source])
    try db.execute(
      sql: """
        UPDATE event SET at = at - :by, last_at = last_at - :by, at_basis = CASE at_basis WHEN 'none' THEN 'none'
          WHEN 'relative' THEN 'relative' ELSE 'inferred' END
        WHERE \(Schema.events(of: ":source")) AND at IS NOT NULL
        """, arguments: ["by": correction.micros, "source": source])
    try db.execute(
      sql: "UPDATE process SET first_at = first_at - :by, last_at = last_at - :by WHERE source_id = :source",
      arguments: ["by": correction.micros, "source": source])
    try db.execute(
      sql: "UPDATE coverage_gap SET from_at = from_at - :by, to_at = to_at - :by WHERE source_id = :source",
      arguments: ["by": correction.micros, "source": source])
    return true
  }

  // MARK: - Brackets

  /// Partners within ten minutes; where two sources have none, and there are few events of that kind at all, the only
  /// partner within a day, so that a clock that is hours off is found, too.
  private static func near(
    _ brackets: (Database, _ reach: Int64) throws -> [Bracket], _ db: Database
  ) throws -> [Bracket] {
    let close = try brackets(db, 600_000_000)
    let asked = try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM event WHERE kind <> 'log.line' AND kind IN ('sentinel.failover.state.send.slaveof.noone',
          'sentinel.slave.reconf.sent', 'api.request', 'pod.started')
        """)
    guard let asked, asked <= 200 else { return close }
    let paired = Set(close.map { ClockAlignment.Pair($0.outer, $0.inner) })
    return close + (try brackets(db, most)).filter { !paired.contains(ClockAlignment.Pair($0.outer, $0.inner)) }
  }

  /// The job's container started ≤ every line of its log ≤ the container ended, where the object has both.
  private static func containers(_ db: Database, reach: Int64) throws -> [Bracket] {
    // Every container is compared with every log: for a case, not for a year of them.
    let few = try Int.fetchOne(
      db, sql: "SELECT count(*) <= 200 FROM event WHERE kind <> 'log.line' AND kind = 'pod.started'")
    guard few == 1 else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT s.source_id, p.source_id, s.at, p.first_at, p.last_at, t.at
        FROM event s
        JOIN event t ON t.kind <> 'log.line' AND t.kind = 'pod.terminated' AND t.source_id = s.source_id
          AND t.instance = s.instance AND t.attributes ->> '$.container' IS s.attributes ->> '$.container' AND t.at >= s.at
        JOIN process p ON p.source_id <> s.source_id AND p.first_at IS NOT NULL AND p.origins LIKE '%job%'
          AND abs(p.first_at - s.at) < \(reach) AND coalesce(p.pod, s.instance) = s.instance
        WHERE s.kind <> 'log.line' AND s.kind = 'pod.started' AND s.attributes ->> '$.job' IS NOT NULL
          AND s.attributes ->> '$.init' IS NULL
        GROUP BY p.source_id, p.stream HAVING count(DISTINCT s.instance) = 1 AND count(DISTINCT t.event_id) = 1
        """
    ).flatMap { row in
      // Objects have whole seconds: it ended at some time within the second.
      let (started, ended): (Int64, Int64) = (row[2], row[5])
      return ([row[3], row[4]] as [Int64]).map { line in
        Bracket(outer: row[0], inner: row[1], before: started, middle: line, after: ended + 999_999)
      }
    }
  }

  /// The job's call ≤ the sidecar's request line ≤ the job's answer, where each log has one of them.
  private static func calls(_ db: Database, reach: Int64) throws -> [Bracket] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT sent.source_id, got.source_id, sent.at, got.at, min(answered.at), got.at_basis
        FROM event sent
        JOIN event answered ON answered.source_id = sent.source_id AND answered.at >= sent.at
          AND answered.kind <> 'log.line' AND answered.kind IN ('api.response', 'api.error')
        JOIN event got ON got.kind <> 'log.line' AND got.kind = 'api.request' AND got.origin IN ('lorry', 'syncer', 'kbagent')
          AND got.source_id <> sent.source_id AND abs(got.at - sent.at) < \(reach / 5)
        WHERE sent.kind <> 'log.line' AND sent.kind = 'api.request' AND sent.origin = 'job' AND sent.at IS NOT NULL
          AND json_extract(got.attributes, '$.path') LIKE '%switchover'
        GROUP BY sent.event_id, got.source_id HAVING count(DISTINCT got.event_id) = 1
        """
    ).map { row in
      Bracket(
        outer: row[0], inner: row[1], before: row[2], middle: row[3],
        middleSpan: row[5] == "exact" ? 0 : 1_000_000, after: row[4])
    }
  }
}
