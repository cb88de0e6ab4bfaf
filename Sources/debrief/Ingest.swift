import ArgumentParser
import DebriefKit

/// `debrief ingest`: sources into a timeline file.
struct Ingest: AsyncParsableCommand {
  enum Kept: String, ExpressibleByArgument, CaseIterable { case events, all }

  static let configuration = CommandConfiguration(
    abstract: "Read sources into a timeline file.",
    discussion: """
      A new timeline is built beside its place and renamed when it is whole. An existing one is added to; sources that
      are in it already change nothing, logs that have grown are read on from where it ends.
      """)

  @Argument(help: "Files, folders, archives; - for standard input.") var paths: [String]

  @Option(help: "The timeline.") var db: String

  @Option(help: "events, or all: every line, also of formats nobody knows.") var keep: Kept = .events

  @Option(help: "Folder whose formats/*.yaml add to or replace the built-in ones.") var templates: String?

  @OptionGroup var reading: ReadingFlags

  func run() async throws {
    var options = try reading.options(now: presentMoment(), templates: TemplatesFolder.overlay(templates))
    options.keepsAllLines = keep == .all
    let intake = try await TimelineFile(path: db).ingest(paths, options: options)
    Self.say(intake.continued.map { "\($0.source): continued at line \($0.line)" })
    Self.say(intake.again.map { "\($0.source): has grown and was read from its start: \($0.reason)" })
    Terminal.note(
      "\(db): \(intake.sources) sources, \(intake.bytes) bytes, \(intake.recognised) lines understood, "
        + "\(intake.events) events" + (intake.unchanged > 0 ? "; \(intake.unchanged) sources were in it already" : ""))
    guard intake.recognised > 0 || intake.unchanged > 0 || !intake.continued.isEmpty else {
      throw CommandFailure(
        .nothingUnderstood, "nothing in there is of a known format; `debrief formats` lists what is")
    }
  }

  /// Notes that are too many say how many they are.
  private static func say(_ notes: [String]) {
    for note in notes.prefix(20) { Terminal.note(note) }
    if notes.count > 20 { Terminal.note("… and \(notes.count - 20) more like it") }
  }
}
