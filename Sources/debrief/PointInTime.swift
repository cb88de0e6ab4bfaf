import ArgumentParser
import DebriefKit

/// Points in time on the command line: ISO 8601, UTC unless they carry a zone.
enum PointInTime {
  static func micros(_ text: String, flag: String) throws -> Int64 {
    guard let stamp = Stamp(iso: text) ?? Stamp(iso: text + "T00:00:00") else {
      throw ValidationError("\(flag) \(text): write a time as 2025-04-02T03:12:30Z or 2025-04-02")
    }
    return stamp.micros
  }
}
