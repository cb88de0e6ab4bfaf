import ArgumentParser
import DebriefKit

/// `debrief rules show CAUSE`
struct RulesShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a rule, or the SQL it is compiled to.")

  @Argument(help: "The cause.") var cause: String

  @Flag(help: "Print the statement; it can be given to `debrief query`.") var sql = false

  @Option(help: "The incident the statement asks about.") var incident: Int64 = 1

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    let rules = try RuleBook(TemplatesFolder.load(templates))
    let texts = sql ? try rules.statements(of: cause, incident: incident) : try rules.texts(of: cause)
    var terminal = Terminal()
    for text in texts { terminal.line(text) }
  }
}
