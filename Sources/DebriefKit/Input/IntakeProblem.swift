/// Something in the input that could not be used: what, where, why, and what to do about it.
public struct IntakeProblem: Sendable, Equatable, Codable {
  public var path: String
  public var line: Int?
  /// How many lines it concerns.
  public var lines = 1
  public var reason: String
  public var help: String?
  /// The start of the first line concerned.
  public var sample: String?

  public init(
    path: String, line: Int? = nil, lines: Int = 1, reason: String, help: String? = nil, sample: String? = nil
  ) {
    self.path = path
    self.line = line
    self.lines = lines
    self.reason = reason
    self.help = help
    self.sample = sample
  }
}

/// Why input cannot be read at all.
public enum IntakeError: Error, CustomStringConvertible, Equatable {
  case missing(path: String)
  case unreadable(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path), .unreadable(let path, _): "\(path): \(reason)"
    }
  }

  /// What is wrong, for messages that name the path already.
  public var reason: String {
    switch self {
    case .missing: "no such file or folder"
    case .unreadable(_, let reason): "cannot be read: \(reason)"
    }
  }
}
