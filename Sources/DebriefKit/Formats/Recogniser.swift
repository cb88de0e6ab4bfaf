/// Finds out, line by line, which format a source speaks, and turns its lines into events.
///
/// Recognition is per run of lines and per process: the format that took the last line is asked first, then the others;
/// pasted files may change format at every line. A line no format claims is continuation of the record before it if that
/// record's format says so, else it is counted and listed.
///
/// Formats that are data are asked last and fetched only when such a line turns up: built-in formats win.
struct Recogniser {
  /// The built-in formats; behind them, once they are needed, those that are data.
  var lineFormats: [any LineFormat]
  let builtIn: Int
  let data: DataFormats?
  let blockFormats: [any BlockFormat]
  private let makeProcess: (String?) -> ProcessLog
  /// In order of appearance; a class each, so that a line moves no state about.
  var speakers: [Speaker] = []
  var places: [String: Int] = [:]
  var plain: Speaker?
  var sink: EventSink
  var keptLines = KeptLineRedactor()
  var problems: [IntakeProblem] = []
  var recognised = 0
  var unrecognised = 0
  /// Lines taken by each format.
  var counts: [String: Int] = [:]
  var gap: Gap?
  private let path: String
  /// The last stamp with a year: what stands beside it without one is of that time.
  var written: Int64?

  /// A block larger than this is given up with a message: 64 MiB.
  static let largestBlock = 1 << 26
  static let mostProblems = 50

  init(
    path: String, lines: [any LineFormat], blocks: [any BlockFormat], data: DataFormats? = nil, redactor: Redactor?,
    makeProcess: @escaping (String?) -> ProcessLog
  ) {
    self.path = path
    lineFormats = lines
    builtIn = lines.count
    self.data = data
    blockFormats = blocks
    self.makeProcess = makeProcess
    sink = EventSink(process: makeProcess(nil), redactor: redactor)
  }

  /// All processes met, in order of appearance, with the name of the line format that spoke last.
  var logs: [(log: ProcessLog, format: String?)] {
    speakers.map { speaker in (speaker.log, speaker.format.map { lineFormats[$0].name }) }
  }

  /// Whether an object whose indentation means something is being read in the plain source.
  var isInsideBlock: Bool { plain?.block.map { blockFormats[$0.format].ownsIndentation } ?? false }

  /// Looks at one line, layers removed. Returns the line's own time when its format has one.
  @discardableResult
  mutating func take(
    _ line: Span<UInt8>, _ position: LinePosition, stream: String? = nil, pod: String? = nil,
    container: String? = nil, outer: Stamp? = nil
  ) -> Stamp? {
    take(line, position, speaker(stream, pod, container), outer)
  }

  private mutating func speaker(_ stream: String?, _ pod: String?, _ container: String?) -> Speaker {
    // A plain log has one process and pays for no look-up.
    if stream == nil, let plain { return plain }
    if let stream, let place = places[stream] { return speakers[place] }
    let log = makeProcess(stream)
    log.pod = pod ?? log.pod
    log.container = container ?? log.container
    let speaker = Speaker(log: log, formats: lineFormats.count)
    if let stream { places[stream] = speakers.count } else { plain = speaker }
    speakers.append(speaker)
    return speaker
  }

  private mutating func take(_ line: Span<UInt8>, _ position: LinePosition, _ speaker: Speaker, _ outer: Stamp?)
    -> Stamp?
  {
    if speaker.block != nil, extendBlock(line, position, speaker) { return nil }
    if let current = speaker.format, current < builtIn {
      switch lineFormats[current].read(line) {
      case .record(let head): return accept(line, head, current, position, speaker, outer)
      case .continuation:
        continueRecord(line, speaker)
        return nil
      case .damaged(let reason):
        damaged(reason, line.text(), position)
        return nil
      case .foreign: break
      }
    }
    for index in 0..<builtIn where index != speaker.format {
      switch lineFormats[index].read(line) {
      case .record(let head):
        speaker.format = index
        return accept(line, head, index, position, speaker, outer)
      case .damaged(let reason):
        damaged(reason, line.text(), position)
        return nil
      case .continuation, .foreign: continue
      }
    }
    speaker.afterOther = true
    for index in blockFormats.indices where blockFormats[index].opens(line) {
      endRecord(speaker)
      endGap()
      speaker.block = Speaker.OpenBlock(
        format: index, block: Block(lines: [line.text()], positions: [position], outer: outer), bytes: line.count)
      var state = 0
      if case .last = blockFormats[index].next(line, &state) {
        endBlock(speaker)
      } else {
        speaker.block?.state = state
      }
      return nil
    }
    if line.count > 0, let taken = takeAsData(line, position, speaker, outer) { return taken }
    unclaimed(line, position)
    return nil
  }

