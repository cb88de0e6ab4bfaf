import Foundation
import Testing

/// Stages name types of earlier stages only: a later stage's type in an earlier folder is a cycle.
@Suite struct LayeringTests {
  /// In the order of the data flow.
  static let stages = ["Lines", "Input", "Events", "Formats", "Timeline", "Incidents", "Diagnosis", "Report"]
  /// Reading is one piece: sources, records and events know each other.
  static let reading: Set = ["Lines", "Input", "Events", "Formats"]

  @Test func noStageNamesALaterOne() throws {
    let library = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/DebriefKit")
    var texts: [String: [(file: String, code: String)]] = [:]
    var owners: [String: Set<String>] = [:]
    for stage in Self.stages {
      let walker = FileManager.default.enumerator(at: library.appending(path: stage), includingPropertiesForKeys: nil)
      while let url = walker?.nextObject() as? URL {
        guard url.pathExtension == "swift" else { continue }
        let code = Self.withoutComments(try String(contentsOf: url, encoding: .utf8))
        texts[stage, default: []].append((url.lastPathComponent, code))
        for type in Self.declared(in: code) { owners[type, default: []].insert(stage) }
      }
    }
    #expect(Set(texts.keys) == Set(Self.stages), "a stage has no files: the test looks in the wrong place")
    for (rank, stage) in Self.stages.enumerated() {
      let later = owners.filter { _, homes in
        homes.count == 1
          && homes.allSatisfy { home in
            (Self.stages.firstIndex(of: home) ?? 0) > rank
              && !(Self.reading.contains(home) && Self.reading.contains(stage))
          }
      }
      for (file, code) in texts[stage] ?? [] {
        let words = Set(code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let wrong = words.intersection(later.keys).sorted().map { "\($0) of \(later[$0]?.first ?? "")" }
        #expect(wrong.isEmpty, "\(stage)/\(file) names \(wrong.joined(separator: ", "))")
      }
    }
  }

  /// Types declared anywhere; a name that several stages declare says nothing about where it comes from.
  private static func declared(in code: String) -> [String] {
    code.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(where: { ["struct", "enum", "class", "actor", "protocol"].contains($0) }),
        index + 1 < words.count
      else { return nil }
      return String(words[index + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
  }

  /// Words in comments and in texts are no types.
  private static func withoutComments(_ code: String) -> String {
    code.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let text = line.range(of: "//").map { line[..<$0.lowerBound] } ?? line
      return text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }.map(\.element).joined(separator: "\"")
    }.joined(separator: "\n")
  }
}
