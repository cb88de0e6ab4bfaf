import ArgumentParser
import DebriefKit

/// `debrief formats test`: pattern files, checked like source, and their samples.
struct FormatsTest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Check the formats that are pattern files and read their samples; exits with 65 where one fails.")

  @Option(help: "Folder whose formats/*.yaml add to or replace the built-in ones.") var templates: String?

  func run() async throws {
    let result = try await DataFormatLint.run(TemplatesFolder.load(templates))
    var terminal = Terminal()
    for problem in result.problems { terminal.line(Terminal.visible(problem.rendered)) }
    terminal.flush()
    Terminal.note("\(result.formats) formats, \(result.samples) samples, \(result.problems.count) problems")
    guard result.problems.isEmpty else {
      throw CommandFailure(.nothingUnderstood, "\(result.problems.count) problems in the formats")
    }
  }
}
