import Testing

@testable import DebriefKit

/// Which files are pieces of one text.
@Suite struct TextPiecesTests {
  static let marks: [(String, TextPieces.Mark?)] = [
    ("case/roles.part2.txt", .init(whole: "case/roles.txt", number: 2)),
    ("case/roles.Part02.txt", .init(whole: "case/roles.txt", number: 2)),
    ("messages.part3", .init(whole: "messages", number: 3)),
    ("chat-part1.txt", .init(whole: "chat.txt", number: 1)),
    ("chat_part12.txt", .init(whole: "chat.txt", number: 12)),
    ("dashboard.log.part2.2019-07-08", .init(whole: "dashboard.log.2019-07-08", number: 2)),
    ("big.log.aa", .init(whole: "big.log", number: 1)),
    ("big.log.ba", .init(whole: "big.log", number: 27)),
    // A member's number, a rotated log, a word, a language: no pieces.
    ("redis-1.log", nil), ("redis.log.1", nil), ("counterpart2.log", nil), ("part2.txt", nil), ("notes.de", nil),
    ("a.part2/roles.txt", nil),
  ]

  @Test(arguments: marks) func readsTheMark(_ name: String, _ mark: TextPieces.Mark?) {
    #expect(TextPieces.mark(of: name) == mark)
  }

  static let folders: [([String], [[String]])] = [
    (["a.log", "a.part2.log", "b.log"], [["a.log", "a.part2.log"], ["b.log"]]),
    (["roles.part2.txt", "roles.txt"], [["roles.txt", "roles.part2.txt"]]),
    (["a.part2.log", "a.part1.log", "z"], [["a.part1.log", "a.part2.log"], ["z"]]),
    (["x.log.aa", "x.log.ab", "x.log.ac"], [["x.log.aa", "x.log.ab", "x.log.ac"]]),
    // The beginning is missing, or a piece between: each stands alone, for nobody knows what was there.
    (["a.part2.log", "a.part3.log"], [["a.part2.log"], ["a.part3.log"]]),
    (["a.log", "a.part2.log", "a.part4.log"], [["a.log"], ["a.part2.log"], ["a.part4.log"]]),
    // One of two first pieces is none.
    (["a.log", "a.part1.log", "a.part2.log"], [["a.log"], ["a.part1.log"], ["a.part2.log"]]),
    (["n/a.log", "m/a.part2.log"], [["n/a.log"], ["m/a.part2.log"]]),
  ]

  @Test(arguments: folders) func putsPiecesTogether(_ names: [String], _ texts: [[String]]) {
    let items = names.map { InputItem(path: $0) { MemoryStream([]) } }
    #expect(TextPieces.texts(items).map { $0.map(\.name) } == texts)
  }

  // MARK: - Read as one

  static let texts: [(name: String, text: String)] = [
    (
      "server.log",
      """
      7:C 02 Apr 2025 03:00:00.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=7, just started
      7:S 02 Apr 2025 03:00:00.010 * Running mode=standalone, port=6380.
      7:S 02 Apr 2025 03:00:00.020 * Connecting to MASTER 10.0.0.1:6379
      7:S 02 Apr 2025 03:12:27.500 # Connection with master lost.
      7:S 02 Apr 2025 03:12:27.600 * Connecting to MASTER 10.0.0.1:6379
      7:S 02 Apr 2025 03:12:27.601 # Error condition on socket for SYNC: Connection refused
      7:S 02 Apr 2025 03:12:28.600 * Connecting to MASTER 10.0.0.1:6379
      7:S 02 Apr 2025 03:12:28.601 # Error condition on socket for SYNC: Connection refused
      7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
      7:S 02 Apr 2025 11:12:27.700 # User requested shutdown...
      """
    ),
    (
      "roles.txt",
      """
      $ kubectl -n shop get pods -L kubeblocks.io/role
      NAME          READY   STATUS    RESTARTS   AGE   ROLE
      pos-mysql-0   4/4     Running   0          15d   leader
      pos-mysql-1   4/4     Running   0          15d   follower
      pos-mysql-2   4/4     Running   0          15d   leader
      $ kubectl -n shop get ops pos-sw -o yaml
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata:
        name: pos-sw
        namespace: shop
      spec:
        clusterName: pos
        type: Switchover
      status:
        phase: Failed
      $ date -u
      Sat Sep 14 03:54:40 UTC 2024
      """
    ),
  ]

  /// An event and where it stands in the whole text.
  private struct Placed: Equatable {
    var line: Int
    var offset: Int64
    var words: String

    init(_ event: Event, lines: Int = 0, bytes: Int = 0) {
      line = event.position.line + lines
      offset = event.position.offset + Int64(bytes)
      words =
        "\(event.kind.rawValue) \(event.at ?? 0) \(event.instance ?? "") \(event.role ?? "") \(event.repeats)"
        + " \(event.message ?? "") \(JSONValue.object(event.attributes).compact)"
    }
  }

  @Test("A text cut at any line gives the events of the whole", arguments: texts)
  func cutAnywhere(_ name: String, _ text: String) async throws {
    let whole = try await read(text, name: name)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0 + "\n" }
    let expected = whole.events.map { Placed($0) }.sorted { ($0.line, $0.words) < ($1.line, $1.words) }
    for cut in 1..<lines.count {
      let parts = [lines[..<cut].joined(), String(lines[cut...].joined().dropLast())]
      let items = parts.enumerated().map { number, part in
        InputItem(path: number == 0 ? name : "piece \(number)") { MemoryStream(Array(part.utf8)) }
      }
      let options = ReadOptions(now: Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0)
      let reader = try #require(PiecesReader(pieces: items, options: options))
      var events: [Placed] = []
      let summaries = try await reader.read { piece, own, _ in
        events += own.map { Placed($0, lines: piece == 0 ? 0 : cut, bytes: piece == 0 ? 0 : parts[0].utf8.count) }
      }
      #expect(events.sorted { ($0.line, $0.words) < ($1.line, $1.words) } == expected, "cut before line \(cut + 1)")
      #expect(summaries.map(\.lines) == [Int64(cut), Int64(lines.count - cut)])
      #expect(summaries.map(\.bytes) == parts.map { Int64($0.utf8.count) })
      #expect(summaries.map(\.linesBefore) == [0, Int64(cut)])
      #expect(summaries.map(\.recognised).reduce(0, +) == whole.summary.recognised)
      #expect(summaries.allSatisfy { $0.processes.map(\.facts) == whole.summary.processes.map(\.facts) })
    }
  }
}
