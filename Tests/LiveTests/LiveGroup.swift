import DebriefKit
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Real redis servers and sentinels on loopback, started and stopped by one test, in a folder of their own.
///
/// The group writes down what it did and when: the ground truth that the diagnosis is compared with.
actor LiveGroup {
  static let server = find("redis-server")
  static let client = find("redis-cli")
  static var isAvailable: Bool { server != nil && client != nil }

  static let name = "live"
  /// Short, so that a scenario takes seconds; long enough for a machine that is busy with other tests.
  static let downAfter = 2000
  static let failoverTimeout = 6000

  let folder: URL
  private(set) var ports: [String: Int] = [:]
  private var processes: [String: Process] = [:]
  /// When something was done, by its name.
  private(set) var done: [String: Date] = [:]
  /// What the harness saw: `struck` when the primary was first hurt, `promoted`, `returned`, `demoted`.
  private(set) var moments: [String: LiveMoment] = [:]
  let watch: LiveWatch
  private var watching: Task<Void, Never>?
  private let reaper: LiveReaper

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "debrief-live-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    reaper = try LiveReaper(folder: folder)
    watch = LiveWatch(folder: folder)
    watching = Task { [watch] in await watch.run() }
  }

  deinit {
    watching?.cancel()
    for process in processes.values where process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func find(_ command: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(fileURLWithPath: String($0)).appending(path: command) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  // MARK: - Starting

  /// A primary and its replicas, `m`, `r1`, `r2` …
  ///
  /// `isCut` says that the replicas are not expected to reach the primary.
  func servers(
    replicas: Int, settings: [String] = [], replicaSettings: [String] = [], isCut: Bool = false
  ) async throws {
    try await server("m", settings)
    for index in 1...replicas {
      try await server("r\(index)", settings + replicaSettings + ["replicaof 127.0.0.1 \(port("m"))"])
    }
    for index in 1...replicas where !isCut {
      try await wait("r\(index)", says: "MASTER <-> REPLICA sync: Finished with success")
    }
  }

  func server(_ name: String, _ settings: [String]) async throws {
    let data = folder.appending(path: "data-\(name)")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    let lines = [
      "port \(port(name))", "bind 127.0.0.1", "dir \(data.path)", "logfile \(log(name).path)", "save \"\"",
      "enable-debug-command yes", "repl-diskless-sync-delay 0",
    ]
    try (lines + settings).joined(separator: "\n").write(
      to: configuration(name), atomically: true, encoding: .utf8)
    try await start(name)
  }

  /// `s1`, `s2` …, waiting until all know each other.
  func sentinels(_ count: Int, quorum: Int, settings: [String] = [], areDeaf: Bool = false) async throws {
    for index in 1...count {
      let name = "s\(index)"
      let data = folder.appending(path: "data-\(name)")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      let lines = [
        "port \(port(name))", "bind 127.0.0.1", "dir \(data.path)", "logfile \(log(name).path)",
        "sentinel monitor \(Self.name) 127.0.0.1 \(port("m")) \(quorum)",
        "sentinel down-after-milliseconds \(Self.name) \(Self.downAfter)",
        "sentinel failover-timeout \(Self.name) \(Self.failoverTimeout)", "sentinel parallel-syncs \(Self.name) 1",
      ]
      try (lines + settings).joined(separator: "\n").write(
        to: configuration(name), atomically: true, encoding: .utf8)
      try await start(name)
    }
    if areDeaf { return }
    for index in 1...count { try await wait("s\(index)", says: "+sentinel sentinel", times: count - 1) }
    // The first PING and INFO of every link must be through before anything is broken.
    try await Task.sleep(for: .seconds(1.5))
  }

  /// Starts a process, for a second time with more in its configuration.
  func start(_ name: String, with more: [String] = []) async throws {
    if !more.isEmpty {
      let text = try String(contentsOf: configuration(name), encoding: .utf8)
      try (text + "\n" + more.joined(separator: "\n")).write(to: configuration(name), atomically: true, encoding: .utf8)
    }
    guard let server = Self.server else { throw Failure("no redis-server") }
    let process = Process()
    process.executableURL = server
    process.arguments = [configuration(name).path] + (name.hasPrefix("s") ? ["--sentinel"] : [])
    process.environment = ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let began = Date()
    try process.run()
    try reaper.watch(process)
    processes[name] = process
    done["start \(name)"] = Date()
    let starts = (done["starts \(name)"] == nil) ? 1 : 2
    done["starts \(name)"] = Date()
    try await wait(name, says: name.hasPrefix("s") ? "+monitor" : "eady to accept connections", times: starts)
    if name == "m", starts > 1 { moments["returned"] = LiveMoment(after: began, by: Date()) }
  }

  // MARK: - Breaking

  func signal(_ signal: Int32, _ name: String) {
    guard let process = processes[name] else { return }
    let before = Date()
    done["signal \(signal) \(name)"] = before
    kill(process.processIdentifier, signal)
    if signal == SIGKILL { process.waitUntilExit() }
    guard name == "m" else { return }
    let what = signal == SIGCONT ? "returned" : "struck"
    if moments[what] == nil { moments[what] = LiveMoment(after: before, by: Date()) }
  }

  /// Asks a process by redis-cli; nobody's thread waits meanwhile.
  @discardableResult
  func command(_ name: String, _ words: String..., password: String? = nil) async throws -> String {
    let (process, pipe) = try client(name, words, password)
    done["\(words[0]) \(name)"] = Date()
    await withCheckedContinuation { (ended: CheckedContinuation<Void, Never>) in
      process.terminationHandler = { _ in ended.resume() }
      do { try process.run() } catch { ended.resume() }
    }
    return String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
  }

  /// Sends a command whose answer may never come.
  func send(_ name: String, _ words: String...) throws {
    let (process, _) = try client(name, words, nil)
    let before = Date()
    try process.run()
    try reaper.watch(process)
    // The client takes a moment to start and to connect.
    if name == "m", moments["struck"] == nil {
      moments["struck"] = LiveMoment(after: before, by: before.addingTimeInterval(0.3))
    }
    processes["client \(processes.count)"] = process
  }

  private func client(_ name: String, _ words: [String], _ password: String?) throws -> (Process, Pipe) {
    guard let client = Self.client else { throw Failure("no redis-cli") }
    let process = Process()
    process.executableURL = client
    process.arguments =
      ["-p", "\(port(name))"] + (password.map { ["-a", $0, "--no-auth-warning"] } ?? []) + words
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    return (process, pipe)
  }

  /// Waits until one of the servers answers as primary, and gives its name.
  func promoted(of names: [String], password: String? = nil) async throws -> String {
    let end = Date().addingTimeInterval(110)
    var before = Date()
    while Date() < end {
      let asked = Date()
      for name in names where try await command(name, "ROLE", password: password).hasPrefix("master") {
        moments["promoted"] = LiveMoment(after: before, by: Date())
        return name
      }
      before = asked
      try await Task.sleep(for: .milliseconds(60))
    }
    throw Failure("nobody was promoted")
  }

  /// Waits until the old primary calls itself a replica.
  func demoted(password: String? = nil) async throws {
    let end = Date().addingTimeInterval(60)
    var before = Date()
    while Date() < end {
      let asked = Date()
      if try await command("m", "ROLE", password: password).hasPrefix("slave") {
        moments["demoted"] = LiveMoment(after: before, by: Date())
        return
      }
      before = asked
      try await Task.sleep(for: .milliseconds(60))
    }
    throw Failure("the old primary was not demoted")
  }

  /// Kills the primary and waits until three sentinels have announced the new one; gives its name.
  func failOver(to replicas: [String], password: String? = nil) async throws -> String {
    signal(SIGKILL, "m")
    let heir = try await promoted(of: replicas, password: password)
    try await waitForSentinels(3, toSay: "+switch-master")
    return heir
  }

  /// Waits until the logs of the first sentinels each hold a text.
  func waitForSentinels(_ count: Int, toSay text: String) async throws {
    for index in 1...count { try await wait("s\(index)", says: text) }
  }

  /// Waits until the log of a process holds a text so many times.
  func wait(_ name: String, says text: String, times: Int = 1, seconds: Double = 40) async throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if let log = try? String(contentsOf: log(name), encoding: .utf8), log.ranges(of: text).count >= times { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Failure("\(name) never said \(text)")
  }

  /// Whether any log holds the text.
  func says(_ text: String) -> Bool {
    ports.keys.contains { (try? String(contentsOf: log($0), encoding: .utf8))?.contains(text) == true }
  }

  /// The causes a scenario stands for, and those that a machine with no time to spare adds: where it happened, it is true.
  func causes(_ expected: String...) -> [String] {
    expected + (says("-failover-abort-not-elected") ? ["leader-not-elected"] : [])
      + (says("+tilt") ? ["sentinel-tilt"] : [])
  }

  func stopAll() {
    watching?.cancel()
    for (_, process) in processes where process.isRunning {
      kill(process.processIdentifier, SIGCONT)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  // MARK: - Looking

  /// Stops everything and diagnoses the logs as they lie there.
  func diagnose(snapshots: [String: String] = [:], without hidden: [String] = []) async throws -> ReportModel {
    stopAll()
    for (name, text) in snapshots {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    let paths = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { ($0.hasSuffix(".log") && !hidden.contains(String($0.dropLast(4)))) || $0.hasSuffix(".txt") }.map {
        folder.appending(path: $0).path
      }
    let timeline = try Timeline()
    var options = ReadOptions(now: Int64(Date().timeIntervalSince1970 * 1_000_000) + 86_400_000_000)
    options.zoneOffset = 0
    _ = try await Pipeline.ingest(paths, options: options, into: timeline, bulk: true)
    try Pipeline.diagnose(timeline)
    return try ReportModel(timeline)
  }

  func address(_ name: String) -> String { "127.0.0.1:\(port(name))" }

  func time(_ action: String) throws -> Int64 {
    guard let date = done[action] else { throw Failure("\(action) was never done") }
    return Int64(date.timeIntervalSince1970 * 1_000_000)
  }

  private func configuration(_ name: String) -> URL { folder.appending(path: "\(name).conf") }
  private func log(_ name: String) -> URL { folder.appending(path: "\(name).log") }

  private func port(_ name: String) -> Int {
    if let port = ports[name] { return port }
    var port = Self.freePort()
    // Groups run side by side: what the system gives away twice is taken once.
    while !Self.taken.withLock({ $0.insert(port).inserted }) { port = Self.freePort() }
    ports[name] = port
    return port
  }

  private static let taken = Mutex<Set<Int>>([])

  /// A port that nobody listens at: the system picks it.
  private static func freePort() -> Int {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
