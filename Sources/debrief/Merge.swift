import ArgumentParser
import DebriefKit
import Foundation

/// `debrief merge`: timelines that were read on several machines, in one.
struct MergeTimelines: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Merge timelines into one.",
    discussion: "The same source is taken once. Run `debrief diagnose` on the result.")

  @Argument(help: "The timeline to merge into; made when it is not there.") var output: String

  @Argument(help: "Timelines to add.") var shards: [String]

  func run() throws {
    for shard in shards where !FileManager.default.fileExists(atPath: shard) { throw IntakeError.missing(path: shard) }
    let timeline = try Timeline(path: output)
    for shard in shards {
      let merge = try timeline.merge(shard: shard)
      Terminal.note(
        "\(shard): \(merge.sources) sources with \(merge.events) events added, \(merge.unchanged) were there already")
    }
  }
}
