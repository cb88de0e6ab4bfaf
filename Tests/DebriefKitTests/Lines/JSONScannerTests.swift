import Testing

@testable import DebriefKit

@Suite struct JSONScannerTests {
  @Test(arguments: [
    (#"{"a":1,"b":[true,null,-2.5e1,"x\n\"\u00e9\ud83d\ude00"]}"#, "{\"a\":1,\"b\":[true,null,-25.0,\"x\\n\\\"é😀\"]}"),
    (" [ ] ", "[]"),
    (#"{"a":1,"a":2}"#, #"{"a":2}"#),
    (#""\ud800""#, "\"\u{FFFD}\""),
    ("9223372036854775807", "9223372036854775807"),
  ])
  func readsValues(_ text: String, _ expected: String) throws {
    #expect(try JSONValue.parse(text).compact == expected)
  }

  @Test(arguments: [
    ("{\"a\":", 5, "cut off"), ("{\"a\" 1}", 5, "':'"), ("[1,]", 3, "value"), ("{\"a\":1} x", 8, "after the end"),
    ("\"abc", 4, "cut off"), ("", 0, "cut off"), ("{\"a\":tru}", 5, "value"), ("\"\\u12x4\"", 5, "hexadecimal"),
  ])
  func saysWhereItBreaks(_ text: String, _ offset: Int, _ reason: String) {
    let problem = #expect(throws: JSONScanner.Problem.self) { try JSONValue.parse(text) }
    #expect(problem?.offset == offset)
    #expect(problem?.reason.contains(reason) == true)
  }

  @Test func refusesEndlessNesting() {
    let text = String(repeating: "[", count: 100_000)
    let problem = #expect(throws: JSONScanner.Problem.self) { try JSONValue.parse(text) }
    #expect(problem?.reason.contains("deeper") == true)
  }

  @Test func readsDocumentsBackToBack() throws {
    let bytes = Array("{\"a\":1}\n{\"b\":2} [3]".utf8)
    var scanner = JSONScanner()
    var values: [String] = []
    while true {
      scanner.skipBlanks(bytes.span)
      guard scanner.index < bytes.count else { break }
      values.append(try scanner.next(bytes.span).compact)
    }
    #expect(values == [#"{"a":1}"#, #"{"b":2}"#, "[3]"])
  }

  @Test func escapesEverythingThatCouldBreakOut() {
    #expect(JSONValue.string("\u{1b}[0m\u{2028}\u{0}\u{7f}").compact == "\"\\u001b[0m\\u2028\\u0000\\u007f\"")
  }
}
