import ArgumentParser
import DebriefKit

/// `debrief rules lint`
struct RulesLint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check rule files; exits with 65 where one cannot be used.")

  @Argument(help: "Ends of the paths to check; all rules without any.") var paths: [String] = []

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    let problems = try RuleLint.problems(in: TemplatesFolder.load(templates), only: paths)
    var terminal = Terminal()
    for problem in problems { terminal.line(Terminal.visible(problem.rendered)) }
    let errors = problems.count { $0.severity == .error }
    if !problems.isEmpty { Terminal.note("\(errors) errors, \(problems.count - errors) warnings") }
    guard errors == 0 else { throw CommandFailure(.nothingUnderstood, "the rules cannot be used as they stand") }
  }
}
