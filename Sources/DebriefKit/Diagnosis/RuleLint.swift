import Mustache
import TemplateTree

/// Checks rule files the way a compiler does.
public enum RuleLint {
  /// Everything wrong in the rules of some templates, by file and line. `paths` narrows to files whose path ends in one.
  public static func problems(in templates: Templates, only paths: [String] = []) throws -> [RuleProblem] {
    guard let text = templates.text("causes.yaml") else { throw TemplateError.missing("causes.yaml") }
    let vocabulary = try CauseVocabulary(yaml: text)
    return templates.files(under: "rules/", suffix: ".yaml")
      .filter { file in paths.isEmpty || paths.contains { file.origin.hasSuffix($0) || file.path.hasSuffix($0) } }
      .flatMap { RuleFileLint(RuleSource($0), vocabulary).problems() }
  }
}

/// One file under the eyes of the compiler; what is wrong is left with the reader.
struct RuleFileLint {
  let reader: RuleReader
  let vocabulary: CauseVocabulary
  let rule: Rule

  init(_ source: RuleSource, _ vocabulary: CauseVocabulary) {
    reader = RuleReader(source)
    rule = RuleParser.rule(reader)
    self.vocabulary = vocabulary
  }

  func problems() -> [RuleProblem] {
    checkKeys()
    checkCauses()
    checkGroups()
    checkReachability()
    checkTexts()
    checkExamples()
    return reader.problems.sorted { ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message) }
  }

  // MARK: - Keys and causes

  private func checkKeys() {
    reader.checkKeys(
      known: RuleParser.matchingKeys.union(RuleParser.textKeys),
      needed: ["cause", "weight", "fits", "title", "explanation", "remedies", "tests"], of: "rule")
  }

  private func checkCauses() {
    reader.sections({ ["cause", "explains", "rules-out"].contains($0) }) { key, _, value in
      for element in reader.elements(value) {
        let node = element.mapping?["cause"] ?? element
        guard let cause = node.scalar?.string else { continue }
        if vocabulary[cause] == nil {
          reader.unknown(cause, at: node, among: vocabulary.causes.map(\.id), what: "cause")
        } else if key != "cause", cause == rule.cause {
          reader.report(node, "a cause cannot stand in its own '\(key)'")
        }
      }
    }
    let file = reader.source.path.split(separator: "/").last.map(String.init) ?? ""
    if !rule.cause.isEmpty, !file.hasPrefix(rule.cause) {
      reader.reportFile("the file is called \(file)", help: "call it \(rule.cause).yaml, after its cause")
    }
  }

  // MARK: - Conditions

  private func checkGroups() {
    for variant in rule.variants {
      let own = Set(variant.when.map(\.name))
      check(variant.when, visible: own)
      check(variant.against, visible: own.union(variant.against.map(\.name)))
      if !variant.when.contains(where: { $0.bindsEvents && !$0.isOptional }) {
        let place = variant.when.first?.place ?? RulePlace()
        reader.report(
          at: place, "\(variant.name.map { "variant \($0)" } ?? "the rule") binds no evidence",
          help: "a finding without evidence is never written: add a condition that must be present")
      }
      for name in (variant.confidence.high ?? []) + (variant.confidence.medium ?? []) where !own.contains(name) {
        reader.reportFile("confidence names the unknown condition '\(name)'")
      }
    }
    let first = Set(rule.variants.first?.when.map(\.name) ?? [])
    for refutation in rule.refutations {
      check(refutation.conditions, visible: first.union(refutation.conditions.map(\.name)))
      let place = refutation.conditions.first?.place ?? RulePlace()
      if !refutation.conditions.contains(where: { $0.bindsEvents && !$0.isOptional }) {
        reader.report(at: place, "a group of 'refuted' binds no evidence")
      }
      if refutation.note == nil, !refutation.conditions.contains(where: { $0.note != nil }) {
        reader.report(at: place, "a group of 'refuted' does not say why", help: "add note: {en: …, zh: …}")
      }
    }
    for ruledOut in rule.rulesOut {
      check(ruledOut.conditions, visible: first.union(ruledOut.conditions.map(\.name)))
    }
  }

  private func check(_ conditions: [Condition], visible: Set<String>) {
    var seen: Set<String> = []
    let absent = Set(conditions.filter(\.isAbsent).map(\.name))
    for condition in conditions {
      if !seen.insert(condition.name).inserted {
        reader.report(at: condition.place, "two conditions are called '\(condition.name)'")
      }
      for relation in condition.relations {
        guard case .condition(let name) = relation.other else { continue }
        if !visible.contains(name) {
          let nearest = Spelling.nearest(name, in: visible.sorted())
          reader.report(
            at: condition.place, "'\(condition.name)' refers to the unknown condition '\(name)'",
            help: nearest.map { "did you mean '\($0)'?" })
        } else if absent.contains(name) {
          reader.report(
            at: condition.place, "'\(condition.name)' can never hold: '\(name)' is absent when the rule applies")
        } else if leads(from: name, to: condition.name, conditions) {
          reader.report(at: condition.place, "'\(condition.name)' and '\(name)' refer to each other")
        }
      }
      checkContradictions(condition)
    }
  }

  private func leads(from: String, to: String, _ conditions: [Condition]) -> Bool {
    var open = [from]
    var seen: Set<String> = []
    while let name = open.popLast() {
      if name == to { return true }
      guard seen.insert(name).inserted else { continue }
      for relation in conditions.first(where: { $0.name == name })?.relations ?? [] {
        if case .condition(let next) = relation.other { open.append(next) }
      }
    }
    return false
  }

  private func checkContradictions(_ condition: Condition) {
    switch condition.subject {
    case .events:
      if condition.predicates.isEmpty, condition.relations.isEmpty {
        reader.report(at: condition.place, "'\(condition.name)' is true of every event", help: "say which kind or text")
      }
      if condition.isAbsent, condition.count != nil || !condition.distinct.isEmpty {
        reader.report(at: condition.place, "'\(condition.name)' is absent and counted at once")
      }
    case .measure(_, let test):
      if test.isMissing, test.below != nil || test.above != nil {
        reader.report(at: condition.place, "'\(condition.name)' is missing and compared at once")
      }
      if let below = test.below, let above = test.above, above >= below {
        reader.report(at: condition.place, "'\(condition.name)' can never hold: above \(above) and below \(below)")
      }
    case .facts, .incident, .incidents, .log: break
    }
  }

  // MARK: - Texts

  private func checkTexts() {
    let texts = RuleTextParser(reader: reader).texts()
    var names = Set(
      Fits.names + FindingText.addressNames + ["facts", "pika", "measures", "namespace", "started", "ended"])
    let groups =
      rule.variants.flatMap { $0.when + $0.against } + rule.refutations.flatMap(\.conditions)
      + rule.rulesOut.flatMap(\.conditions)
    names.formUnion(groups.map(\.name) + texts.numbers.map(\.name) + FindingText.numberFields)
    for number in texts.numbers { check(number, conditions: Set(groups.map(\.name)).union(["$start", "$end"])) }
    // Inside a section the fields of an event stand alone.
    names.formUnion(Field.columns + ["time", "attributes", "events", "lines", "value", ""])
    let notes = groups.compactMap(\.note) + rule.refutations.compactMap(\.note) + rule.rulesOut.compactMap(\.note)
    let all =
      [texts.title, texts.explanation].compactMap(\.self) + notes
      + texts.variants.values.flatMap { [$0.title, $0.explanation].compactMap(\.self) }
      + texts.remedies.flatMap { [$0.title, $0.body] }
    for text in all {
      for string in [text.en, text.zh] { check(string, names) }
    }
    for remedy in texts.remedies { remedy.command.map { check($0, names) } }
    var keys: Set<String> = []
    for remedy in texts.remedies where !keys.insert(remedy.key).inserted {
      reader.reportFile("two remedies have the key '\(remedy.key)'")
    }
  }

  private func check(_ number: Number, conditions: Set<String>) {
    if conditions.contains(number.name) {
      reader.reportFile("a number and a condition are called '\(number.name)'", help: "texts could not tell them apart")
    }
    guard case .between(let from, let to) = number.source else { return }
    for name in [from, to] where !conditions.contains(name) {
      let nearest = Spelling.nearest(name, in: conditions.sorted())
      reader.reportFile(
        "the number '\(number.name)' names the unknown condition '\(name)'",
        help: nearest.map { "did you mean '\($0)'?" })
    }
  }

  private func check(_ text: String, _ names: Set<String>) {
    guard text.contains("{{") else { return }
    let start = text.trimmed().prefix(40)
    let line =
      1
      + (reader.source.text.firstRange(of: text.prefix(20)).map { range in
        reader.source.text[..<range.lowerBound].count { $0 == "\n" }
      } ?? 0)
    do {
      _ = try TextTemplate.parse(text)
    } catch {
      reader.report(at: RulePlace(line: line), "the text '\(start)…' cannot be filled in: \(error)")
    }
    for name in FindingText.names(in: text) where !names.contains(name) {
      let nearest = Spelling.nearest(name, in: names.sorted())
      reader.report(
        at: RulePlace(line: line), "the text '\(start)…' names '{{\(name)}}', which is no condition and no field",
        help: nearest.map { "did you mean '\($0)'?" })
    }
  }
}
