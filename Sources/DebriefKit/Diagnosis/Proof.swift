import GRDB

/// Asks of what a rule found whether it is proved: whether logs cover the time in which nothing was seen, and whether the
/// clocks decide an order between two sources.
struct Proof {
  let coverage: Coverage
  let clocks: ClockPairs
  let incident: IncidentRow
  /// The database, with the incident's scope made ready.
  let db: Database
  /// The logs that may know this incident.
  private let known: [Coverage.Process]

  /// When and where an event stands.
  private struct Moment {
    var at: Int64
    /// The last of a folded run; else `at`.
    var last: Int64
    var source: Int64
  }

  /// What conditions that hold do not prove. `others` are conditions they may refer to.
  func doubts(_ conditions: [RuleResult.ConditionResult], _ others: [RuleResult.ConditionResult]) throws -> [Doubt] {
    let named = Dictionary(
      (conditions + others).map { ($0.condition.name, $0) }, uniquingKeysWith: { first, _ in first })
    var doubts: [Doubt] = []
    for result in conditions where result.holds && !result.condition.isOptional {
      if result.condition.isAbsent {
        guard let doubt = try absence(result.condition, named) else { continue }
        // One log that ends too early is said once, whatever it did not see.
        if let index = doubts.firstIndex(where: { $0.joins(doubt) }) {
          doubts[index].join(doubt)
        } else {
          doubts.append(doubt)
        }
      } else if let doubt = try order(result, named) {
        doubts.append(doubt)
      }
    }
    return doubts
  }

  /// Everything about one incident, for a single question.
  init(incident id: Int64, in db: Database) throws {
    try IncidentScope.materialise(db, incident: id)
    try self.init(coverage: Coverage(db), clocks: ClockPairs(db), incident: IncidentRow(id, in: db), db: db)
  }

  init(coverage: Coverage, clocks: ClockPairs, incident: IncidentRow, db: Database) throws {
    self.coverage = coverage
    self.clocks = clocks
    self.incident = incident
    self.db = db
    known = coverage.logs(
      heard: try db.all("SELECT DISTINCT source_id || '/' || coalesce(stream, '') FROM scope") { $0[0] },
      cluster: incident.field("cluster"))
  }

  // MARK: - Absence

  /// Why the absence of what a condition looks for is not proved; nil where it is, or needs no proof.
  func absence(_ condition: Condition, _ named: [String: RuleResult.ConditionResult]) throws -> Doubt? {
    guard case .events = condition.subject, let seenBy = condition.seenBy ?? SeenBy.usual(for: condition),
      !seenBy.witnesses.isEmpty, !coverage.processes.isEmpty, let window = try window(condition, seenBy, named)
    else { return nil }
    var lacks: [Coverage.Lack] = []
    for witness in seenBy.witnesses(on: incident.field("platform")) {
      let logs = try logs(of: witness)
      var window = window
      if witness == .job {
        // A job's log cannot cover what was before or after the job, and one without times is taken as whole.
        if logs.contains(where: { $0.span == nil }) { return nil }
        let end = min(window.upperBound, try jobEnd() ?? window.upperBound)
        let reached = logs.compactMap(\.span?.upperBound).max() ?? end
        if !logs.isEmpty, reached + 3 * Coverage.slack >= end { return nil }
        window = end...end
      }
      if seenBy.isEvery, !logs.isEmpty {
        let own = logs.lazy.compactMap { Coverage.lack([$0], window) }.first
        guard let own else { return nil }
        lacks.append(own)
      } else {
        guard let lack = Coverage.lack(logs, window) else { return nil }
        lacks.append(lack)
      }
    }
    return Doubt(
      kind: .notProvable, condition: condition.name, sought: condition.sought,
      text: reason(seenBy, lacks, window),
      hasNoWitness: lacks.allSatisfy { $0 == .nobody })
  }

  /// What the sentinel that led a failover alone writes is not absent as long as its log was not read.
  func actingSentinel(_ condition: Condition) -> Doubt? {
    let kinds = condition.exactKinds.filter { $0.hasPrefix("sentinel.") }
    let isItsOwn =
      !kinds.isEmpty && kinds.allSatisfy { kind in Self.actingKinds.contains { kind.hasPrefix($0) } }
    // Somebody led one, and it was none of those whose logs are at hand.
    let isLedElsewhere = !incident.kinds.isDisjoint(with: [
      "vote.cast", "sentinel.new.epoch", "sentinel.config.update.from",
    ])
    guard isItsOwn, isLedElsewhere, !incident.kinds.contains("sentinel.try.failover") else { return nil }
    return Doubt(
      kind: .notProvable, condition: condition.name, sought: condition.sought,
      text: Localised(
        en: "the log of the sentinel that led the failover was not read", zh: "没有读到执行故障转移的哨兵的日志"),
      hasNoWitness: true)
  }

