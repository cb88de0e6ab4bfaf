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

  /// Silence is tested as hard as noise: where a near miss of one rule ended well, no other rule may blame anybody either.
  @Test func blamesNobodyWhereAllWentWell() async throws {
    let rules = try RuleBook.embedded()
    let vocabulary = try rules.vocabulary()
    let well = try rules.examples().filter { example in
      !example.expectation.isPositive
        && example.incident?.contains { $0.column == "outcome" && $0.value == .string("succeeded") } == true
    }
    #expect(well.count > 20)
    for (example, outcome) in zip(well, try await RuleExample.run(well, with: rules)) {
      // What set it off belongs to the environment; that is no blame.
      let blamed = outcome.blamed.filter { vocabulary[$0]?.family != "environment" }
      #expect(blamed.isEmpty, "\(example.path):\(example.line): \(example.name): \(outcome.found)")
    }
  }

  @Test func namesOnlyKnownCauses() throws {
    let rules = try RuleBook.embedded()
    let vocabulary = try rules.vocabulary()
    #expect(vocabulary.causes.count > 60)
    for rule in rules.rules { #expect(vocabulary[rule.cause] != nil, "\(rule.cause)") }
  }
}
