import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs a program of this machine: the only place of debrief that starts one.
struct CommandRunner: Sendable {
  struct Outcome: Sendable {
    /// 0 for success; 127 where there is no such program.
    var status: Int32
    /// The end of what it wrote to standard error.
    var errors: String
    var timedOut = false
  }

  /// Seconds after which a program is ended.
  var timeout: Double

  /// Runs a command without a shell; its standard output goes to a file.
  func run(_ command: [String], output: URL) throws -> Outcome {
    let errors = output.appendingPathExtension("errors")
    for file in [output, errors] { try Data().write(to: file) }
    defer { try? FileManager.default.removeItem(at: errors) }
    let process = Process()
    // env looks the program up in PATH.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let timedOut = ended.wait(timeout: .now() + timeout) == .timedOut
    if timedOut {
      // Threads of a pool block SIGTERM, and what they start inherits that.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let text = String(decoding: try Data(contentsOf: errors).suffix(4096), as: UTF8.self)
    return Outcome(
      status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      errors: timedOut ? "no end within \(Seconds.text(timeout)) s" : text.trimmed(), timedOut: timedOut)
  }
}
