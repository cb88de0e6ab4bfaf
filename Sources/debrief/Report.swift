import ArgumentParser
import DebriefKit
import Foundation

/// `debrief report`: read, diagnose, write the post-mortem.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Read what is left of an incident and print the post-mortem.",
    discussion: """
      Takes logs, manifests, describe output, bundles and archives in any mixture. Without --db nothing is left behind.
      """)

  @Argument(help: "Files, folders, archives; - for standard input.") var paths: [String] = []

  @Option(name: [.short, .long], help: "File, or folder, to write to; text that people wrote in a report stays.")
  var output: String?

  @Option(help: "markdown, html, json, junit, sarif or line.") var format: ReportFormat = .standard

  @Option(help: "Language of the report: en or zh.") var lang: Language = .en

  @Option(help: "Timeline to add to and report from.") var db: String?

  @Option(help: "Only incidents of this cluster.") var cluster: String?

  @Option(help: "Only incidents that end after this time.") var since: String?

  @Option(help: "Only incidents that start before this time.") var until: String?

  @Flag(name: .customLong("exit-code"), help: "Exit with 2 when an incident did not succeed.") var exitCode = false

  @Option(help: "Folder with formats, rules, queries and report texts that add to or replace the built-in ones.")
  var templates: String?

  @OptionGroup var reading: ReadingFlags

  func validate() throws {
    if paths.isEmpty && db == nil {
      throw ValidationError("name what to read (files, folders, archives, - for standard input), or --db FILE")
    }
  }

  func run() async throws {
    let filter = ReportFilter(
      cluster: cluster, since: try since.map { try PointInTime.micros($0, flag: "--since") },
      until: try until.map { try PointInTime.micros($0, flag: "--until") })
    let overlay = try TemplatesFolder.overlay(templates)
    let templates = overlay ?? .embedded
    // Rules and words are read on one core while the sources are on another.
    async let rules = overlay == nil ? HeadStart.rules() : RuleBook(templates)
    async let writer = format.writer(lang, templates)
    let timeline = try await loaded(options: reading.options(now: presentMoment(), templates: overlay))
    try Pipeline.findIncidents(timeline)
    try Diagnosis.run(timeline, rules: await rules, language: lang)
    if db != nil { try Pipeline.keepContext(timeline) }
    let report = try ReportModel(timeline, filter: filter)
    try deliver(report, await writer)
    if exitCode, report.incidents.contains(where: { !$0.succeeded }) { throw ExitStatus.incident.code }
  }

  /// The timeline with the paths in it. Throws when there is nothing in it that any format understood.
  private func loaded(options: ReadOptions) async throws -> Timeline {
    if let db {
      if paths.isEmpty, !FileManager.default.fileExists(atPath: db) { throw IntakeError.missing(path: db) }
      if !paths.isEmpty { _ = try await TimelineFile(path: db).ingest(paths, options: options) }
      let timeline = try Timeline(path: db)
      try Understanding.require(timeline)
      return timeline
    }
    let timeline = try await HeadStart.timeline()
    _ = try await Pipeline.ingest(paths, options: options, into: timeline, bulk: true)
    try Understanding.require(timeline)
    return timeline
  }

  private func deliver(_ report: ReportModel, _ writer: any ReportWriter) throws {
    guard let output else {
      var terminal = Terminal()
      terminal.write(writer.write(report, replacing: nil))
      return
    }
    let file = OutputFile(path: output, folderName: "report." + format.fileExtension)
    try file.write(writer.write(report, replacing: file.previous()))
    Terminal.note("wrote \(file.path)")
  }
}
