import Testing

@testable import DebriefKit

/// Every rule in the program must be clean and do what its examples say.
@Suite struct EmbeddedRulesTests {
  @Test func lintsClean() throws {
    let problems = try RuleLint.problems(in: .embedded)
    #expect(problems.isEmpty, "\(problems.map(\.rendered).joined(separator: "\n"))\nrun: debrief rules lint")
  }

  @Test func doesWhatTheExamplesSay() async throws {
    let rules = try RuleBook.embedded()
    let examples = try rules.examples()
    for (example, outcome) in zip(examples, try await RuleExample.run(examples, with: rules)) {
      #expect(
        outcome.passed,
        """
        \(example.path):\(example.line): \(example.name): expected \(example.expected), found \(outcome.found)
        run: debrief rules test \(example.cause)
        """)
    }
  }

  @Test func namesOnlyKnownCauses() throws {
    let rules = try RuleBook.embedded()
    let vocabulary = try rules.vocabulary()
    #expect(vocabulary.causes.count > 60)
    for rule in rules.rules { #expect(vocabulary[rule.cause] != nil, "\(rule.cause)") }
  }
}
