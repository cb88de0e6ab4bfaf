import Testing

@testable import DebriefKit

/// What an example says, and what its edits make of it.
@Suite struct RuleExampleTests {
  private func examples(_ tests: String) -> (examples: [RuleExample], problems: [String]) {
    let reader = RuleReader(RuleSource(path: "rules/flapping.yaml", text: tests))
    let examples = RuleExampleParser(reader: reader, cause: "flapping").examples()
    return (examples, reader.problems.map { "\($0.line): \($0.message)" })
  }

  private func mutants(_ unless: String) -> [RuleExample] {
    examples(
      """
      tests:
        - name: near
          incident: {kind: switchover, outcome: failed, facts: {moved: false}}
          lines: |
            first line
            second line
          events:
            - {at: 1, kind: api.request}
            - {at: 2, kind: api.response}
          measures: {job_runtime: 4 s}
          expect: absent
          # what makes the difference
          unless: \(unless)
        - name: next
          lines: "x"
          expect: root

      """
    ).examples.first?.mutants ?? []
  }

  @Test func replacesTextInOneLine() throws {
    let fact = try #require(mutants("{replace: \"moved: false\", with: \"moved: true\"}").first)
    #expect(fact.incident?.first { $0.column == "facts" }?.value == .object(["moved": .bool(true)]))
    #expect(fact.expectation == .supported)
    #expect(fact.name == "near, but with 'moved: true' for 'moved: false'")
    #expect(fact.line == 13)
    let measure = try #require(mutants("{replace: 4 s, with: 70 s}").first)
    #expect(measure.measures.map(\.seconds) == [70])
    let line = try #require(mutants("{replace: second, with: last}").first)
    #expect(line.files.map(\.text) == ["first line\nlast line\n"])
  }

  @Test func dropsALine() throws {
    let event = try #require(mutants("{drop: api.response}").first)
    #expect(event.events.map { $0["kind"] } == [.string("api.request")])
    let line = try #require(mutants("{drop: first}").first)
    #expect(line.files.map(\.text) == ["second line\n"])
  }

  @Test func addsAnEventOrALine() throws {
    let event = try #require(mutants("{add: {at: 3, kind: api.error}}").first)
    #expect(event.events.count == 3)
    let line = try #require(mutants("{add: third line}").first)
    #expect(line.files.map(\.text) == ["first line\nsecond line\nthird line\n"])
  }

  @Test func makesAnExampleOfEachEdit() {
    let both = mutants("[{drop: api.response}, {drop: api.request, then: unmentioned}]")
    #expect(both.map(\.expectation) == [.supported, .unmentioned])
  }

  @Test func editsNeitherNameNorExpectation() {
    let found = examples(
      """
      tests:
        - name: near the end
          lines: |
            text
          expect: absent
          unless: {replace: near, with: far}

      """)
    #expect(found.problems == ["6: no line of the example has 'near'"])
  }

  /// Each verdict against each expectation.
  @Test(arguments: [
    ("root", [true, false, true, false, false, false]), ("absent", [false, false, false, true, true, true]),
    ("supported", [true, true, true, false, false, false]), ("ruled-out", [false, false, false, true, false, false]),
    ("unmentioned", [false, false, false, false, true, true]),
  ])
  func comparesWithWhatWasFound(_ expectation: String, _ expected: [Bool]) async throws {
    // The only cause; beside a stronger one; with another file; refuted; asked in vain; without the event.
    let bodies = [
      "when: {a: {kind: api.request}}", "weight: 10\nwhen: {a: {kind: api.request}}", "when: {a: {kind: api.request}}",
      "when: {b: {kind: vote.cast}}\nrefuted: [{a: {kind: api.request}}]", "when: {a: {kind: vote.cast}}",
      "fits: {kind: failover}\nwhen: {a: {kind: api.request}}",
    ]
    for (index, body) in bodies.enumerated() {
      var sources = [("rules/flapping.yaml", "cause: flapping\n\(body)\n")]
      if index == 1 {
        sources.append(("rules/job-killed.yaml", "cause: job-killed\nweight: 90\nwhen: {a: {kind: api.request}}\n"))
      }
      if index == 2 {
        sources.append(("rules/other.yaml", "cause: flapping\nweight: 1\nwhen: {a: {kind: api.request}}\n"))
      }
      let rules = RuleBook(rules: sources.map { RuleParser.rule(RuleReader(RuleSource(path: $0.0, text: $0.1))) })
      let found = examples(
        """
        tests:
          - {name: x, incident: {kind: switchover}, events: [{at: 1, kind: api.request}], expect: \(expectation)}

        """)
      let example = try #require(found.examples.first)
      let outcome = try await example.run(with: rules)
      #expect(outcome.passed == expected[index], "\(expectation) with \(body): \(outcome.found)")
    }
  }

  @Test func wantsTheVerdictOfItsOwnFile() async throws {
    let rules = RuleBook(
      rules: ["rules/flapping.yaml", "rules/other.yaml"].enumerated().map { index, path in
        RuleParser.rule(
          RuleReader(
            RuleSource(
              path: path, text: "cause: flapping\nweight: \(10 + index)\nwhen: {a: {kind: api.request}}\n")))
      })
    let found = examples(
      "tests:\n  - {name: x, incident: {kind: switchover}, events: [{at: 1, kind: api.request}], expect: root}\n")
    let outcome = try await #require(found.examples.first).run(with: rules)
    #expect(!outcome.passed)
    #expect(outcome.found == "flapping (root by other)")
  }
}
