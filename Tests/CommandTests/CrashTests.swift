import Foundation
import Testing

/// A program that is killed at any moment leaves the timeline as it was, or complete for whole sources.
@Suite(.serialized) struct CrashTests {
  private static let sources = 5

  /// Logs that take a while to read, with an event every line.
  private static func logs(_ scratch: Scratch) throws -> String {
    for source in 0..<sources {
      let lines = (0..<1000).map { number in
        let stamp = "02 Apr 2025 0\(source):\(10 + number / 100):30.\(100 + number % 100)"
        return "7:X \(stamp) # +sdown slave 10.0.\(source).\(number % 200):6379"
          + " 10.0.\(source).\(number % 200) 6379 @ cache-\(source) 10.0.\(source).250 6379\n"
      }
      _ = try scratch.file("logs/\(source).log", lines.joined())
    }
    return scratch.url.appending(path: "logs").path
  }

  /// What is stored of each source, and whether SQLite finds the file whole. No source is ever half there.
  private static func stored(_ db: String) throws -> [String] {
    let query = """
      SELECT replace(path, rtrim(path, replace(path, '/', '')), '') AS name, length(sha256) AS digest, lines,
        (SELECT count(*) FROM event WHERE event.source_id = source.source_id) AS events FROM source ORDER BY name;
      """
    let rows = try Program.run(["query", "--db", db, "--format", "csv", query])
    #expect(rows.status == 0, "\(rows.errors)")
    return rows.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
  }

  private static let whole = (0..<sources).map { "\($0).log,64,1000,1000" }

  /// Seconds that an undisturbed load takes.
  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Date()
    try body()
    return Date().timeIntervalSince(start)
  }

  @Test func aNewTimelineIsThereWholeOrNotAtAll() throws {
    let scratch = try Scratch()
    let logs = try Self.logs(scratch)
    let first = scratch.url.appending(path: "first.db").path
    let undisturbed = try Self.seconds { _ = try Program.run(["ingest", logs, "--db", first]) }
    #expect(try Self.stored(first) == Self.whole)
    var killed = 0
    for share in [0.3, 0.5, 0.7, 0.85] {
      let db = scratch.url.appending(path: "\(share).db").path
      if try Program.kill(["ingest", logs, "--db", db], after: undisturbed * share) {
        killed += 1
        #expect(!FileManager.default.fileExists(atPath: db), "killed after \(share) of the time")
      }
      #expect(try Program.run(["ingest", logs, "--db", db]).status == 0)
      #expect(try Self.stored(db) == Self.whole)
      #expect(!FileManager.default.fileExists(atPath: db + ".partial"))
    }
    #expect(killed > 0)
  }

  @Test func anExistingTimelineKeepsWholeSources() throws {
    let scratch = try Scratch()
    let logs = try Self.logs(scratch)
    let first = "\(logs)/0.log"
    func fresh(_ name: String) throws -> String {
      let db = scratch.url.appending(path: name).path
      #expect(try Program.run(["ingest", first, "--db", db]).status == 0)
      return db
    }
    let sample = try fresh("sample.db")
    let undisturbed = try Self.seconds { _ = try Program.run(["ingest", logs, "--db", sample]) }
    #expect(try Self.stored(sample) == Self.whole)
    var killed = 0
    for share in [0.3, 0.5, 0.7, 0.85] {
      let db = try fresh("\(share).db")
      if try Program.kill(["ingest", logs, "--db", db], after: undisturbed * share) { killed += 1 }
      let left = try Self.stored(db)
      #expect(left.first == Self.whole[0] && Set(left).isSubset(of: Self.whole), "killed after \(share): \(left)")
      // The rest is read, what is there stays.
      let resumed = try Program.run(["ingest", logs, "--db", db])
      #expect(resumed.status == 0 && resumed.errors.contains("; \(left.count) sources were in it already"))
      #expect(try Self.stored(db) == Self.whole)
    }
    #expect(killed > 0)
  }

  /// A log that was read and has grown is, after a crash, what it was before or all that it is now.
  @Test func aContinuedLogIsTheFormerOneOrTheWholeOne() throws {
    let scratch = try Scratch()
    func line(_ number: Int) -> String {
      "7:X 02 Apr 2025 \(10 + number / 3600):\(10 + number / 60 % 50):\(10 + number % 50).100 # +sdown slave"
        + " 10.0.\(number / 200).\(number % 200):6379 10.0.\(number / 200).\(number % 200) 6379 @ cache 10.0.0.250 6379\n"
    }
    let (before, after) = (1000, 9000)
    let (start, all) = ((0..<before).map(line).joined(), (0..<after).map(line).joined())
    func fresh(_ name: String) throws -> (log: String, db: String) {
      let log = try scratch.file("\(name)/0.log", start)
      let db = scratch.url.appending(path: "\(name).db").path
      #expect(try Program.run(["ingest", log, "--db", db]).status == 0)
      _ = try scratch.file("\(name)/0.log", all)
      return (log, db)
    }
    let (former, whole) = (["0.log,64,\(before),\(before)"], ["0.log,64,\(after),\(after)"])
    let sample = try fresh("sample")
    #expect(try Self.stored(sample.db) == former)
    let undisturbed = try Self.seconds {
      let grown = try Program.run(["ingest", sample.log, "--db", sample.db])
      #expect(grown.errors.contains("continued at line \(before + 1)\n"), "\(grown.errors)")
    }
    #expect(try Self.stored(sample.db) == whole)
    var killed = 0
    for share in [0.3, 0.5, 0.7, 0.85, 0.95] {
      let (log, db) = try fresh("\(share)")
      if try Program.kill(["ingest", log, "--db", db], after: undisturbed * share) { killed += 1 }
      let left = try Self.stored(db)
      #expect(left == former || left == whole, "killed after \(share): \(left)")
      let resumed = try Program.run(["ingest", log, "--db", db])
      #expect(resumed.errors.contains("continued at line \(before + 1)\n") == (left == former), "\(resumed.errors)")
      #expect(try Self.stored(db) == whole)
    }
    #expect(killed > 0)
  }
}
