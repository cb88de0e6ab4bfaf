import GRDB

/// What the texts of all findings of a diagnosis share: the language, the history of measures, and the snippets that
/// texts take in by name (`{{> spread}}`, `templates/snippets.yaml`).
final class FindingContext {
  let language: Language
  let history: MeasureHistory
  private let templates: Templates
  /// Parsed when the first text asks for one.
  private lazy var snippets: [String: Localised] = {
    guard let file = templates.file("snippets.yaml") else { return [:] }
    let reader = RuleReader(RuleSource(file))
    var snippets: [String: Localised] = [:]
    reader.sections({ _ in true }) { key, _, value in snippets[key] = reader.localised(value) }
    return snippets
  }()

  init(language: Language, templates: Templates, history: MeasureHistory = .empty) {
    self.language = language
    self.templates = templates
    self.history = history
  }

  /// The text with the snippets it names in their places; an unknown one is left out.
  func expanded(_ text: String) -> String {
    guard text.contains("{{>") else { return text }
    var out = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "{{>"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      out += rest[..<open.lowerBound]
      out += snippets[rest[open.upperBound..<close.lowerBound].trimmed()]?[language] ?? ""
      rest = rest[close.upperBound...]
    }
    return out + rest
  }

  /// Names of snippets, for lint.
  var names: [String] { snippets.keys.sorted() }
}
