/// A line that was interpreted and what came of it, in case the same words come again.
///
/// A replica that cannot reach its primary writes the same three lines thousands of times a second. A line that is, but for
/// its stamp, one that gave at most one event and changed nothing that is known about its process, would give that event
/// again: the run it was folded into grows, and no text is made.
struct Refrain: Codable {
  /// Different words that are remembered of a process.
  static let most = 8

  let format: Int
  private let severity: Severity
  private let number: Int64
  @CodedAsText private var first: [UInt8]
  @CodedAsText private var message: [UInt8]
  // What the meaning of the line may rest on.
  private let facts: [String: String]
  private let memory: [String: String]
  private let secrets: Int
  /// The run the event went into; nil where the line gives none.
  private let run: Int?
  @CodedAsText private var text: [UInt8]

  /// Remembers a record just interpreted. Nil where it gave several events or one that is no part of a run.
  init?(_ record: Record, format: Int, _ process: ProcessLog, _ sink: EventSink) {
    guard record.head.stamp != nil, record.head.second.isEmpty, record.outer == nil,
      sink.emitted == 0 || sink.emitted == 1 && sink.lastRun != nil
    else { return nil }
    self.format = format
    severity = record.head.severity
    number = record.head.number
    first = Array(record.text(record.head.first).utf8)
    message = Array(record.message.utf8)
    facts = process.facts
    memory = process.memory
    secrets = sink.secretsKnown
    run = sink.lastRun
    text = run.map(sink.text(ofRun:)) ?? []
  }

  /// Whether the line says the same, whatever is known by now.
  func hasWords(of line: Span<UInt8>, _ head: LineHead, format: Int) -> Bool {
    format == self.format && head.message.count == message.count && head.number == number && head.severity == severity
      && head.second.isEmpty && head.first.count == first.count && line.equals(message, at: head.message.lowerBound)
      && line.equals(first, at: head.first.lowerBound)
  }

  /// Counts the line. False where it has to be looked at anew.
  func take(_ head: LineHead, _ process: ProcessLog, into sink: inout EventSink) -> Bool {
    guard let stamp = head.stamp, process.facts == facts, process.memory == memory, sink.secretsKnown == secrets else {
      return false
    }
    return run.map { sink.extend($0, process, stamp, text: text) } ?? true
  }
}
