import Foundation
import GRDB

@testable import DebriefKit

/// A folder with logs that grow, and the timelines read from them.
final class GrowingLog {
  let folder: URL
  var options = ReadOptions(now: 1_795_000_000_000_000)

  init() throws { folder = try TimelineTests.folder() }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String = "pasted.log") -> String { folder.appending(path: name).path }

  /// Writes a log. All files are of one moment, for stamps without a year.
  func write(_ bytes: some Sequence<UInt8>, to name: String = "pasted.log", changed: Double = 1_775_000_000) throws {
    try Data(bytes).write(to: folder.appending(path: name))
    let date = Date(timeIntervalSince1970: changed)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path(name))
  }

  func write(_ text: String, to name: String = "pasted.log", changed: Double = 1_775_000_000) throws {
    try write(text.utf8, to: name, changed: changed)
  }

  /// A timeline in a file, for what is about files; in memory is faster.
  func timeline(_ name: String) throws -> Timeline { try Timeline(path: folder.appending(path: "\(name).db").path) }

  @discardableResult
  func ingest(_ names: [String] = ["pasted.log"], into timeline: Timeline) async throws -> Pipeline.Intake {
    try await Pipeline.ingest(
      names.map { path($0) }, options: options, into: timeline, bulk: false, leavesResumePoints: true)
  }

  /// A timeline that reads the log in one go.
  func readAtOnce(_ bytes: some Sequence<UInt8>) async throws -> [String] {
    let timeline = try Timeline()
    try write(bytes)
    try await ingest(into: timeline)
    return try Self.rows(timeline)
  }

  /// A timeline that read the log up to each of the cuts before it read all of it; the last of its intakes.
  func readInParts(
    _ bytes: [UInt8], cuts: [Int]
  ) async throws -> (rows: [String], last: Pipeline.Intake) {
    let timeline = try Timeline()
    var last = Pipeline.Intake()
    for cut in cuts + [bytes.count] {
      try write(bytes[..<cut])
      last = try await ingest(into: timeline)
    }
    return (try Self.rows(timeline), last)
  }

  /// Everything a person can ask for, but who read what and when, and what is there for the next reading only.
  static func rows(_ timeline: Timeline) throws -> [String] {
    try timeline.database.read { db in
      let tables = try String.fetchAll(
        db,
        sql: """
          SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')
            AND name NOT IN ('ingest_run', 'resume_point') AND name NOT LIKE 'sqlite_%' ORDER BY name
          """)
      return try tables.flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").map { row in
          let values = row.filter { $0.0 != "run_id" && $0.0 != "problem_id" }.map { "\($0.0)=\($0.1)" }
          return "\(table): \(values.joined(separator: " "))"
        }.sorted()
      }
    }
  }
}
