import Testing

@testable import DebriefKit

/// What viewers and collectors put around lines.
@Suite struct ViewerLayerTests {
  @Test func readsTheRowsOfATable() async throws {
    let found = try await events(
      in: """
        | Line | Time | Pod | Log |
        |---|---|---|---|
        |   | 2024-06-18 18:20:30.030 | sentinel-0 | 1:X 18 Jun 2024 18:20:30.030 * +reboot master m 10.2.9.10 6379 |
        |   | 2024-06-18 18:20:21.510 | redis-0 / redis | 1:C 18 Jun 2024 18:20:21.510 # Redis version=7.2.4, bits=64, just started |
        """)
    #expect(found.map(\.kind) == [.instanceStarted, .sentinel("reboot")])
    #expect(found.map(\.stream) == ["redis-0/redis", "sentinel-0"])
  }

  @Test func readsTheLongestNameOfCompose() async throws {
    let found = try await events(
      in: """
        redis-a        | 1:S 27 Jan 2021 17:46:31.995 # Connection with master lost.
        redis-longest-1| 1:S 27 Jan 2021 17:46:31.996 # Connection with master lost.
        """)
    #expect(found.filter { $0.kind == .replicationBroken }.map(\.stream) == ["redis-a", "redis-longest-1"])
  }

  @Test func takesTheTimesThatTsPutBeforeACapture() async throws {
    let found = try await events(
      in: """
        2023-06-01T21:30:14.220+0200 psubscribe
        2023-06-01T21:30:14.220+0200 *
        2023-06-01T21:30:14.220+0200 1
        2023-06-01T22:30:14.220+0200 pmessage
        2023-06-01T22:30:14.220+0200 *
        2023-06-01T22:30:14.220+0200 +sdown
        2023-06-01T22:30:14.220+0200 master m 10.0.0.8 6379
        2023-06-01T22:30:15.290+0200 pmessage
        2023-06-01T22:30:15.290+0200 *
        2023-06-01T22:30:15.290+0200 +odown
        2023-06-01T22:30:15.290+0200 master m 10.0.0.8 6379 #quorum 2/2
        """)
    #expect(found.map(\.kind) == [.sentinel("sdown"), .sentinel("odown")])
    #expect(found.compactMap(\.at).map(Civil.iso) == ["2023-06-01T20:30:14.220000Z", "2023-06-01T20:30:15.290000Z"])
  }

  private static let precheck =
    #"2024-09-25T22:00:07Z\tINFO\tHTTPServer\toperation precheck failed\t{\"error\": \"oak-mysql-0 is not the primary\"}"#

  @Test(
    "Log stores and their clients give back the line, whose it is, and when it was written",
    arguments: [
      "2024-09-25T22:00:07.155368552Z\t{container=\"lorry\", namespace=\"oak\", pod=\"oak-mysql-0\"}\t2024-09-25T22:00:07Z\tINFO\tHTTPServer\toperation precheck failed\t{\"error\": \"oak-mysql-0 is not the primary\"}",
      "2024-09-25T22:00:07Z {container=\"lorry\", pod=\"oak-mysql-0\"}   2024-09-25T22:00:07Z\tINFO\tHTTPServer\toperation precheck failed\t{\"error\": \"oak-mysql-0 is not the primary\"}",
      #"{"labels":{"container":"lorry","pod":"oak-mysql-0"},"line":"\#(precheck)","timestamp":"2024-09-25T22:00:07.155Z"}"#,
      #"{"@timestamp":"2024-09-25T22:00:07.155Z","log":"\#(precheck)\n","kubernetes":{"pod_name":"oak-mysql-0","container_name":"lorry"}}"#,
      #"{"_index":"logs-1","_source":{"log":"\#(precheck)\n","kubernetes":{"pod_name":"oak-mysql-0","container_name":"lorry"}}}"#,
      #"{"message":"\#(precheck)","nodeName":"n1","namespace":"oak","podName":"oak-mysql-0","containerName":"lorry"}"#,
    ])
  func takesTheLineOutOfAStore(_ line: String) async throws {
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [.apiError])
    #expect(found.first?.stream == "oak-mysql-0/lorry")
    #expect(found.first?.message?.contains("oak-mysql-0 is not the primary") == true)
    #expect(found.first?.at.map(Civil.iso)?.hasPrefix("2024-09-25T22:00:07") == true)
  }

  @Test("An array that is printed an element a line is one of lines")
  func takesTheElementsOfAnArray() async throws {
    let element = #"{"line":"ERROR: switchover failed.","labels":{"pod":"oak-sw-0-x","container":"switchover"}}"#
    let found = try await events(in: "[\(element),\n\(element),\n\(element)]")
    #expect(Set(found.map(\.kind)) == [.scriptFailed])
    #expect(found.map(\.repeats).reduce(0, +) == 3)
    #expect(Set(found.map(\.stream)) == ["oak-sw-0-x/switchover"])
  }

  @Test("Where all lines share their labels, none are printed, and a script's line has the stamp's time")
  func takesASharedLabelAndAStamp() async throws {
    let shared = try await events(in: "2024-09-25T22:01:09+02:00 {} ERROR: switchover failed.")
    let saved = try await events(in: "2024-09-25T20:01:09.300Z\tERROR: switchover failed.")
    #expect(shared.map(\.kind) == [.scriptFailed])
    #expect(shared.first?.at == Civil.micros(year: 2024, month: 9, day: 25, hour: 20, minute: 1, second: 9))
    #expect(saved.compactMap(\.at).map(Civil.iso) == ["2024-09-25T20:01:09.300000Z"])
  }

  @Test(
    "Braces alone make no layer",
    arguments: [
      #"{"level":"info","ts":"2024-09-25T22:00:07Z","message":"send event success","pod":"x"}"#, "{}",
      #"http_requests_total{method="post",code="200"} 1027"#, "{a=1}", #"{pod="oak-mysql-0"#,
    ])
  func leavesOtherBraces(_ line: String) {
    var peeler = LayerPeeler()
    let bytes = Array(line.utf8)
    peeler.peel(bytes.span, first: true, insideBlock: false) { inner, context in
      #expect(inner.text() == line)
      #expect(context == LayerContext())
    }
  }
}
