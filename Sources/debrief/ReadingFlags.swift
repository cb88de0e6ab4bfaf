import ArgumentParser
import DebriefKit
import Foundation

/// How sources are read: the same flags wherever paths are taken.
struct ReadingFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Zone of stamps without one: UTC, +08:00, Asia/Shanghai; NAME=ZONE for sources whose path ends in NAME.",
      valueName: "zone"))
  var timezone: [String] = []

  @Option(help: "Year of stamps without one.") var year: Int?

  @Flag(name: .customLong("no-redact"), help: "Store secrets as they are. Loudly discouraged.")
  var keepsSecrets = false

  /// - Parameter templates: the folder of the command's `--templates`, whose formats are read beside the built-in ones.
  func options(now: Int64, templates: Templates? = nil) throws -> ReadOptions {
    var options = ReadOptions(now: now)
    if let templates { options.formats = try DataFormats(templates) }
    options.year = year
    options.redacts = !keepsSecrets
    if keepsSecrets {
      Terminal.note("warning: --no-redact: passwords and tokens of the input will stand in the output")
    }
    for text in timezone {
      if let equals = text.lastIndex(of: "=") {
        options.zoneOffsets[String(text[..<equals])] = try Zone.offset(String(text[text.index(after: equals)...]), now)
      } else {
        options.zoneOffset = try Zone.offset(text, now)
      }
    }
    return options
  }
}

/// The present in microseconds UTC.
func presentMoment() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

enum Zone {
  /// Microseconds east of Greenwich. A zone that changes its clock has no one offset and is refused.
  static func offset(_ text: String, _ now: Int64) throws -> Int64 {
    if ["UTC", "Z", "GMT"].contains(text.uppercased()) { return 0 }
    if let sign = text.first, sign == "+" || sign == "-" {
      let digits = text.dropFirst().filter { $0 != ":" }
      if digits.count == 2 || digits.count == 4, let value = Int64(digits) {
        let minutes = digits.count == 2 ? value * 60 : value / 100 * 60 + value % 100
        if minutes <= 14 * 60 { return (sign == "-" ? -1 : 1) * minutes * 60_000_000 }
      }
      throw ValidationError("--timezone \(text): an offset is written +08:00, -0500 or +08")
    }
    guard let zone = TimeZone(identifier: text) else {
      throw ValidationError("--timezone \(text): not a known zone; write UTC, +08:00 or a name such as Asia/Shanghai")
    }
    let date = Date(timeIntervalSince1970: Double(now) / 1_000_000)
    if zone.nextDaylightSavingTimeTransition(after: date) != nil {
      throw ValidationError(
        "--timezone \(text): its clocks change in spring and autumn; give the offset of that day, such as +02:00")
    }
    return Int64(zone.secondsFromGMT(for: date)) * 1_000_000
  }
}

enum TemplatesFolder {
  /// The folder laid over the built-in templates; nil where none is named.
  static func overlay(_ folder: String?) throws -> Templates? {
    try folder.map { try Templates(overlay: URL(fileURLWithPath: $0, isDirectory: true)) }
  }

  /// The built-in templates, with a folder laid over them where one is named.
  static func load(_ folder: String?) throws -> Templates {
    try overlay(folder) ?? .embedded
  }
}
