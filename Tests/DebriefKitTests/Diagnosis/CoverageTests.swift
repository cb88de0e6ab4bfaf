import Testing

@testable import DebriefKit

/// When logs cover a time, and what keeps them from it.
@Suite struct CoverageTests {
  private func log(_ name: String, _ span: ClosedRange<Int64>?, gaps: [ClosedRange<Int64>] = []) -> Coverage.Process {
    let micros = { (range: ClosedRange<Int64>) in range.lowerBound * 1_000_000...range.upperBound * 1_000_000 }
    return Coverage.Process(
      source: 1, stream: "", name: name, origins: ["sentinel"], span: span.map(micros), gaps: gaps.map(micros))
  }

  private func lack(_ logs: [Coverage.Process], _ window: ClosedRange<Int64>) -> Coverage.Lack? {
    Coverage.lack(logs, window.lowerBound * 1_000_000...window.upperBound * 1_000_000)
  }

  @Test func isNothingWhereALogSpansTheTime() {
    #expect(lack([log("a", 0...100)], 10...90) == nil)
    #expect(lack([log("a", 0...100)], 0...101) == nil)
  }

  @Test func namesTheEndOfALogThatStopsTooEarly() {
    #expect(lack([log("a", 0...50)], 10...90) == .ends(name: "a", at: 50_000_000))
    #expect(lack([log("a", 0...5)], 10...90) == .ends(name: "a", at: 5_000_000))
  }

  @Test func namesTheBeginningOfALogThatStartsTooLate() {
    #expect(lack([log("a", 40...100)], 10...90) == .begins(name: "a", at: 40_000_000))
  }

  @Test func namesAHole() {
    #expect(
      lack([log("a", 0...300, gaps: [100...200])], 50...250)
        == .hole(name: "a", 100_000_000...200_000_000))
    #expect(lack([log("a", 0...300, gaps: [100...200])], 210...250) == nil)
  }

  @Test func joinsPartsOfALogAndWitnessesThatRelieveEachOther() {
    #expect(lack([log("a.1", 0...50), log("a", 51...100)], 10...90) == nil)
    #expect(lack([log("a", 0...300, gaps: [100...200]), log("b", 90...210)], 50...250) == nil)
  }

  @Test func tellsLogsWithoutTimesFromNone() {
    #expect(lack([log("a", nil)], 10...90) == .undated(name: "a"))
    #expect(lack([], 10...90) == .nobody)
  }
}
