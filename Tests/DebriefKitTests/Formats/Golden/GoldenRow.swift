import Testing

@testable import DebriefKit

/// A text of real lines, and what must come of it.
struct GoldenRow: Sendable, CustomTestStringConvertible {
  enum Kind: Sendable {
    /// As the reference has it: everything is understood.
    case golden
    /// Cut off, damaged, of the wrong type: what survives, and what is counted as not understood.
    case malformed
  }

  /// The registered format the text belongs to.
  let format: String
  let kind: Kind
  let about: String
  /// `⇥` stands for a tab.
  let text: String
  /// Attributes that matter.
  let shows: [String]
  /// See `rendering`.
  let gives: String

  init(
    _ kind: Kind, _ format: String, _ about: String, shows: [String] = [], _ text: String, gives: String
  ) {
    self.kind = kind
    self.format = format
    self.about = about
    self.shows = shows
    self.text = Self.tabs(in: text) + "\n"
    self.gives = gives
  }

  /// `⇥` as the tab it stands for.
  static func tabs(in text: String) -> String { text.replacing("⇥", with: "\t") }

  var testDescription: String { "\(format): \(about)" }

  /// Events in time order: line, time (`~` where it is coarse), kind, fields, `xN` for a run, and the attributes asked for.
  /// Then `=`, the formats that took lines, and lines understood of lines read. Then `!`, a problem's first line (`+` how
  /// many follow it), and its reason.
  func rendering(_ reading: (events: [Event], summary: SourceSummary)) -> String {
    var lines = reading.events.map(render)
    let summary = reading.summary
    let formats = summary.format.isEmpty ? "" : summary.format + " "
    lines.append("= \(formats)\(summary.recognised)/\(summary.lines)")
    for problem in summary.problems {
      let more = problem.lines > 1 ? "+\(problem.lines - 1)" : ""
      lines.append("! \(problem.line ?? 0)\(more) \(problem.reason)")
    }
    return lines.joined(separator: "\n")
  }

  private func render(_ event: Event) -> String {
    var words = ["\(event.position.line)", Self.time(event), event.kind.rawValue]
    let fields = [
      ("code", event.code), ("cluster", event.cluster), ("component", event.component), ("instance", event.instance),
      ("peer", event.peer), ("actor", event.actor), ("role", event.role),
    ]
    for (name, value) in fields { if let value { words.append("\(name)=\(value)") } }
    if event.repeats > 1 { words.append("x\(event.repeats)") }
    for name in shows {
      guard let value = event.attributes[name] else { continue }
      words.append("\(name)=\(value.string ?? value.compact)")
    }
    return words.joined(separator: " ")
  }

  /// `2025-04-02T03:12:30.071Z`, without the zeros at the end of the fraction's two halves.
  private static func time(_ event: Event) -> String {
    guard let at = event.at else { return "-" }
    var text = Civil.iso(at)
    for zeros in [".000000Z", "000Z"] where text.hasSuffix(zeros) {
      text = text.dropLast(zeros.count) + "Z"
      break
    }
    return (event.basis == .relative ? "~" : "") + text
  }

  static let all: [GoldenRow] =
    redisLogs + redisCli + pikaAndCodis + kubeBlocksLogs + kubeBlocksScripts + databases + databaseTables
    + kubernetesDocuments + kubernetesTables + kubernetesDescriptions
}
