/// Where the pieces of one text meet: lines are counted through while it is read, and told by the file they stand in.
struct TextSeams {
  struct Piece {
    var linesBefore: Int
    var bytesBefore: Int64
    var lines: Int
    var bytes: Int64
    var sha256: String
    /// Lines understood and not understood up to its end.
    var counted: (Int, Int)
  }

  private(set) var pieces: [Piece] = []

  /// Where the next piece begins.
  var end: LinePosition {
    guard let last = pieces.last else { return LinePosition(line: 1, offset: 0, length: 0) }
    return LinePosition(
      line: last.linesBefore + last.lines + 1, offset: last.bytesBefore + last.bytes, length: 0)
  }

  mutating func close(
    _ position: LinePosition, bytes: Int64, sha256: String, _ recogniser: Recogniser
  ) {
    let begin = end
    pieces.append(
      Piece(
        linesBefore: begin.line - 1, bytesBefore: begin.offset, lines: position.line - begin.line,
        bytes: bytes - begin.offset, sha256: sha256,
        counted: (recogniser.recognised, recogniser.unrecognised)))
  }

  /// A place as its own file counts it; `end` is the beginning of the piece that is being read.
  func place(of position: LinePosition, in number: Int) -> LinePosition {
    let begin = begin(of: number)
    return LinePosition(
      line: position.line - begin.line + 1, offset: position.offset - begin.offset,
      length: position.length)
  }

  /// The event with its place in that piece; nil where it stands in another one.
  func event(_ event: Event, in number: Int) -> Event? {
    guard holds(event.position.line, number) else { return nil }
    var event = event
    event.position = place(of: event.position, in: number)
    return event
  }

  func problem(_ problem: IntakeProblem, in number: Int, of items: [InputItem]) -> IntakeProblem? {
    guard let line = problem.line else { return number == 0 ? problem : nil }
    guard holds(line, number) else { return nil }
    var problem = problem
    problem.line = line - begin(of: number).line + 1
    problem.path = items[number].name
    return problem
  }

  private func begin(of number: Int) -> LinePosition {
    guard number < pieces.count else { return end }
    return LinePosition(
      line: pieces[number].linesBefore + 1, offset: pieces[number].bytesBefore, length: 0)
  }

  private func holds(_ line: Int, _ number: Int) -> Bool {
    line >= begin(of: number).line && (number >= pieces.count || line < begin(of: number + 1).line)
  }
}
