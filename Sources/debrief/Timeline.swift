import ArgumentParser
import DebriefKit
import Foundation

/// `debrief timeline`: the story of a timeline on the terminal.
struct ShowTimeline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "Print the events of a timeline in order.")

  @Option(help: "The timeline.") var db: String

  @Option(help: "Only events of this cluster.") var cluster: String?

  @Option(help: "Only events after this time.") var since: String?

  @Option(help: "Only events before this time.") var until: String?

  @Flag(help: "Only events that belong to an incident.") var incidents = false

  func run() throws {
    guard FileManager.default.fileExists(atPath: db) else { throw IntakeError.missing(path: db) }
    let span = (
      try since.map { try PointInTime.micros($0, flag: "--since") },
      try until.map { try PointInTime.micros($0, flag: "--until") }
    )
    let colours = Terminal.usesColour
    var terminal = Terminal()
    try Timeline(path: db).forEachEvent(
      cluster: cluster, since: span.0, until: span.1, onlyIncidents: incidents
    ) { event in
      let line = [
        event.time ?? "-", event.place, event.kind, event.subject, event.repeats > 1 ? "×\(event.repeats)" : "",
        TerminalText.cell(event.text),
      ].filter { !$0.isEmpty }.joined(separator: "  ")
      let colour = event.severity >= 4 ? "\u{1B}[31m" : event.severity == 3 ? "\u{1B}[33m" : ""
      terminal.line(colours && !colour.isEmpty ? colour + line + "\u{1B}[0m" : line)
    }
  }
}
