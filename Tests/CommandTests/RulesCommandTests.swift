import ArgumentParser
import Testing

@testable import debrief

@Suite struct RulesCommandTests {
  @Test(arguments: [
    ["rules", "list"], ["rules", "show", "endpoint-refused", "--sql", "--incident", "3"],
    ["rules", "lint", "x.yaml", "--templates", "my"], ["rules", "test", "-v"], ["rules", "new", "flapping"],
    ["rules", "why", "endpoint-refused", "--db", "x.db", "--incident", "2"],
  ])
  func understandsItsArguments(_ arguments: [String]) throws {
    #expect(throws: Never.self) { try Debrief.parseAsRoot(arguments) }
  }

  @Test(arguments: [["rules", "why", "endpoint-refused"], ["rules", "show"], ["rules", "lint", "--sql"]])
  func refusesWhatMakesNoSense(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Debrief.parseAsRoot(arguments) }
  }
}
