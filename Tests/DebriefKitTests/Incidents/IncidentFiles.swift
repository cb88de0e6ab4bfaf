import Foundation
import GRDB

@testable import DebriefKit

/// Reads files by name into a timeline and builds its incidents.
enum IncidentFiles {
  struct Found: Equatable {
    var outcome: String
    var old: String?
    var new: String?
  }

  struct Incident {
    var kind: String
    var found: Found
    var measures: [String: Double]
  }

  /// In time order.
  static func incidents(_ files: [String: String]) async throws -> [Incident] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kb-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    let timeline = try Timeline(path: folder.path + "/t.db")
    _ = try await Pipeline.ingest(
      files.keys.sorted().map { folder.path + "/" + $0 }, options: ReadOptions(now: 1_800_000_000_000_000),
      into: timeline, bulk: false)
    try Incidents.build(timeline)
    return try await timeline.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT incident_id, outcome, old_primary, new_primary, kind FROM incident ORDER BY incident_id"
      ).map { row in
        let measures = try Row.fetchAll(
          db, sql: "SELECT name, seconds FROM measure WHERE incident_id = ?", arguments: [row[0] as Int64])
        return Incident(
          kind: row[4], found: Found(outcome: row[1], old: row[2], new: row[3]),
          measures: Dictionary(measures.map { ($0[0] as String, $0[1] as Double) }) { first, _ in first })
      }
    }
  }
}
