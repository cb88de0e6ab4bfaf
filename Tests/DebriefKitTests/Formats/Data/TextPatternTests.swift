import Testing

@testable import DebriefKit

@Suite struct TextPatternTests {
  private func match(_ pattern: String, _ text: String, stamp: StampForm? = nil) throws -> [String: String]? {
    let bytes = Array(text.utf8)
    guard let match = try TextPattern(pattern).match(bytes.span, in: 0..<bytes.count, stamp: stamp) else { return nil }
    return Dictionary(
      match.ranges.map { ($0.name, String(decoding: bytes[$0.range], as: UTF8.self)) }, uniquingKeysWith: { $1 })
  }

  @Test(arguments: [
    ("Server <backend>/<server> is UP", "Server be/r-1 is UP", ["backend": "be", "server": "r-1"]),
    ("took <ms:number>ms", "took 12.5ms", ["ms": "12.5"]),
    ("lag <n:number>", "lag -3", ["n": "-3"]),
    ("<who>: <what…>", "db-0: it is gone: twice", ["who": "db-0", "what": "it is gone: twice"]),
    ("<what...> at <where>", "the end at db-0", ["what": "the end", "where": "db-0"]),
    ("a<…>b", "ab", [:]),
    ("<<<x>>", "<y>", ["x": "y"]),
  ])
  func findsWhatStandsInThePlaces(_ pattern: String, _ text: String, _ expected: [String: String]) throws {
    #expect(try match(pattern, text) == expected)
  }

  @Test(arguments: [
    ("Server <s> is UP", "Server a b is UP"),
    ("Server <s> is UP", "Server a is UP again"),
    ("took <ms:number>ms", "took longms"),
    ("x <word>", "x "),
    ("<a>/<b>", "/b"),
  ])
  func leavesOtherTextsAlone(_ pattern: String, _ text: String) throws {
    #expect(try match(pattern, text) == nil)
  }

  @Test(arguments: [
    ("<a><b>", "touch"), ("<a", "not closed"), ("", "empty"), ("<n:float>", "form 'float'"), ("<a b>", "no name"),
  ])
  func saysWhyATextIsNoPattern(_ pattern: String, _ reason: String) {
    let problem = #expect(throws: TextPattern.Problem.self) { try TextPattern(pattern) }
    #expect(problem?.message.contains(reason) == true)
  }

  @Test(arguments: [
    (StampForm.iso, "2026-03-09T22:00:03.5Z x"), (.redis, "09 Mar 2026 22:00:03.500 x"),
    (.go, "2026/03/09 22:00:03.500 x"),
    (.epoch, "1773093603.5 x"), (.ctime, "Mon Mar  9 22:00:03 2026 x"), (.glog, "20260309 22:00:03.500000 x"),
  ])
  func readsTheTime(_ form: StampForm, _ line: String) throws {
    let bytes = Array(line.utf8)
    let match = try TextPattern("<stamp> <rest…>").match(bytes.span, in: 0..<bytes.count, stamp: form)
    #expect(match?.stamp.map { Civil.iso($0.micros) }?.hasPrefix("2026-03-09T22:00:03") == true)
  }

  /// A hostile line costs no more than its length.
  @Test func isLinearInTheLine() throws {
    let bytes = Array(String(repeating: "a/", count: 100_000).utf8)
    let pattern = try TextPattern("<a>/<b>/<c>/<d…>x/<e…>y")
    let clock = ContinuousClock()
    let spent = clock.measure { _ = pattern.match(bytes.span, in: 0..<bytes.count) }
    #expect(spent < .seconds(1))
  }
}
