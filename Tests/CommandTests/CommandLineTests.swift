import ArgumentParser
import Testing

@testable import debrief

@Suite struct CommandLineTests {
  @Test func knowsItsSubcommands() {
    #expect(Debrief.configuration.subcommands.contains { $0 == Parse.self })
  }
}
