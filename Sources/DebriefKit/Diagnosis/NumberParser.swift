import TemplateTree

/// Reads the `numbers` of a rule file.
struct NumberParser {
  let reader: RuleReader

  static let keys = [
    "measure", "attribute", "unit", "kind", "code", "from", "to", "above", "plus", "times", "margin", "step",
    "at-least",
    "at-most", "history",
  ]

  func numbers(_ node: TemplateNode) -> [Number] {
    var known: Set<String> = []
    return reader.pairs(node, "numbers").compactMap { name, keyNode, value in
      guard let number = number(name, value, known) else { return nil }
      if !known.insert(name).inserted { reader.report(keyNode, "two numbers are called '\(name)'") }
      return number
    }
  }

  private func number(_ name: String, _ node: TemplateNode, _ known: Set<String>) -> Number? {
    var number = Number(name: name, source: .above([]))
    var sources: [Number.Source] = []
    let fields = Dictionary(reader.pairs(node, "a number").map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    for (key, keyNode, value) in reader.pairs(node, "a number") {
      switch key {
      case "measure": sources.append(.measure(measure(value)))
      case "attribute": sources.append(attribute(value, fields))
      case "from":
        sources.append(.between(reader.text(value) ?? "", fields["to"].flatMap(reader.text) ?? ""))
        if fields["to"] == nil { reader.report(keyNode, "a number with 'from' needs 'to'") }
      case "above":
        sources.append(.above(reader.texts(value)))
        for element in reader.elements(value) { check(element, known, allowing: ".max") }
      case "plus":
        number.plus = reader.text(value)
        check(value, known, allowing: "")
      case "times": number.times = decimal(value) ?? 1
      case "margin": number.margin = share(value) ?? 0
      case "step": number.step = seconds(value)
      case "at-least": number.atLeast = seconds(value)
      case "at-most": number.atMost = seconds(value)
      case "history": number.history = measure(value)
      case "unit", "kind", "code", "to": break
      default: reader.unknown(key, at: keyNode, among: Self.keys)
      }
    }
    guard sources.count == 1 else {
      reader.report(node, "the number '\(name)' needs one of measure, attribute, from and to, above")
      return nil
    }
    number.source = sources[0]
    if case .measure(let measure) = number.source, number.history == nil { number.history = measure }
    return number
  }

  private func measure(_ node: TemplateNode) -> String {
    let name = reader.text(node) ?? ""
    if !MeasureName.all.contains(name) { reader.unknown(name, at: node, among: MeasureName.all, what: "measure") }
    return name
  }

  private func attribute(_ node: TemplateNode, _ fields: [String: TemplateNode]) -> Number.Source {
    let name = reader.text(node) ?? ""
    if !name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }) {
      reader.report(node, "'\(name)' is no name of an attribute")
    }
    let word = fields["unit"].flatMap(reader.text) ?? ""
    guard let unit = Number.Unit(rawValue: word) else {
      reader.report(
        fields["unit"] ?? node, "in what '\(name)' is counted is not said",
        help: "add unit: \(Number.Unit.allCases.map(\.rawValue).joined(separator: ", "))")
      return .attribute(name, unit: .s, kinds: [], code: nil)
    }
    return .attribute(
      name, unit: unit, kinds: fields["kind"].map(reader.texts) ?? [], code: fields["code"].flatMap(reader.text))
  }

  /// Numbers are worked out in the order of the file.
  private func check(_ node: TemplateNode, _ known: Set<String>, allowing ending: String) {
    guard let word = node.scalar?.string else { return }
    let name = !ending.isEmpty && word.hasSuffix(ending) ? String(word.dropLast(ending.count)) : word
    if !known.contains(name) {
      reader.unknown(name, at: node, among: known.sorted(), what: "number (of those before it)")
    }
  }

  private func seconds(_ node: TemplateNode) -> Double? { reader.duration(node).map { Double($0) / 1_000_000 } }

  private func decimal(_ node: TemplateNode) -> Double? {
    guard let value = node.scalar.flatMap({ Double($0.string) }), value > 0 else {
      reader.report(node, "expected a number above zero")
      return nil
    }
    return value
  }

  /// `50 %`
  private func share(_ node: TemplateNode) -> Double? {
    let text = reader.text(node) ?? ""
    guard text.hasSuffix("%"), let value = Double(text.dropLast().trimmed()), value >= 0 else {
      reader.report(node, "expected a share", help: "write 50 %")
      return nil
    }
    return value / 100
  }
}
