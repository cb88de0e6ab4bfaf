import Foundation
import Testing

@testable import DebriefKit

@Suite struct HostileInputTests {
  private static func folder() throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("debrief-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func goesOnBehindLoopsAndDeadLinks() throws {
    let root = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: root) }
    try "x".write(toFile: root + "/a.log", atomically: true, encoding: .utf8)
    try FileManager.default.createSymbolicLink(atPath: root + "/loop", withDestinationPath: root)
    try FileManager.default.createSymbolicLink(atPath: root + "/nothing", withDestinationPath: root + "/gone")
    var walker = SourceWalker()
    try walker.walk([root])
    #expect(walker.items.map(\.path) == [root + "/a.log"])
    #expect(walker.problems.count == 2)
    #expect(walker.problems.contains { $0.reason.contains("loop") })
    #expect(walker.problems.contains { $0.reason.contains("points to nothing") })
  }

  @Test func refusesAPathThatDoesNotExist() {
    var walker = SourceWalker()
    #expect(throws: IntakeError.missing(path: "/no/such/path")) { try walker.walk(["/no/such/path"]) }
  }

  @Test func namesBinariesAndHalfDocuments() async throws {
    #expect(try await read("\u{0}\u{1}\u{2}").summary.problems.first?.reason == "a binary file, not text")
    let (events, summary) = try await read(
      "{\n  \"kind\": \"Pod\",\n  \"metadata\": {\ncurl http://x, parameters: {}\n")
    #expect(events.allSatisfy { $0.kind.family != "pod" })
    #expect(summary.problems.contains { $0.reason.contains("cut off") })
  }

  @Test func readsOnBehindAnEndlessLine() async throws {
    let text = String(repeating: "x", count: (1 << 24) + 5) + "\nerror: component redis has no primary\n"
    let (events, summary) = try await read(text)
    #expect(events.map(\.kind) == [.operationRejected])
    #expect(summary.problems.contains { $0.reason.contains("longer than 16 MiB") })
  }

  @Test func refusesNestingAndAliasBombs() async throws {
    let deep = "{\"kind\":" + String(repeating: "[", count: 100_000)
    #expect(try await read(deep).summary.problems.first?.reason.contains("nested deeper") == true)
    var laughs = "apiVersion: v1\nkind: List\nitems:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      laughs += "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(try await read(laughs).summary.problems.first?.reason.contains("too many values") == true)
  }
}
