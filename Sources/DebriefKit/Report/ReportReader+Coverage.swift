import GRDB

// What the logs can speak for, and how far their clocks agree.
extension ReportModel {
  /// Each process with a log of its own, by source. Objects and answers show one moment and cover nothing.
  static func coverage(_ db: Database) throws -> [CoveredTime] {
    let gaps = try Coverage.gaps(db)
    return try Row.fetchAll(
      db,
      sql: """
        SELECT p.*, s.path, s.member AS archived FROM process p JOIN source s USING (source_id)
        WHERE p.first_at IS NOT NULL OR p.origins LIKE '%job%'
        ORDER BY s.path, coalesce(s.member, ''), p.source_id, p.stream
        """
    ).map { row in
      let origins: String = row["origins"]
      let format: String? = row["format"]
      let words = [
        origins.isEmpty ? format : origins.replacing(" ", with: "+"), (row["member"] as String?) ?? row["pod"],
      ]
      return CoveredTime(
        source: sourceName(path: row["path"], member: row["archived"]),
        process: words.compactMap(\.self).joined(separator: " "), from: row["first_at"], to: row["last_at"],
        gaps: (gaps["\(row["source_id"] as Int64)/\(row["stream"] as String)"] ?? []).map {
          (from: $0.lowerBound, to: $0.upperBound)
        })
    }
  }

  static func clocks(_ db: Database) throws -> [ClockPair] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT s.path, s.member, t.path AS other_path, t.member AS other_member, c.low_us, c.high_us
        FROM clock_pair c JOIN source s ON s.source_id = c.source_id JOIN source t ON t.source_id = c.other_id
        """
    ).map { row in
      let pair = ClockPair(
        source: sourceName(path: row["path"], member: row["member"]),
        other: sourceName(path: row["other_path"], member: row["other_member"]), low: row["low_us"],
        high: row["high_us"])
      // Numbers of sources depend on the order in which they were handed over; names do not.
      guard pair.other < pair.source else { return pair }
      return ClockPair(source: pair.other, other: pair.source, low: -pair.high, high: -pair.low)
    }.sorted { ($0.source, $0.other) < ($1.source, $1.other) }
  }
}
