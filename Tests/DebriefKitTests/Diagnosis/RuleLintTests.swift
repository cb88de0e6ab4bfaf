import Foundation
import Testing

@testable import DebriefKit

/// Each mistake is reported at its place, the way a compiler does.
@Suite struct RuleLintTests {
  /// A rule without a fault.
  static let clean = """
    cause: action-failed
    weight: 50
    fits: {kind: switchover}
    when:
      call: {kind: api.request}
      later: {kind: api.error, after: call}
    title: {en: "Failed at {{call.peer}}", zh: 失败}
    explanation: {en: It failed., zh: 失败。}
    remedies:
      - {key: fix, stage: repair, title: {en: Fix it, zh: 修复}, body: {en: Do., zh: 做。}}
    tests:
      - {name: a, incident: {kind: switchover}, events: [{at: 1, kind: api.request}], expect: root}
      - {name: b, incident: {kind: switchover}, events: [{at: 2, kind: api.request}], expect: supported}
      - name: c
        incident: {kind: switchover}
        events:
          - {at: 1, kind: api.request}
        expect: absent
        unless: {add: {at: 2, kind: api.error}}
      - name: d
        incident: {kind: switchover}
        events:
          - {at: 3, kind: api.error}
          - {at: 9, kind: api.request}
        expect: ruled-out
        unless: {replace: "at: 9", with: "at: 1"}

    """

