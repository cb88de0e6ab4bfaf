import Foundation
import Testing

/// What scripts rely on: exit codes, data on standard output, notes on standard error.
@Suite struct ExitStatusTests {
  private let failed = "samples/apecloud-mysql-switchover-refused/input"
  private let healthy = "samples/clean/postgresql-switchover/input"

  @Test func aReportIsDone() throws {
    let result = try Program.run(["report", failed])
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("# ") && result.errors.isEmpty)
  }

  @Test func tellsAFailedIncidentWhenAsked() throws {
    #expect(try Program.run(["report", failed, "--exit-code", "--format", "line"]).status == 2)
    #expect(try Program.run(["report", healthy, "--exit-code", "--format", "line"]).status == 0)
  }

  @Test(arguments: [
    ["report"], ["report", "x", "--format", "pdf"], ["report", "x", "--lang", "fr"], ["frobnicate"],
    ["report", "x", "--timezone", "Europe/Berlin"], ["report", "x", "--timezone", "+25:00"],
    ["report", "x", "--since", "yesterday"], ["query", "--db", "x", "SELECT 1", "--named", "findings"],
    ["ingest", "x"],
  ])
  func usageErrorsAre64(_ arguments: [String]) throws {
    let result = try Program.run(arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.output.isEmpty && !result.errors.isEmpty)
  }

  @Test func missingInputIs66AndNamed() throws {
    let result = try Program.run(["report", healthy, "no/such/path"])
    #expect(result.status == 66)
    #expect(result.errors == "debrief: no/such/path: no such file or folder\n")
    #expect(result.output.isEmpty)
    #expect(try Program.run(["diagnose", "--db", "no/such.db"]).status == 66)
    #expect(try Program.run(["query", "--db", "no/such.db", "SELECT 1"]).status == 66)
    #expect(try Program.run(["report", "--db", "no/such.db"]).status == 66)
  }

  @Test func aTimelineThatIsNoneIs66() throws {
    let scratch = try Scratch()
    let file = try scratch.file("notes.txt", String(repeating: "no database ", count: 100))
    #expect(try Program.run(["report", "--db", file]).status == 66)
    #expect(try Program.run(["query", "--db", file, "SELECT 1"]).status == 66)
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("no database"))
  }

  @Test func whatCannotBeWrittenIs73() throws {
    let result = try Program.run(["report", healthy, "-o", "/dev/null/report.md"])
    #expect(result.status == 73, "\(result.errors)")
    #expect(try Program.run(["ingest", healthy, "--db", "/dev/null/x.db"]).status == 73)
    #expect(try Program.run(["ingest", healthy, "--db", "no/such/folder/x.db"]).status == 73)
  }

  @Test func aClosedPipeIsNoError() throws {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    let program = try #require(Program.url).path
    shell.arguments = ["-c", "'\(program)' parse samples | head -n 1 > /dev/null; exit ${PIPESTATUS[0]}"]
    shell.currentDirectoryURL = Program.root
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
  }

  // MARK: - Nothing understood

  @Test(arguments: [
    ("empty.log", Data()), ("prose.txt", Data("Dear all,\n\nthe database was slow today.\n".utf8)),
    ("half.json", Data("{\"kind\": \"Pod\", \"metadata\": {\"name\": \"x".utf8)),
    ("binary.bin", Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 1, 2, 3, 0x0A, 0, 0xFF])),
    ("broken.gz", Data([0x1F, 0x8B, 0x08, 0, 1, 2, 3, 4, 5])), ("broken.zip", Data("PK\u{3}\u{4}rubbish".utf8)),
    ("latin1.log", Data([0xE9, 0xE8, 0x0A, 0xFF, 0xFE, 0x0A])),
  ])
  func nothingUnderstoodIs65WithAReason(_ name: String, _ data: Data) throws {
    let scratch = try Scratch()
    let path = try scratch.file("logs/\(name)", data)
    for path in [path, scratch.url.appending(path: "logs").path] {
      let result = try Program.run(["report", path])
      #expect(result.status == 65, "\(result.output) \(result.errors)")
      #expect(result.output.isEmpty)
      #expect(!result.errors.isEmpty && !result.errors.unicodeScalars.contains { $0.value < 9 || $0.value == 27 })
    }
  }

  @Test func anEmptyFolderIs65() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["report", scratch.url.path]).status == 65)
  }

  @Test func aFolderThatContainsItselfEnds() throws {
    let scratch = try Scratch()
    _ = try scratch.file("deep/note.txt", "nothing")
    try FileManager.default.createSymbolicLink(
      at: scratch.url.appending(path: "deep/up"), withDestinationURL: scratch.url)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.url.appending(path: "dangling").path, withDestinationPath: "nowhere")
    #expect(try Program.run(["report", scratch.url.path]).status == 65)
  }

  /// Permissions hold nobody back who is root: then a copy of the program runs as somebody else.
  @Test(.enabled(if: geteuid() != 0 || Program.canDropRoot, "root may read everything, and there is no setpriv"))
  func anUnreadableFileIsListedAndTheRestGoesOn() throws {
    let scratch = try Scratch()
    let secret = try scratch.file("secret.log", "x")
    chmod(secret, 0)
    let input = scratch.url.appending(path: "input")
    try FileManager.default.copyItem(at: Program.root.appending(path: healthy), to: input)
    let result = try Program.run(["report", input.path, secret], in: scratch.url, asNobody: true)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("secret.log") && result.output.contains("cannot be read: Permission denied"))
    #expect(result.output.hasPrefix("# "))
  }

  #if os(Linux)
    /// A disk that fails in the middle of a file looks like this to everybody: the name opens, the first read does not come.
    @Test func aFileThatFailsToReadIsListedAndTheRestGoesOn() throws {
      let result = try Program.run(["report", healthy, "/proc/self/mem"])
      #expect(result.status == 0)
      #expect(result.output.contains("/proc/self/mem") && result.output.contains("cannot be read: Input/output error"))
    }
  #endif

  @Test func oneHugeLineNeitherHangsNorTakesTheMemory() throws {
    let scratch = try Scratch()
    var data = Data(repeating: UInt8(ascii: "x"), count: 64 << 20)
    data.append(contentsOf: Array("\n".utf8))
    let path = try scratch.file("long.log", data)
    let result = try Program.run(["report", path])
    #expect(result.status == 65)
    #expect(result.errors.contains("longer than 16 MiB"))
  }

  @Test func readsStandardInput() throws {
    let sentinel = Program.root.appending(path: "samples/clean/redis-failover/input/sentinel-7652.log")
    let result = try Program.run(["report", "-", "--format", "line"], input: try Data(contentsOf: sentinel))
    #expect(result.status == 0)
    #expect(result.output.contains("sentinel/mymaster failover succeeded"))
  }
}
