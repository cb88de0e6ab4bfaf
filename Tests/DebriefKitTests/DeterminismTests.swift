import Foundation
import Testing

@testable import DebriefKit

/// Same input, same bytes out, whichever source was read first.
@Suite struct DeterminismTests {
  private static let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "samples")

  private func report(_ paths: [String], as format: ReportFormat) async throws -> String {
    let timeline = try Timeline()
    _ = try await Pipeline.ingest(
      paths, options: ReadOptions(now: 1_795_000_000_000_000), into: timeline, bulk: true)
    try Pipeline.diagnose(timeline)
    return try ReportModel(timeline).written(as: format)
  }

  @Test(arguments: ["clean/redis-failover", "apecloud-mysql-switchover-refused"], ReportFormat.allCases)
  func reportsAreEqualByteForByte(_ name: String, _ format: ReportFormat) async throws {
    let paths = [Self.samples.appending(path: name).appending(path: "input").path]
    let first = try await report(paths, as: format)
    for _ in 0..<3 { #expect(try await report(paths, as: format) == first) }
  }

  @Test func theOrderOfPathsDoesNotMatter() async throws {
    let folder = Self.samples.appending(path: "clean/redis-failover/input")
    let paths = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: $0).path }
    let first = try await report(paths, as: .json)
    #expect(try await report(paths.reversed(), as: .json) == first)
  }
}
