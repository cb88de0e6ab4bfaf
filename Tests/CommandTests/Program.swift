import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The built program, run the way a person runs it.
enum Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The root of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program lies beside the test bundle.
  static var url: URL? {
    let bundles = Bundle.allBundles.map(\.bundleURL).filter { $0.pathExtension == "xctest" }
    let places = bundles + [URL(fileURLWithPath: CommandLine.arguments.first ?? "")]
    return places.map { $0.deletingLastPathComponent().appending(path: "debrief") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  private static let setpriv = "/usr/bin/setpriv"

  /// Whether root can run the program as somebody without its rights.
  static var canDropRoot: Bool { FileManager.default.isExecutableFile(atPath: setpriv) }

  /// Runs the program to its end. `asNobody` drops the rights of root, where the tests run with them.
  static func run(
    _ arguments: [String], in folder: URL? = nil, input: Data = Data(), environment: [String: String] = [:],
    asNobody: Bool = false
  ) throws -> Result {
    let process = Process()
    let scratch = try Scratch()
    process.executableURL = try unwrap(url)
    process.arguments = arguments
    if asNobody, geteuid() == 0 {
      // The package may lie where only root may look.
      let copy = scratch.url.appending(path: "debrief")
      try FileManager.default.copyItem(at: unwrap(url), to: copy)
      process.executableURL = URL(fileURLWithPath: setpriv)
      process.arguments = ["--reuid=65534", "--regid=65534", "--clear-groups", copy.path] + arguments
    }
    process.currentDirectoryURL = folder ?? root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files instead of pipes: nothing can fill up, whatever is printed.
    let files = try ["in": input, "out": Data(), "err": Data()].mapValues { data in
      let file = scratch.url.appending(path: UUID().uuidString)
      try data.write(to: file)
      return file
    }
    process.standardInput = try FileHandle(forReadingFrom: unwrap(files["in"]))
    process.standardOutput = try FileHandle(forWritingTo: unwrap(files["out"]))
    process.standardError = try FileHandle(forWritingTo: unwrap(files["err"]))
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: try Data(contentsOf: unwrap(files["out"])), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: unwrap(files["err"])), as: UTF8.self))
  }

  /// Runs the program and ends it with SIGKILL after `seconds`. True when it was still running.
  static func kill(_ arguments: [String], after seconds: Double) throws -> Bool {
    let process = Process()
    process.executableURL = try unwrap(url)
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    let wasRunning = process.isRunning
    if wasRunning { _ = signal(SIGKILL, to: process.processIdentifier) }
    process.waitUntilExit()
    return wasRunning && process.terminationReason == .uncaughtSignal
  }

  private static func signal(_ number: Int32, to process: pid_t) -> Int32 {
    #if canImport(Darwin)
      Darwin.kill(process, number)
    #elseif canImport(Musl)
      Musl.kill(process, number)
    #else
      Glibc.kill(process, number)
    #endif
  }

  private struct Missing: Error {}

  private static func unwrap<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw Missing() }
    return value
  }
}

/// A folder that goes away with the test.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "debrief-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, Data(text.utf8)) }

  func file(_ name: String, _ data: Data) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }
}
