import Foundation
import Testing

/// Timelines of several machines become one.
@Suite struct MergeTests {
  private let healthy = "samples/clean/postgresql-switchover/input"
  private let failed = "samples/apecloud-mysql-switchover-refused/input"
  private let content = "SELECT source, line, time, kind, instance, message FROM timeline ORDER BY 1, 2, 3, 4, 5, 6"

  @Test func mergingIsReadingTogether() throws {
    let scratch = try Scratch()
    func db(_ name: String) -> String { scratch.url.appending(path: name).path }
    _ = try Program.run(["ingest", healthy, failed, "--db", db("whole.db")])
    _ = try Program.run(["ingest", healthy, "--db", db("a.db")])
    _ = try Program.run(["ingest", failed, "--db", db("b.db")])
    for shards in [["a.db", "b.db"], ["b.db", "a.db", "b.db"]] {
      let output = db(shards.joined(separator: "-"))
      #expect(try Program.run(["merge", output] + shards.map(db)).status == 0)
      let merged = try Program.run(["query", "--db", output, "--format", "csv", content]).output
      #expect(try Program.run(["query", "--db", db("whole.db"), "--format", "csv", content]).output == merged)
      let report = ["report", "--format", "line", "--db"]
      #expect(try Program.run(report + [output]).output == Program.run(report + [db("whole.db")]).output)
    }
  }

  @Test func refusesWhatIsNoTimeline() throws {
    let scratch = try Scratch()
    let text = try scratch.file("text.db", String(repeating: "no database ", count: 100))
    let output = scratch.url.appending(path: "out.db").path
    #expect(try Program.run(["merge", output, text]).status == 66)
    #expect(try Program.run(["merge", output, "no/such.db"]).status == 66)
  }

  @Test func aReportIsVerified() throws {
    let scratch = try Scratch()
    let folder = scratch.url.appending(path: "input")
    try FileManager.default.copyItem(at: Program.root.appending(path: failed), to: folder)
    let path = scratch.url.appending(path: "report.json").path
    _ = try Program.run(["report", folder.path, "--format", "json", "-o", path])
    let good = try Program.run(["verify", path])
    #expect(good.status == 0, "\(good.output)\(good.errors)")
    let log = folder.appending(path: "switchover-job.log")
    let text = try String(contentsOf: log, encoding: .utf8)
    try (text + "curl result: \n").write(to: log, atomically: true, encoding: .utf8)
    let bad = try Program.run(["verify", path])
    #expect(bad.status == 65)
    #expect(bad.output.contains("switchover-job.log has changed since the report"))
    #expect(try Program.run(["verify", log.path]).status == 65)
    #expect(try Program.run(["verify", "no/such.json"]).status == 66)
  }
}
