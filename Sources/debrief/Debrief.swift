import ArgumentParser
import DebriefKit
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@main
struct Debrief: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debrief", abstract: "Works out what really happened in a database switchover or failover.",
    version: Version.current,
    subcommands: [
      Report.self, Ingest.self, Diagnose.self, Query.self, ShowTimeline.self, Parse.self, Formats.self,
      ShowSchema.self, Verify.self, MergeTimelines.self, Rules.self, Collect.self,
    ])

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    HeadStart.begin(CommandLine.arguments)
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error where error is ExitCode || isFromArguments(error) {
      exit(withError: error)
    } catch {
      Terminal.note("debrief: \(error)")
      Foundation.exit(ExitStatus(error).rawValue)
    }
  }

  /// Help, version and usage errors are the argument parser's own to print.
  private static func isFromArguments(_ error: any Error) -> Bool {
    exitCode(for: error) != .failure || error is ValidationError
  }
}
