/// Whether the examples say enough: each verdict twice, so that one is not the case the rule was written from, and each
/// example that must not show the cause with the edit after which it must.
extension RuleFileLint {
  static let examplesWanted = 2

  func checkExamples() {
    guard let section = reader.source.sections.first(where: { $0.key == "tests" }) else { return }
    let place = RulePlace(line: section.linesBefore + 1)
    let examples = RuleExampleParser(reader: reader, cause: rule.cause).examples()
    let positives = examples.filter(\.expectation.isPositive)
    let negatives = examples.filter { !$0.expectation.isPositive }
    check(positives.count, "shows the cause", "expect: root or contributing", at: place)
    check(negatives.count, "shows what is not the cause", "expect: absent or ruled-out", at: place)
    for example in negatives where example.mutants.isEmpty {
      reader.report(
        at: RulePlace(line: example.line, column: 5), "nothing shows that '\(example.name)' is a near miss",
        help: "add unless: {replace: TEXT, with: TEXT}, the one edit after which the rule fires", severity: .warning)
    }
    var names: Set<String> = []
    for example in examples where !names.insert(example.name).inserted {
      reader.report(at: RulePlace(line: example.line, column: 5), "two examples are called '\(example.name)'")
    }
  }

  private func check(_ count: Int, _ what: String, _ help: String, at place: RulePlace) {
    guard count < Self.examplesWanted else { return }
    let number = count == 0 ? "no example" : "only one example"
    reader.report(
      at: place, "\(number) \(what)", help: "write \(Self.examplesWanted) with \(help)",
      severity: count == 0 ? .error : .warning)
  }
}
