import GRDB

/// Brings logs whose zone or year had to be assumed onto one clock, by events that two sources saw alike.
///
/// Sentinels repeat each other: a vote, an epoch, a switch of the same primary stand in several logs, and a server says
/// which sentinel ordered its role. Where the same thing is hours apart, the zones differ; where it is years apart, the
/// year was guessed wrong. What is less than a quarter of an hour apart is skew, not a zone, and is left as it is.
package enum ClockAlignment {
  /// Shifts of a source, with the source that proved it; of single clocks while they are worked out (`LogClocks`).
  struct Shift: Equatable {
    var source: Int64
    var micros: Int64
    var like: Int64
  }

  struct Sighting {
    var source: Int64
    var at: Int64
  }

  /// Two sightings of one thing may truly be this far apart: 30 s.
  static let tolerance: Int64 = 30_000_000
  /// More sources than this cannot have seen one and the same thing: no failover has so many witnesses.
  static let mostWitnesses = 24

  /// Aligns the sources of a timeline; sources that are aligned already stay.
  package static func run(_ timeline: Timeline) throws {
    try timeline.database.write { db in
      try moveToProvedYears(db)
      let assumed = Set(
        try Int64.fetchAll(
          db,
          sql: """
            SELECT source_id FROM source WHERE zone_basis = 'assumed' OR year_basis IN ('file-time', 'assumed')
            """))
      guard !assumed.isEmpty else { return }
      let all = Set(try Int64.fetchAll(db, sql: "SELECT source_id FROM source"))
      let yearless = Set(
        try Int64.fetchAll(db, sql: "SELECT source_id FROM source WHERE year_basis IN ('file-time', 'assumed')"))
      var clocks = try LogClocks(db)
      let seen = try sightings(db) { clocks.number($0, $1) }
      let shifts = shifts(
        seen, assumed: clocks.all(of: assumed), all: clocks.all(of: all), yearless: clocks.all(of: yearless))
      let compared = Set(seen.values.joined().map(\.source))
      let placed = clocks.places(of: shifts, seen: compared)
      for (shift, stream) in placed { try apply(shift, stream: stream, db) }
      // Where no clock was proved, they were set by each other: how far they stand from UTC is as open as before.
      let isProved = !clocks.all(of: all.subtracting(assumed)).isDisjoint(with: compared)
      try adoptZone(db, relative: isProved ? [] : Set(placed.map(\.shift.source)))
      try adoptYears(db)
    }
  }

  // MARK: - Years that the log itself proves

  /// A log without years in which something told the year (an epoch, a `ctime`) moves there as a whole.
  private static func moveToProvedYears(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT s.source_id, s.first_at, CAST(max(json_extract(p.facts, '$.years_off')) AS INTEGER) AS years
        FROM source s JOIN process p USING (source_id)
        WHERE s.year_basis = 'file-time' AND s.first_at IS NOT NULL
          AND json_extract(p.facts, '$.years_off') IS NOT NULL
        GROUP BY s.source_id ORDER BY s.source_id
        """)
    for row in rows {
      let (source, years): (Int64, Int) = (row[0], row[2])
      // What has a zone needs no year: the first of the others tells how many days the years have.
      let first = try Int64.fetchOne(
        db, sql: "SELECT min(at) FROM event WHERE \(Schema.events(of: String(source))) AND local_at IS NOT NULL")
      if years != 0, let first {
        let year = Civil.date(days: Civil.floorDivide(first, Civil.microsPerDay)).year
        let micros = Civil.micros(first, inYear: year + years) - first
        try apply(Shift(source: source, micros: micros, like: source), db, basis: nil)
      }
      try db.execute(
        sql: """
          UPDATE source SET year_basis = 'same-log',
            first_at = (SELECT min(first_at) FROM process WHERE source_id = :id),
            last_at = (SELECT max(last_at) FROM process WHERE source_id = :id)
          WHERE source_id = :id
          """, arguments: ["id": source])
    }
  }

  // MARK: - Years from neighbours

  /// A log without years lies beside logs that have them: it takes the year in which it meets them, when there is one.
  ///
  /// The year was only guessed from the file's time, which copying changes; logs handed over together are about the same
  /// days far more often than about the same days of different years.
  private static func adoptYears(_ db: Database) throws {
    let spans = try Row.fetchAll(
      db,
      sql: "SELECT source_id, year_basis, first_at, last_at FROM source WHERE first_at IS NOT NULL ORDER BY source_id"
    ).map { row in
      SourceSpan(
        source: row[0], guessed: ["file-time", "assumed"].contains(row[1] as String), first: row[2],
        last: row[3] ?? row[2])
    }
    for (source, micros) in adoptions(spans) {
      try apply(Shift(source: source, micros: micros, like: source), db, basis: nil)
      try db.execute(sql: "UPDATE source SET year_basis = 'neighbours' WHERE source_id = ?", arguments: [source])
    }
  }

  /// The time a source covers.
  struct SourceSpan {
    var source: Int64
    var guessed: Bool
    var first: Int64
    var last: Int64
  }

  /// How far each guessed source must move so that it meets a source whose year is known; nearest year first.
  static func adoptions(_ spans: [SourceSpan]) -> [(source: Int64, micros: Int64)] {
    let known = spans.filter { !$0.guessed }
    // Two days: the zone may be another, and a log may begin just after the other ends.
    let slack = 2 * Civil.microsPerDay
    func meets(_ span: SourceSpan, _ by: Int64) -> Bool {
      known.contains { $0.first <= span.last + by + slack && span.first + by - slack <= $0.last }
    }
    return spans.compactMap { span in
      guard span.guessed, !known.isEmpty, !meets(span, 0) else { return nil }
      let year = Civil.date(days: Civil.floorDivide(span.first, Civil.microsPerDay)).year
      for back in 1...30 {
        let by = Civil.micros(span.first, inYear: year - back) - span.first
        if meets(span, by) { return (span.source, by) }
      }
      return nil
    }
  }

  // MARK: - What two sources saw alike

  /// Things with one identity, by key; each with its sightings in time order. `clock` tells by whose clock a log of a
  /// source was written.
  static func sightings(
    _ db: Database, clock: (_ source: Int64, _ stream: String?) -> Int64 = { source, _ in source }
  ) throws -> [String: [Sighting]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT source_id, at, kind, cluster, instance, peer, actor, json_extract(attributes, '$.epoch'),
          json_extract(attributes, '$.client_name'), json_extract(attributes, '$.type'), role, code, origin,
          stream
        FROM event
        WHERE at IS NOT NULL AND kind IN ('vote.cast', 'vote.received', 'sentinel.switch.master', 'role.changed',
          'sentinel.failover.state.wait.promotion', 'sentinel.try.failover', 'script.check', 'switchover.recorded')
        ORDER BY at, event_id
        """)
    var found: [String: [Sighting]] = [:]
    while let row = try rows.next() {
      let sighting = Sighting(source: clock(row[0], row[13]), at: row[1])
      for key in keys(row) {
        // The candidate hears of its own vote and of each answer, a voter only of its own: the first of each.
        if key.hasPrefix("vote "), found[key]?.contains(where: { $0.source == sighting.source }) == true { continue }
        found[key, default: []].append(sighting)
      }
    }
    return found
  }

  private static func keys(_ row: Row) -> [String] {
    let kind: String = row[2]
    let cluster: String = row[3] ?? ""
    let instance: String = row[4] ?? ""
    let peer: String = row[5] ?? ""
    let role: String? = row[10]
    let code: String? = row[11]
    let origin: String? = row[12]
    switch kind {
    case "vote.cast", "vote.received":
      guard let epoch = row[7] as String? else { return [] }
      return ["vote \(instance) \(epoch)"]
    case "sentinel.switch.master":
      return [
        // Observers take it over at once, the acting sentinel logs it at its end, up to a failover-timeout later.
        "~switch \(cluster) \(peer) \(instance)", pod(instance).map { "~took \($0)" }, pod(peer).map { "~left \($0)" },
      ]
      .compactMap { $0 }
    case "sentinel.failover.state.wait.promotion": return ["promotion"]
    case "role.changed":
      // Pika does not say who ordered it.
      if (row[8] as String?)?.hasPrefix("sentinel-") == true || code == "remove-master" {
        return role == "primary" ? ["promotion"] : []
      }
      // A probe in the pod sees the same change a while later: weaker, marked with a tilde.
      return pod(instance).map { [role == "primary" ? "~took \($0)" : "~left \($0)"] } ?? []
    // The script that asks, and the one that is asked.
    case "sentinel.try.failover": return ["asked sentinel"]
    case "script.check":
      switch code {
      case "sentinel-failover": return ["asked sentinel"]
      case "started" where origin == "kbagent": return ["asked \(instance)"]
      default: return []
      }
    case "switchover.recorded": return code == "patroni-request" ? ["asked \(instance)"] : []
    default: return []
    }
  }

  /// `redis-0` of `redis-0.redis-headless.ns.svc:6379`; nil for numeric addresses.
  private static func pod(_ name: String) -> Substring? {
    let label = name.prefix { $0 != "." && $0 != ":" }
    return label.isEmpty || label.allSatisfy(\.isNumber) || name.hasPrefix("[") ? nil : label
  }

  // MARK: - Shifts

  /// Works out shifts, starting from the sources whose clock is proved; without any, from the source that most others
  /// agree with, if possible one that writes its years.
  static func shifts(
    _ sightings: [String: [Sighting]], assumed: Set<Int64>, all: Set<Int64>, yearless: Set<Int64> = []
  ) -> [Shift] {
    let differences = differences(sightings)
    let seen = Set(differences.keys.map(\.left))
    var settled = all.subtracting(assumed).intersection(seen)
    let proved = !settled.isEmpty
    if settled.isEmpty {
      let dated = assumed.subtracting(yearless).intersection(seen)
      var agreeing: [Int64: Int] = [:]
      for (pair, difference) in differences where abs(difference) < tolerance { agreeing[pair.left, default: 0] += 1 }
      let best = (dated.isEmpty ? assumed : dated).sorted().max { agreeing[$0] ?? 0 < agreeing[$1] ?? 0 }
      guard let best else { return [] }
      settled = [best]
    }
    var near: [Int64: [(source: Int64, ahead: Int64)]] = [:]
    for (pair, difference) in differences { near[pair.right, default: []].append((pair.left, difference)) }
    var offset: [Int64: Int64] = [:]
    var shifts: [Shift] = []
    // From the settled ones outward, each source once.
    var queue = settled.sorted()
    var next = 0
    while next < queue.count {
      let like = queue[next]
      next += 1
      for (source, difference) in (near[like] ?? []).sorted(by: { $0.source < $1.source })
      where assumed.contains(source) && settled.insert(source).inserted {
        queue.append(source)
        guard let correction = correction(difference + (offset[like] ?? 0)) else { continue }
        offset[source] = -correction
        // Agreement with a proved clock is a proof, too.
        if correction != 0 || proved { shifts.append(Shift(source: source, micros: correction, like: like)) }
      }
    }
    return shifts
  }

  struct Pair: Hashable {
    var left: Int64
    var right: Int64

    init(_ left: Int64, _ right: Int64) {
      self.left = left
      self.right = right
    }
  }

  /// How far `left` runs ahead of `right`, for every pair that saw the same things equally often.
  static func differences(_ sightings: [String: [Sighting]]) -> [Pair: Int64] {
    var all: [Pair: [Int64]] = [:]
    var weak: [Pair: [Int64]] = [:]
    for (key, seen) in sightings {
      let bySource = Dictionary(grouping: seen, by: \.source).mapValues { $0.map(\.at) }
      // What half a fleet saw has no identity of its own.
      guard bySource.count <= mostWitnesses else { continue }
      for (left, leftTimes) in bySource {
        for (right, rightTimes) in bySource where left != right && leftTimes.count == rightTimes.count {
          let differences = zip(leftTimes, rightTimes).map { $0 - $1 }
          if key.hasPrefix("~") {
            weak[Pair(left, right), default: []] += differences.compactMap(wholeQuarters)
          } else {
            all[Pair(left, right), default: []] += differences
          }
        }
      }
    }
    all.merge(weak.filter { !$0.value.isEmpty }) { strong, _ in strong }
    return all.compactMapValues { values in
      let sorted = values.sorted()
      // One zone for the whole log: the differences must agree among themselves.
      guard let first = sorted.first, let last = sorted.last, last - first < tolerance else { return nil }
      return sorted[sorted.count / 2]
    }
  }

  /// A difference that is whole quarters of an hour but for the delay of a probe, without that delay.
  private static func wholeQuarters(_ apart: Int64) -> Int64? {
    let quarters = Civil.nearestQuarter(apart)
    return abs(apart - quarters) < 4 * tolerance ? quarters : nil
  }

  /// What to add to a clock that runs ahead by `apart`: whole years, then quarters of an hour; nil where neither fits.
  static func correction(_ apart: Int64) -> Int64? {
    var rest = apart
    var correction: Int64 = 0
    if abs(rest) > 300 * Civil.microsPerDay {
      let years = (Double(rest) / Double(Civil.microsPerDay) / 365.25).rounded()
      for days in [Int64(years * 365.25), Int64(years * 365.25) + 1, Int64(years * 365.25) - 1, Int64(years) * 365]
      where abs(rest - days * Civil.microsPerDay) < Civil.microsPerDay {
        correction -= days * Civil.microsPerDay
        rest -= days * Civil.microsPerDay
        break
      }
    }
    let quarters = Civil.nearestQuarter(rest)
    guard abs(quarters) <= 26 * 3_600_000_000, abs(rest - quarters) < tolerance else { return nil }
    return correction - quarters
  }

  /// Moves a source, or one log of it; `basis` says what proved its zone, nil leaves the zone as it was.
  static func apply(
    _ shift: Shift, stream: String? = nil, _ db: Database, basis: String? = "same-event"
  ) throws {
    let arguments: StatementArguments = ["by": shift.micros, "source": shift.source, "stream": stream]
    try db.execute(
      sql: """
        UPDATE event SET at = at + :by, last_at = last_at + :by
        WHERE \(Schema.events(of: ":source")) AND local_at IS NOT NULL
          AND (:stream IS NULL OR coalesce(stream, '') = :stream)
        """, arguments: arguments)
    for (table, from, to) in [("process", "first_at", "last_at"), ("coverage_gap", "from_at", "to_at")] {
      try db.execute(
        sql: """
          UPDATE \(table) SET \(from) = \(from) + :by, \(to) = \(to) + :by
          WHERE source_id = :source AND (:stream IS NULL OR stream = :stream)
          """, arguments: arguments)
    }
    let offset = try Int64.fetchOne(
      db, sql: "SELECT local_at - at FROM event WHERE \(Schema.events(of: ":source")) AND local_at IS NOT NULL LIMIT 1",
      arguments: ["source": shift.source])
    let zone = offset.flatMap { abs($0) <= 26 * 3_600_000_000 ? SourceReader.zoneName($0) : nil } ?? "UTC"
    // The zone of a source whose logs differ is that of its first.
    try db.execute(
      sql: """
        UPDATE source SET zone = CASE WHEN :basis IS NULL THEN zone ELSE :zone END,
          zone_basis = coalesce(:basis, zone_basis),
          first_at = CASE WHEN :stream IS NULL THEN first_at + :by ELSE
            (SELECT min(first_at) FROM process WHERE source_id = :source) END,
          last_at = CASE WHEN :stream IS NULL THEN last_at + :by ELSE
            (SELECT max(last_at) FROM process WHERE source_id = :source) END
        WHERE source_id = :source
        """,
      arguments: ["basis": basis, "zone": zone, "by": shift.micros, "source": shift.source, "stream": stream])
  }
}
