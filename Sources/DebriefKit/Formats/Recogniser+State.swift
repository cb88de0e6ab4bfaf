extension Recogniser {
  /// What one process of the source is in the middle of.
  final class Speaker: Codable {
    struct OpenRecord: Codable {
      var format: Int
      var record: Record
    }

    struct OpenBlock: Codable {
      var format: Int
      var block: Block
      /// The format's own.
      var state = 0
      var bytes: Int
    }

    let log: ProcessLog
    // What every line touches: one task reads a log, and checking that each time costs more than the touch.
    @exclusivity(unchecked) var format: Int?
    @exclusivity(unchecked) var record: OpenRecord?
    @exclusivity(unchecked) var skipsContinuations = false
    @exclusivity(unchecked) var block: OpenBlock?
    /// Lines taken by each line format.
    @exclusivity(unchecked) var counts: [Int]
    /// The last one used stands last. They save work, and a run they made longer is the one last used: who goes on has to
    /// know them.
    @exclusivity(unchecked) var refrains: [Refrain] = []
    /// The logs pasted into a plain source; the first is this one.
    @exclusivity(unchecked) var pasted = PastedLogs()
    var parts: [Speaker] = []
    /// Something that is no line of a log came since the last one.
    var afterOther = false

    init(log: ProcessLog, formats: Int) {
      self.log = log
      counts = Array(repeating: 0, count: formats)
    }

    /// Whether all formats it names are there.
    func fits(lines: Int, blocks: Int) -> Bool {
      let named = [format, record?.format].compactMap(\.self) + [counts.count - 1]
      return pasted.isSound && named.allSatisfy { (0..<lines).contains($0) }
        && block.map { (0..<blocks).contains($0.format) } ?? true
    }

    private enum CodingKeys: CodingKey {
      case log, format, record, skipsContinuations, block, counts, refrains, pasted, afterOther
    }
  }

  /// A run of lines that no format claims.
  struct Gap: Codable {
    var first: Int
    var last: Int
    var sample: String
  }

  /// Everything that later lines need of earlier ones: a recogniser that is given it goes on as if it had read them itself.
  struct State: Codable {
    /// Whether formats that are data were needed.
    fileprivate let asksData: Bool
    fileprivate let speakers: [Speaker]
    /// Pasted logs of each, as places among the speakers.
    fileprivate let parts: [[Int]]
    fileprivate let places: [String: Int]
    fileprivate let plain: Int?
    fileprivate let sink: EventSink.State
    fileprivate let keptLines: KeptLineRedactor
    fileprivate let problems: [IntakeProblem]
    fileprivate let gap: Gap?
    fileprivate let written: Int64?
    fileprivate let counts: [String: Int]
    fileprivate let unrecognised: Int
    let recognised: Int

    /// The log of each process, in order of appearance.
    var logs: [ProcessLog] { speakers.map(\.log) }
  }

  /// The state before the next line. It shares its logs with the recogniser: store it before another line is taken.
  var state: State {
    func place(_ speaker: Speaker) -> Int? { speakers.firstIndex { $0 === speaker } }
    return State(
      asksData: lineFormats.count > builtIn, speakers: speakers, parts: speakers.map { $0.parts.compactMap(place) },
      places: places, plain: plain.flatMap(place), sink: sink.state, keptLines: keptLines, problems: problems,
      gap: gap, written: written, counts: counts, unrecognised: unrecognised, recognised: recognised)
  }

  /// Goes on from a state. The recogniser has to be a new one of the same formats. False where the state cannot be one of
  /// its own.
  mutating func restore(_ state: State) -> Bool {
    if state.asksData, let data { lineFormats += data.all }
    let places = Set(state.places.values).union(state.parts.joined()).union(state.plain.map { [$0] } ?? [])
    guard places.allSatisfy(state.speakers.indices.contains), state.parts.count == state.speakers.count,
      state.speakers.allSatisfy({ $0.fits(lines: lineFormats.count, blocks: blockFormats.count) })
    else { return false }
    speakers = state.speakers
    for (speaker, parts) in zip(speakers, state.parts) { speaker.parts = parts.map { speakers[$0] } }
    self.places = state.places
    plain = state.plain.map { speakers[$0] }
    sink.state = state.sink
    keptLines = state.keptLines
    problems = state.problems
    gap = state.gap
    written = state.written
    counts = state.counts
    unrecognised = state.unrecognised
    recognised = state.recognised
    return true
  }
}
