/// Reads one source from its bytes to its events. A pure function of the source: no other source, no database.
struct SourceReader {
  /// Events that are handed on together.
  static let batchSize = 4096
  static let batchBytes = 1 << 20

  let item: InputItem
  let options: ReadOptions
  /// Whether the summary is to say where reading can go on when the source has grown.
  var leavesResumePoint = false

  /// Pushes batches of events (and raw lines, when all are kept) and returns what is known about the source at its end.
  /// With a resumption, what is pushed comes behind what was stored before it.
  /// Throws `IntakeError` where the bytes stop coming.
  func read(
    from resumption: Resumption? = nil, _ push: ([Event], LineBatch) async throws -> Void
  ) async throws -> SourceSummary {
    var reader = try lines(resumption)
    var peeler = resumption?.state.peeler ?? LayerPeeler()
    var stored = resumption?.state.events ?? 0
    var point: (place: ResumePoint?, bases: [String])?
    let clock = options.clock(for: item)
    let path = item.name
    var recogniser = options.recogniser(path: path, clock)
    if let resumption, !recogniser.restore(resumption.state.recogniser) {
      throw IntakeError.unreadable(path: path, reason: "what the timeline holds of its start is damaged")
    }
    var kept = LineBatch()
    var isBinary = false
    let keepsAll = options.keepsAllLines
    let offset = clock.offset
    while try reader.fill(), !isBinary {
      if leavesResumePoint, reader.isAtUnfinishedLine {
        let settled = recogniser.sink.takeSettled()
        stored += Int64(settled.count)
        try await push(settled, kept)
        kept = LineBatch()
        let state = ReaderState(
          position: reader.position, overlong: reader.overlong, events: stored, peeler: peeler,
          recogniser: recogniser.state)
        point = (
          ResumePoint(state, reader: options.reader(of: item), seal: reader.seal()), Self.bases(recogniser)
        )
      }
      reader.forEachLine { line, position in
        if position.line == 1, Self.looksBinary(line) { isBinary = true }
        guard !isBinary else { return }
        peeler.peel(line, first: position.line == 1, insideBlock: recogniser.isInsideBlock) { inner, context in
          let stamp = recogniser.take(
            inner, position, stream: context.stream, pod: context.pod, container: context.container,
            outer: context.outer)
          if keepsAll {
            let time = Self.time(stamp ?? context.outer, offset)
            if let clean = recogniser.redacted(line) {
              kept.append(clean.span, position, at: time.at, localAt: time.local)
            } else {
              kept.append(line, position, at: time.at, localAt: time.local)
            }
          }
        }
      }
      if recogniser.sink.waiting >= Self.batchSize || kept.bytes.count >= Self.batchBytes {
        let settled = recogniser.sink.takeSettled()
        stored += Int64(settled.count)
        try await push(settled, kept)
        kept = LineBatch()
      }
    }
    recogniser.finish()
    recogniser.report(overlong: reader.overlong, of: path)
    if isBinary { recogniser.reportBinary(path) }
    try await push(recogniser.sink.takeReady(), kept)
    var summary = summary(reader.sha256(), bytes: reader.bytes, lines: reader.position.line - 1, recogniser, clock)
    // An end that dates anew what stood before it may be no end.
    if let point, !isBinary, Self.bases(recogniser).starts(with: point.bases) { summary.resumePoint = point.place }
    return summary
  }

  /// On what ground the stamps of each log are dated.
  private static func bases(_ recogniser: Recogniser) -> [String] {
    recogniser.logs.map { "\($0.log.clock.zoneBasis) \($0.log.clock.yearBasis)" }
  }

  private func lines(_ resumption: Resumption?) throws -> LineReader {
    guard let resumption else { return LineReader(try item.open()) }
    return LineReader(
      resumption.stream, from: resumption.state.position, overlong: resumption.state.overlong,
      digest: Digest(copying: resumption.digest))
  }

  func summary(
    _ sha256: String, bytes: Int64, lines: Int, _ recogniser: Recogniser, _ clock: SourceClock
  ) -> SourceSummary {
    var summary = SourceSummary(path: item.path, member: item.member)
    summary.sha256 = sha256
    summary.bytes = bytes
    summary.lines = Int64(lines)
    summary.format = recogniser.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key).joined(
      separator: "+")
    let settled = Self.settled(recogniser.logs.map(\.log), clock)
    summary.zone = Self.zoneName(settled.offset)
    summary.zoneBasis = settled.zoneBasis
    summary.yearBasis = settled.yearBasis
    summary.recognised = recogniser.recognised
    summary.unrecognised = recogniser.unrecognised
    summary.problems = recogniser.problems
    summary.processes = recogniser.logs.map { log, format in
      SourceSummary.Process(
        stream: log.stream ?? "", pod: log.pod, container: log.container, namespace: log.namespace, format: format,
        facts: log.facts, coverage: log.coverage, gaps: log.gaps, origins: log.origins,
        lateOffset: log.clock.isLate ? log.clock.offset : nil)
    }
    return summary
  }

  /// The clock that speaks for the source.
  static func settled(_ logs: [ProcessLog], _ clock: SourceClock) -> SourceClock {
    logs.map(\.clock).first { $0.zoneIsProved } ?? logs.first?.clock ?? clock
  }

  /// NUL bytes at the start are no text; archives were opened before.
  static func looksBinary(_ line: Span<UInt8>) -> Bool {
    var index = 0
    while index < min(line.count, 4096) {
      if line[index] == 0 { return true }
      index += 1
    }
    return false
  }

  static func time(_ stamp: Stamp?, _ offset: Int64) -> (at: Int64?, local: Int64?) {
    guard let stamp, stamp.yearKnown else { return (nil, nil) }
    return stamp.zoned ? (stamp.micros, nil) : (stamp.micros - offset, stamp.micros)
  }

  /// `UTC`, `+08:00`
  static func zoneName(_ offset: Int64) -> String {
    guard offset != 0 else { return "UTC" }
    let minutes = abs(offset) / 60_000_000
    let two = { (value: Int64) in value < 10 ? "0\(value)" : "\(value)" }
    return "\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}

// MARK: - What a source and a text in pieces have in common

extension ReadOptions {
  /// A recogniser of all formats, with nothing read yet.
  func recogniser(path: String, _ clock: SourceClock) -> Recogniser {
    Recogniser(
      path: path, lines: FormatRegistry.lines, blocks: FormatRegistry.blocks, data: formats,
      redactor: redacts ? Redactor() : nil
    ) { ProcessLog(stream: $0, path: path, clock: clock) }
  }
}

extension Recogniser {
  mutating func report(overlong: [LinePosition], of path: String) {
    for long in overlong {
      report(
        IntakeProblem(
          path: path, line: long.line, reason: "a line of \(long.length) bytes is longer than 16 MiB and was not read",
          help: "cut it, or take the part that matters"))
    }
  }

  mutating func reportBinary(_ path: String) {
    report(
      IntakeProblem(path: path, line: 1, reason: "a binary file, not text", help: "leave it out, or decode it first"))
  }
}
