import ArgumentParser
import DebriefKit
import Foundation

/// `debrief rules list`
struct RulesList: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the causes that have a rule.")

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    let rules = try RuleBook(TemplatesFolder.load(templates)).summaries()
    let width = rules.map(\.cause.count).max() ?? 0
    var terminal = Terminal()
    for rule in rules {
      let name = rule.cause.padding(toLength: width, withPad: " ", startingAt: 0)
      let family = rule.family.padding(toLength: 11, withPad: " ", startingAt: 0)
      terminal.line("\(name)  \(family)  \(rule.means)")
    }
  }
}
