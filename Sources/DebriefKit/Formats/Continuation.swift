/// What is to be done with a source of whose path an earlier run stored something: decided here and nowhere else.
///
/// A source is what it was, or its bytes begin with those stored and it has grown, or it is another one (a rotated or
/// truncated log). One that has grown is continued: only what came after the stored bytes is read, and the timeline is the
/// one that reading all of it would give. Where that is not certain it is read again from its start.
enum Continuation {
  case unchanged
  case other
  case again(Reason)
  case from(Resumption)

  enum Reason: String {
    case archived = "it lies in an archive"
    /// Read before there were resume points, or its end was in the middle of a large document or of a line without end.
    case nothingKept = "nothing was kept to go on from"
    case otherReader = "it was read with other options or by another version of debrief"
    case otherYear = "the year of its first lines is guessed from the file's time, and is another one now"
    case movedClock = "a diagnosis had corrected its clock"
  }

  /// Compares a source with what is known of it. Reads the stored part of it, if only for its digest.
  static func find(_ item: InputItem, _ known: KnownSource, _ options: ReadOptions) throws -> Continuation {
    // Standard input can be read only once, so it is always new.
    guard item.path != "-" else { return .other }
    // The size of compressed logs is not known beforehand.
    guard let size = item.size, size > known.bytes else {
      return try item.size ?? known.bytes == known.bytes && isUnchanged(item, known) ? .unchanged : .other
    }
    let stream = try item.open()
    var digest = Digest()
    let offset = min(known.resumePoint?.offset ?? known.bytes, known.bytes)
    _ = try digest.read(stream, offset)
    let atPoint = Digest(copying: digest)
    // The line that was not whole is read once more.
    let unfinished = try digest.read(stream, known.bytes - offset, keeps: known.resumePoint != nil)
    guard digest.hexadecimal() == known.sha256 else { return .other }
    guard item.isPlainFile else { return .again(.archived) }
    guard let point = known.resumePoint else { return .again(.nothingKept) }
    guard known.skew == 0 else { return .again(.movedClock) }
    guard point.reader == options.reader(of: item) else { return .again(.otherReader) }
    guard let state = point.state(Seal(digest)), state.position.offset == offset else { return .again(.nothingKept) }
    let clock = options.clock(for: item)
    guard state.recogniser.logs.allSatisfy({ $0.clock.extend(notAfter: clock.notAfter) }) else {
      return .again(.otherYear)
    }
    let settled = SourceReader.settled(state.recogniser.logs, clock)
    let isMoved = settled.zoneBasis != known.zoneBasis || settled.yearBasis != known.yearBasis
    return .from(
      Resumption(
        stream: PrefixedStream(unfinished, stream), digest: atPoint, state: state,
        clocks: isMoved ? Resumption.Clocks(state.recogniser.logs, clock) : nil))
  }

  private static func isUnchanged(_ item: InputItem, _ known: KnownSource) throws -> Bool {
    let stream = try item.open()
    var digest = Digest()
    _ = try digest.read(stream, known.bytes)
    guard digest.hexadecimal() == known.sha256 else { return false }
    var more: UInt8 = 0
    return try withUnsafeMutableBytes(of: &more) { try stream.read(into: $0) } == 0
  }
}

/// A source that has grown, opened where the timeline ends.
final class Resumption {
  let stream: any ByteStream
  /// Of all bytes before.
  let digest: Digest
  let state: ReaderState
  /// How its stamps without a zone were read, where what is stored has been moved since.
  let clocks: Clocks?

  /// What stamps without a zone are east of Greenwich, in microseconds.
  struct Clocks: Sendable {
    /// Of the events of each log, by stream.
    let logs: [String: Int64]
    /// Of lines that are no events.
    let lines: Int64

    init(_ logs: [ProcessLog], _ clock: SourceClock) {
      self.logs = Dictionary(logs.map { ($0.stream ?? "", $0.clock.offset) }) { first, _ in first }
      lines = clock.offset
    }
  }

  init(stream: any ByteStream, digest: consuming Digest, state: ReaderState, clocks: Clocks?) {
    self.stream = stream
    self.digest = digest
    self.state = state
    self.clocks = clocks
  }
}
