import Foundation
import Testing

/// Timelines on disk: loaded once, added to, asked.
@Suite struct TimelineFileTests {
  private let healthy = "samples/clean/postgresql-switchover/input"
  private let failed = "samples/apecloud-mysql-switchover-refused/input"

  @Test func loadsAddsAndChangesNothingTwice() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    #expect(try Program.run(["ingest", healthy, "--db", db]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: db + ".partial"))
    let count = ["query", "--db", db, "--format", "csv", "SELECT count(*) AS n FROM event"]
    let before = try Program.run(count).output
    let again = try Program.run(["ingest", healthy, "--db", db])
    #expect(again.status == 0 && again.errors.contains("were in it already"))
    #expect(try Program.run(count).output == before)
    #expect(try Program.run(["ingest", failed, "--db", db]).status == 0)
    #expect(try Program.run(count).output != before)
    let report = try Program.run(["report", "--db", db, "--format", "line"])
    #expect(report.output.split(separator: "\n").count == 2, "\(report.output)")
    #expect(
      try Program.run(["report", "--db", db, "--cluster", "invoice", "--format", "line"]).output
        .contains("kubeblocks/invoice switchover failed"))
  }

  @Test func saysWhereAGrownLogWasContinued() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    let sample = Program.root.appending(path: "samples/clean/redis-failover/input/sentinel-7652.log")
    let text = try String(contentsOf: sample, encoding: .utf8)
    let lines = text.split(separator: "\n").count
    let cut = try #require(text.range(of: "+odown")).lowerBound
    let log = try scratch.file("sentinel.log", String(text[..<cut]))
    let place = text[..<cut].split(separator: "\n").count
    #expect(try Program.run(["ingest", log, "--db", db]).status == 0)
    _ = try scratch.file("sentinel.log", text)
    let grown = try Program.run(["ingest", log, "--db", db])
    #expect(grown.status == 0 && grown.errors.contains("sentinel.log: continued at line \(place)\n"), "\(grown.errors)")
    // Lines nobody knows are read on as well.
    _ = try scratch.file("sentinel.log", text + "%% nothing to see\n")
    let noise = try Program.run(["ingest", log, "--db", db])
    #expect(noise.status == 0 && noise.errors.contains("continued at line \(lines + 1)\n"), "\(noise.errors)")
    // Other options read it again, and say so.
    _ = try scratch.file("sentinel.log", text + "%% nothing to see\n%% nor here\n")
    let again = try Program.run(["ingest", log, "--db", db, "--keep", "all"])
    #expect(again.errors.contains("was read from its start: it was read with other options"), "\(again.errors)")
    let count = ["query", "--db", db, "--format", "csv", "SELECT count(*) FROM event WHERE kind = 'log.line'"]
    #expect(try Program.run(count).output.hasSuffix("\r\n\(lines + 2)\r\n"))
  }

  /// The lines around what decided an incident, also those no format knows; from the bytes the events came from or not at all.
  @Test func keepsTheLinesAroundWhatDecided() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    let sample = Program.root.appending(path: "samples/clean/redis-failover/input/sentinel-7652.log")
    let lines = try String(contentsOf: sample, encoding: .utf8).split(separator: "\n")
    let place = try #require(lines.firstIndex { $0.contains("+odown") })
    let noted = lines[...place] + ["%% now it is really down, requirepass Xy7-Secr3t!"] + lines[(place + 1)...]
    let log = try scratch.file("sentinel.log", noted.joined(separator: "\n") + "\n")
    #expect(try Program.run(["report", log, "--db", db, "--format", "line"]).status == 0)
    let query = [
      "query", "--db", db, "--format", "ndjson",
      "SELECT line, at IS NULL AS undated, text FROM context_line WHERE abs(line - \(place + 2)) < 2 ORDER BY line",
    ]
    let kept = try Program.run(query).output.split(separator: "\n")
    #expect(kept.count == 3, "\(kept)")
    #expect(kept.first?.contains("+odown") == true && kept.first?.contains("\"undated\":0") == true)
    #expect(kept[1].contains("really down, requirepass <redacted>") && kept[1].contains("\"undated\":1"))
    // What the file says now is not what was read.
    try (lines.joined(separator: "\n") + "\n").write(toFile: log, atomically: true, encoding: .utf8)
    #expect(try Program.run(["diagnose", "--db", db]).status == 0)
    #expect(try Program.run(query).output.isEmpty)
  }

  @Test func answersSavedQueries() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    _ = try Program.run(["ingest", failed, "--db", db])
    #expect(try Program.run(["diagnose", "--db", db]).output.contains("root=endpoint-refused"))
    let findings = try Program.run(["query", "--db", db, "--named", "findings", "--format", "ndjson"])
    #expect(findings.output.contains("\"cause\":\"endpoint-refused\""))
    #expect(try Program.run(["query", "--db", db]).output.contains("findings\t"))
    let refused = try Program.run(["query", "--db", db, "DELETE FROM event"])
    #expect(refused.status == 64 && refused.errors.contains("queries only read the timeline"))
  }

  @Test func listsEventsWithoutColourInAPipe() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    _ = try Program.run(["ingest", failed, "--db", db])
    let listing = try Program.run(["timeline", "--db", db])
    #expect(listing.status == 0 && listing.output.contains("operation.requested"))
    #expect(!listing.output.contains("\u{1B}"))
  }

  @Test func keepsEveryLineWhenAsked() throws {
    let scratch = try Scratch()
    let db = scratch.url.appending(path: "t.db").path
    let log = try scratch.file("notes.log", "first\nsecond\n")
    _ = try Program.run(["ingest", healthy, log, "--db", db, "--keep", "all"])
    let lines = try Program.run([
      "query", "--db", db, "--format", "csv",
      "SELECT message FROM timeline WHERE kind = 'log.line' AND source LIKE '%notes.log' ORDER BY line",
    ])
    #expect(lines.output == "message\r\nfirst\r\nsecond\r\n")
  }

  @Test func aReportKeepsWhatPeopleWrote() throws {
    let scratch = try Scratch()
    let path = scratch.url.appending(path: "pm.md").path
    #expect(try Program.run(["report", failed, "-o", path]).status == 0)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("_Who was affected, how, and for how long?_", with: "Nobody noticed.")
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try Program.run(["report", failed, "-o", path]).status == 0)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Nobody noticed."))
  }

  @Test func writesIntoAFolder() throws {
    let scratch = try Scratch()
    let result = try Program.run(["report", failed, "-o", scratch.url.path, "--format", "html"])
    #expect(result.status == 0 && result.output.isEmpty)
    #expect(FileManager.default.fileExists(atPath: scratch.url.appending(path: "report.html").path))
  }

  @Test func templatesOfTheEngineerReplaceBuiltInWords() throws {
    let scratch = try Scratch()
    let english = try String(
      contentsOf: Program.root.appending(path: "templates/reports/en.yaml"), encoding: .utf8)
    _ = try scratch.file("reports/en.yaml", english.replacing("  why: Why", with: "  why: Ursache"))
    let result = try Program.run(["report", failed, "--templates", scratch.url.path])
    #expect(result.output.contains("## Ursache"))
    #expect(try Program.run(["report", failed, "--templates", "no/such"]).status == 64)
  }
}
