import GRDB
import TemplateTree

/// An example of a rule file: what is given, and what must be said about the rule's cause.
public struct RuleExample: Sendable {
  public enum Expectation: String, Sendable, CaseIterable {
    case root, contributing, symptom, absent
    case ruledOut = "ruled-out"
    /// Root, contributing or symptom.
    case supported
    /// Neither supported nor ruled out.
    case unmentioned

    /// Whether the evidence is to show the cause.
    var isPositive: Bool {
      switch self {
      case .root, .contributing, .symptom, .supported: true
      case .absent, .ruledOut, .unmentioned: false
      }
    }
  }

  public let cause: String
  public internal(set) var name: String
  public let path: String
  public internal(set) var line = 1
  var expectation = Expectation.root
  /// In the words of the rule file.
  public var expected: String { expectation.rawValue }
  /// Columns of the incident; nil where it is to be found in the lines.
  var incident: [(column: String, value: JSONValue)]?
  var events: [[String: JSONValue]] = []
  var measures: [(name: String, seconds: Double)] = []
  /// Names of one member each, the first its own.
  var members: [[String]] = []
  /// Sources read by the ordinary formats.
  var files: [(name: String, text: String)] = []
  /// The same with one edit each, after which the rule must fire: they show that the example misses by no more than that.
  var mutants: [RuleExample] = []

  static let incidentColumns = [
    "kind", "platform", "engine", "cluster", "component", "outcome", "claimed_outcome", "old_primary", "new_primary",
    "candidate", "requested_by", "facts", "started_at", "ended_at",
  ]
  static let eventColumns = [
    "at", "last_at", "at_basis", "repeat", "source", "line", "origin", "kind", "severity", "cluster", "component",
    "instance", "peer", "actor", "role", "code", "message", "attributes", "stream", "step",
  ]
}

// MARK: - Reading

/// Reads `tests:` of a rule file.
struct RuleExampleParser {
  let reader: RuleReader
  let cause: String

  func examples() -> [RuleExample] {
    var examples: [RuleExample] = []
    reader.sections({ $0 == "tests" }) { _, _, value in
      let nodes = reader.elements(value)
      examples = nodes.map(example)
      for (index, node) in nodes.enumerated() {
        let end = index + 1 < nodes.count ? nodes[index + 1].mark.line : nil
        examples[index].mutants = mutants(of: node, examples[index], before: end)
      }
    }
    return examples
  }

  func example(_ node: TemplateNode) -> RuleExample {
    var example = RuleExample(
      cause: cause, name: node.mapping?["name"]?.scalar?.string ?? "unnamed", path: reader.source.path)
    example.line = reader.place(node).line
    var hasExpectation = false
    for (key, keyNode, value) in reader.pairs(node, "an example") {
      switch key {
      case "name", "unless": break
      case "expect":
        hasExpectation = true
        example.expectation = expectation(value) ?? example.expectation
      case "incident":
        example.incident = columns(value, RuleExample.incidentColumns).map { ($0.key, $0.value) }
      case "events":
        example.events = reader.elements(value).map { event in
          Dictionary(columns(event, RuleExample.eventColumns)) { first, _ in first }
        }
      case "measures":
        for pair in reader.pairs(value, "measures") {
          if !MeasureName.all.contains(pair.key) {
            reader.unknown(pair.key, at: pair.keyNode, among: MeasureName.all, what: "measure")
          }
          if let micros = reader.duration(pair.value) { example.measures.append((pair.key, Double(micros) / 1e6)) }
        }
      case "members": example.members = reader.elements(value).map(reader.texts)
      case "lines": example.files.append(("input.log", reader.text(value) ?? ""))
      case "files":
        for pair in reader.pairs(value, "files by name") {
          example.files.append((pair.key, reader.text(pair.value) ?? ""))
        }
      default:
        reader.unknown(
          key, at: keyNode,
          among: ["name", "expect", "incident", "events", "measures", "members", "lines", "files", "unless"])
      }
    }
    if !hasExpectation { reader.report(node, "the example does not say what to expect", help: "add expect: root") }
    if example.events.isEmpty, example.files.isEmpty {
      reader.report(node, "the example has no input", help: "add lines:, files: or events: with incident:")
    }
    return example
  }

  func expectation(_ node: TemplateNode) -> RuleExample.Expectation? {
    let word = reader.text(node) ?? ""
    if let expectation = RuleExample.Expectation(rawValue: word) { return expectation }
    reader.unknown(word, at: node, among: RuleExample.Expectation.allCases.map(\.rawValue), what: "expectation")
    return nil
  }

  func columns(_ node: TemplateNode, _ known: [String]) -> [(key: String, value: JSONValue)] {
    reader.pairs(node, "columns").compactMap { pair in
      guard known.contains(pair.key) else {
        reader.unknown(pair.key, at: pair.keyNode, among: known, what: "column")
        return nil
      }
      if pair.key == "kind", known == RuleExample.eventColumns, let kind = pair.value.scalar?.string,
        !KindName.isKnown(kind)
      {
        reader.unknown(kind, at: pair.value, among: KindName.all, what: "kind")
      }
      return (pair.key, Self.json(pair.value))
    }
  }

  /// A YAML value as JSON: plain numbers and booleans keep their type.
  static func json(_ node: TemplateNode) -> JSONValue {
    switch node {
    case .mapping(let mapping, _):
      return .object(
        Dictionary(mapping.map { ($0.key.scalar?.string ?? "", json($0.value)) }) { first, _ in first })
    case .sequence(let sequence, _): return .array(sequence.map(json))
    case .scalar(let scalar):
      guard scalar.isPlain else { return .string(scalar.string) }
      if RuleReader.isNull(node) { return .null }
      if scalar.string == "true" { return .bool(true) }
      if scalar.string == "false" { return .bool(false) }
      if let integer = Int64(scalar.string) { return .integer(integer) }
      if let number = Double(scalar.string) { return .number(number) }
      return .string(scalar.string)
    }
  }
}
