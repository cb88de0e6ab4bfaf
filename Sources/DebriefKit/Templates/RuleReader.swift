import TemplateTree
import Yams

/// Reads values out of a rule file's YAML and collects what is wrong with them instead of stopping.
final class RuleReader {
  let source: RuleSource
  private(set) var problems: [RuleProblem] = []
  /// Lines before the section that is being read.
  private var linesBefore = 0

  init(_ source: RuleSource) { self.source = source }

  // MARK: - Sections

  /// Parses the sections with the given keys in the order of the file and hands over key and value.
  func sections(_ isWanted: (String) -> Bool, _ read: (String, TemplateNode, TemplateNode) -> Void) {
    for section in source.sections where isWanted(section.key) {
      linesBefore = section.linesBefore
      do {
        guard let pair = try source.node(of: section)?.mapping?.first else {
          report(line: 1, column: 1, "expected a value after \(section.key)")
          continue
        }
        read(section.key, pair.key, pair.value)
      } catch let error as YamlError {
        report(error)
      } catch {
        report(line: 1, column: 1, "\(error)")
      }
    }
  }

  private func report(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      report(
        line: mark.line, column: mark.column, problem, help: "quote values that contain : or # or start with * & ! %")
    case .duplicatedKeysInMapping(let duplicates, let context):
      report(
        line: context.mark.line, column: context.mark.column,
        "the same key stands twice: \(duplicates.joined(separator: ", "))")
    default: report(line: 1, column: 1, "\(error)")
    }
  }

  // MARK: - Problems

  func report(_ node: TemplateNode, _ message: String, help: String? = nil, severity: RuleProblem.Severity = .error) {
    report(line: node.mark.line, column: node.mark.column, message, help: help, severity: severity)
  }

  /// A problem of the file as a whole, or of a line of it.
  func report(
    line: Int, column: Int, _ message: String, help: String? = nil, severity: RuleProblem.Severity = .error
  ) {
    let number = linesBefore + line
    problems.append(
      RuleProblem(
        severity: severity, path: source.path, line: number, column: column, message: message, help: help,
        source: source.line(number)))
  }

  /// Where a node of the current section stands in the file.
  func place(_ node: TemplateNode) -> RulePlace {
    RulePlace(line: linesBefore + node.mark.line, column: node.mark.column)
  }

  func report(at place: RulePlace, _ message: String, help: String? = nil, severity: RuleProblem.Severity = .error) {
    problems.append(
      RuleProblem(
        severity: severity, path: source.path, line: place.line, column: place.column, message: message, help: help,
        source: source.line(place.line)))
  }

  func reportFile(_ message: String, help: String? = nil, severity: RuleProblem.Severity = .error) {
    linesBefore = 0
    report(line: 1, column: 1, message, help: help, severity: severity)
  }

  /// Checks the keys at the top of the file: each known, none twice, and those there that a `what` cannot do without.
  func checkKeys(known: Set<String>, needed: [String], of what: String) {
    var seen: Set<String> = []
    for section in source.sections {
      let place = RulePlace(line: section.linesBefore + 1)
      if !known.contains(section.key) {
        report(at: place, "unknown key '\(section.key)'", help: Self.help(section.key, among: known.sorted()))
      }
      if !seen.insert(section.key).inserted { report(at: place, "the key '\(section.key)' stands twice") }
    }
    for key in needed where !seen.contains(key) { reportFile("the \(what) has no '\(key)'") }
  }

  func unknown(_ key: String, at node: TemplateNode, among known: [String], what: String = "key") {
    report(node, "unknown \(what) '\(key)'", help: Self.help(key, among: known))
  }

  private static func help(_ key: String, among known: [String]) -> String {
    Spelling.nearest(key, in: known).map { "did you mean '\($0)'?" }
      ?? "known: \(known.sorted().joined(separator: ", "))"
  }

  // MARK: - Values

  /// The pairs of a mapping, in the order of the file.
  func pairs(_ node: TemplateNode, _ what: String) -> [(key: String, keyNode: TemplateNode, value: TemplateNode)] {
    guard let mapping = node.mapping else {
      report(node, "expected \(what) as key: value pairs")
      return []
    }
    return mapping.map { ($0.key.scalar?.string ?? "", $0.key, $0.value) }
  }

  /// The elements of a list; a single value is a list of one.
  func elements(_ node: TemplateNode) -> [TemplateNode] { node.sequence ?? [node] }

  func text(_ node: TemplateNode) -> String? {
    guard let scalar = node.scalar else {
      report(node, "expected a word or a text")
      return nil
    }
    return scalar.string
  }

  func texts(_ node: TemplateNode) -> [String] { elements(node).compactMap(text) }

  func flag(_ node: TemplateNode) -> Bool {
    switch node.scalar?.string {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      report(node, "expected true or false")
      return false
    }
  }

  func number(_ node: TemplateNode, in range: ClosedRange<Int>) -> Int? {
    guard let value = node.scalar.flatMap({ Int($0.string) }), range.contains(value) else {
      report(node, "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// `5 s`, `200 ms`, `2 min`, `1 h`, in microseconds.
  func duration(_ node: TemplateNode) -> Int64? {
    guard let micros = text(node).flatMap(Self.micros) else {
      report(node, "expected a duration", help: "write 5 s, 200 ms, 2 min or 1 h")
      return nil
    }
    return micros
  }

  static func micros(_ text: String) -> Int64? {
    let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    guard let value = Double(number) else { return nil }
    let factor: Double
    switch text[number.endIndex...].trimmed() {
    case "us": factor = 1
    case "ms": factor = 1_000
    case "", "s": factor = 1_000_000
    case "m", "min": factor = 60_000_000
    case "h": factor = 3_600_000_000
    case "d": factor = 86_400_000_000
    default: return nil
    }
    return Int64((value * factor).rounded())
  }

  /// `{en: …, zh: …}`; a missing language is a problem.
  func localised(_ node: TemplateNode) -> Localised? {
    if let text = node.scalar?.string {
      report(node, "the text has no languages", help: "write {en: …, zh: …}")
      return Localised(en: text, zh: text)
    }
    var en: String?
    var zh: String?
    for (key, keyNode, value) in pairs(node, "a text by language") {
      switch key {
      case "en": en = text(value)
      case "zh": zh = text(value)
      case _ where RuleReader.isNull(value):
        report(keyNode, "the text was cut at a comma", help: "inside { } a comma ends a value: put the text in quotes")
      default: unknown(key, at: keyNode, among: ["en", "zh"], what: "language")
      }
    }
    for (language, text) in [("en", en), ("zh", zh)] where text?.trimmed().isEmpty ?? true {
      report(node, "the text in \(language) is missing")
    }
    guard let text = en ?? zh else { return nil }
    return Localised(en: en ?? text, zh: zh ?? text)
  }

  /// Whether the value is written as nothing: `null`, `~` or an empty plain scalar.
  static func isNull(_ node: TemplateNode) -> Bool {
    guard let scalar = node.scalar, scalar.isPlain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }
}

extension StringProtocol {
  /// Without blanks and newlines around it.
  func trimmed() -> String {
    let isBlank = { (character: Character) in character.isWhitespace }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
