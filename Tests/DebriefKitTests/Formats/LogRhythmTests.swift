import Testing

@testable import DebriefKit

/// Which silences are holes.
@Suite struct LogRhythmTests {
  /// Seconds of lines to holes in seconds.
  private func gaps(_ seconds: [Int64]) -> [String] {
    var rhythm = LogRhythm()
    for second in seconds { rhythm.note(second * 1_000_000) }
    return rhythm.gaps.map { "\($0.from / 1_000_000)-\($0.to / 1_000_000)" }
  }

  @Test func findsTheHoleOfALogThatWritesRegularly() {
    #expect(gaps(Array(0...120) + Array(stride(from: 220, through: 400, by: 1))) == ["120-220"])
  }

  @Test func findsSeveralHoles() {
    let lines = Array(stride(from: Int64(0), through: 900, by: 3)).filter {
      !(100...180).contains($0) && !(400...520).contains($0)
    }
    #expect(gaps(lines) == ["99-183", "399-522"])
  }

  @Test func knowsNoHoleWhereALogSpeaksOnlyWhenSomethingHappens() {
    // A sentinel: started, silent for ten minutes, a failover of twenty seconds.
    #expect(gaps([0, 0, 1] + Array(600...620)).isEmpty)
    #expect(gaps([0, 3600, 9000, 9001, 9002]).isEmpty)
  }

  @Test func takesAShortSilenceForNothing() {
    #expect(gaps(Array(0...100) + Array(150...300)).isEmpty)
  }

  @Test func passesOverLinesOutOfOrder() {
    #expect(gaps(Array(0...100) + [20, 30] + Array(101...200)).isEmpty)
  }

  @Test func keepsOnlyTheLongestSilences() {
    var lines: [Int64] = []
    for burst in 0..<20 { lines += (0..<200).map { Int64(burst * 400 + $0) } }
    // More holes than are kept cannot be told from a rhythm of their own.
    #expect(gaps(lines).isEmpty)
  }

  @Test func readsHolesFromALog() async throws {
    var text = ""
    for second in 0..<300 where !(100..<200).contains(second) {
      let stamp =
        "02 Apr 2025 03:\(second / 60 < 10 ? "0" : "")\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).000"
      text += "7:S \(stamp) * Background saving started by pid 9\n"
    }
    let summary = try await read(text, name: "redis.log", zoneOffset: 3_600_000_000).summary
    let process = try #require(summary.processes.first)
    #expect(process.gaps.map { $0.upperBound - $0.lowerBound } == [101_000_000])
    #expect(process.coverage?.contains(process.gaps[0].lowerBound) == true)
  }
}
