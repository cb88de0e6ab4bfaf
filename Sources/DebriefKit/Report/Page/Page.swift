/// A report as blocks of text, before any output language: what stands where is decided once, for Markdown and HTML.
struct Page: Sendable {
  var title: [Inline]
  var blocks: [Passage] = []

  /// Keys of the phrases at the end.
  var footer: [String] {
    ["footer.version"]
      + (blocks.contains { if case .human = $0 { true } else { false } } ? ["footer.human"] : [])
  }
}

/// Words that were written by us and words that come out of logs are different cases, so that a writer cannot forget
/// to escape.
enum Inline: Sendable {
  /// A phrase of ours with values from the input.
  case phrase(String, [String: String?])
  /// Text from the input or from rule files.
  case text(String)
  /// Text from the input, letter by letter.
  case code(String)
  case strong([Inline])
  case link(String)
  case time(Int64)
  /// `source:line`
  case place(ReportModel.Place)
}

enum Passage: Sendable {
  case heading(Int, [Inline])
  case paragraph([Inline])
  /// The sentence for readers who read only one.
  case verdict([[Inline]], Tone)
  case table([[Inline]], [[[Inline]]])
  case list([Item], ordered: Bool)
  case code(String)
  case lanes(LaneChart)
  /// A part that people write; `hint` stands there until they do.
  case human(name: String, hint: String)

  struct Item: Sendable {
    var text: [Inline]
    var blocks: [Passage] = []
  }

  enum Tone: String, Sendable { case good, bad, doubtful }
}

extension Inline: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .phrase(value, [:]) }
}

/// How times are written for people: UTC, no more digits than are known.
enum TimeText {
  /// `2025-04-02 03:12:30.071`
  static func full(_ micros: Int64) -> String { day(micros) + " " + clock(micros) }

  static func day(_ micros: Int64) -> String { String(Civil.iso(micros).prefix(10)) }

  static func clock(_ micros: Int64) -> String {
    let text = Civil.iso(micros)
    let whole = text.dropFirst(11).prefix(8)
    if micros % 1_000_000 == 0 { return String(whole) }
    return String(text.dropFirst(11).prefix(micros % 1000 == 0 ? 12 : 15))
  }
}

extension Phrases {
  /// The heads of a table's columns.
  func columns(_ names: String...) -> [[Inline]] { names.map { [.phrase(self["column.\($0)"], [:])] } }
}
