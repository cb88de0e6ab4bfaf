import ArgumentParser
import DebriefKit

/// `debrief schema`: the tables and views of a timeline.
struct ShowSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the tables and views of a timeline as SQL.")

  func run() {
    var terminal = Terminal()
    terminal.line(Timeline.schema)
  }
}
