import ArgumentParser
import DebriefKit

/// `debrief parse`: events as NDJSON, one source at a time, no database.
struct Parse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse",
    abstract: "Print the events of files, folders or standard input as NDJSON.")

  @Argument(help: "Files, folders, archives; - for standard input.") var paths: [String]

  @Option(help: "Folder whose formats/*.yaml add to or replace the built-in ones.") var templates: String?

  @OptionGroup var reading: ReadingFlags

  func run() async throws {
    var terminal = Terminal()
    let options = try reading.options(now: presentMoment(), templates: TemplatesFolder.overlay(templates))
    let problems = try await Pipeline.parse(paths, options: options) { event, source in
      terminal.line(event.json(source: source).compact)
    }
    terminal.flush()
    for problem in problems {
      let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
      Terminal.note("\(place): \(problem.reason)\(problem.sample.map { ": \($0)" } ?? "")")
    }
  }
}
