import ArgumentParser
import DebriefKit
import Foundation

/// `debrief verify`: whether a report still follows from its sources.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a JSON report against its sources.",
    discussion: """
      Reads the sources again where the report says they are, compares their SHA-256, and checks that the same incidents,
      causes and lines of proof come out. Give the flags that the report was made with.
      """)

  @Argument(help: "A report of `debrief report --format json`.") var report: String

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  @OptionGroup var reading: ReadingFlags

  func run() async throws {
    guard let text = try? String(contentsOfFile: report, encoding: .utf8) else {
      throw IntakeError.missing(path: report)
    }
    guard let value = try? JSONValue.parse(text) else {
      throw CommandFailure(.nothingUnderstood, "\(report) is no JSON")
    }
    let paths = Set(value["sources"]?.array.compactMap { $0["path"]?.string } ?? []).subtracting(["-"])
    let there = paths.filter { FileManager.default.fileExists(atPath: $0) }.sorted()
    let timeline = try Timeline()
    _ = try await Pipeline.ingest(there, options: reading.options(now: presentMoment()), into: timeline, bulk: true)
    try Pipeline.diagnose(timeline, templates: TemplatesFolder.load(templates))
    let fresh = try JSONValue.parse(ReportModel(timeline).written(as: .json))
    let check: ReportCheck
    do {
      check = try ReportCheck(report: value, fresh: fresh)
    } catch let problem as ReportCheckProblem {
      throw CommandFailure(.nothingUnderstood, "\(report): \(problem)")
    }
    var terminal = Terminal()
    for difference in check.differences { terminal.line(TerminalText.cell(difference)) }
    terminal.flush()
    guard check.differences.isEmpty else {
      throw CommandFailure(.nothingUnderstood, "\(report): \(check.differences.count) things do not hold any more")
    }
    Terminal.note("\(report): \(check.sources) sources unchanged, \(check.proofs) lines of proof stand")
  }
}
