/// What is known about a source once it has been read.
struct SourceSummary: Sendable {
  struct Process: Sendable {
    var stream: String
    var pod: String?
    var container: String?
    var namespace: String?
    var format: String?
    var facts: [String: String]
    /// From the first to the last stamp of its lines: what the log can speak for.
    var coverage: ClosedRange<Int64>?
    /// Holes in it: no line for far longer than usual.
    var gaps: [ClosedRange<Int64>] = []
    /// Who speaks in it.
    var origins: [String] = []
    /// The zone's offset where it was proved after events had been dated with another one.
    var lateOffset: Int64?
  }

  var path: String
  var member: String?
  var sha256 = ""
  var bytes: Int64 = 0
  var lines: Int64 = 0
  /// Lines of the text in earlier pieces.
  var linesBefore: Int64 = 0
  /// Formats by share of lines, the largest first, joined with `+`.
  var format = ""
  var zone = ""
  var zoneBasis = ""
  var yearBasis = ""
  var recognised = 0
  var unrecognised = 0
  var processes: [Process] = []
  var problems: [IntakeProblem] = []
  /// Where reading can go on when the source has grown; nil where it cannot.
  var resumePoint: ResumePoint?
}
