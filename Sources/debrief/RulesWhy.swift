import ArgumentParser
import DebriefKit
import Foundation

/// `debrief rules why CAUSE`
struct RulesWhy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Show which conditions of a cause's rule an incident meets, and what came close.")

  @Argument(help: "The cause; without one, a line for every rule.") var cause: String?

  @Option(help: "The timeline.") var db: String

  @Option(help: "The incident.") var incident: Int64 = 1

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    guard FileManager.default.fileExists(atPath: db) else { throw IntakeError.missing(path: db) }
    let rules = try RuleBook(TemplatesFolder.load(templates))
    var terminal = Terminal()
    guard let cause else {
      for why in try RuleWhy.overview(incident: incident, in: Timeline(path: db), rules: rules) {
        let concluded = why.concluded.map { $0 == why.verdict ? "" : "; beside the others: \($0)" } ?? ""
        terminal.line("\(why.rule): \(why.verdict)\(why.misfit.map { " (\($0))" } ?? "")\(concluded)")
      }
      return
    }
    for why in try RuleWhy.explain(cause, incident: incident, in: Timeline(path: db), rules: rules) {
      terminal.line("\(why.rule): \(why.verdict)")
      if let concluded = why.concluded { terminal.line("  beside all other rules: \(concluded)") }
      if let misfit = why.misfit { terminal.line("  \(misfit)") }
      var group = ""
      for line in why.lines {
        if line.group != group { terminal.line("  \(line.group)") }
        group = line.group
        let mark = line.holds ? "+" : line.isOptional ? "o" : "-"
        terminal.line("    \(mark) \(line.condition): \(Terminal.visible(line.detail))")
        for place in line.places { terminal.line("        \(Terminal.visible(place))") }
      }
    }
  }
}
