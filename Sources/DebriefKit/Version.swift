import Foundation

/// The version that reports and timelines carry.
public enum Version {
  public static let current = "0.1.0"
}

enum ProcessorCount {
  static var current: Int { ProcessInfo.processInfo.activeProcessorCount }
}
