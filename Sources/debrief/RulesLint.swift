import ArgumentParser
import DebriefKit

/// `debrief rules lint`
struct RulesLint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check rule files; exits with 65 where one is wrong.")

  @Argument(help: "Ends of the paths to check; all rules without any.") var paths: [String] = []

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    let problems = try RuleLint.problems(in: TemplatesFolder.load(templates), only: paths)
    var terminal = Terminal()
    for problem in problems { terminal.line(Terminal.visible(problem.rendered)) }
    guard problems.contains(where: { $0.severity == .error }) else { return }
    throw CommandFailure(.nothingUnderstood, "\(problems.count) problems in the rules")
  }
}
