import Testing

@testable import DebriefKit

@Suite struct TableWriterTests {
  private static let rows: [[QueryValue]] = [
    [.integer(-7), .text("a|b \"quoted\", `x`\nnext")], [.null, .text("=HYPERLINK(\"evil\")")],
    [.real(0.5), .text("\u{1B}[31mred\u{0}")],
  ]

  private func written(_ format: TableFormat) -> String {
    var writer = TableWriter(format: format)
    return writer.begin(["n", "text"]) + Self.rows.map { writer.row($0) }.joined() + writer.end()
  }

  @Test func writesCSVThatNoSpreadsheetRuns() {
    #expect(
      written(.csv) == "n,text\r\n-7,\"a|b \"\"quoted\"\", `x`\nnext\"\r\n,\"'=HYPERLINK(\"\"evil\"\")\"\r\n"
        + "0.5,\\u{1b}[31mred\\u{0}\r\n")
  }

  @Test func writesJSONOfTheSameValues() throws {
    let value = try JSONValue.parse(written(.json))
    #expect(value[0]?["n"] == -7)
    #expect(value[2]?["text"]?.string == "\u{1B}[31mred\u{0}")
    #expect(!written(.ndjson).unicodeScalars.contains("\u{1B}"))
    #expect(written(.ndjson).split(separator: "\n").count == 3)
  }

  @Test func alignsTablesAndHidesControls() {
    #expect(
      written(.table)
        == """
        n    text
        ---  -----------------------
        -7   a|b "quoted", `x` next
             =HYPERLINK("evil")
        0.5  \\u{1b}[31mred\\u{0}

        """.replacing("-----------------------", with: String(repeating: "-", count: 22)))
  }

  @Test func escapesMarkdown() {
    let lines = written(.markdown).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[2] == "| -7 | a\\|b \"quoted\", \\`x\\` next |")
  }

  @Test func anEmptyAnswerIsStillJSON() {
    var writer = TableWriter(format: .json)
    #expect(writer.begin(["a"]) + writer.end() == "[]\n")
  }
}
