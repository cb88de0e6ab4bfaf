import Testing

@testable import DebriefKit

/// A replica that cannot reach its primary tries again without a pause.
@Suite struct FloodTests {
  /// One try of a 6.2 replica, a few tries a millisecond.
  static func tries(_ count: Int, from start: Int = 0, peer: String = "10.0.0.1:6379") -> String {
    (start..<start + count).map { number in
      let stamp = "02 Apr 2025 03:12:\(30 + number / 4 / 1000).\(String(1000 + number / 4 % 1000).dropFirst())"
      return """
        7:S \(stamp) * Connecting to MASTER \(peer)
        7:S \(stamp) * MASTER <-> REPLICA sync started
        7:S \(stamp) # Error condition on socket for SYNC: Connection refused

        """
    }.joined()
  }

  @Test func becomesOneEventAShape() async throws {
    let (events, summary) = try await read(Self.tries(20_000))
    let runs = events.filter { $0.kind.family == "replication" }
    #expect(runs.map(\.repeats) == [20_000, 20_000])
    #expect(runs.map(\.position.line) == [1, 3])
    for run in runs {
      #expect(run.at == Civil.micros(year: 2025, month: 4, day: 2, hour: 3, minute: 12, second: 30))
      #expect(run.lastAt == (run.at ?? 0) + 4_999_000)
    }
    #expect(summary.recognised == 60_000 && summary.lines == 60_000 && summary.unrecognised == 0)
    #expect(summary.processes.first?.coverage?.upperBound == runs.first?.lastAt)
  }

  /// What the fast way gives is what the slow one gives: a line that is different in nothing that matters breaks the words up.
  @Test func losesNothingThatStandsInBetween() async throws {
    let other = "7:S 02 Apr 2025 03:12:30.900 # MASTER timeout: no data nor PING received...\n"
    let text =
      Self.tries(1000) + other + Self.tries(1000, from: 1000) + Self.tries(10, from: 2000, peer: "10.0.0.2:6379")
    let (events, _) = try await read(text)
    let started = events.filter { $0.kind == .replicationStarted }
    #expect(started.map(\.peer) == ["10.0.0.1:6379", "10.0.0.2:6379"] && started.map(\.repeats) == [2000, 10])
    let refused = events.filter { $0.kind == .replicationBroken && ($0.message ?? "").contains("refused") }
    #expect(refused.map(\.peer) == ["10.0.0.1:6379", "10.0.0.2:6379"] && refused.map(\.repeats) == [2000, 10])
    #expect(events.contains { ($0.message ?? "").contains("timeout") && $0.position.line == 3001 })
  }

  @Test func endsARunAtAPause() async throws {
    let later = Self.tries(5).replacing("03:12:", with: "04:12:")
    let (events, _) = try await read(Self.tries(5) + later)
    #expect(events.filter { $0.kind == .replicationBroken }.map(\.repeats) == [5, 5])
  }

  /// Another process of the same pid is another run: what the words mean rests on what came before them.
  @Test func looksAnewAfterARestart() async throws {
    let restart = "7:M 02 Apr 2025 03:12:31.000 * Ready to accept connections\n"
    let (events, _) = try await read(Self.tries(3) + restart + Self.tries(3, from: 5000))
    #expect(events.filter { $0.kind == .roleObserved }.count == 3)
    #expect(events.filter { $0.kind == .replicationBroken }.map(\.repeats).reduce(0, +) == 6)
  }
}
