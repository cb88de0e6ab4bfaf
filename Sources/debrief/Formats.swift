import ArgumentParser
import DebriefKit

/// `debrief formats`: what can be read.
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the formats that are understood.")

  @Flag(help: "Show example lines too.") var samples = false

  func run() {
    var terminal = Terminal()
    let formats = Pipeline.formats
    let width = formats.map(\.name.count).max() ?? 0
    for format in formats {
      terminal.line(
        format.name + String(repeating: " ", count: width - format.name.count + 2) + format.summary)
      if samples {
        for line in format.samples.flatMap({ $0.split(separator: "\n") }) {
          terminal.line("    " + TerminalText.cell(String(line)))
        }
      }
    }
  }
}