  private static let actingKinds = [
    "sentinel.try.failover", "sentinel.elected.leader", "sentinel.failover.", "sentinel.selected.slave",
    "sentinel.promoted.slave", "sentinel.slave.reconf.",
  ]

  /// The time in which it would have happened.
  private func window(
    _ condition: Condition, _ seenBy: SeenBy, _ named: [String: RuleResult.ConditionResult]
  ) throws -> ClosedRange<Int64>? {
    var from = incident.startedAt
    var to = try incident.endedAt ?? Int64.fetchOne(db, sql: "SELECT max(until) FROM scope")
    func moments(_ name: String) throws -> [Int64] { try self.moments(named[name]?.evidence ?? []).map(\.at) }
    for relation in condition.relations {
      let times: [Int64] =
        switch relation.other {
        case .condition(let name): try moments(name)
        case .start: [incident.startedAt].compactMap(\.self)
        case .end: [incident.endedAt].compactMap(\.self)
        }
      guard let first = times.min(), let last = times.max() else { continue }
      let reach = relation.within?.upperBound
      for order in relation.orders {
        switch order {
        case .after:
          from = first
          if let reach { to = last + reach }
        case .before:
          to = last
          if let reach { from = first - reach }
        case .near:
          from = first - (reach ?? 0)
          to = last + (reach ?? 0)
        }
      }
    }
    if let name = seenBy.from, let first = try moments(name).min() { from = first }
    if let name = seenBy.to, let last = try moments(name).max() { to = last }
    guard let from, let to, from <= to else { return nil }
    return from...to
  }

  private func logs(of witness: SeenBy.Witness) throws -> [Coverage.Process] {
    let names = try witness.member.map { part in
      try Set(db.all("SELECT name FROM party WHERE part = ?", [part]) { $0[0] as String })
    }
    let origins = witness.origins
    return known.filter { process in
      guard !process.origins.isDisjoint(with: origins) else { return false }
      return names.map { names in process.member.map(names.contains) ?? false } ?? true
    }
  }

  private func jobEnd() throws -> Int64? {
    try Int64.fetchOne(
      db,
      sql: """
        SELECT min(at) FROM scope WHERE kind IN ('job.failed', 'job.succeeded', 'script.failed', 'script.succeeded')
          OR kind = 'pod.terminated' AND attributes ->> '$.job' IS NOT NULL
        """)
  }

