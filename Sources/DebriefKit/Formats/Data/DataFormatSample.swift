import TemplateTree

/// A sample of a pattern file: a text, and what must be made of it.
struct DataFormatSample {
  enum Expectation {
    /// One event for each, in order, with at least these fields.
    case events([[String: TemplateNode]])
    /// Ours, and not worth an event.
    case chatter
    /// Not ours.
    case foreign
  }

  var text: String
  var expectation: Expectation
  var place: RulePlace

  /// All samples of a file; what is wrong with them is left with the reader.
  static func all(_ reader: RuleReader) -> [DataFormatSample] {
    var samples: [DataFormatSample] = []
    reader.sections({ $0 == "samples" }) { _, _, value in
      samples = reader.elements(value).compactMap { sample($0, reader) }
    }
    return samples
  }

  private static func sample(_ node: TemplateNode, _ reader: RuleReader) -> DataFormatSample? {
    var text: String?
    var expectation: Expectation?
    for (key, keyNode, value) in reader.pairs(node, "a sample") {
      switch key {
      case "text": text = reader.text(value)
      case "event", "events":
        expectation = .events(
          reader.elements(value).map { event in
            Dictionary(
              reader.pairs(event, "fields of an event").map { ($0.key, $0.value) },
              uniquingKeysWith: { first, _ in first })
          })
      case "chatter": if reader.flag(value) { expectation = .chatter }
      case "foreign": if reader.flag(value) { expectation = .foreign }
      default: reader.unknown(key, at: keyNode, among: ["text", "event", "events", "chatter", "foreign"])
      }
    }
    guard let text, let expectation else {
      reader.report(node, "a sample needs text and one of event, events, chatter: true, foreign: true")
      return nil
    }
    return DataFormatSample(text: text, expectation: expectation, place: reader.place(node))
  }
}

// MARK: - Running

extension DataFormatSample {
  /// Reads the text with all formats and reports what is not as expected.
  func check(_ format: DataFormat, among formats: DataFormats, _ reader: RuleReader) async throws {
    var options = ReadOptions(now: Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0)
    options.formats = formats
    let text = text
    let item = InputItem(path: "sample.log") { MemoryStream(Array(text.utf8)) }
    var events: [Event] = []
    let summary = try await SourceReader(item: item, options: options).read { batch, _ in events += batch }
    events.sort { $0.position.line < $1.position.line }
    let takers = summary.format.split(separator: "+").map(String.init)
    let others = takers.filter { $0 != format.name }
    switch expectation {
    case .foreign:
      if takers.contains(format.name) { reader.report(at: place, "the sample is foreign, and the format takes it") }
      return
    case .chatter, .events:
      if let other = others.first {
        reader.report(
          at: place, "the format '\(other)' takes the sample first",
          help: "at most one format takes a line, and built-in ones win")
        return
      }
      guard takers == [format.name], summary.unrecognised == 0 else {
        reader.report(at: place, "the sample is not recognised", help: "no 'start' matches the whole line")
        return
      }
    }
    guard case .events(let expected) = expectation else {
      if let first = events.first {
        reader.report(at: place, "the sample is chatter, and gives the event \(first.kind.rawValue)")
      }
      return
    }
    guard events.count == expected.count else {
      let found = events.map(\.kind.rawValue).joined(separator: ", ")
      reader.report(
        at: place, "expected \(expected.count) events, found \(events.isEmpty ? "none" : found)",
        help: events.isEmpty ? "no pattern of 'lines' matches the whole message" : nil)
      return
    }
    for (event, fields) in zip(events, expected) { compare(event, fields, reader) }
  }

  private func compare(_ event: Event, _ fields: [String: TemplateNode], _ reader: RuleReader) {
    for (name, node) in fields.sorted(by: { $0.key < $1.key }) {
      if name == "attributes" {
        for (key, _, value) in reader.pairs(node, "attributes") {
          compare(key, event.attributes[key]?.scalarText, value, reader)
        }
        continue
      }
      guard let found = Self.field(name, event) else {
        reader.unknown(name, at: node, among: Self.fields, what: "field")
        continue
      }
      compare(name, found, node, reader)
    }
  }

  private func compare(_ name: String, _ found: String?, _ node: TemplateNode, _ reader: RuleReader) {
    let expected = RuleReader.isNull(node) ? nil : node.scalar?.string
    guard found != expected else { return }
    reader.report(at: place, "expected \(name) \(expected ?? "null"), found \(found ?? "nothing")")
  }

  static let fields = DataFormat.columns + ["kind", "severity", "origin", "message", "at", "attributes"]

  /// The field as text; nil for no such field.
  private static func field(_ name: String, _ event: Event) -> String?? {
    switch name {
    case "kind": event.kind.rawValue
    case "severity": DataFormatParser.severities.first { $0.value == event.severity }?.key
    case "origin": event.origin
    case "message": .some(event.message)
    case "at": .some(event.at.map(Civil.iso))
    case "instance": .some(event.instance)
    case "peer": .some(event.peer)
    case "actor": .some(event.actor)
    case "role": .some(event.role)
    case "code": .some(event.code)
    case "cluster": .some(event.cluster)
    case "component": .some(event.component)
    default: nil
    }
  }
}
