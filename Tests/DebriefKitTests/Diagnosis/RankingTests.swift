import Testing

@testable import DebriefKit

@Suite struct RankingTests {
  private func cause(
    _ name: String, _ weight: Int, _ confidence: Confidence = .high, fallback: Bool = false, explains: [String] = []
  ) -> SupportedCause {
    SupportedCause(
      cause: name, weight: weight, confidence: confidence, isFallback: fallback, explains: explains)
  }

  private func ranked(_ causes: [SupportedCause]) -> [String] {
    Ranking.rank(causes).map { entry in
      let by = entry.explainedBy.map { " by \($0)" } ?? ""
      return "\(causes[entry.index].cause) \(entry.verdict.rawValue) \(entry.confidence.rawValue)\(by)"
    }
  }

  @Test func ordersByScoreThenName() {
    #expect(
      ranked([cause("c", 40), cause("b", 80, .low), cause("a", 60)]) == [
        "a root high", "b contributing low", "c contributing high",
      ])
    #expect(ranked([cause("b", 50), cause("a", 50)]).first == "a root medium")
  }

  @Test func makesSymptomsOfWhatIsExplained() {
    #expect(
      ranked([cause("strong", 95), cause("weak", 30, explains: ["strong"]), cause("side", 20)]) == [
        "weak root high", "strong symptom high by weak", "side contributing high",
      ])
  }

  @Test func followsChainsOfExplanations() {
    #expect(
      ranked([cause("c", 90), cause("b", 50, explains: ["c"]), cause("a", 20, explains: ["b"])]) == [
        "a root high", "c symptom high by b", "b symptom high by a",
      ])
  }

  @Test func letsTheStrongerOfTwoExplainTheOther() {
    #expect(
      ranked([cause("a", 50, explains: ["b"]), cause("b", 80, explains: ["a"])]) == [
        "b root high", "a symptom high by b",
      ])
  }

  @Test func alwaysFindsARootAmongCircles() {
    let circle = [
      cause("a", 50, explains: ["b"]), cause("b", 50, explains: ["c"]), cause("c", 50, explains: ["a"]),
    ]
    #expect(Ranking.rank(circle).filter { $0.verdict == .root }.count == 1)
  }

  @Test func lowersTheRootBesideAnAlternative() {
    #expect(ranked([cause("a", 80), cause("b", 79)]).first == "a root medium")
    #expect(ranked([cause("a", 80), cause("b", 60)]).first == "a root high")
    #expect(ranked([cause("a", 80, explains: ["b"]), cause("b", 79)]).first == "a root high")
  }

  @Test func keepsFallbacksBehind() {
    #expect(
      ranked([cause("general", 90, fallback: true), cause("special", 30)]) == [
        "special root high", "general symptom high by special",
      ])
    #expect(ranked([cause("general", 90, fallback: true)]) == ["general root high"])
  }

  @Test func hasNothingToSayAboutNothing() { #expect(ranked([]).isEmpty) }
}
