import ArgumentParser
import DebriefKit

/// `debrief rules test`
struct RulesTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Diagnose the examples of the rules; exits with 65 where one fails.")

  @Argument(help: "The cause; all without one.") var cause: String?

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  @Flag(name: .shortAndLong, help: "Show what passed, too.") var verbose = false

  func run() async throws {
    let rules = try RuleBook(TemplatesFolder.load(templates))
    var terminal = Terminal()
    var failures = 0
    let examples = try rules.examples(of: cause)
    for (example, outcome) in zip(examples, try await RuleExample.run(examples, with: rules)) {
      if !outcome.passed { failures += 1 }
      guard verbose || !outcome.passed else { continue }
      terminal.line(
        "\(outcome.passed ? "ok    " : "FAILED") \(example.path):\(example.line): \(example.cause): \(example.name)")
      if !outcome.passed { terminal.line("       expected \(example.expected), found \(outcome.found)") }
    }
    terminal.flush()
    Terminal.note("\(examples.count) examples, \(failures) failed")
    if failures > 0 { throw CommandFailure(.nothingUnderstood, "the rules do not do what their examples say") }
  }
}
