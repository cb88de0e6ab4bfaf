import GRDB
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

  /// A command that is pasted into a shell must not act in whatever namespace is current there.
  @Test func commandsNameTheNamespace() throws {
    let clusterWide = [" -A", "get nodes", "get --raw", "componentdefinition", " -n "]
    for rule in try RuleBook.embedded().rules {
      for command in rule.texts().remedies.compactMap(\.command) {
        for part in command.split(separator: "&&") where part.contains("kubectl ") || part.contains("kbcli ") {
          #expect(clusterWide.contains { part.contains($0) }, "\(rule.name): \(command)")
        }
      }
    }
  }

  @Test(arguments: [
    ("kbcli cluster promote cart --component redis -n retail", "retail"), ("kbcli cluster promote cart", "NAMESPACE"),
  ])
  func commandsTakeTheNamespaceOfTheEvidence(_ command: String, _ namespace: String) async throws {
    let timeline = try await storedTimeline(
      of: [(name: "tty.log", text: "$ \(command)\nerror: component redis has no primary\n")])
    try Pipeline.diagnose(timeline)
    let commands = try await timeline.database.read { db in
      try String.fetchAll(db, sql: "SELECT command FROM remedy WHERE command LIKE '%kubectl%'")
    }
    #expect(!commands.isEmpty)
    #expect(commands.allSatisfy { $0.contains("-n \(namespace) ") }, "\(commands)")
  }

  @Test("A fact that is false opens no section of a text")
  func saysNothingOfAFactThatIsFalse() async throws {
    let log =
      "2025-06-01T10:02:00Z\tINFO\tAction Executed\t"
      + #"{"action": "switchover", "result": "timedOut: action timed-out"}"#
    let timeline = try await storedTimeline(of: [(name: "fir-mysql-0_kbagent.log", text: log + "\n")])
    try Pipeline.diagnose(timeline)
    let text = try await timeline.database.read { db in
      try String.fetchOne(db, sql: "SELECT explanation FROM finding WHERE verdict = 'root'")
    }
    #expect(text?.contains("The script was still at work") == true)
    #expect(text?.contains("The switch itself happened") == false)
  }
}
