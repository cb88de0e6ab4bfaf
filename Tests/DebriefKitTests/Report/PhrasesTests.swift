import Testing

@testable import DebriefKit

@Suite struct PhrasesTests {
  @Test func everyLanguageSaysTheSame() throws {
    let english = try Phrases(.en, .embedded)
    for language in Language.allCases {
      let text = try #require(Templates.embedded.text("reports/\(language.rawValue).yaml"))
      let own = try Phrases.keys(of: text)
      #expect(own.symmetricDifference(english.keys).sorted() == [], "\(language) lacks these or has them alone")
    }
  }

  @Test(arguments: ["switchover", "failover"])
  func everyOutcomeHasItsSentence(_ kind: String) throws {
    let phrases = try Phrases(.en, .embedded)
    for outcome in ["succeeded", "failed", "stuck", "false-failure", "false-success", "degraded", "unknown"] {
      #expect(phrases.keys.contains("title.\(kind).\(outcome)"))
      #expect(phrases.keys.contains("verdict.\(kind).\(outcome)"))
      #expect(phrases.keys.contains("outcome.\(outcome)"))
    }
  }

  @Test func leavesOutWhatIsAbsentAndEscapesWhatIsThere() throws {
    let phrases = try Phrases(.en, .embedded)
    let sentence = phrases.text(
      "verdict.switchover.false-failure", ["cluster": "a*b", "new": nil], escape: MarkdownText.plain)
    #expect(sentence == "The switchover of a\\*b was reported as failed, but the primary did move.")
    #expect(
      phrases.text("verdict.switchover.false-failure", ["cluster": "a", "new": "b"])
        == "The switchover of a was reported as failed, but the primary did move to b.")
  }

  @Test func aWordNobodyWroteIsShownAsItIs() throws {
    #expect(try Phrases(.en, .embedded)["outcome.half-done"] == "half done")
  }
}
