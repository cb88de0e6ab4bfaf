import ArgumentParser

/// `debrief rules …`: what is diagnosed, and why.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Show, check, test and write diagnosis rules.",
    subcommands: [RulesList.self, RulesShow.self, RulesLint.self, RulesTest.self, RulesNew.self, RulesWhy.self])
}
