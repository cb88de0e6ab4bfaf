import Foundation
import Testing

@testable import DebriefKit

/// Formats that are pattern files: what is refused and how it is said, who takes a line, what becomes of it.
@Suite struct DataFormatTests {
  static let good = """
    name: turnstile
    summary: Log of a proxy that nobody else knows.
    stamp: iso
    start: "<stamp> [<level>] <pod>: <message…>"
    continues: indented
    lines:
      - pattern: "backend <name> moved from <old> to <new> after <ms:number> ms"
        kind: state.observed
        code: moved
        instance: "<new>"
        peer: "<old>"
        attributes: {backend: "<name>", took_ms: "<ms>", address: "<new>:6379"}
    samples:
      - text: "2026-03-09T22:00:03.412Z [WARN] edge-1: backend redis moved from a to b after 312 ms"
        event: {kind: state.observed, severity: warning, instance: b, peer: a, code: moved, at: "2026-03-09T22:00:03.412000Z", attributes: {backend: redis, took_ms: 312, address: "b:6379"}}
      - {text: "2026-03-09T22:00:03.412Z [INFO] edge-1: polling", chatter: true}
      - {text: "nobody moved", foreign: true}

    """

  private func overlay(_ files: [String: String]) throws -> (Templates, URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "debrief-formats-\(UUID().uuidString)")
    for (name, text) in files {
      let file = folder.appending(path: "formats/" + name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return (try Templates(overlay: folder), folder)
  }

  private func problems(_ text: String, name: String = "turnstile.yaml") async throws -> [RuleProblem] {
    let (templates, folder) = try overlay([name: text])
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await DataFormatLint.run(templates).problems
  }

  @Test func theBuiltInOnesDoWhatTheirSamplesSay() async throws {
    let result = try await DataFormatLint.run(.embedded)
    #expect(result.problems.map(\.rendered) == [])
    #expect(result.formats >= 2 && result.samples > result.formats)
  }

  @Test func aGoodFileHasNoProblems() async throws {
    #expect(try await problems(Self.good).map(\.rendered) == [])
  }

  @Test(arguments: [
    ("samples:", "sample:", "the format has no samples"),
    ("kind: state.observed", "kind: state.seen", "unknown kind 'state.seen'"),
    ("<name> moved", "<name moved", "is no name of a place"),
    ("\"<new>\"", "\"<newer>\"", "the place <newer> is not in the pattern"),
    ("stamp: iso", "stamp: isso", "unknown form of stamps 'isso'"),
    ("stamp: iso\n", "", "nothing says how it is written"),
    ("<pod>: <message…>", "<pod>: <message>", "does not end with <message…>"),
    ("name: turnstile", "name: redis-log", "a built-in format is called 'redis-log'"),
    ("severity: warning", "severity: error", "expected severity error, found warning"),
    ("polling\", chatter", "backend redis moved from a to b after 1 ms\", chatter", "gives the event state.observed"),
    ("nobody moved", "2026-03-09T22:00:03.412Z [INFO] edge-1: x", "is foreign, and the format takes it"),
    ("text: \"2026-03-09T22:00:03.412Z [WARN]", "text: \"[WARN]", "the sample is not recognised"),
    (
      "nobody moved\", foreign", "1:M 18 May 2020 10:00:00.000 * Ready to accept connections\", chatter",
      "takes the sample first"
    ),
    ("<stamp> [<level>] <pod>: <message…>", "<pid:number>:<message…>", "takes a line of the built-in format"),
    ("continues: indented", "continued: indented", "unknown key 'continued'"),
  ])
  func saysWhatIsWrong(_ old: String, _ new: String, _ message: String) async throws {
    let text = Self.good.replacing(old, with: new)
    #expect(text != Self.good)
    let found = try await problems(text)
    #expect(found.contains { $0.message.contains(message) }, "\(found.map(\.rendered))")
  }

  @Test func problemsPointToTheirPlace() async throws {
    let found = try await problems(Self.good.replacing("kind: state.observed\n", with: "kind: state.observe\n"))
    let rendered = try #require(found.first?.rendered)
    #expect(rendered.contains("formats/turnstile.yaml:8:11: error: unknown kind 'state.observe'"))
    #expect(rendered.contains("8 |     kind: state.observe\n"))
    #expect(rendered.contains("help: did you mean 'state.observed'?"))
  }

  @Test func aPatternWithoutASampleIsRefused() async throws {
    let text = Self.good.replacing(
      "lines:\n", with: "lines:\n  - {pattern: \"gone <who>\", kind: state.observed}\n")
    #expect(try await problems(text).map(\.message) == ["no sample shows the pattern 'gone <who>'"])
  }

  @Test func aFolderWithABrokenFormatIsRefusedBeforeReading() throws {
    let (templates, folder) = try overlay(["x.yaml": "name: x\n"])
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: RuleError.self) { try DataFormats(templates) }
  }

