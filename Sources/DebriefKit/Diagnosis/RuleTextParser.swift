import TemplateTree

/// Reads titles, explanations, remedies and needs of a rule file.
struct RuleTextParser {
  let reader: RuleReader

  func texts() -> RuleTexts {
    var texts = RuleTexts()
    reader.sections({ ["title", "explanation", "remedies", "needs", "numbers", "variants"].contains($0) }) {
      key, _, value in
      switch key {
      case "title": texts.title = reader.localised(value)
      case "explanation": texts.explanation = reader.localised(value)
      case "remedies": texts.remedies = reader.elements(value).compactMap(remedy)
      case "numbers": texts.numbers = NumberParser(reader: reader).numbers(value)
      case "needs": texts.needs = reader.elements(value).compactMap(need)
      default: texts.variants = variants(value)
      }
    }
    return texts
  }

  private func variants(_ node: TemplateNode) -> [String: (title: Localised?, explanation: Localised?)] {
    var variants: [String: (title: Localised?, explanation: Localised?)] = [:]
    for element in reader.elements(node) {
      guard let mapping = element.mapping, let name = mapping["name"]?.scalar?.string else { continue }
      variants[name] = (
        mapping["title"].flatMap(reader.localised), mapping["explanation"].flatMap(reader.localised)
      )
    }
    return variants
  }

  private func remedy(_ node: TemplateNode) -> RemedyTemplate? {
    var key: String?
    var stage: RemedyTemplate.Stage?
    var title: Localised?
    var body: Localised?
    var command: String?
    var docs: [String] = []
    for (name, keyNode, value) in reader.pairs(node, "a remedy") {
      switch name {
      case "key": key = reader.text(value)
      case "stage":
        let word = reader.text(value) ?? ""
        stage = RemedyTemplate.Stage(rawValue: word)
        if stage == nil {
          reader.unknown(word, at: value, among: RemedyTemplate.Stage.allCases.map(\.rawValue), what: "stage")
        }
      case "title": title = reader.localised(value)
      case "body": body = reader.localised(value)
      case "command": command = reader.text(value)
      case "docs": docs = reader.texts(value)
      default:
        reader.unknown(name, at: keyNode, among: ["key", "stage", "title", "body", "command", "docs"])
      }
    }
    guard let key, let stage, let title, let body else {
      reader.report(node, "a remedy needs key, stage, title and body")
      return nil
    }
    return RemedyTemplate(key: key, stage: stage, title: title, body: body, command: command, docs: docs)
  }

  private func need(_ node: TemplateNode) -> Need? {
    var artefact: Localised?
    var command: String?
    for (key, keyNode, value) in reader.pairs(node, "an artefact that is needed") {
      switch key {
      case "artefact": artefact = reader.localised(value)
      case "command": command = reader.text(value)
      default: reader.unknown(key, at: keyNode, among: ["artefact", "command"])
      }
    }
    guard let artefact else {
      reader.report(node, "expected an artefact", help: "write {artefact: {en: …, zh: …}, command: …}")
      return nil
    }
    return Need(artefact: artefact, command: command)
  }
}
