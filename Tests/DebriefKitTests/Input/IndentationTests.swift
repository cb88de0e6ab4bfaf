import Testing

@testable import DebriefKit

/// Logs that were shifted when they were pasted.
@Suite struct IndentationTests {
  private static func peel(_ lines: [String], insideBlock: Bool = false) -> [String] {
    var peeler = LayerPeeler()
    var result: [String] = []
    for (index, line) in lines.enumerated() {
      let bytes = Array(line.utf8)
      peeler.peel(bytes.span, first: index == 0, insideBlock: insideBlock) { inner, _ in result.append(inner.text()) }
    }
    return result
  }

  static let log = "1:X 02 Apr 2025 03:12:30.071 # +sdown master mymaster 10.0.0.1 6379"

  @Test(arguments: ["    ", "  ", "\t", "      "])
  func aBlockOfCodeIsShifted(_ shift: String) {
    let lines = Self.peel([
      "sentinel on the third host:", "", shift + Self.log, shift + "  continued", "", shift + "words", "text",
    ])
    #expect(lines == ["sentinel on the third host:", "", Self.log, "  continued", "", "words", "text"])
  }

  @Test(arguments: ["- ", "* ", "- `", "`"])
  func anItemOfAListIsALine(_ mark: String) {
    #expect(Self.peel([mark + Self.log + (mark.hasSuffix("`") ? "`" : "")]) == [Self.log])
  }

  @Test("What is shifted inside an object, behind a line of a log, or holds no log stays where it is")
  func otherShifts() {
    #expect(Self.peel(["    " + Self.log], insideBlock: true) == ["    " + Self.log])
    #expect(Self.peel([Self.log, "    " + Self.log]) == [Self.log, "    " + Self.log])
    #expect(Self.peel(["", "    some words"]) == ["", "    some words"])
    #expect(Self.peel(["- some words", "* 3 of them"]) == ["- some words", "* 3 of them"])
  }

  @Test func aConfigMapKeepsItsIndentation() async throws {
    let found = try await read(
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: x
      data:
        log: |

          \(Self.log)
      """)
    #expect(found.events.allSatisfy { !$0.kind.isSentinel("sdown") })
  }

  @Test func wordsAboutASentinelAreNoConfiguration() async throws {
    let found = try await read("sentinel on the third host:\n\n    \(Self.log)\n")
    #expect(found.events.map(\.kind.rawValue) == ["sentinel.sdown"])
  }
}
