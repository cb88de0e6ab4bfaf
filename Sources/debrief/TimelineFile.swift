import DebriefKit
import Foundation

/// A timeline on disk that is loaded: built beside and renamed when new, added to a source at a time when there.
struct TimelineFile {
  var path: String

  func ingest(
    _ paths: [String], options: ReadOptions, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> Pipeline.Intake {
    let files = FileManager.default
    if files.fileExists(atPath: path) {
      return try await Pipeline.ingest(
        paths, options: options, into: try Timeline(path: path), bulk: false, progress: progress)
    }
    let partial = path + ".partial"
    if files.fileExists(atPath: partial) {
      Terminal.note("\(partial) is left from a load that did not end; it is made anew")
      try? files.removeItem(atPath: partial)
    }
    do {
      let intake = try await load(partial, paths, options, progress)
      try files.moveItem(atPath: partial, toPath: path)
      return intake
    } catch {
      try? files.removeItem(atPath: partial)
      throw Self.explained(error, path)
    }
  }

  private func load(
    _ partial: String, _ paths: [String], _ options: ReadOptions, _ progress: @Sendable (String) -> Void
  ) async throws -> Pipeline.Intake {
    try await Pipeline.ingest(
      paths, options: options, into: try Timeline(path: partial), bulk: true, progress: progress)
  }

  private static func explained(_ error: any Error, _ path: String) -> any Error {
    (error as NSError).domain == NSCocoaErrorDomain
      ? TimelineError.cannotWrite(path: path, reason: error.localizedDescription) : error
  }
}

/// Whether the input meant anything to any format.
enum Understanding {
  /// Throws with exit code 65 where no line of any source was recognised, and says what was met instead.
  static func require(_ timeline: Timeline) throws {
    guard try !timeline.holdsAnything() else { return }
    let report = try ReportModel(timeline)
    for item in report.unrecognised.prefix(10) {
      let place = item.line.map { "\(item.path):\($0)" } ?? item.path
      Terminal.note("\(place): \(item.reason)\(item.sample.map { ": \($0)" } ?? "")")
    }
    throw CommandFailure(
      .nothingUnderstood,
      report.sources.isEmpty && report.unrecognised.isEmpty
        ? "there is nothing to read in there"
        : "nothing in there is of a known format; `debrief formats` lists what is")
  }
}
