import GRDB

extension RuleExample {
  /// Diagnoses examples on all cores; the outcomes are in the order of the examples.
  ///
  /// Each core keeps one timeline and empties it between examples: preparing the statements of all rules costs far more than
  /// asking them.
  public static func run(_ examples: [RuleExample], with rules: RuleBook) async throws -> [Outcome] {
    let width = max(1, min(ProcessorCount.current, examples.count))
    return try await withThrowingTaskGroup(of: [(Int, Outcome)].self) { group in
      for worker in 0..<width {
        group.addTask {
          let timeline = try Timeline()
          var outcomes: [(Int, Outcome)] = []
          for index in stride(from: worker, to: examples.count, by: width) {
            outcomes.append((index, try await examples[index].run(with: rules, in: timeline)))
            try empty(timeline)
          }
          return outcomes
        }
      }
      var outcomes: [Int: Outcome] = [:]
      for try await some in group { outcomes.merge(some) { first, _ in first } }
      return examples.indices.compactMap { outcomes[$0] }
    }
  }

  private static func empty(_ timeline: Timeline) throws {
    try timeline.database.write { db in
      // The last first: tables refer to earlier ones. (A pragma that defers the check would expire every statement.)
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid DESC")
      for table in tables { try db.execute(sql: "DELETE FROM \"\(table)\"") }
    }
  }

  /// What the rules said about an example.
  public struct Outcome: Sendable {
    public let passed: Bool
    /// What was found, for people.
    public let found: String
    /// Causes that were found and not ruled out.
    let blamed: [String]
  }

  /// Diagnoses the example with all rules of the book.
  public func run(with rules: RuleBook) async throws -> Outcome {
    try await run(with: rules, in: Timeline())
  }

  private func run(with rules: RuleBook, in timeline: Timeline) async throws -> Outcome {
    try await diagnose(in: timeline, with: rules)
    // Not as a read: switching to read-only expires the statements of all rules.
    let findings = try await timeline.database.writeWithoutTransaction { db in
      try Row.fetchAll(db, sql: "SELECT cause, verdict, rule FROM finding ORDER BY finding_id").map {
        (cause: $0[0] as String, verdict: $0[1] as String, rule: $0[2] as String)
      }
    }
    let own = findings.filter { $0.cause == cause }
    let supported = own.filter { $0.verdict != Verdict.ruledOut.rawValue }
    // Where two files know a cause, an example of one shows that one.
    let isOfThisFile = rule.isEmpty || supported.contains { $0.rule == rule }
    let passed =
      switch expectation {
      case .absent: supported.isEmpty
      case .unmentioned: own.isEmpty
      case .ruledOut: own.contains { $0.verdict == Verdict.ruledOut.rawValue }
      case .supported: isOfThisFile && !supported.isEmpty
      case .root, .contributing, .symptom:
        isOfThisFile && supported.contains { $0.verdict == expectation.rawValue }
      }
    let shown = findings.map {
      "\($0.cause) (\($0.verdict)\($0.rule == $0.cause ? "" : " by \($0.rule)"))"
    }.joined(separator: ", ")
    let blamed = findings.filter { $0.verdict != Verdict.ruledOut.rawValue }.map(\.cause)
    return Outcome(passed: passed, found: shown.isEmpty ? "no finding" : shown, blamed: blamed)
  }

  /// The name of the file the example stands in.
  private var rule: String { String((path.split(separator: "/").last ?? "").prefix { $0 != "." }) }

  /// Puts the example into a timeline, beside what it holds, and diagnoses that.
  func diagnose(in timeline: Timeline, with rules: RuleBook, language: Language = .en) async throws {
    if !files.isEmpty { try await read(into: timeline) }
    if incident == nil { try Incidents.build(timeline) }
    try store(in: timeline)
    try Diagnosis.run(timeline, rules: rules, language: language)
  }

  private func read(into timeline: Timeline) async throws {
    let now = Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0
    let writer = try TimelineWriter(timeline, version: Version.current, arguments: [], startedAt: now, bulk: false)
    for file in files {
      let source = await writer.reserve()
      let bytes = Array(file.text.utf8)
      let item = InputItem(path: file.name) { MemoryStream(bytes) }
      try await writer.begin(source)
      let summary = try await SourceReader(item: item, options: ReadOptions(now: now)).read { events, lines in
        try await writer.write(events, lines, source: source)
      }
      try await writer.finish(source, summary)
    }
    try await writer.close(finishedAt: now)
  }

  // MARK: - What is given inline

