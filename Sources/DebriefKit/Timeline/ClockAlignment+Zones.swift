import GRDB

/// The zone of the others.
extension ClockAlignment {
  /// Logs without a zone of their own, beside logs that all turned out to be of one zone, are taken to be of that zone,
  /// too: processes of one system run with one setting far more often than not. `relative` are those that were only set by
  /// others without a zone: they prove no zone, and go where those go.
  static func adoptZone(_ db: Database, relative: Set<Int64> = []) throws {
    let offsets = """
      SELECT s.source_id, s.zone_basis, (SELECT e.local_at - e.at FROM event e WHERE \(Schema.events(of: "s.source_id"))
        AND e.local_at IS NOT NULL LIMIT 1) AS offset
      FROM source s WHERE offset IS NOT NULL ORDER BY s.source_id
      """
    let rows = try Row.fetchAll(db, sql: offsets)
    let known = Set(rows.filter { $0[1] != "assumed" && !relative.contains($0[0]) }.map { $0[2] as Int64 })
    let own = known.isEmpty ? try writtenZone(db) : nil
    guard known.count == 1 || own != nil, let zone = own ?? known.first, zone != 0, abs(zone) <= 14 * 3_600_000_000
    else {
      return
    }
    for row in rows where row[1] == "assumed" && row[2] == 0 || relative.contains(row[0]) {
      try apply(Shift(source: row[0], micros: -zone, like: row[0]), db, basis: "neighbours")
    }
  }

  /// The one zone, other than UTC, that clients write beside their times, in microseconds east of UTC; nil where the logs
  /// without a zone meet the clients as they are, or do not meet them in that zone either.
  private static func writtenZone(_ db: Database) throws -> Int64? {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT CAST(json_extract(attributes, '$.zone_s') AS INTEGER), min(at), max(coalesce(last_at, at)) FROM event
        WHERE kind IN ('write.accepted', 'write.refused') AND json_extract(attributes, '$.zone_s') IS NOT NULL
          AND at IS NOT NULL
        GROUP BY 1
        """)
    guard rows.count == 1, let row = rows.first else { return nil }
    let zone: Int64 = row[0] * Civil.microsPerSecond
    let (first, last): (Int64, Int64) = (row[1], row[2])
    // What is looked for is a failover: an event of the sentinels or a change of roles within the client's record.
    func meets(_ shift: Int64) throws -> Bool {
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS(SELECT 1 FROM event WHERE at BETWEEN :first AND :last AND local_at IS NOT NULL
            AND (kind LIKE 'sentinel.%' OR kind = 'role.changed'))
          """, arguments: ["first": first + shift, "last": last + shift]) ?? false
    }
    return try !meets(0) && meets(zone) ? zone : nil
  }
}