  private func moments(_ ids: [Int64]) throws -> [Moment] {
    guard !ids.isEmpty else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT at, CASE WHEN until - at > 999999 THEN until ELSE at END, source_id FROM scope
        WHERE at IS NOT NULL AND event_id IN (\(ids.map(String.init).joined(separator: ",")))
        """
    ).map { Moment(at: $0[0], last: $0[1], source: $0[2]) }
  }

  // MARK: - Order

  /// Whether every pair of events that lies as asked could lie otherwise, for all that is known of their clocks.
  private func order(
    _ result: RuleResult.ConditionResult, _ named: [String: RuleResult.ConditionResult]
  ) throws -> Doubt? {
    for relation in result.condition.relations where !relation.orders.isEmpty {
      guard case .condition(let name) = relation.other, let other = named[name] else { continue }
      let own = try moments(result.evidence)
      let others = try moments(other.evidence)
      var open: (own: Moment, other: Moment, clocks: SkewEstimate.Interval)?
      var isDecided = own.isEmpty || others.isEmpty
      for first in own where !isDecided {
        for second in others {
          guard first.source != second.source, let clocks = clocks.interval(first.source, second.source) else {
            isDecided = true
            break
          }
          if Self.decides(relation, Self.apart(first, second, relation), clocks) {
            isDecided = true
            break
          }
          open = open ?? (first, second, clocks)
        }
      }
      if !isDecided, let open {
        return Doubt(
          kind: .undecidable, condition: result.condition.name,
          text: try text(result.condition.name, relation, name, open.own, open.other, open.clocks))
      }
    }
    return nil
  }

  /// How much later one of two events is, as the relation takes a run of lines.
  private static func apart(_ own: Moment, _ other: Moment, _ relation: Relation) -> Int64 {
    if relation.orders.contains(.after) {
      return max(own.at, min(own.last, other.at + (relation.within?.upperBound ?? .max / 4))) - other.at
    }
    if relation.orders.contains(.before) { return own.at - max(other.at, other.last) }
    if own.at > other.last { return own.at - other.last }
    return own.last < other.at ? own.last - other.at : 0
  }

  /// Whether an event that is `apart` later than another lies as asked whatever the clocks are.
  static func decides(_ relation: Relation, _ apart: Int64, _ clocks: SkewEstimate.Interval) -> Bool {
    let least = apart - clocks.high
    let most = apart - clocks.low
    return relation.orders.allSatisfy { order in
      switch order {
      case .after: least >= 0 && relation.within.map { most <= $0.upperBound } ?? true
      case .before: most <= 0 && relation.within.map { -least <= $0.upperBound } ?? true
      case .near: max(abs(least), abs(most)) <= relation.within?.upperBound ?? .max
      }
    }
  }
}

// MARK: - Words

extension Proof {
  /// Why logs do not cover a time, in a sentence that follows what was not seen.
  private func reason(_ seenBy: SeenBy, _ lacks: [Coverage.Lack], _ window: ClosedRange<Int64>) -> Localised {
    let (from, to) = (Self.time(window.lowerBound), Self.time(window.upperBound))
    switch lacks.first(where: { $0 != .nobody }) ?? .nobody {
    case .begins(let name, let at):
      return Localised(
        en: "`\(name)` begins at \(Self.time(at)), and it could have happened from \(from) on",
        zh: "`\(name)` 从 \(Self.time(at)) 才开始，而它从 \(from) 起就可能发生")
    case .ends(let name, let at):
      return Localised(
        en: "`\(name)` ends at \(Self.time(at)), and it could have happened until \(to)",
        zh: "`\(name)` 在 \(Self.time(at)) 结束，而它直到 \(to) 都可能发生")
    case .hole(let name, let gap):
      return Localised(
        en: "`\(name)` has a hole from \(Self.time(gap.lowerBound)) to \(Self.time(gap.upperBound))",
        zh: "`\(name)` 在 \(Self.time(gap.lowerBound)) 到 \(Self.time(gap.upperBound)) 之间有空缺")
    case .undated(let name):
      return Localised(
        en: "`\(name)` has no times, so nobody knows what it covers",
        zh: "`\(name)` 没有时间戳，无法知道它覆盖哪个时段")
    case .nobody:
      let who = seenBy.witnesses(on: incident.field("platform")).map(\.rawValue)
      return Localised(
        en: "no log that would show it was read (\(who.joined(separator: ", ")))",
        zh: "没有读到会记录它的日志（\(who.joined(separator: "、"))）")
    }
  }

  private func text(
    _ condition: String, _ relation: Relation, _ name: String, _ own: Moment, _ other: Moment,
    _ clocks: SkewEstimate.Interval
  ) throws -> Localised {
    let left = try sourceName(own.source)
    let right = try sourceName(other.source)
    let range = "\(Seconds.signed(clocks.low)) … \(Seconds.signed(clocks.high)) s"
    let apart = Seconds.text(Double(abs(Self.apart(own, other, relation))) / 1_000_000)
    let order = relation.orders.map(\.rawValue).joined(separator: ", ")
    return Localised(
      en:
        "\(condition) \(order) \(name): the clocks of `\(left)` and `\(right)` may differ by \(range), and the events are \(apart) s apart",
      zh: "\(condition) \(order) \(name)：`\(left)` 与 `\(right)` 的时钟可能相差 \(range)，而两个事件只相隔 \(apart) s")
  }

  /// `2025-04-02 03:12:30.071 UTC`
  static func time(_ micros: Int64) -> String {
    var text = String(Civil.iso(micros).dropLast()).replacing("T", with: " ")
    while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
    return (text.hasSuffix(".") ? String(text.dropLast()) : text) + " UTC"
  }

  private func sourceName(_ id: Int64) throws -> String {
    let name = try String.fetchOne(
      db, sql: "SELECT coalesce(member, path) FROM source WHERE source_id = ?", arguments: [id])
    return name?.split(separator: "/").last.map(String.init) ?? "?"
  }
}

extension Condition {
  /// What it looks for, for people: `+odown`, `api.response or api.error`.
  var sought: String {
    var kinds: [String] = []
    var sign = "+"
    for predicate in predicates where !predicate.isNegated {
      guard case .field(let field, let matcher) = predicate.test else { continue }
      for pattern in matcher.patterns {
        guard case .exact(let text) = pattern else { continue }
        if field == .column("kind") { kinds.append(text) }
        if field == .attribute("sign") { sign = text }
      }
    }
    guard !kinds.isEmpty else { return name }
    return kinds.map { kind in
      kind.hasPrefix("sentinel.")
        ? "`\(sign)\(kind.dropFirst("sentinel.".count).replacing(".", with: "-"))`" : "`\(kind)`"
    }.joined(separator: " / ")
  }
}
