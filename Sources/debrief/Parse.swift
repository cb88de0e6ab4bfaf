import ArgumentParser
import DebriefKit

/// `debrief parse`: events as NDJSON, one source at a time, no database.
struct Parse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the events of files, folders or standard input as NDJSON.")

  @Argument(help: "Files, folders, archives; - for standard input.") var paths: [String]

  @OptionGroup var reading: ReadingFlags

  func run() async throws {
    var terminal = Terminal()
    let problems = try await Pipeline.parse(paths, options: reading.options(now: presentMoment())) { event, source in
      terminal.line(event.json(source: source).compact)
    }
    terminal.flush()
    for problem in problems {
      let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
      Terminal.note("\(place): \(problem.reason)\(problem.sample.map { ": \($0)" } ?? "")")
    }
  }
}
