import Mustache
import TemplateTree

/// The words of reports in one language, from `templates/reports/<language>.yaml`; what a language lacks is English.
///
/// A phrase is a Mustache template. Its own text is trusted, the values are escaped for the output language before they
/// go in.
struct Phrases: Sendable {
  let language: Language
  private let phrases: [String: String]

  init(_ language: Language, _ templates: Templates) throws {
    self.language = language
    phrases = try Self.load(.en, templates).merging(language == .en ? [:] : Self.load(language, templates)) { $1 }
  }

  private static func load(_ language: Language, _ templates: Templates) throws -> [String: String] {
    let path = "reports/\(language.rawValue).yaml"
    guard let file = templates.file(path) else { throw TemplateError.missing(path) }
    return try flat(RuleSource(file))
  }

  private static func flat(_ source: RuleSource) throws -> [String: String] {
    let reader = RuleReader(source)
    var flat: [String: String] = [:]
    reader.sections({ _ in true }) { key, _, value in flatten(value, key, &flat) }
    guard reader.problems.isEmpty else { throw RuleError(problems: reader.problems) }
    return flat
  }

  /// The keys of a file of phrases.
  static func keys(of yaml: String) throws -> Set<String> {
    try Set(flat(RuleSource(path: "phrases", text: yaml)).keys)
  }

  /// `outcome: {failed: …}` becomes `outcome.failed`.
  private static func flatten(_ node: TemplateNode, _ prefix: String, _ flat: inout [String: String]) {
    if let mapping = node.mapping {
      for (key, value) in mapping { flatten(value, prefix + "." + (key.scalar?.string ?? ""), &flat) }
    } else if let text = node.scalar?.string {
      flat[prefix] = text
    }
  }

  /// All keys, for tests that compare languages.
  var keys: Set<String> { Set(phrases.keys) }

  /// A phrase without values; the key's last word where nobody wrote one (`outcome.limbo` reads `limbo`).
  subscript(key: String) -> String { phrases[key] ?? Self.lastWord(key) }

  /// A phrase, or nil where nobody wrote one.
  func find(_ key: String) -> String? { phrases[key] }

  /// A phrase with values. Sections of absent values are left out.
  func text(_ key: String, _ values: [String: String?], escape: (String) -> String = { $0 }) -> String {
    fill(self[key], values, escape: escape)
  }

  func fill(_ phrase: String, _ values: [String: String?], escape: (String) -> String = { $0 }) -> String {
    guard phrase.contains("{{") else { return phrase }
    let escaped = values.compactMapValues { $0.map(escape) }
    guard let template = try? TextTemplate.parse(phrase) else { return phrase }
    return template.render(escaped)
  }

  private static func lastWord(_ key: String) -> String {
    key.split(separator: ".").last.map { String($0).replacing("-", with: " ").replacing("_", with: " ") } ?? key
  }
}
