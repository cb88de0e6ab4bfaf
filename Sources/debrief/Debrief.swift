import ArgumentParser

@main
struct Debrief: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debrief", abstract: "Works out what really happened in a database switchover or failover.",
    subcommands: [Parse.self])
}
