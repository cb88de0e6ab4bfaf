import GRDB
import Testing

@testable import DebriefKit

/// What is left out of a rule's statement for an incident changes nothing about what the rule says of it.
@Suite struct RuleNeedsTests {
  /// What the engine takes from an evaluation.
  private struct Said: Equatable {
    var variant: Int?
    var confidence: String?
    var evidence: [Int64]
    var refuted: [Int64]?
    var ruledOut: [String]
    var missing: [String]?
    var held: [String]?
    var support: Int?

    init(_ evaluation: RuleEvaluation, _ proof: Proof, _ telling: TellingConditions) throws {
      variant = evaluation.supported?.index
      confidence = evaluation.supported?.confidence.rawValue
      evidence = evaluation.evidence.map(\.event)
      refuted = evaluation.refutation(proof.incident.field)?.evidence.map(\.event)
      ruledOut = evaluation.ruledOut.map { "\($0.cause) \($0.evidence.map(\.event))" }
      let open = try OpenCause(evaluation, telling, proof)
      missing = open?.gaps.map(\.condition.name)
      held = open?.held.map(\.condition.name)
      support = open?.support
    }
  }

  @Test(arguments: 0..<3) func saysTheSameAsTheWholeStatement(_ part: Int) async throws {
    let rules = try RuleBook.embedded()
    let examples = try rules.examples()
    #expect(examples.count > 500)
    var asked = 0
    for index in stride(from: part, to: examples.count, by: 12) {
      let timeline = try Timeline()
      try await examples[index].diagnose(in: timeline, with: rules)
      asked += try compare(timeline, rules, examples[index].name)
    }
    #expect(asked > 80)
  }

  /// Asks every rule that fits in full and as far as needed; gives how many were asked both ways.
  private func compare(_ timeline: Timeline, _ rules: RuleBook, _ name: String) throws -> Int {
    let telling = TellingConditions(rules.rules)
    var asked = 0
    try timeline.database.writeWithoutTransaction { db in
      for id in try Int64.fetchAll(db, sql: "SELECT incident_id FROM incident") {
        let proof = try Proof(incident: id, in: db)
        for rule in rules.rules where rule.fits.matches(proof.incident.field) {
          let whole = try Said(RuleEvaluation(RuleResult(rule, in: db), proof: proof), proof, telling)
          if rule.canMatch(proof.incident) {
            let needed = try RuleEvaluation(RuleResult(rule, for: proof.incident, in: db), proof: proof)
            #expect(try Said(needed, proof, telling) == whole, "\(rule.path) on \(name)")
            asked += 1
          } else {
            #expect(whole.variant == nil && whole.refuted == nil, "\(rule.path) on \(name)")
          }
        }
      }
    }
    return asked
  }

  private func rule(_ body: String) -> Rule {
    let text = "cause: flapping\nweight: 80\n\(body)\ntitle: {en: t, zh: t}\nexplanation: {en: e, zh: e}\n"
    let reader = RuleReader(RuleSource(path: "templates/rules/flapping.yaml", text: text))
    let rule = RuleParser.rule(reader)
    #expect(reader.problems.isEmpty, "\(reader.problems.map(\.rendered).joined(separator: "\n"))")
    return rule
  }

  @Test func asksOnceForWhatVariantsShare() throws {
    let rule = rule(
      """
      variants:
        - name: one
          when:
            down: {kind: sentinel.sdown}
            left: {kind: vote.cast, after: down}
        - name: two
          when:
            gone: {kind: sentinel.sdown}
            right: {kind: vote.received, after: gone}
      """)
    let sql = rule.sql
    #expect(sql.shared.keys.sorted() == [])
    #expect(sql.text.ranges(of: "SELECT s.nr").count == 3, "\(sql.text)")
    let same = self.rule(
      """
      variants:
        - name: one
          when:
            down: {kind: sentinel.sdown}
            left: {kind: vote.cast}
        - name: two
          when:
            gone: {kind: sentinel.sdown}
            right: {kind: vote.received}
      """)
    #expect(same.sql.shared == [2: 0])
    let timeline = try Timeline()
    try timeline.database.writeWithoutTransaction { db in
      try IncidentScope.materialise(db, incident: 1)
      try db.execute(
        sql:
          "INSERT INTO temp.scope(nr, event_id, at, until, repeat, source_id, line, kind) VALUES(1, 7, 1, 1, 1, 1, 1, 'sentinel.sdown')"
      )
      let result = try RuleResult(same, in: db)
      #expect(result.all.map(\.condition.name) == ["down", "left", "gone", "right"])
      #expect(result.all.map(\.holds) == [true, false, true, false])
      #expect(result.all.map(\.evidence) == [[7], [], [7], []])
    }
  }
}
