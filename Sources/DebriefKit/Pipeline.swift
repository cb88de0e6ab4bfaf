/// sources → records → events → timeline → incidents → findings → report. The one file that names every stage.
public enum Pipeline {
  /// What an ingest did.
  public struct Intake: Sendable {
    public var sources = 0
    public var bytes: Int64 = 0
    public var events = 0
    /// Lines some format understood, of all sources.
    public var recognised = 0
    /// Sources that were in the timeline already, byte for byte.
    public var unchanged = 0
  }

  /// Reads files, folders, archives and standard input (`-`) into a timeline.
  ///
  /// - Parameters:
  ///   - bulk: the timeline is new and nobody else uses it: one transaction, no journal.
  ///   - progress: called with a source's name before it is read.
  /// - Throws: `IntakeError.missing` for a path that does not exist. A source that cannot be read becomes a problem in the
  ///   timeline and the rest goes on.
  public static func ingest(
    _ paths: [String], options: ReadOptions, into timeline: Timeline, bulk: Bool,
    progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> Intake {
    var walker = SourceWalker()
    try walker.walk(paths)
    let writer = try TimelineWriter(
      timeline, version: Version.current, arguments: paths, startedAt: options.now, bulk: bulk)
    try await writer.note(walker.problems)
    var intake = Intake()
    // An existing timeline takes one source at a time (a transaction each); a fresh one takes all cores.
    let width = bulk ? max(2, ProcessorCount.current) : 1
    try await withThrowingTaskGroup(of: Intake.self) { group in
      var pending = 0
      for item in walker.items {
        if pending >= width, let done = try await group.next() {
          intake.add(done)
          pending -= 1
        }
        let source = await writer.reserve()
        progress(item.name)
        group.addTask { try await ingest(item, source, options, writer) }
        pending += 1
      }
      for try await done in group { intake.add(done) }
    }
    try await writer.close(finishedAt: options.now)
    return intake
  }

  private static func ingest(
    _ item: InputItem, _ source: Int64, _ options: ReadOptions, _ writer: TimelineWriter
  ) async throws -> Intake {
    var intake = Intake()
    let known = try await writer.known(path: item.path, member: item.member)
    do {
      if let known, try SourceIdentity.isUnchanged(item, since: known) {
        intake.unchanged = 1
        return intake
      }
      let grown = try known.map { try SourceIdentity.continues(item, $0) } ?? false
      try await writer.begin(source, replacing: grown ? known?.id : nil)
      let summary = try await SourceReader(item: item, options: options).read { events, lines in
        intake.events += events.count
        try await writer.write(events, lines, source: source)
      }
      try await writer.finish(source, summary)
      intake.sources = 1
      intake.bytes = summary.bytes
      intake.recognised = summary.recognised
    } catch let error as IntakeError {
      intake.events = 0
      try await writer.abandon(
        source, IntakeProblem(path: item.name, reason: error.reason, help: "check the path and its permissions"))
    }
    return intake
  }
}

extension Pipeline.Intake {
  mutating func add(_ other: Self) {
    sources += other.sources
    bytes += other.bytes
    events += other.events
    recognised += other.recognised
    unchanged += other.unchanged
  }
}

// MARK: - Reading alone

extension Pipeline {
  /// Reads sources without a timeline and pushes their events, each source in its own order; for `debrief parse`.
  ///
  /// - Returns: what could not be used.
  public static func parse(
    _ paths: [String], options: ReadOptions, push: (Event, String) throws -> Void
  ) async throws -> [IntakeProblem] {
    var walker = SourceWalker()
    try walker.walk(paths)
    var problems = walker.problems
    for item in walker.items {
      do {
        let summary = try await SourceReader(item: item, options: options).read { events, _ in
          for event in events { try push(event, item.name) }
        }
        problems += summary.problems
      } catch let error as IntakeError {
        problems.append(IntakeProblem(path: item.name, reason: error.reason))
      }
    }
    return problems
  }
}

// MARK: - Diagnosing

extension Pipeline {
  /// Builds the incidents of a timeline anew and finds their causes; both are stored in it.
  public static func diagnose(_ timeline: Timeline, templates: Templates = .embedded, language: Language = .en) throws {
    try findIncidents(timeline)
    try Diagnosis.run(timeline, rules: RuleBook(templates), language: language)
  }

  /// The first half of a diagnosis, which needs no rules yet: clocks and incidents.
  public static func findIncidents(_ timeline: Timeline) throws {
    try ClockAlignment.run(timeline)
    try SkewEstimate.run(timeline)
    try Incidents.build(timeline)
  }

  /// Stores the lines around what decided the incidents of a diagnosed timeline, where their sources are still there.
  public static func keepContext(_ timeline: Timeline) throws { try ContextLines.run(timeline) }

  /// What can be read by the program itself, for `debrief formats`; `DataFormats` has the rest.
  public static var formats: [(name: String, summary: String, samples: [String])] {
    FormatRegistry.lines.map { ($0.name, $0.summary, $0.samples) }
      + FormatRegistry.blocks.map { ($0.name, $0.summary, $0.samples) }
  }
}