  /// Asks the formats that are data. Nil where none claims the line, else the line's own time.
  private mutating func takeAsData(
    _ line: Span<UInt8>, _ position: LinePosition, _ speaker: Speaker, _ outer: Stamp?
  ) -> Stamp?? {
    guard let data else { return nil }
    if lineFormats.count == builtIn { lineFormats += data.all }
    if let taken = takeAsData(bare: line, position, speaker, outer) { return taken }
    // `kubectl logs --timestamps` before a line that does not look like a log by itself.
    guard let (stamp, end) = TimestampReader.iso(line, at: 0), stamp.zoned, end < line.count, line[end] == ASCII.space
    else { return nil }
    return takeAsData(bare: line.extracting(end + 1..<line.count), position, speaker, outer ?? stamp)
  }

  private mutating func takeAsData(
    bare line: Span<UInt8>, _ position: LinePosition, _ speaker: Speaker, _ outer: Stamp?
  ) -> Stamp?? {
    for index in builtIn..<lineFormats.count {
      switch lineFormats[index].read(line) {
      case .record(let head):
        speaker.format = index
        while speaker.counts.count < lineFormats.count { speaker.counts.append(0) }
        return .some(accept(line, head, index, position, speaker, outer))
      case .continuation where speaker.format == index:
        continueRecord(line, speaker)
        return .some(nil)
      default: continue
      }
    }
    return nil
  }

  /// Ends everything that is open, at the end of the source.
  mutating func finish() {
    for speaker in speakers {
      endBlock(speaker)
      endRecord(speaker)
      for (index, count) in speaker.counts.enumerated() where count > 0 {
        counts[lineFormats[index].name, default: 0] += count
      }
    }
    endGap()
    sink.finish()
  }

  /// The line without its secrets; nil where it has none and may be stored as it stands.
  mutating func redacted(_ line: Span<UInt8>) -> [UInt8]? {
    guard sink.redacts else { return nil }
    if let clean = keptLines.redact(line) { return Array(sink.redact(clean).utf8) }
    guard sink.knowsSecrets || SecretScanner.mightHold(line) else { return nil }
    let text = line.text()
    let clean = sink.redact(text)
    return clean == text ? nil : Array(clean.utf8)
  }

  mutating func report(_ problem: IntakeProblem) {
    if problems.count < Self.mostProblems { problems.append(problem) }
  }

  // MARK: - Records

  private mutating func accept(
    _ line: Span<UInt8>, _ head: LineHead, _ format: Int, _ position: LinePosition, _ speaker: Speaker,
    _ outer: Stamp?
  ) -> Stamp? {
    endRecord(speaker)
    if gap != nil { endGap() }
    let speaker = author(of: line, head, format, speaker)
    recognised += 1
    speaker.counts[format] += 1
    if let outer, outer.zoned, let stamp = head.stamp, !stamp.zoned, !speaker.log.clock.zoneIsProved {
      let local = speaker.log.clock.dated(stamp)
      speaker.log.clock.anchor(local: local.micros, utc: outer.micros, basis: "outer-layer")
    }
    if let stamp = head.stamp, stamp.yearKnown { written = stamp.micros }
    if let outer, !outer.yearKnown, head.stamp == nil, let written {
      // syslog writes no year.
      speaker.log.clock.anchor(year: Civil.year(of: outer.micros, near: written))
    }
    if let stamp = head.stamp ?? outer { speaker.log.cover(stamp) }
    if speaker.counts[format] == 1 { lineFormats[format].meet(line, head, speaker.log) }
    if lineFormats[format].isChatter(line, head) {
      speaker.skipsContinuations = true
      return head.stamp
    }
    speaker.skipsContinuations = false
    if outer == nil, repeats(line, head, format, speaker) { return head.stamp }
    speaker.record = Speaker.OpenRecord(
      format: format,
      record: Record(head: head, position: position, message: line.text(head.message), line: line.text(), outer: outer))
    return head.stamp
  }

  /// The process that wrote the line: in a plain source one of several, where their logs were pasted into one.
  private mutating func author(
    of line: Span<UInt8>, _ head: LineHead, _ format: Int, _ speaker: Speaker
  ) -> Speaker {
    guard speaker.log.stream == nil else { return speaker }
    guard let stamp = head.stamp, let author = lineFormats[format].author(line, head) else {
      speaker.afterOther = true
      return speaker
    }
    let part = speaker.pasted.part(of: author, at: stamp, afterOther: speaker.afterOther)
    speaker.afterOther = false
    guard part > 0 else { return speaker }
    if speaker.parts.count >= part {
      let own = speaker.parts[part - 1]
      endRecord(own)
      own.format = format
      return own
    }
    let log = makeProcess("log \(part + 1)")
    log.pod = speaker.log.pod ?? log.pod
    log.container = speaker.log.container ?? log.container
    log.namespace = speaker.log.namespace ?? log.namespace
    let own = Speaker(log: log, formats: lineFormats.count)
    own.format = format
    speaker.parts.append(own)
    speakers.append(own)
    return own
  }

