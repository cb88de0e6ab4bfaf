import DebriefKit
import Foundation
import Testing

/// Every folder of `samples/` is a test: `arguments.txt` is run beside it and must print `expected.md`.
///
/// After a change that is meant: `DEBRIEF_UPDATE_SAMPLES=1 swift test --filter SampleTests`, then read the diff.
@Suite struct SampleTests {
  static let cases: [String] = {
    let samples = Program.root.appending(path: "samples")
    let walker = FileManager.default.enumerator(at: samples, includingPropertiesForKeys: nil)
    return (walker?.compactMap { ($0 as? URL)?.standardizedFileURL } ?? [])
      .filter { $0.lastPathComponent == "arguments.txt" }
      .map { String($0.deletingLastPathComponent().path.dropFirst(samples.path.count + 1)) }.sorted()
  }()

  static let clean = cases.filter { $0.hasPrefix("clean/") }

  private func arguments(_ folder: URL) throws -> [String] {
    try String(contentsOf: folder.appending(path: "arguments.txt"), encoding: .utf8)
      .split { $0 == " " || $0 == "\n" }.map(String.init)
  }

  @Test func thereAreSamplesOfBothKinds() {
    #expect(Self.clean.count >= 2)
    #expect(Self.cases.count > Self.clean.count)
  }

  @Test(arguments: cases)
  func printsWhatIsExpected(_ name: String) throws {
    let folder = Program.root.appending(path: "samples/\(name)")
    let result = try Program.run(arguments(folder), in: folder)
    #expect(result.status == 0, "\(result.errors)")
    let file = folder.appending(path: "expected.md")
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard result.output != expected else { return }
    let difference = Self.difference(expected, result.output)
    if ProcessInfo.processInfo.environment["DEBRIEF_UPDATE_SAMPLES"] != nil {
      try result.output.write(to: file, atomically: true, encoding: .utf8)
      print("updated samples/\(name)/expected.md:\n\(difference)")
    } else {
      Issue.record(
        """
        samples/\(name)/expected.md differs:
        \(difference)
        if that is meant: DEBRIEF_UPDATE_SAMPLES=1 swift test --filter SampleTests
        """)
    }
  }

  @Test(arguments: cases)
  func printsTheSameBytesEachTime(_ name: String) throws {
    let folder = Program.root.appending(path: "samples/\(name)")
    let arguments = try arguments(folder) + ["--format", "json"]
    let first = try Program.run(arguments, in: folder).output
    #expect(try Program.run(arguments, in: folder).output == first)
  }

  /// Where nothing failed, the trigger is named and nobody is blamed.
  @Test(arguments: clean)
  func blamesNobodyForAHealthyDay(_ name: String) throws {
    let folder = Program.root.appending(path: "samples/\(name)")
    let result = try Program.run(arguments(folder) + ["--format", "json", "--exit-code"], in: folder)
    #expect(result.status == 0, "an incident that succeeded is no failure: \(result.errors)")
    let report = try JSONValue.parse(result.output)
    let triggers = ["operator-request", "primary-crashed", "node-lost"]
    for incident in report["incidents"]?.array ?? [] {
      #expect(incident["outcome"] == "succeeded")
      let blamed = (incident["findings"]?.array ?? []).filter {
        ["root", "contributing"].contains($0["verdict"]?.string)
      }
      #expect(blamed.allSatisfy { triggers.contains($0["cause"]?.string ?? "") }, "\(blamed.map(\.compact))")
    }
  }

  /// What the README shows is what the program prints.
  @Test func theReadmeShowsARealReport() throws {
    let readme = try String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let shown = try #require(
      readme.split(separator: "```markdown\n").dropFirst().first?.split(separator: "\n```").first)
    let printed = try Program.run(["report", "samples/apecloud-mysql-switchover-refused/input"]).output
    var rest = Substring(printed)
    for line in shown.split(separator: "\n") where line != "…" {
      let found = try #require(rest.range(of: line), "the README shows a line the report has not: \(line)")
      rest = rest[found.upperBound...]
    }
  }

  /// Lines that went and came, in order.
  private static func difference(_ old: String, _ new: String) -> String {
    let (old, new) = (old.split(separator: "\n"), new.split(separator: "\n"))
    let changes = new.difference(from: old).sorted { left, right in offset(left) < offset(right) }
    return changes.prefix(60).map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }.joined(separator: "\n")
  }

  private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
    switch change {
    case .remove(let offset, _, _): offset * 2
    case .insert(let offset, _, _): offset * 2 + 1
    }
  }
}
