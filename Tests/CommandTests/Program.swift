import Foundation

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

  static func run(
    _ arguments: [String], in folder: URL? = nil, input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = try unwrap(url)
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files instead of pipes: nothing can fill up, whatever is printed.
    let scratch = try Scratch()
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
