import DebriefKit
import Foundation
import Testing

extension LiveFailoverTests {
  /// A bundle of a real group after a real failover, taken through redis-cli, tells the story.
  @Test func aBundleOfSentinelsIsDiagnosed() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    _ = try await group.failOver(to: ["r1", "r2"])
    // Every sentinel asks the members again within a second or two.
    try await Task.sleep(for: .seconds(3))
    let port = try #require(await group.address("s1").split(separator: ":").last)
    let bundle = FileManager.default.temporaryDirectory.appending(path: "debrief-live-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: bundle, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: bundle) }
    var collector = try BundleCollector(
      CollectionPlan("sentinel", .embedded),
      values: ["host": "127.0.0.1", "port": String(port), "name": LiveGroup.name])
    try collector.run(into: bundle)
    await group.stopAll()
    // The dead primary does not answer, and is listed.
    #expect(collector.ran.contains { $0.error?.contains("Connection refused") == true })
    let files = try FileManager.default.subpathsOfDirectory(atPath: bundle.path)
    #expect(files.count { $0.hasSuffix("sentinel.log") } == 3 && files.count { $0.hasSuffix("redis.log") } == 2)
    let timeline = try Timeline()
    var options = ReadOptions(now: Int64(Date().timeIntervalSince1970 * 1_000_000) + 86_400_000_000)
    options.zoneOffset = 0
    _ = try await Pipeline.ingest([bundle.path], options: options, into: timeline, bulk: true)
    try Pipeline.diagnose(timeline)
    let report = try ReportModel(timeline)
    let incident = try #require(report.incidents.first)
    #expect(report.incidents.count == 1 && incident.kind == "failover")
    #expect(incident.outcome == "succeeded", "\(incident.outcome)")
    #expect(incident.root?.cause == "primary-crashed", "\(incident.root?.cause ?? "none")")
    #expect(report.unrecognised.isEmpty, "\(report.unrecognised)")
  }
}
