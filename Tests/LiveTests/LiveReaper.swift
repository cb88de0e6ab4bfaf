import Foundation

/// Ends the processes of a group when the tests die before they could: a killed run must leave no servers behind.
///
/// A shell reads the process ids from a pipe whose other end only the tests hold. When they are gone, however they went,
/// the pipe ends, and the shell kills what it was told of and removes the folder.
final class LiveReaper: Sendable {
  private let shell: Process
  private let pipe: Pipe

  init(folder: URL) throws {
    shell = Process()
    pipe = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // A stopped process takes its end only with -9; an id that is gone is no matter.
    shell.arguments = [
      "-c", #"while read -r id; do ids="$ids $id"; done; kill -9 $ids 2>/dev/null; rm -rf "$1""#, "reaper", folder.path,
    ]
    shell.standardInput = pipe
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    try shell.run()
  }

  func watch(_ process: Process) throws {
    try pipe.fileHandleForWriting.write(contentsOf: Data("\(process.processIdentifier)\n".utf8))
  }

  deinit { try? pipe.fileHandleForWriting.close() }
}
