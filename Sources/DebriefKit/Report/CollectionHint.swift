import Yams

/// What should have been handed over and was not: from `templates/reports/collect.yaml`.
struct CollectionHint: Sendable, Decodable {
  /// The platform it is about.
  var platform: String
  /// Only for this kind of incident.
  var kind: String?
  /// Any of these witnesses makes it superfluous.
  var origins: [String]
  var en: String
  var zh: String
  var command: String

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
    guard let text = templates.text(path) else { throw TemplateError.missing(path) }
    do {
      return try YAMLDecoder().decode([CollectionHint].self, from: text)
    } catch {
      throw PhraseProblem(path: path, reason: "\(error)")
    }
  }
}
