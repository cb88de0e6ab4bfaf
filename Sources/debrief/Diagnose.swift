import ArgumentParser
import DebriefKit
import Foundation

/// `debrief diagnose`: incidents and findings of a timeline, stored in it.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Find the incidents of a timeline and their causes, and store them in it.")

  @Option(help: "The timeline.") var db: String

  @Option(help: "Language of the findings: en or zh.") var lang: Language = .en

  @Option(help: "Folder with rules that add to or replace the built-in ones.") var templates: String?

  func run() throws {
    guard FileManager.default.fileExists(atPath: db) else { throw IntakeError.missing(path: db) }
    let timeline = try Timeline(path: db)
    try Pipeline.diagnose(timeline, templates: TemplatesFolder.load(templates), language: lang)
    try Pipeline.keepContext(timeline)
    let report = try ReportModel(outlineOf: timeline)
    var terminal = Terminal()
    terminal.write(try report.written(as: .line, language: lang))
    Terminal.note("\(db): \(report.incidents.count) incidents")
  }
}
