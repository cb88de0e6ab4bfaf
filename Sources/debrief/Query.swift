import ArgumentParser
import DebriefKit
import Foundation

/// `debrief query`: SQL over a timeline, reading only.
struct Query: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a timeline with SQL.",
    discussion: """
      The connection only reads: no ATTACH, no extensions, no writing pragma, a time limit. `debrief schema` prints the
      tables and views; without SQL and --named the saved queries are listed.
      """)

  @Option(help: "The timeline.") var db: String

  @Argument(help: "One or more SELECT statements.") var sql: String?

  @Option(help: "A saved query of templates/queries.") var named: String?

  @Option(help: "table, csv, json, ndjson or markdown.") var format: TableFormat = .table

  @Option(help: "Seconds after which the query is stopped.") var timeout: Double = 30

  @Option(help: "Folder whose queries/*.sql add to or replace the built-in ones.") var templates: String?

  func validate() throws {
    if sql != nil && named != nil { throw ValidationError("give SQL or --named, not both") }
  }

  func run() throws {
    let saved = try TemplatesFolder.load(templates).queries
    var terminal = Terminal()
    guard let text = try sql ?? named.map({ try Self.find($0, saved) }) else {
      for query in saved {
        terminal.line("\(query.name)\t\(query.summary)")
      }
      return
    }
    guard FileManager.default.fileExists(atPath: db) else { throw IntakeError.missing(path: db) }
    let query = try ReadOnlyQuery(path: db, seconds: timeout)
    var writer = TableWriter(format: format)
    try query.run(text) {
      terminal.write(writer.begin($0))
    } row: {
      terminal.write(writer.row($0))
    }
    terminal.write(writer.end())
  }

  private static func find(_ name: String, _ saved: [SavedQuery]) throws -> String {
    guard let query = saved.first(where: { $0.name == name }) else {
      throw ValidationError(
        "--named \(name): no such query; there are \(saved.map(\.name).joined(separator: ", "))")
    }
    return query.sql
  }
}