  private func problems(_ text: String, name: String = "action-failed") throws -> [RuleProblem] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "lint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "rules"), withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: "rules/\(name).yaml"), atomically: true, encoding: .utf8)
    return try RuleLint.problems(in: Templates(overlay: folder), only: ["rules/\(name).yaml"])
  }

  @Test func hasNothingToSayAboutACleanRule() throws { #expect(try problems(Self.clean).map(\.rendered) == []) }

  @Test(arguments: [
    ("weight: 50", "wieght: 50", 2, "unknown key 'wieght'", "did you mean 'weight'?"),
    ("weight: 50", "weight: 500", 2, "expected a whole number from 1 to 100", nil),
    (
      "cause: action-failed", "cause: action-fialed", 1, "unknown cause 'action-fialed'",
      "did you mean 'action-failed'?"
    ),
    (
      "{kind: switchover}\nwhen", "{kind: swichover}\nwhen", 3, "unknown kind 'swichover'", "did you mean 'switchover'?"
    ),
    ("{kind: switchover}\nwhen", "{phase: x}\nwhen", 3, "unknown key 'phase'", nil),
    (
      "{kind: api.request}\n  later", "{kind: api.reqest}\n  later", 5, "unknown kind 'api.reqest'",
      "did you mean 'api.request'?"
    ),
    ("{kind: api.request}\n  later", "{kynd: a}\n  later", 5, "unknown key 'kynd'", "did you mean 'kind'?"),
    ("{kind: api.request}\n  later", "{}\n  later", 5, "'call' is true of every event", nil),
    ("after: call", "after: cal", 6, "'later' refers to the unknown condition 'cal'", "did you mean 'call'?"),
    ("after: call", "within: 5 s", 6, "'within' needs something to be near to", nil),
    ("after: call", "after: call, within: 5 weeks", 6, "expected a duration", nil),
    ("after: call", "after: call, within: [5 s, 2 s]", 6, "expected [from, to]", nil),
    ("after: call", "same: instance", 6, "'same' needs to know whose field is meant", nil),
    ("after: call", "after: call, same: instans", 6, "unknown field 'instans'", nil),
    ("after: call", "instance: $old_primari", 6, "unknown field of the incident 'old_primari'", nil),
    (
      "after: call", "measure: job_runtime, below: 1 s, above: 2 s", 6,
      "'later' can never hold: above 2.0 and below 1.0", nil
    ),
    ("after: call", "measure: job_time", 6, "unknown measure 'job_time'", nil),
    ("after: call", "after: call, severity: loud", 6, "unknown severity 'loud'", nil),
    ("after: call", "after: later", 6, "'later' and 'later' refer to each other", nil),
    ("later: {kind: api.error, after: call}", "Later: {kind: api.error}", 6, "'Later' cannot name a condition", nil),
    (
      "{kind: api.request}\n  later", "{kind: api.request, absent: true}\n  later", 6,
      "'later' can never hold: 'call' is absent when the rule applies", nil
    ),
    (", zh: 失败}\nexplanation", "}\nexplanation", 7, "the text in zh is missing", nil),
    (
      "{{call.peer}}", "{{cal.peer}}", 7,
      "the text 'Failed at {{cal.peer}}…' names '{{cal}}', which is no condition and no field", "did you mean 'call'?"
    ),
    (
      "{en: Fix it, zh", "{en: Fix it, now, zh", 10, "the text was cut at a comma",
      "inside { } a comma ends a value: put the text in quotes"
    ),
    ("stage: repair", "stage: later", 10, "unknown stage 'later'", nil),
    ("expect: root", "expect: yes", 12, "unknown expectation 'yes'", nil),
    ("expect: root", "expect: absent", 11, "only one example shows the cause", nil),
    (
      "expect: absent\n    unless: {add: {at: 2, kind: api.error}}", "expect: root", 11,
      "only one example shows what is not the cause", "write 2 with expect: absent or ruled-out"
    ),
    (
      "\n    unless: {add: {at: 2, kind: api.error}}", "", 14, "nothing shows that 'c' is a near miss",
      "add unless: {replace: TEXT, with: TEXT}, the one edit after which the rule fires"
    ),
    ("name: d", "name: c", 20, "two examples are called 'c'", nil),
    (
      "kind: api.error}}", "kind: api.eror}}", 19, "with this edit: unknown kind 'api.eror'",
      "did you mean 'api.error'?"
    ),
    (
      "replace: \"at: 9\"", "replace: \"at: 8\"", 26, "no line of the example has 'at: 8'",
      "write the example over several lines, and the text as it stands there"
    ),
    ("replace: \"at: 9\"", "replace: kind", 26, "'kind' stands in the example more than once", "take more of its line"),
    (", with: \"at: 1\"", "", 26, "expected one edit", nil),
    ("with: \"at: 1\"", "with: \"kynd: 1\"", 26, "with this edit: unknown column 'kynd'", nil),
    (
      "expect: supported}", "expect: supported, unless: {drop: x}}", 13,
      "'unless' belongs to an example that expects absent or ruled-out", nil
    ),
    (
      "kind: api.error, after: call", "origin: lory, kind: api.error, after: call", 6,
      "no format writes the origin 'lory'", "did you mean 'lorry'?"
    ),
    (
      "kind: api.error, after: call", "attributes: {witnes: label}, kind: api.error, after: call", 6,
      "no format writes the attribute 'witnes'", "did you mean 'witness'?"
    ),
    ("weight: 50\n", "", 1, "the rule has no 'weight'", nil),
  ])
  func reportsTheMistake(
    _ right: String, _ wrong: String, _ line: Int, _ message: String, _ help: String?
  ) throws {
    #expect(Self.clean.contains(right))
    let found = try problems(Self.clean.replacing(right, with: wrong, maxReplacements: 1))
    let problem = found.first { $0.message.hasPrefix(message) }
    #expect(problem != nil, "found: \(found.map(\.rendered).joined(separator: "\n"))")
    #expect(problem?.line == line)
    if let help { #expect(problem?.help == help) }
  }

  @Test func reportsARuleWithoutEvidence() throws {
    let text = Self.clean.replacing("call: {kind: api.request}", with: "call: {kind: api.request, optional: true}")
      .replacing("later: {kind: api.error, after: call}", with: "later: {kind: api.error, absent: true}")
    #expect(try problems(text).contains { $0.message == "the rule binds no evidence" })
  }

  /// Outcomes that can never be chosen.
  @Test(arguments: [
    (
      "weight: 50", "weight: 50\nvariants:\n  - {name: late, fits: {kind: failover}}", 4,
      "variant late can never hold for kind failover: the rule itself does not fit it"
    ),
    (
      "fits: {kind: switchover}",
      "fits: {kind: switchover, outcome: [failed, stuck]}\nvariants:\n  - {name: one, fits: {outcome: failed}}", 3,
      "outcome stuck fits, and no variant takes it"
    ),
    (
      "weight: 50",
      "weight: 50\nvariants:\n  - {name: any}\n  - name: outdone\n    when: {more: {kind: job.created}}", 6,
      "variant outdone can never be chosen: where it holds, any holds and weighs no less"
    ),
    (
      "later: {kind: api.error, after: call}", "later: {absent: true, kind: \"api.*\"}", 6,
      "'call' and 'later' can never hold together: whatever meets 'call' is what 'later' excludes"
    ),
    (
      "later: {kind: api.error, after: call}", "later: {incident: {kind: failover}}", 6,
      "'later' and 'fits kind' can never hold together: they want kind to be different things"
    ),
    (
      "later: {kind: api.error, after: call}",
      "one: {fact: {moved: \"true\"}}\n  two: {fact: {moved: [\"false\", null]}}", 7,
      "'one' and 'two' can never hold together: they want moved to be different things"
    ),
    (
      "later: {kind: api.error, after: call}",
      "long: {measure: job_runtime, above: 60 s}\n  short: {measure: job_runtime, below: 5 s}", 7,
      "'long' and 'short' can never hold together: job_runtime is not above 60.0 and below 5.0 at once"
    ),
    (
      "title:", "confidence: {high: [call], medium: [later]}\ntitle:", 5,
      "a confidence below high can never be chosen: call must hold anyway"
    ),
  ])
  func refusesOutcomesThatCannotBe(_ right: String, _ wrong: String, _ line: Int, _ message: String) throws {
    #expect(Self.clean.contains(right))
    let found = try problems(Self.clean.replacing(right, with: wrong, maxReplacements: 1))
    let problem = found.first { $0.message == message }
    #expect(problem != nil, "found: \(found.map(\.rendered).joined(separator: "\n"))")
    #expect(problem?.line == line)
    #expect(problem?.severity == .error)
  }

  @Test func asksForTwoExamplesOfEachWithoutRefusingTheRule() throws {
    let found = try problems(Self.clean.replacing("\n    unless: {add: {at: 2, kind: api.error}}", with: ""))
    #expect(found.map(\.severity) == [.warning])
  }

  @Test func writesAScaffoldThatIsClean() throws {
    let text = try RuleScaffold.text(for: "action-failed", in: .embedded)
    #expect(try problems(text).map(\.rendered) == [])
  }

  @Test func writesAScaffoldWhoseExamplesHold() async throws {
    let text = try RuleScaffold.text(for: "flapping", in: .embedded)
    let reader = RuleReader(RuleSource(path: "flapping.yaml", text: text))
    let rules = RuleBook(rules: [RuleParser.rule(reader)])
    let examples = try rules.examples()
    #expect(examples.count == 6, "four, and two that an edit makes")
    for (example, outcome) in zip(examples, try await RuleExample.run(examples, with: rules)) {
      #expect(outcome.passed, "\(example.name): \(outcome.found)")
    }
  }

  @Test func showsTheLineAndACaret() throws {
    let problem = try #require(try problems(Self.clean.replacing("api.error", with: "api.eror")).first)
    #expect(problem.rendered.contains(":6:17: error: unknown kind 'api.eror'"))
    #expect(problem.rendered.contains(" 6 |   later: {kind: api.eror, after: call}\n   |                 ^"))
  }

  @Test func reportsBrokenYAMLAtItsLine() throws {
    let found = try problems(Self.clean.replacing("{kind: api.request}\n", with: "{kind: api.request\n"))
    #expect(found.contains { (5...6).contains($0.line) && $0.severity == .error })
  }

  @Test func reportsAConditionThatStandsTwice() throws {
    let found = try problems(
      Self.clean.replacing("later: {kind: api.error, after: call}", with: "call: {kind: api.error}"))
    #expect(found.contains { $0.message == "the same key stands twice: call" && $0.line == 5 })
  }

  @Test func keepsADamagedRuleOutOfTheBook() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder.appending(path: "rules"), withIntermediateDirectories: true)
    try "cause: flapping\nwhen: {x: {kynd: y}}\n".write(
      to: folder.appending(path: "rules/flapping.yaml"), atomically: true, encoding: .utf8)
    let error = #expect(throws: RuleError.self) { try RuleBook(overlay: folder) }
    #expect(error?.problems.map(\.message) == ["unknown key 'kynd'"])
    #expect("\(error as Any)".contains("flapping.yaml:2:12: error: unknown key 'kynd'"))
  }

  @Test func wantsTheFileNamedAfterItsCause() throws {
    #expect(
      try problems(Self.clean, name: "something").contains { $0.help == "call it action-failed.yaml, after its cause" })
  }
}
