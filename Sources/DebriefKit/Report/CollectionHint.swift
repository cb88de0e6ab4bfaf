import TemplateTree

/// What should have been handed over and was not: from `templates/reports/collect.yaml`.
struct CollectionHint: Sendable {
  /// The platform it is about.
  var platform = ""
  /// Only for this kind of incident.
  var kind: String?
  /// Any of these witnesses makes it superfluous.
  var origins: [String] = []
  var en = ""
  var zh = ""
  var command = ""

  /// Whether it collects logs of one of these witnesses.
  func shows(_ witnesses: [String], in incident: ReportModel.Incident) -> Bool {
    platform == incident.platform && (kind == nil || kind == incident.kind)
      && origins.contains(where: witnesses.contains)
  }

  func isMissing(for incident: ReportModel.Incident, in heard: Set<String>) -> Bool {
    platform == incident.platform && (kind == nil || kind == incident.kind) && heard.isDisjoint(with: origins)
  }

  func text(_ language: Language) -> String { language == .zh ? zh : en }

  static func load(_ templates: Templates) throws -> [CollectionHint] {
    let path = "reports/collect.yaml"
    guard let file = templates.file(path) else { throw TemplateError.missing(path) }
    let reader = RuleReader(RuleSource(file))
    var hints: [CollectionHint] = []
    reader.sections({ _ in true }) { key, keyNode, value in
      if key == "hints" {
        hints = reader.elements(value).map { hint($0, reader) }
      } else {
        reader.unknown(key, at: keyNode, among: ["hints"])
      }
    }
    guard reader.problems.isEmpty else { throw RuleError(problems: reader.problems) }
    return hints
  }

  private static func hint(_ node: TemplateNode, _ reader: RuleReader) -> CollectionHint {
    var hint = CollectionHint()
    for (key, keyNode, value) in reader.pairs(node, "a hint") {
      switch key {
      case "platform": hint.platform = reader.text(value) ?? ""
      case "kind": hint.kind = reader.text(value)
      case "origins": hint.origins = reader.texts(value)
      case "en": hint.en = reader.text(value) ?? ""
      case "zh": hint.zh = reader.text(value) ?? ""
      case "command": hint.command = reader.text(value) ?? ""
      default: reader.unknown(key, at: keyNode, among: ["platform", "kind", "origins", "en", "zh", "command"])
      }
    }
    for (name, text) in [("platform", hint.platform), ("en", hint.en), ("zh", hint.zh), ("command", hint.command)]
    where text.isEmpty { reader.report(node, "the hint has no '\(name)'") }
    return hint
  }
}
