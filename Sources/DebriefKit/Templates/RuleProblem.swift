/// Something wrong in a rule file, with its place, told the way a compiler does.
public struct RuleProblem: Error, Sendable, Equatable {
  public enum Severity: String, Sendable { case error, warning }

  public var severity = Severity.error
  public var path: String
  /// Counted from 1.
  public var line: Int
  /// Counted from 1, in Unicode scalars.
  public var column: Int
  public var message: String
  public var help: String?
  /// The text of the line.
  public var source: String?

  /// `path:line:column: error: message`, the line, a caret and the help.
  public var rendered: String {
    var out = "\(path):\(line):\(column): \(severity.rawValue): \(message)"
    if let source {
      let number = String(line)
      let margin = String(repeating: " ", count: number.count)
      // Tabs stay tabs, so that the caret stands below its column.
      let indent = String(
        String.UnicodeScalarView(source.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? $0 : " " }))
      out += "\n \(number) | \(source)\n \(margin) | \(indent)^"
    }
    if let help { out += "\n  help: \(help)" }
    return out
  }
}

/// Rule files that cannot be used.
public struct RuleError: Error, Sendable, CustomStringConvertible {
  public let problems: [RuleProblem]
  public var description: String { problems.map(\.rendered).joined(separator: "\n") }
}

/// Finds the word somebody probably meant.
enum Spelling {
  /// The candidate that differs least from `word`, when it differs little.
  static func nearest(_ word: String, in candidates: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    return candidates.map { (distance(word, $0), $0) }.filter { $0.0 <= limit }.min { $0 < $1 }?.1
  }

  /// Levenshtein's distance.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}

/// A place in a rule file, counted from 1.
struct RulePlace: Sendable {
  var line = 1
  var column = 1
}
