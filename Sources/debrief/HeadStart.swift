import ArgumentParser
import DebriefKit
import Synchronization

/// What a report without a timeline file always needs, begun on the other cores while the arguments are still being read.
enum HeadStart {
  private struct Begun {
    var rules: Task<RuleBook, any Error>
    /// Given away once: a second report begins with an empty timeline of its own.
    var timeline: Task<Timeline, any Error>?
  }

  private static let begun = Mutex<Begun?>(nil)

  /// Begins for `debrief report …`; other commands need nothing of it.
  static func begin(_ arguments: [String]) {
    guard arguments.dropFirst().first == Report.configuration.commandName else { return }
    begun.withLock {
      $0 = Begun(rules: Task.detached { try RuleBook.embedded() }, timeline: Task.detached { try Timeline() })
    }
  }

  /// The rules inside the program.
  static func rules() async throws -> RuleBook {
    guard let task = begun.withLock({ $0?.rules }) else { return try RuleBook.embedded() }
    return try await task.value
  }

  /// An empty timeline that leaves nothing behind; one made ahead is given away once.
  static func timeline() async throws -> Timeline {
    let task = begun.withLock { begun in
      defer { begun?.timeline = nil }
      return begun?.timeline
    }
    return if let task { try await task.value } else { try Timeline() }
  }
}
