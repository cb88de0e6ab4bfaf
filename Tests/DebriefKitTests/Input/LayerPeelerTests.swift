import Testing

@testable import DebriefKit

@Suite struct LayerPeelerTests {
  private static func peel(_ lines: String...) -> [(text: String, context: LayerContext)] {
    var peeler = LayerPeeler()
    var result: [(String, LayerContext)] = []
    for (index, line) in lines.enumerated() {
      let bytes = Array(line.utf8)
      peeler.peel(bytes.span, first: index == 0, insideBlock: false) { result.append(($0.text(), $1)) }
    }
    return result
  }

  @Test("kubectl cluster-info dump names the container before each log")
  func sectionsOfADump() {
    let lines = Self.peel(
      "==== START logs for container lorry of pod ns/c-mysql-0 ====", Self.log,
      "==== END logs for container lorry of pod ns/c-mysql-0 ====", "{")
    #expect(lines.map(\.text) == [Self.log, "{"])
    #expect(lines.map(\.context.pod) == ["c-mysql-0", nil])
    #expect(lines[0].context.stream == "c-mysql-0/lorry")
  }

  @Test("stern before a script that prints no times")
  func sternBeforeAScript() {
    let lines = Self.peel(
      "a-switchover-0-xk2lp switchover curl http://10.0.0.1:3501/v1.0/switchover, parameters: {}",
      "a-switchover-0-xk2lp switchover Error from server", "some other words of a text")
    #expect(lines.map(\.context.pod) == ["a-switchover-0-xk2lp", "a-switchover-0-xk2lp", nil])
  }

  static let log = "2024-05-24T03:26:36Z\tINFO\tHA\tThis member is Cluster's leader"

  @Test(
    arguments: [
      ("", nil), ("\u{FEFF}", nil), ("> ", nil), ("> > ", nil),
      ("[pod/c-mysql-0/lorry] ", "c-mysql-0/lorry"),
      ("[pod/c-mysql-0/lorry] 2024-05-24T03:26:36.123456789Z ", "c-mysql-0/lorry"),
      ("2024-05-24T11:26:36.123456789+08:00 stdout F ", nil),
      ("2024-05-24 11:26:36.123  ", nil),
      ("[lorry]", "lorry"), ("[lorry] ", "lorry"),
      ("lorry-1  | ", "lorry-1"),
      ("c-mysql-0 lorry ", "c-mysql-0/lorry"),
      ("May 24 03:26:37 node-1 lorry[812]: ", "lorry"),
      ("> [pod/c-mysql-0/lorry] ", "c-mysql-0/lorry"),
      ("\u{1B}[32mlorry-1  |\u{1B}[0m ", "lorry-1"),
    ] as [(String, String?)])
  func takesOff(_ layer: String, _ stream: String?) throws {
    let peeled = try #require(Self.peel(layer + Self.log).first)
    #expect(peeled.text == Self.log)
    #expect(peeled.context.stream == stream)
  }

  @Test func opensDockerFiles() throws {
    let line =
      #"{"log":"1:M 02 Apr 2025 03:12:30.071 * \"x\"\n","stream":"stdout","time":"2025-04-02T03:12:30.071123456Z"}"#
    let peeled = try #require(Self.peel(line).first)
    #expect(peeled.text == #"1:M 02 Apr 2025 03:12:30.071 * "x""#)
    #expect(peeled.context.outer.map { Civil.iso($0.micros) } == "2025-04-02T03:12:30.071123Z")
  }

  @Test func remembersNames() {
    let peeled = Self.peel("redis-1  | 1:M 02 Apr 2025 03:12:30.071 * x", "redis-1  |   continued", "other | text")
    #expect(peeled.map(\.text) == ["1:M 02 Apr 2025 03:12:30.071 * x", "  continued", "other | text"])
  }

  @Test func believesPaddedNamesOfCompose() {
    let peeled = Self.peel("job-1  | curl http://10.0.0.1:3601, parameters: {}", "job-1  | + echo x", "job-1  |")
    #expect(peeled.map(\.text) == ["curl http://10.0.0.1:3601, parameters: {}", "+ echo x", ""])
    #expect(peeled.allSatisfy { $0.context.stream == "job-1" })
  }

  @Test func joinsPartsOfLongLines() {
    let peeled = Self.peel(
      "2025-03-09T19:33:12.461387558Z stdout P one ", "2025-03-09T19:33:12.461387559Z stdout F two")
    #expect(peeled.map(\.text) == ["one two"])
  }

  @Test func undoesMarkdown() {
    let peeled = Self.peel("```", ##"1:M 02 Apr 2025 03:12:30.071 \# WARNING"##, "```text", #"+ echo 'a\*b' \"c\""#)
    #expect(peeled.map(\.text) == ["1:M 02 Apr 2025 03:12:30.071 # WARNING", #"+ echo 'a\*b' \"c\""#])
  }

  @Test(arguments: [
    "curl http://10.0.0.1:3601/v1.0/switchover, parameters: {}", "| Member | Host |", "[1] 09 Jan 16:59:52.071 # x",
    "till-mysql-0 | Leader", "c-mysql-0 4/4 Running 0 15d", "May be the last line: yes", "[Note] text", "{\"log\":\"x",
    "2025-06-20T08:38:57.308630Z 0 [Warning] [MY-010101] [Server] text", "a", "", "[", ">x", "INFO: start to check",
  ])
  func leavesAlone(_ line: String) {
    #expect(Self.peel(line).map(\.text) == [line])
  }
}
