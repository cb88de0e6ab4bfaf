/// What a format's header grammar found in a line.
struct LineHead: Sendable, Codable {
  /// The line's own time; nil where the format has none.
  var stamp: Stamp?
  /// Where the text after the header stands.
  var message: Range<Int>
  var severity: Severity = .info
  /// Two ranges and a number for the format's own use (logger, file, role letter, pid …).
  var first: Range<Int> = 0..<0
  var second: Range<Int> = 0..<0
  var number: Int64 = 0
}

/// The four outcomes of looking at a line with a format.
enum Reading: Sendable {
  /// Ours.
  case record(LineHead)
  /// Belongs to our record before it (a stack, a wrapped value).
  case continuation
  /// Not ours.
  case foreign
  /// Ours and broken; the reason ends up in the report.
  case damaged(String)
}

/// A line format: header grammar on bytes, meaning on text.
///
/// `read` runs for every line and must cost nanoseconds on lines of others. `isChatter` runs on the bytes of every own
/// line and says which lines carry no event; only the rest become text and reach `interpret`.
protocol LineFormat: Sendable {
  /// The name in `source.format` and `debrief formats`.
  var name: String { get }
  /// One sentence for `debrief formats`, ends in a full stop.
  var summary: String { get }
  /// At least one real line, used by tests and `debrief formats`.
  var samples: [String] { get }

  func read(_ line: Span<UInt8>) -> Reading
  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool
  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink)
  /// The process that wrote the line, where its head names it: logs pasted into one file are told apart by it.
  func author(_ line: Span<UInt8>, _ head: LineHead) -> LineAuthor?
  /// Called for the first line of a process, chatter or not: what its head tells of the process.
  func meet(_ line: Span<UInt8>, _ head: LineHead, _ process: ProcessLog)
  /// Whether a record is one line and its meaning rests on nothing but its head, its message, and the facts and memory of
  /// its process: then the same line again needs no second look (`Refrain`).
  var linesStandAlone: Bool { get }
}

extension LineFormat {
  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { false }
  func author(_ line: Span<UInt8>, _ head: LineHead) -> LineAuthor? { nil }
  func meet(_ line: Span<UInt8>, _ head: LineHead, _ process: ProcessLog) {}
  var linesStandAlone: Bool { false }
}

/// A record that spans lines and is understood only as a whole: a JSON or YAML document, a table, a dump.
protocol BlockFormat: Sendable {
  var name: String { get }
  var summary: String { get }
  var samples: [String] { get }

  /// Whether the line opens a block of this format.
  func opens(_ line: Span<UInt8>) -> Bool
  /// What the next line does to the open block. `state` is the format's own and starts as 0.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep
  /// Whether the indentation of its lines means something: then no line in it is a shifted quotation.
  var ownsIndentation: Bool { get }
  /// Reads the whole block. Throws `BlockProblem` where it is ours and broken.
  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws
}

extension BlockFormat {
  var ownsIndentation: Bool { false }
}

enum BlockStep: Sendable {
  /// The line belongs to the block.
  case more
  /// The line is the last of the block.
  case last
  /// The block ended before this line, which is looked at anew.
  case before
}

struct BlockProblem: Error, CustomStringConvertible {
  /// Lines from the start of the block, counted from 0.
  var line: Int
  var reason: String
  var description: String { reason }
}

/// A line that is worth an event, with its text.
struct Record: Codable {
  var head: LineHead
  var position: LinePosition
  /// The text after the header; lines of the record that follow are joined with newlines.
  var message: String
  /// The whole line.
  var line: String
  /// The time from the layers around the line (CRI, docker, `--timestamps`), when there is one.
  var outer: Stamp?

  /// A part of the line's bytes as text.
  func text(_ range: Range<Int>) -> Substring {
    guard range.upperBound <= line.utf8.count else { return "" }
    let utf8 = line.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    let end = utf8.index(start, offsetBy: range.count)
    return line[start..<end]
  }

  /// An event with this record's place, time, severity and message filled in; the sink resolves the time.
  func event(_ kind: EventKind, origin: String) -> Event {
    var event = Event(kind, origin: origin)
    event.position = position
    event.severity = head.severity
    event.message = message
    return event
  }
}

/// The lines of a block, the way they stood, layers removed.
struct Block: Codable {
  var lines: [String]
  var positions: [LinePosition]
  var outer: Stamp?

  var text: String { lines.joined(separator: "\n") }

  /// The place of the line with this index; the first one's outside the block.
  func position(_ index: Int = 0) -> LinePosition {
    positions.indices.contains(index)
      ? positions[index] : positions.first ?? LinePosition(line: 1, offset: 0, length: 0)
  }

  func event(_ kind: EventKind, origin: String, line index: Int = 0) -> Event {
    var event = Event(kind, origin: origin)
    event.position = position(index)
    return event
  }
}
