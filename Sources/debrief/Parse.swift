import ArgumentParser
import DebriefKit
import Foundation

/// `debrief parse`: events as NDJSON, one source at a time, no database.
struct Parse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the events of files, folders or standard input as NDJSON.")

  @Argument(help: "Files, folders, archives; - for standard input.") var paths: [String]

  func run() async throws {
    let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
    let problems = try await Pipeline.parse(paths, options: ReadOptions(now: now)) { event, source in
      print(event.json(source: source).compact)
    }
    for problem in problems {
      let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
      FileHandle.standardError.write(
        Data("\(place): \(problem.reason)\(problem.sample.map { ": \($0)" } ?? "")\n".utf8))
    }
  }
}
