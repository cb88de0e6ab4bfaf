import TemplateTree

/// Reads the matching part of a rule file.
struct RuleParser {
  let reader: RuleReader
  private let conditions: ConditionParser
  private var rule: Rule

  /// Keys of a rule file that decide whether the cause applies, and those that only talk about it.
  static let matchingKeys: Set = [
    "cause", "weight", "fallback", "fits", "when", "any-of", "variants", "against", "refuted", "explains", "rules-out",
    "confidence",
  ]
  static let textKeys: Set = ["title", "explanation", "remedies", "needs", "numbers", "tests"]

  private init(_ reader: RuleReader) {
    self.reader = reader
    conditions = ConditionParser(reader: reader)
    rule = Rule(cause: "", source: reader.source)
  }

  /// The rule, whatever is wrong with it; problems are left with the reader.
  static func rule(_ reader: RuleReader) -> Rule {
    var parser = RuleParser(reader)
    parser.parse()
    return parser.rule
  }

  private mutating func parse() {
    var shared: [Condition] = []
    var alternatives: [Variant] = []
    var hints = ConfidenceHints()
    reader.sections(Self.matchingKeys.contains) { key, _, value in
      switch key {
      case "cause": rule.cause = reader.text(value) ?? ""
      case "weight": rule.weight = reader.number(value, in: 1...100) ?? 50
      case "fallback": rule.isFallback = reader.flag(value)
      case "fits": rule.fits = fits(value)
      case "when": shared = conditions.conditions(value)
      case "any-of":
        for (index, element) in reader.elements(value).enumerated() {
          alternatives.append(
            Variant(name: String(index + 1), weight: 0, when: conditions.conditions(element)))
        }
      case "variants": alternatives += reader.elements(value).map(variant)
      case "against": rule.against = conditions.conditions(value)
      case "refuted": rule.refutations = reader.elements(value).map(refutation)
      case "explains": rule.explains = reader.texts(value)
      case "rules-out": rule.rulesOut = reader.elements(value).compactMap(ruledOut)
      case "confidence": hints = confidence(value)
      default: break
      }
    }
    if alternatives.isEmpty { alternatives = [Variant(name: nil, weight: 0)] }
    rule.variants = alternatives.map { variant in
      var variant = variant
      variant.when = shared + variant.when
      variant.against += rule.against
      if variant.weight == 0 { variant.weight = rule.weight }
      if variant.confidence.high == nil { variant.confidence.high = hints.high }
      if variant.confidence.medium == nil { variant.confidence.medium = hints.medium }
      return variant
    }
  }

  private func fits(_ node: TemplateNode) -> Fits {
    for pair in node.mapping ?? TemplateNode.Mapping([]) {
      let name = pair.key.scalar?.string ?? ""
      if !Fits.names.contains(name) { reader.unknown(name, at: pair.key, among: Fits.names) }
      for element in reader.elements(pair.value) {
        guard let known = Self.words[name], let word = element.scalar?.string, !RuleReader.isNull(element) else {
          continue
        }
        if !known.contains(word), !word.contains("*") { reader.unknown(word, at: element, among: known, what: name) }
      }
    }
    return Fits(fields: conditions.matchers(node), place: reader.place(node))
  }

  private static let words: [String: [String]] = [
    "kind": ["switchover", "failover"],
    "platform": ["kubeblocks", "sentinel", "codis", "patroni", "none"],
    "outcome": outcomes, "claimed": outcomes,
  ]
  static let outcomes = ["succeeded", "failed", "stuck", "false-failure", "false-success", "degraded", "unknown"]

  private func variant(_ node: TemplateNode) -> Variant {
    var variant = Variant(name: nil, weight: 0)
    for (key, keyNode, value) in reader.pairs(node, "a variant") {
      switch key {
      case "name": variant.name = reader.text(value)
      case "fits": variant.fits = fits(value)
      case "weight": variant.weight = reader.number(value, in: 1...100) ?? 0
      case "when": variant.when = conditions.conditions(value)
      case "against": variant.against = conditions.conditions(value)
      case "confidence": variant.confidence = confidence(value)
      case "title", "explanation": break
      default:
        reader.unknown(
          key, at: keyNode, among: ["name", "fits", "weight", "when", "against", "confidence", "title", "explanation"])
      }
    }
    if variant.name == nil { reader.report(node, "a variant needs a name") }
    return variant
  }

  private func confidence(_ node: TemplateNode) -> ConfidenceHints {
    var hints = ConfidenceHints()
    for (key, keyNode, value) in reader.pairs(node, "confidence hints") {
      switch key {
      case "high": hints.high = reader.texts(value)
      case "medium": hints.medium = reader.texts(value)
      default: reader.unknown(key, at: keyNode, among: ["high", "medium"])
      }
    }
    return hints
  }

  /// A group is `{when: …, fits: …, note: …}`, or the conditions alone.
  private func refutation(_ node: TemplateNode) -> Refutation {
    guard node.mapping?.contains(where: { $0.key.scalar?.string == "when" }) == true else {
      return Refutation(conditions: conditions.conditions(node))
    }
    var refutation = Refutation(conditions: [])
    for (key, keyNode, value) in reader.pairs(node, "a group of conditions") {
      switch key {
      case "when": refutation.conditions = conditions.conditions(value)
      case "fits": refutation.fits = fits(value)
      case "note": refutation.note = reader.localised(value)
      default: reader.unknown(key, at: keyNode, among: ["when", "fits", "note"])
      }
    }
    return refutation
  }

  private func ruledOut(_ node: TemplateNode) -> RuledOut? {
    if let cause = node.scalar?.string { return RuledOut(cause: cause) }
    var ruledOut = RuledOut(cause: "")
    for (key, keyNode, value) in reader.pairs(node, "a cause that is ruled out") {
      switch key {
      case "cause": ruledOut.cause = reader.text(value) ?? ""
      case "when": ruledOut.conditions = conditions.conditions(value)
      case "note": ruledOut.note = reader.localised(value)
      case "decisive": ruledOut.isDecisive = reader.flag(value)
      default: reader.unknown(key, at: keyNode, among: ["cause", "when", "note", "decisive"])
      }
    }
    return ruledOut
  }
}
