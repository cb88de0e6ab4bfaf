import ArgumentParser
import DebriefKit

/// What the program's exit code says; the numbers are those of sysexits.h where it has one.
enum ExitStatus: Int32 {
  case done = 0
  /// With `--exit-code`: an incident did not succeed.
  case incident = 2
  case usage = 64
  case nothingUnderstood = 65
  case missingInput = 66
  case bug = 70
  case cannotWrite = 73

  /// The code for an error, which the caller has told the user about.
  init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure.status
    case is IntakeError: self = .missingInput
    case let error as TimelineError: self = error.isAboutWriting ? .cannotWrite : .missingInput
    case QueryError.cannotOpen: self = .missingInput
    case is QueryError, is TemplateError, is RuleError, is RuleBookError, is CollectionError: self = .usage
    case is BundleArchive.Failure: self = .cannotWrite
    default: self = .bug
    }
  }

  var code: ExitCode { ExitCode(rawValue) }
}

/// An expected end of a command: a sentence for the user and a code for scripts.
struct CommandFailure: Error, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

extension TimelineError {
  fileprivate var isAboutWriting: Bool { if case .cannotWrite = self { true } else { false } }
}
