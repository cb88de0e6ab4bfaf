import ArgumentParser
import DebriefKit

/// `debrief formats …`
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "List the formats that are understood; test those that are pattern files.",
    subcommands: [FormatsList.self, FormatsTest.self], defaultSubcommand: FormatsList.self)
}

/// `debrief formats list`: what can be read.
struct FormatsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the formats that are understood.")

  @Flag(help: "Show example lines too.") var samples = false

  @Option(help: "Folder whose formats/*.yaml add to or replace the built-in ones.") var templates: String?

  func run() throws {
    var terminal = Terminal()
    let data = try TemplatesFolder.overlay(templates).map(DataFormats.init) ?? .embedded
    let formats = Pipeline.formats + data.summaries
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