  /// Whether the line is one that was interpreted before and has been counted with it.
  private mutating func repeats(_ line: Span<UInt8>, _ head: LineHead, _ format: Int, _ speaker: Speaker) -> Bool {
    guard let index = speaker.refrains.lastIndex(where: { $0.hasWords(of: line, head, format: format) }) else {
      return false
    }
    if speaker.refrains[index].take(head, speaker.log, into: &sink) { return true }
    speaker.refrains.remove(at: index)
    return false
  }

  private mutating func continueRecord(_ line: Span<UInt8>, _ speaker: Speaker) {
    recognised += 1
    guard !speaker.skipsContinuations, speaker.record != nil, line.count < 4096,
      (speaker.record?.record.message.utf8.count ?? 0) < 65_536
    else { return }
    speaker.record?.record.message += "\n" + line.text()
  }

  private mutating func endRecord(_ speaker: Speaker) {
    guard let open = speaker.record else { return }
    let (format, record) = (open.format, open.record)
    speaker.record = nil
    sink.begin(speaker.log, stamp: record.head.stamp, outer: record.outer)
    let remembers = lineFormats[format].linesStandAlone
    let (facts, memory) = remembers ? (speaker.log.facts, speaker.log.memory) : ([:], [:])
    lineFormats[format].interpret(record, speaker.log, into: &sink)
    if let reason = sink.damage {
      // Only the whole record could tell: its head had been counted as understood.
      recognised -= 1
      speaker.counts[format] -= 1
      return damaged(reason, record.line, record.position)
    }
    guard remembers, speaker.log.facts == facts, speaker.log.memory == memory,
      let refrain = Refrain(record, format: format, speaker.log, sink)
    else { return }
    if speaker.refrains.count == Refrain.most { speaker.refrains.removeFirst() }
    speaker.refrains.append(refrain)
  }

  // MARK: - Blocks

  /// Gives the line to the open block. False when the block ended before it.
  private mutating func extendBlock(_ line: Span<UInt8>, _ position: LinePosition, _ speaker: Speaker) -> Bool {
    guard let format = speaker.block?.format, var state = speaker.block?.state else { return false }
    let step = blockFormats[format].next(line, &state)
    speaker.block?.state = state
    if case .before = step {
      endBlock(speaker)
      return false
    }
    speaker.block?.bytes += line.count
    if let bytes = speaker.block?.bytes, bytes <= Self.largestBlock {
      speaker.block?.block.lines.append(line.text())
      speaker.block?.block.positions.append(position)
    }
    if case .last = step { endBlock(speaker) }
    return true
  }

  private mutating func endBlock(_ speaker: Speaker) {
    guard let open = speaker.block else { return }
    speaker.block = nil
    let format = blockFormats[open.format]
    let first = open.block.position()
    guard open.bytes <= Self.largestBlock else {
      report(
        IntakeProblem(
          path: path, line: first.line, reason: "a \(format.name) document larger than 64 MiB was not read",
          help: "split it, for instance one object a file"))
      unrecognised += open.block.lines.count
      return
    }
    sink.begin(speaker.log, stamp: nil, outer: open.block.outer)
    do {
      try format.interpret(open.block, speaker.log, into: &sink)
      recognised += open.block.lines.count
      counts[format.name, default: 0] += open.block.lines.count
    } catch {
      let offset = (error as? BlockProblem)?.line ?? 0
      unrecognised += open.block.lines.count
      report(
        IntakeProblem(
          path: path, line: open.block.position(offset).line, reason: "\(format.name): \(error)",
          help: "the file may be cut off; collect it again"))
    }
  }

  // MARK: - What nobody claims

  private mutating func damaged(_ reason: String, _ line: String, _ position: LinePosition) {
    unrecognised += 1
    report(
      IntakeProblem(
        path: path, line: position.line, reason: reason, sample: sink.redact(String(line.prefix(160)))))
  }

  private mutating func unclaimed(_ line: Span<UInt8>, _ position: LinePosition) {
    unrecognised += 1
    if gap != nil {
      gap?.last = position.line
    } else {
      let shown = min(line.count, 160)
      gap = Gap(first: position.line, last: position.line, sample: sink.redact(line.text(0..<shown)))
    }
  }

  private mutating func endGap() {
    guard let gap else { return }
    self.gap = nil
    guard !gap.sample.allSatisfy(\.isWhitespace) || gap.last > gap.first else { return }
    report(
      IntakeProblem(
        path: path, line: gap.first, lines: gap.last - gap.first + 1, reason: "no format recognises these lines",
        sample: gap.sample))
  }
}