  // MARK: - Reading

  private func events(_ text: String, with templates: Templates) async throws -> (
    events: [Event], summary: SourceSummary
  ) {
    var options = ReadOptions(now: 1_795_000_000_000_000)
    options.formats = try DataFormats(templates)
    let item = InputItem(path: "pasted.log") { MemoryStream(Array(text.utf8)) }
    var all: [Event] = []
    let summary = try await SourceReader(item: item, options: options).read { batch, _ in all += batch }
    return (all, summary)
  }

  @Test func builtInFormatsWinLineByLine() async throws {
    let (templates, folder) = try overlay(["turnstile.yaml": Self.good])
    defer { try? FileManager.default.removeItem(at: folder) }
    let (events, summary) = try await events(
      """
      2026-03-09T22:00:03.412Z [WARN] edge-1: backend redis moved from a to b after 312 ms
        because of a check
      812:X 09 Mar 2026 22:00:04.000 # +sdown master m 10.0.0.1 6379
      2026-03-09T22:00:05.000Z [WARN] edge-1: backend redis moved from b to a after 2 ms
      """, with: templates)
    #expect(events.map(\.kind.rawValue) == ["state.observed", "sentinel.sdown", "state.observed"])
    #expect(summary.format == "turnstile+redis-log" || summary.format == "redis-log+turnstile")
    #expect(summary.unrecognised == 0)
    #expect(events[0].message?.hasSuffix("312 ms\n  because of a check") == true)
    #expect(events[0].attributes["took_ms"] == .integer(312))
    #expect(summary.processes.first?.pod == "edge-1")
  }

  @Test func secretsInTheirLinesAreRedacted() async throws {
    let (templates, folder) = try overlay(["turnstile.yaml": Self.good.replacing("<name> moved", with: "<name…> moved")]
    )
    defer { try? FileManager.default.removeItem(at: folder) }
    let (events, _) = try await events(
      "2026-03-09T22:00:03.412Z [WARN] e: backend redis://u:Hunter2pass@h:1/0 moved from a to b after 3 ms",
      with: templates)
    #expect(events.count == 1)
    #expect(events.allSatisfy { !"\($0)".contains("Hunter2pass") })
  }

  @Test func whatAProxySawIsNoProofOfARole() async throws {
    let all = DataFormats.embedded.all
    // Orchestrator does not look on: it is who makes a member writable or read-only, and its client asks it.
    for format in all where !format.name.hasPrefix("orchestrator") {
      for line in format.lines { #expect(line.kind == .stateObserved, "\(format.name)") }
    }
    #expect(all.map(\.name).contains("haproxy"))
  }

  /// The guide's example is a file that works.
  @Test func theExampleOfTheGuideWorks() async throws {
    let guide = try String(
      contentsOf: URL(fileURLWithPath: #filePath).appending(path: "../../../../../CONTRIBUTING.md").standardized,
      encoding: .utf8)
    let start = try #require(guide.firstRange(of: "# my/formats/turnstile.yaml\n"))
    let end = try #require(guide[start.upperBound...].firstRange(of: "```"))
    #expect(try await problems(String(guide[start.upperBound..<end.lowerBound])).map(\.rendered) == [])
  }
}