  private func store(in timeline: Timeline) throws {
    try timeline.database.write { db in
      var ids = try Int64.fetchAll(db, sql: "SELECT event_id FROM event")
      for (index, event) in events.enumerated() { ids.append(try store(event, number: index + 1, db)) }
      guard let incident else { return }
      var columns: [String: DatabaseValue] = [
        "kind": "switchover".databaseValue, "platform": "none".databaseValue, "outcome": "unknown".databaseValue,
      ]
      for (name, value) in incident {
        columns[name] = name.hasSuffix("_at") ? Self.time(value)?.databaseValue ?? .null : Self.value(value)
      }
      let names = columns.keys.sorted()
      try db.execute(
        sql:
          "INSERT INTO incident(\(names.joined(separator: ","))) VALUES(\(names.map { _ in "?" }.joined(separator: ",")))",
        arguments: StatementArguments(names.map { columns[$0] ?? .null }))
      let id = db.lastInsertedRowID
      for event in ids {
        try db.execute(
          sql: "INSERT OR IGNORE INTO incident_event(incident_id, event_id, step) VALUES(?, ?, ?)",
          arguments: [id, event, step(of: event, ids)])
      }
      for measure in measures {
        try db.execute(
          sql: "INSERT INTO measure(incident_id, name, seconds, from_event, to_event) VALUES(?, ?, ?, ?, ?)",
          arguments: [id, measure.name, measure.seconds, ids.first, ids.last])
      }
      try storeMembers(db)
    }
  }

  private func step(of event: Int64, _ ids: [Int64]) -> String? {
    guard let position = ids.firstIndex(of: event) else { return nil }
    let index = position - (ids.count - events.count)
    return events.indices.contains(index) ? events[index]["step"]?.scalarText : nil
  }

  private func store(_ event: [String: JSONValue], number: Int, _ db: Database) throws -> Int64 {
    let source = event["source"]?.scalarText ?? "example"
    try db.execute(
      sql: "INSERT OR IGNORE INTO ingest_run(run_id, started_at, version, arguments) VALUES(1, 0, '', '[]')")
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO source(run_id, path, sha256, bytes, lines, format, zone, zone_basis, year_basis,
          recognised, unrecognised) VALUES(1, ?, ?, 0, 0, '', 'UTC', 'explicit', 'written', 0, 0)
        """, arguments: [source, source])
    let at = event["at"].flatMap(Self.time)
    var columns: [String: DatabaseValue] = [
      "at": at?.databaseValue ?? .null, "at_basis": (at == nil ? "none" : "exact").databaseValue,
      "source_id": try Int64.fetchOne(db, sql: "SELECT source_id FROM source WHERE path = ?", arguments: [source])?
        .databaseValue ?? .null,
      "line": number.databaseValue, "byte_offset": 0.databaseValue, "byte_length": 0.databaseValue,
      "origin": "example".databaseValue, "kind": "log.line".databaseValue, "severity": 1.databaseValue,
    ]
    for (name, value) in event where name != "at" && name != "source" && name != "step" {
      if name == "last_at" {
        columns[name] = Self.time(value)?.databaseValue ?? .null
      } else if name == "severity", let level = value.string.flatMap(Field.severities.firstIndex) {
        columns[name] = level.databaseValue
      } else {
        columns[name] = Self.value(value)
      }
    }
    let names = columns.keys.sorted()
    try db.execute(
      sql:
        "INSERT INTO event(\(names.joined(separator: ","))) VALUES(\(names.map { _ in "?" }.joined(separator: ",")))",
      arguments: StatementArguments(names.map { columns[$0] ?? .null }))
    return db.lastInsertedRowID
  }

  private func storeMembers(_ db: Database) throws {
    for names in members {
      try db.execute(
        sql: "INSERT INTO instance(cluster, name) VALUES(?, ?)", arguments: ["example", names.first ?? ""])
      let id = db.lastInsertedRowID
      for name in names {
        try db.execute(sql: "INSERT INTO instance_alias(alias, instance_id) VALUES(?, ?)", arguments: [name, id])
      }
    }
  }

  /// Objects as JSON text, scalars as text, numbers where the column takes them.
  private static func value(_ value: JSONValue) -> DatabaseValue {
    switch value {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .object, .array: value.compact.databaseValue
    default: (value.scalarText ?? "").databaseValue
    }
  }

  /// Seconds from the start of an example day, `12:00:05.250`, or nothing.
  private static func time(_ value: JSONValue) -> Int64? {
    let day = Civil.micros(year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0) ?? 0
    if let seconds = value.number { return day + Int64((seconds * 1_000_000).rounded()) }
    let parts = (value.string ?? "").split(separator: ":").compactMap { Double($0) }
    guard parts.count == 3 else { return nil }
    return day + Int64(((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1_000_000)
  }
}
