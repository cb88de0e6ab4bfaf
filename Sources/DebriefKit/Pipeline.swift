/// sources → records → events → timeline → incidents → findings → report. The one file that names every stage.
public enum Pipeline {
  /// What an ingest did.
  public struct Intake: Sendable {
    public var sources = 0
    public var bytes: Int64 = 0
    /// Events that came to the timeline.
    public var events = 0
    /// Lines some format understood, of all sources.
    public var recognised = 0
    /// Sources that were in the timeline already, byte for byte.
    public var unchanged = 0
    /// Logs that have grown and were read from where the timeline ended.
    public var continued: [Continued] = []
    /// Sources that have grown and had to be read again from their start.
    public var again: [Again] = []

    public struct Continued: Sendable {
      public var source: String
      /// The first line that was read.
      public var line: Int
    }

    public struct Again: Sendable {
      public var source: String
      public var reason: String
    }
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
    // A timeline that goes with the program sees no log grow.
    try await ingest(
      paths, options: options, into: timeline, bulk: bulk, leavesResumePoints: timeline.path != nil, progress: progress)
  }

  static func ingest(
    _ paths: [String], options: ReadOptions, into timeline: Timeline, bulk: Bool, leavesResumePoints: Bool,
    progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> Intake {
    var walker = SourceWalker()
    try walker.walk(paths)
    let writer = try TimelineWriter(
      timeline, version: Version.current, arguments: paths, startedAt: options.now, bulk: bulk)
    try await writer.forgetProblems(
      of: Set(walker.items.flatMap { [$0.path, $0.name] } + walker.problems.map(\.path)))
    try await writer.note(walker.problems)
    var intake = Intake()
    // An existing timeline takes one source at a time (a transaction each); a fresh one takes all cores.
    let width = bulk ? max(2, ProcessorCount.current) : 1
    try await withThrowingTaskGroup(of: Intake.self) { group in
      var pending = 0
      for pieces in TextPieces.texts(walker.items) {
        if pending >= width, let done = try await group.next() {
          intake.add(done)
          pending -= 1
        }
        // Side by side, ids must not depend on who is first; one by one, only new sources take one.
        var reserved: [Int64] = []
        for piece in pieces {
          if bulk || pieces.count > 1 { reserved.append(await writer.reserve()) }
          progress(piece.name)
        }
        group.addTask { [reserved] in
          guard pieces.count == 1 else { return try await ingest(pieces: pieces, reserved, options, writer) }
          return try await ingest(
            pieces[0], reserved.first, options, writer, leavesResumePoint: leavesResumePoints)
        }
        pending += 1
      }
      for try await done in group { intake.add(done) }
    }
    try await writer.close(finishedAt: options.now)
    return intake
  }

  private static func ingest(
    _ item: InputItem, _ reserved: Int64?, _ options: ReadOptions, _ writer: TimelineWriter, leavesResumePoint: Bool
  ) async throws -> Intake {
    var intake = Intake()
    var source: Int64?
    do {
      let known = try await writer.known(path: item.path, member: item.member)
      var resumption: Resumption?
      var again: Continuation.Reason?
      if let known {
        switch try Continuation.find(item, known, options) {
        case .unchanged:
          intake.unchanged = 1
          return intake
        case .other: break
        case .again(let reason):
          again = reason
          source = known.id
        case .from(let found):
          let taken = try await writer.resume(
            known, line: found.state.position.line, events: found.state.events, clocks: found.clocks)
          source = known.id
          if let taken {
            intake.events -= taken
            resumption = found
          } else {
            again = .nothingKept
          }
        }
      }
      let id: Int64
      if let source { id = source } else if let reserved { id = reserved } else { id = await writer.reserve() }
      source = id
      if resumption == nil { try await writer.begin(id, again: again != nil) }
      let reader = SourceReader(
        item: item, options: options, leavesResumePoint: leavesResumePoint && item.isPlainFile)
      let summary = try await reader.read(from: resumption) { events, lines in
        intake.events += events.count
        try await writer.write(events, lines, source: id)
      }
      try await writer.finish(id, summary)
      intake.sources = 1
      intake.bytes = summary.bytes - (resumption?.state.position.offset ?? 0)
      intake.recognised = summary.recognised - (resumption?.state.recogniser.recognised ?? 0)
      if let resumption {
        intake.continued = [Intake.Continued(source: item.name, line: resumption.state.position.line)]
      }
      if let again { intake.again = [Intake.Again(source: item.name, reason: again.rawValue)] }
    } catch let error as IntakeError {
      intake.events = 0
      try await writer.abandon(
        source, IntakeProblem(path: item.name, reason: error.reason, help: "check the path and its permissions"))
    }
    return intake
  }
}

// MARK: - Texts in pieces

extension Pipeline {
  /// Reads the pieces of one text together, all of them again where one has changed.
  private static func ingest(
    pieces: [InputItem], _ sources: [Int64], _ options: ReadOptions, _ writer: TimelineWriter
  ) async throws -> Intake {
    var intake = Intake()
    do {
      var (unchanged, old): (Int, [Int64]) = (0, [])
      for piece in pieces {
        guard let known = try await writer.known(path: piece.path, member: piece.member) else { continue }
        switch try Continuation.find(piece, known, options) {
        case .unchanged:
          unchanged += 1
          old.append(known.id)
        case .again, .from: old.append(known.id)
        case .other: break
        }
      }
      if unchanged == pieces.count {
        intake.unchanged = unchanged
        return intake
      }
      guard let reader = PiecesReader(pieces: pieces, options: options) else { return intake }
      try await writer.begin(pieces: sources, again: old)
      let summaries = try await reader.read { piece, events, lines in
        intake.events += events.count
        try await writer.write(events, lines, source: sources[piece])
      }
      try await writer.finish(pieces: sources, summaries)
      for summary in summaries {
        intake.sources += 1
        intake.bytes += summary.bytes
        intake.recognised += summary.recognised
      }
    } catch let error as IntakeError {
      intake.events = 0
      let names = pieces.map(\.name).joined(separator: ", ")
      try await writer.abandon(
        pieces: sources, IntakeProblem(path: names, reason: error.reason, help: "check the path and its permissions"))
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
    continued += other.continued
    again += other.again
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
    for pieces in TextPieces.texts(walker.items) {
      guard let reader = PiecesReader(pieces: pieces, options: options) else { continue }
      do {
        let summaries = try await reader.read { piece, events, _ in
          for event in events { try push(event, pieces[piece].name) }
        }
        problems += summaries.flatMap(\.problems)
      } catch let error as IntakeError {
        problems.append(IntakeProblem(path: pieces.map(\.name).joined(separator: ", "), reason: error.reason))
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
