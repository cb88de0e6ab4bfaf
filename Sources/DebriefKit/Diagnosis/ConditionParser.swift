import TemplateTree

/// Conditions of a rule file.
struct ConditionParser {
  let reader: RuleReader

  static let keys = [
    "kind", "text", "all-text", "not", "any", "attributes", "severity", "count", "distinct", "at-least-instances",
    "after", "before", "near", "within", "same", "differs", "as", "absent", "optional", "decisive", "first", "latest",
    "limit", "note", "seen-by", "measure", "below", "above", "missing", "fact", "incident", "incidents", "log",
    "compare",
  ]
  static let predicateKeys = Field.columns + ["text", "all-text", "attributes", "not", "any", "compare"]

  /// The named conditions of `when`, `against` and the like.
  func conditions(_ node: TemplateNode) -> [Condition] {
    reader.pairs(node, "named conditions").map { pair in
      if !Self.isName(pair.key) {
        reader.report(
          pair.keyNode, "'\(pair.key)' cannot name a condition",
          help: "use small letters, digits and _, starting with a letter")
      }
      var condition = condition(pair.key, pair.value)
      condition.place = reader.place(pair.keyNode)
      return condition
    }
  }

  static func isName(_ text: String) -> Bool {
    text.utf8.first.map { (0x61...0x7A).contains($0) } == true
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  private func condition(_ name: String, _ node: TemplateNode) -> Condition {
    var condition = Condition(name: name)
    var order = OrderKeys()
    var measure: (name: String, test: Condition.MeasureTest)?
    var test = Condition.MeasureTest()
    for (key, keyNode, value) in reader.pairs(node, "a condition") {
      switch key {
      case "absent": condition.isAbsent = reader.flag(value)
      case "seen-by": condition.seenBy = seenBy(value)
      case "optional": condition.isOptional = reader.flag(value)
      case "decisive": condition.isDecisive = reader.flag(value)
      case "first": if reader.flag(value) { condition.pick = .first }
      case "latest": if reader.flag(value) { condition.pick = .latest }
      case "limit": condition.limit = reader.number(value, in: 1...50) ?? 3
      case "note": condition.note = reader.localised(value)
      case "count": condition.count = comparison(value)
      case "distinct":
        for pair in reader.pairs(value, "field: comparison") {
          if let field = field(pair.key, pair.keyNode), let comparison = comparison(pair.value) {
            condition.distinct.append((field, comparison))
          }
        }
      case "at-least-instances":
        if let least = reader.number(value, in: 1...1000) {
          condition.distinct.append((.column("instance"), Comparison(relation: .atLeast, value: Double(least))))
        }
      case "after": order.after = (value, other(value))
      case "before": order.before = (value, other(value))
      case "near": order.near = (value, other(value))
      case "as": order.named = (value, other(value))
      case "within": order.within = (value, window(value))
      case "same": order.same = (keyNode, fieldPairs(value))
      case "differs": order.differs = (keyNode, fieldPairs(value))
      case "measure":
        if let name = reader.text(value) {
          if !MeasureName.all.contains(name) {
            reader.unknown(name, at: value, among: MeasureName.all, what: "measure")
          }
          measure = (name, test)
        }
      case "below": test.below = reader.duration(value).map { Double($0) / 1e6 }
      case "above": test.above = reader.duration(value).map { Double($0) / 1e6 }
      case "missing": test.isMissing = reader.flag(value)
      case "fact": condition.subject = .facts(matchers(value))
      case "incident":
        condition.subject = .incident(matchers(value))
        checkIncidentFields(value)
      case "incidents":
        condition.subject = .incidents(matchers(value))
        checkIncidentFields(value)
      case "log": condition.subject = .log(matcher(value))
      default:
        if let predicate = predicate(key, keyNode, value) { condition.predicates.append(predicate) }
      }
    }
    if let measure { condition.subject = .measure(measure.name, test) }
    condition.relations = relations(order, node)
    if condition.seenBy != nil, !condition.isAbsent {
      reader.report(
        node, "'seen-by' says who would have shown what is absent", help: "add absent: true, or leave it out")
    }
    return condition
  }

  // MARK: - Tests of an event

  private func predicate(_ key: String, _ keyNode: TemplateNode, _ value: TemplateNode) -> Predicate? {
    switch key {
    case "text", "all-text":
      let texts = reader.texts(value)
      if texts.contains(where: { $0.trimmed().isEmpty }) { reader.report(value, "an empty text is in every line") }
      return Predicate(
        test: .contains(texts.map { $0.lowercased() }, all: key == "all-text"),
        label: "\(key) \(texts.map { "'\($0)'" }.joined(separator: key == "text" ? " or " : " and "))")
    case "severity":
      guard let word = reader.text(value) else { return nil }
      guard let level = Field.severities.firstIndex(of: word) else {
        reader.unknown(word, at: value, among: Field.severities, what: "severity")
        return nil
      }
      return Predicate(test: .severity(atLeast: level), label: "severity at least \(word)")
    case "compare": return compare(value)
    case "attributes":
      let pairs = reader.pairs(value, "attributes")
      for pair in pairs { question(pair.key, at: pair.keyNode, among: EventWord.attributes, "attribute") }
      return all(pairs.map { (.attribute($0.key), $0.keyNode, $0.value) })
    case "not":
      let inner = predicates(value)
      guard !inner.isEmpty else { return nil }
      // not: {a, b} means neither a nor b.
      return Predicate(
        test: .any(inner.map { [$0] }), isNegated: true,
        label: "not \(inner.map(\.label).joined(separator: " or "))")
    case "any":
      let sets = reader.elements(value).map(predicates)
      return Predicate(
        test: .any(sets),
        label: sets.map { $0.map(\.label).joined(separator: " and ") }.joined(separator: " or "))
    case _ where Field.columns.contains(key):
      if key == "kind" { checkKinds(value) }
      if key == "origin" {
        for origin in reader.elements(value) {
          question(origin.scalar?.string ?? "", at: origin, among: EventWord.origins, "origin")
        }
      }
      return Predicate(test: .field(.column(key), matcher(value)), label: "\(key) \(written(value))")
    default:
      reader.unknown(key, at: keyNode, among: Self.keys + Field.columns)
      return nil
    }
  }

  /// `attributes.have < attributes.need`
  private func compare(_ node: TemplateNode) -> Predicate? {
    guard let text = reader.text(node) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3, let relation = Comparison.Operator(rawValue: words[1]),
      let left = operand(words[0], node), let right = operand(words[2], node)
    else {
      reader.report(node, "expected a comparison of two fields", help: "write attributes.have < attributes.need")
      return nil
    }
    return Predicate(test: .compare(left, relation, right), label: text)
  }

  private func operand(_ word: String, _ node: TemplateNode) -> Predicate.Operand? {
    if let number = Double(word) { return .number(number) }
    return field(word, node).map(Predicate.Operand.field)
  }

  private func predicates(_ node: TemplateNode) -> [Predicate] {
    reader.pairs(node, "tests of an event").compactMap { pair in
      guard Self.predicateKeys.contains(pair.key) || pair.key == "severity" else {
        reader.unknown(pair.key, at: pair.keyNode, among: Self.predicateKeys)
        return nil
      }
      return predicate(pair.key, pair.keyNode, pair.value)
    }
  }

  private func all(_ fields: [(field: Field, keyNode: TemplateNode, value: TemplateNode)]) -> Predicate? {
    let tests = fields.map { entry in
      Predicate(
        test: .field(entry.field, matcher(entry.value)),
        label: "\(entry.keyNode.scalar?.string ?? "") \(written(entry.value))")
    }
    if tests.count == 1 { return tests.first }
    return tests.isEmpty ? nil : Predicate(test: .any([tests]), label: tests.map(\.label).joined(separator: " and "))
  }

  private func checkKinds(_ node: TemplateNode) {
    for element in reader.elements(node) {
      guard let kind = element.scalar?.string, !KindName.isKnown(kind) else { continue }
      let nearest = Spelling.nearest(kind, in: KindName.all)
      reader.report(
        element, "unknown kind '\(kind)'",
        help: nearest.map { "did you mean '\($0)'?" } ?? "the kinds are the table in Events/EventKind.swift")
    }
  }

  /// A word that is not known and looks like one that is.
  private func question(_ word: String, at node: TemplateNode, among known: Set<String>, _ what: String) {
    guard !known.contains(word), let nearest = Spelling.nearest(word, in: known.sorted()),
      Spelling.distance(word, nearest) <= 2
    else { return }
    reader.report(
      node, "no format writes the \(what) '\(word)'", help: "did you mean '\(nearest)'?", severity: .warning)
  }

  private func checkIncidentFields(_ node: TemplateNode) {
    for pair in node.mapping ?? TemplateNode.Mapping([]) {
      let name = pair.key.scalar?.string ?? ""
      if !Fits.names.contains(name) { reader.unknown(name, at: pair.key, among: Fits.names, what: "field") }
    }
  }

  // MARK: - Values

  func matchers(_ node: TemplateNode) -> [(name: String, matcher: Matcher)] {
    reader.pairs(node, "name: value").map { ($0.key, matcher($0.value)) }
  }

  func matcher(_ node: TemplateNode) -> Matcher {
    Matcher(patterns: reader.elements(node).compactMap(pattern))
  }

  private func pattern(_ node: TemplateNode) -> Matcher.Pattern? {
    if RuleReader.isNull(node) { return .missing }
    guard let text = reader.text(node) else { return nil }
    if text == "*" { return .present }
    if text.hasPrefix("$") {
      let name = String(text.dropFirst())
      if !Matcher.incidentFields.contains(name) {
        reader.unknown(name, at: node, among: Matcher.incidentFields, what: "field of the incident")
      }
      return .incident(name)
    }
    if let sign = text.utf8.first, "<>=".utf8.contains(sign), let comparison = Comparison(text) {
      return .number(comparison)
    }
    switch (text.hasPrefix("*"), text.hasSuffix("*")) {
    case (true, true): return .contains(String(text.dropFirst().dropLast()))
    case (true, false): return .suffix(String(text.dropFirst()))
    case (false, true): return .prefix(String(text.dropLast()))
    case (false, false): return .exact(text)
    }
  }

  private func comparison(_ node: TemplateNode) -> Comparison? {
    guard let comparison = reader.text(node).flatMap(Comparison.init) else {
      reader.report(node, "expected a comparison", help: "write \">= 3\", \"< 10\" or a number")
      return nil
    }
    return comparison
  }

  private func written(_ node: TemplateNode) -> String {
    reader.elements(node).map { RuleReader.isNull($0) ? "missing" : $0.scalar?.string ?? "" }.joined(separator: " or ")
  }

  func field(_ name: String, _ node: TemplateNode) -> Field? {
    if name.hasPrefix("attributes.") { return .attribute(String(name.dropFirst("attributes.".count))) }
    if Field.columns.contains(name) { return .column(name) }
    reader.unknown(name, at: node, among: Field.columns + ["attributes.NAME"], what: "field")
    return nil
  }
}
