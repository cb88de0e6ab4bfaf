import Testing

@testable import DebriefKit

/// Answers without a command, as a loop around redis-cli prints them.
@Suite struct ClientAnswersTests {
  @Test func readsAnswersBehindATimeOfDay() async throws {
    let found = try await events(
      in: """
        10:20:50.780 OK
        10:20:51.072 OK
        10:21:01.054 READONLY You can't write against a read only replica.

        10:21:01.310 READONLY You can't write against a read only replica.
        """)
    #expect(found.map(\.kind) == [.writeAccepted, .writeRefused])
    #expect(found.map(\.repeats) == [2, 2])
    #expect(found.map { $0.attributes["clock_us"]?.integer } == [37_250_780_000, 37_261_054_000])
    #expect(found.allSatisfy { $0.at == nil && $0.instance == nil })
    #expect(found.last?.code == "READONLY")
  }

  @Test func readsATimeOnALineOfItsOwn() async throws {
    let found = try await events(
      in: "10:17:37.750\nNOREPLICAS Not enough good replicas to write.\n\n10:17:38.751\nOK\n10:17:39\n(integer) 4\n")
    #expect(found.map(\.kind) == [.writeRefused, .writeAccepted, .writeAccepted])
    #expect(found.first?.code == "NOREPLICAS")
    #expect(found.map(\.position.line) == [2, 5, 7])
  }

  @Test func readsErrorsAloneAndWithADate() async throws {
    let bare = try await events(in: "(error) MISCONF Redis is configured to save RDB snapshots\n")
    #expect(bare.map(\.code) == ["MISCONF"])
    let dated = try await events(in: "2025-09-10T07:31:29.869Z OK\n2025-09-10T07:31:30.869Z OOM command not allowed\n")
    #expect(dated.map(\.kind) == [.writeAccepted, .writeRefused])
    #expect(dated.allSatisfy { $0.at != nil })
  }

  @Test(arguments: ["OK", "OK then", "10:17:37 INFO  ==> OK", "READONLY mode is on", "10:17", "10:17:37.1 said OK"])
  func leavesOtherTextAlone(_ line: String) async throws {
    let found = try await events(in: line + "\n")
    #expect(!found.contains { $0.kind.family == "write" })
  }
}
