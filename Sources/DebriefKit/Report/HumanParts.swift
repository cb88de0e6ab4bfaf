/// The parts of a report that people write, between `<!-- debrief:human NAME -->` and `<!-- /debrief:human NAME -->`,
/// each on a line of its own.
struct HumanParts {
  /// In the order they stand in the text.
  private(set) var parts: [(name: String, text: String)] = []

  static func opening(_ name: String) -> String { "<!-- debrief:human \(name) -->" }
  static func closing(_ name: String) -> String { "<!-- /debrief:human \(name) -->" }

  /// Reads the parts of a report. A part that was never closed ends where the next one opens or the text ends: what
  /// people wrote is never lost.
  init(_ report: String?) {
    var open: (name: String, lines: [Substring])?
    func close() {
      guard let part = open else { return }
      parts.append((part.name, part.lines.joined(separator: "\n")))
      open = nil
    }
    for line in (report ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      let trimmed = line.hasSuffix("\r") ? line.dropLast() : line
      if let name = Self.name(trimmed, "<!-- debrief:human ") {
        close()
        open = (name, [])
      } else if let name = Self.name(trimmed, "<!-- /debrief:human "), open?.name == name {
        close()
      } else {
        open?.lines.append(line)
      }
    }
    close()
  }

  private static func name(_ line: Substring, _ start: String) -> String? {
    guard line.hasPrefix(start), line.hasSuffix(" -->") else { return nil }
    let name = line.dropFirst(start.count).dropLast(4)
    return !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } ? String(name) : nil
  }

  /// What people wrote in a part; nil where there is no such part or nobody wrote anything.
  func text(_ name: String) -> String? { parts.first { $0.name == name }?.text }

  /// Parts that people added under names of their own.
  func others(than names: Set<String>) -> [(name: String, text: String)] { parts.filter { !names.contains($0.name) } }
}
