/// Reads a text that was cut into several files: several sources, read as one. What the end of one piece leaves open (a table,
/// a document, the command above an answer), the next goes on with.
struct PiecesReader {
  /// In their order.
  let pieces: [InputItem]
  let options: ReadOptions
  /// The first piece: its name and its time of change count for the whole text.
  private let first: SourceReader

  /// nil where there is nothing to read.
  init?(pieces: [InputItem], options: ReadOptions) {
    guard let item = pieces.first else { return nil }
    self.pieces = pieces
    self.options = options
    first = SourceReader(item: item, options: options)
  }

  /// Pushes batches of events (and raw lines, when all are kept), says of which piece they are, and returns what is known
  /// about each. Throws `IntakeError` where the bytes stop coming.
  func read(_ push: (_ piece: Int, [Event], LineBatch) async throws -> Void) async throws -> [SourceSummary] {
    var peeler = LayerPeeler()
    let clock = options.clock(for: first.item)
    let path = first.item.name
    var recogniser = options.recogniser(path: path, clock)
    var seams = TextSeams()
    var isBinary = false
    let keepsAll = options.keepsAllLines
    let offset = clock.offset
    for (number, piece) in pieces.enumerated() {
      var reader = LineReader(try piece.open(), from: seams.end)
      var kept = LineBatch()
      while try reader.fill(), !isBinary {
        reader.forEachLine { line, position in
          if position.line == 1, SourceReader.looksBinary(line) { isBinary = true }
          guard !isBinary else { return }
          peeler.peel(line, first: position.line == 1, insideBlock: recogniser.isInsideBlock) { inner, context in
            let stamp = recogniser.take(
              inner, position, stream: context.stream, pod: context.pod, container: context.container,
              outer: context.outer)
            guard keepsAll else { return }
            let time = SourceReader.time(stamp ?? context.outer, offset)
            let place = seams.place(of: position, in: number)
            if let clean = recogniser.redacted(line) {
              kept.append(clean.span, place, at: time.at, localAt: time.local)
            } else {
              kept.append(line, place, at: time.at, localAt: time.local)
            }
          }
        }
        if recogniser.sink.waiting >= SourceReader.batchSize || kept.bytes.count >= SourceReader.batchBytes {
          try await hand(on: recogniser.sink.takeSettled(), kept, number, seams, push)
          kept = LineBatch()
        }
      }
      recogniser.report(overlong: reader.overlong, of: path)
      let isLast = number == pieces.count - 1
      if isLast {
        recogniser.finish()
        if isBinary { recogniser.reportBinary(path) }
      }
      try await hand(
        on: isLast ? recogniser.sink.takeReady() : recogniser.sink.takeSettled(), kept, number, seams, push)
      seams.close(reader.position, bytes: reader.bytes, sha256: reader.sha256(), recogniser)
    }
    return pieces.indices.map { summary($0, seams, recogniser, clock) }
  }

  /// Events of a piece may be complete only when a later one is read: each goes where it stands.
  private func hand(
    on events: [Event], _ lines: LineBatch, _ piece: Int, _ seams: TextSeams,
    _ push: (Int, [Event], LineBatch) async throws -> Void
  ) async throws {
    for number in 0...piece {
      let own = events.compactMap { seams.event($0, in: number) }
      if !own.isEmpty || number == piece { try await push(number, own, number == piece ? lines : LineBatch()) }
    }
  }

  /// What the text told about its processes holds for each piece; bytes, lines and problems are its own.
  private func summary(
    _ number: Int, _ seams: TextSeams, _ recogniser: Recogniser, _ clock: SourceClock
  ) -> SourceSummary {
    let piece = seams.pieces[number]
    var summary = first.summary(piece.sha256, bytes: piece.bytes, lines: piece.lines, recogniser, clock)
    (summary.path, summary.member) = (pieces[number].path, pieces[number].member)
    summary.linesBefore = Int64(piece.linesBefore)
    // What is still open at the end of a piece is counted with the next.
    let earlier = number > 0 ? seams.pieces[number - 1].counted : (0, 0)
    let counted = number + 1 < pieces.count ? piece.counted : (recogniser.recognised, recogniser.unrecognised)
    summary.recognised = max(0, counted.0 - earlier.0)
    summary.unrecognised = max(0, counted.1 - earlier.1)
    summary.problems = recogniser.problems.compactMap { seams.problem($0, in: number, of: pieces) }
    return summary
  }
}
