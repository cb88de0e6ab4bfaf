import GRDB
import Testing

@testable import DebriefKit

/// The stage as a whole: what is stored for an incident.
@Suite struct DiagnosisTests {
  private static let head = """
    title: {en: "Title {{call.peer}}{{#exit}} exit {{exit.code}}{{/exit}}", zh: "标题 {{call.peer}}"}
    explanation: {en: "Because of {{measures.job_runtime}}.", zh: 因为}
    remedies:
      - {key: later, stage: prevent, title: {en: P, zh: P}, body: {en: P, zh: P}}
      - {key: first, stage: stop, title: {en: S, zh: S}, body: {en: "Stop {{old_primary}}", zh: S}, docs: [a, b]}
    """

  private func rule(_ cause: String, _ body: String) -> Rule {
    let source = RuleSource(path: "templates/rules/\(cause).yaml", text: "cause: \(cause)\n\(body)\n\(Self.head)\n")
    let reader = RuleReader(source)
    let rule = RuleParser.rule(reader)
    _ = RuleTextParser(reader: reader).texts()
    #expect(reader.problems.isEmpty, "\(reader.problems.map(\.rendered).joined(separator: "\n"))")
    return rule
  }

  /// A failed switchover: a call, an exit code 7, a label that never changed.
  private func timeline() throws -> Timeline {
    let timeline = try Timeline()
    try timeline.database.write { db in
      try db.execute(
        sql: """
          INSERT INTO ingest_run VALUES(1, 0, 0, 'test', '[]');
          INSERT INTO source(source_id, run_id, path, sha256, bytes, lines, format, zone, zone_basis, year_basis,
            recognised, unrecognised, first_at, last_at) VALUES(1, 1, 'job.log', 'aa', 1, 1, 'script', 'UTC', '', '', 1, 0, 0, 9000000);
          INSERT INTO process(source_id, format) VALUES(1, 'script');
          INSERT INTO event(event_id, at, at_basis, source_id, line, byte_offset, byte_length, origin, kind, severity,
            instance, peer, code, message) VALUES
            (1, 1000001, 'exact', 1, 1, 0, 0, 'job', 'api.request', 1, 'db-0', 'http://x', NULL, 'curl http://x'),
            (2, 2000001, 'exact', 1, 2, 0, 0, 'kubernetes', 'pod.terminated', 4, 'job', NULL, '7', 'exit 7'),
            (3, 9000001, 'exact', 1, 3, 0, 0, 'kubernetes', 'pod.terminated', 4, 'other', NULL, '7', 'not of the incident');
          INSERT INTO incident(incident_id, kind, platform, outcome, cluster, old_primary, started_at, trigger_event)
            VALUES(1, 'switchover', 'kubeblocks', 'failed', 'shop', 'db-0', 1000000, 1),
              (2, 'switchover', 'kubeblocks', 'failed', 'shop', 'db-0', 8000000, 3);
          INSERT INTO incident_event(incident_id, event_id, step) VALUES(1, 1, 'call'), (1, 2, 'end'), (2, 3, 'end');
          INSERT INTO measure VALUES(1, 'job_runtime', 1.25, 1, 2);
          """)
    }
    return timeline
  }

  private func findings(_ rules: [Rule], language: Language = .en, incident: Int64 = 1) throws -> [String] {
    let timeline = try timeline()
    try Diagnosis.run(timeline, rules: RuleBook(rules: rules), language: language)
    return try timeline.database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM finding WHERE incident_id = ? ORDER BY finding_id", arguments: [incident]
      ).map { row in
        let id: Int64 = row["finding_id"]
        let evidence = try String.fetchAll(
          db, sql: "SELECT event_id || ' ' || stance FROM evidence WHERE finding_id = ? ORDER BY rowid", arguments: [id]
        )
        let verdict: String = row["verdict"]
        let cause: String = row["cause"]
        let confidence: String = row["confidence"]
        return "\(cause) \(verdict) \(confidence) [\(evidence.joined(separator: ", "))]"
      }
    }
  }

  @Test func storesTheFindingWithItsTextsEvidenceAndRemedies() throws {
    let timeline = try timeline()
    let rule = rule(
      "endpoint-refused",
      "weight: 90\nwhen:\n  call: {kind: api.request, note: {en: 'the call of {{call.peer}}', zh: 调用}}\n  exit: {kind: pod.terminated}"
    )
    try Diagnosis.run(timeline, rules: RuleBook(rules: [rule]))
    try Diagnosis.run(timeline, rules: RuleBook(rules: [rule]))
    try timeline.database.read { db in
      let row = try #require(try Row.fetchOne(db, sql: "SELECT * FROM finding WHERE incident_id = 1"))
      #expect(row["title"] == "Title http://x exit 7")
      #expect(row["explanation"] == "Because of 1.3 s.")
      #expect(row["rule"] == "endpoint-refused")
      let notes = try String?.fetchAll(db, sql: "SELECT note FROM evidence ORDER BY rowid")
      #expect(notes == ["the call of http://x", nil])
      let remedies = try Row.fetchAll(db, sql: "SELECT * FROM remedy ORDER BY position")
      #expect(remedies.map { $0["key"] } == ["first", "later"])
      #expect(remedies.first?["body"] == "Stop db-0")
      #expect(remedies.first?["docs"] == "a\nb")
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM finding")
      #expect(count == 1, "a second run replaces the first")
    }
  }

  @Test func writesTheLanguageThatIsAskedFor() throws {
    let timeline = try timeline()
    let rule = rule("endpoint-refused", "weight: 90\nwhen:\n  call: {kind: api.request}")
    try Diagnosis.run(timeline, rules: RuleBook(rules: [rule]), language: .zh)
    try timeline.database.read { db in
      let title = try String.fetchOne(db, sql: "SELECT title FROM finding")
      #expect(title == "标题 http://x")
    }
  }

  @Test func looksOnlyAtTheIncidentsOwnEvents() throws {
    let rule = rule("job-killed", "weight: 90\nwhen:\n  exit: {kind: pod.terminated}")
    #expect(try findings([rule]) == ["job-killed root high [2 for]"])
    #expect(try findings([rule], incident: 2) == ["job-killed root high [3 for]"])
  }

  @Test func takesTheStrongestVariant() throws {
    let rule = rule(
      "job-killed",
      """
      weight: 30
      variants:
        - {name: weak, when: {call: {kind: api.request}}}
        - {name: strong, weight: 80, when: {exit: {kind: pod.terminated}}}
        - {name: misfit, weight: 99, fits: {engine: redis}, when: {exit: {kind: pod.terminated}}}
      """)
    #expect(try findings([rule]) == ["job-killed root high [2 for]"])
  }

  @Test func lowersConfidenceForWhatSpeaksAgainst() throws {
    let rule = rule(
      "job-killed",
      "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\nagainst:\n  call: {kind: api.request, before: exit}")
    #expect(try findings([rule]) == ["job-killed root medium [2 for, 1 against]"])
  }

  @Test func rulesOutWhatIsKilledDecisively() throws {
    let rule = rule(
      "job-killed",
      "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\nagainst:\n  call: {kind: api.request, decisive: true}")
    #expect(try findings([rule]) == ["job-killed ruled-out high [1 against]"])
  }

  @Test func rulesOutWhatIsRefuted() throws {
    let refuted = rule(
      "wait-too-short",
      """
      weight: 80
      fits: {outcome: false-failure}
      when: {late: {kind: role.changed}}
      refuted:
        - {fits: {outcome: failed}, when: {life: {measure: job_runtime, below: 55 s}}, note: {en: it lived {{life.value}}, zh: 一}}
      """.replacing("it lived {{life.value}}", with: "\"it lived {{life.value}}\""))
    #expect(try findings([refuted]) == ["wait-too-short ruled-out high [1 against, 2 against]"])
    let supported = rule(
      "wait-too-short", "weight: 80\nwhen: {exit: {kind: pod.terminated}}\nrefuted:\n  - {life: {measure: job_runtime}}"
    )
    #expect(
      try findings([supported]) == ["wait-too-short root high [2 for]"], "what its own evidence supports is not refuted"
    )
  }

  @Test func rulesOutOthersWithItsOwnEvidence() throws {
    let root = rule(
      "endpoint-refused",
      "weight: 90\nwhen: {exit: {kind: pod.terminated}}\nrules-out:\n  - role-label-lag\n  - {cause: wait-too-short, when: {call: {kind: api.request}}}\n  - {cause: job-killed, when: {no: {kind: vote.cast}}}"
    )
    #expect(
      try findings([root]) == [
        "endpoint-refused root high [2 for]", "role-label-lag ruled-out high [2 against]",
        "wait-too-short ruled-out high [1 against]",
      ])
    let other = rule("role-label-lag", "weight: 40\nwhen: {call: {kind: api.request}}")
    #expect(try findings([root, other]).contains("role-label-lag contributing medium [1 for]"))
    let decisive = rule(
      "endpoint-refused",
      "weight: 90\nwhen: {exit: {kind: pod.terminated}}\nrules-out:\n  - {cause: role-label-lag, decisive: true}")
    #expect(try findings([decisive, other]).contains("role-label-lag ruled-out high [2 against]"))
  }

  @Test func knowsOtherIncidentsOfTheCluster() throws {
    let rule = rule(
      "flapping",
      "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\n  again: {incidents: {kind: switchover}, near: $start, within: 10 s}"
    )
    #expect(try findings([rule]) == ["flapping root high [2 for, 3 for]"])
    let earlier = self.rule(
      "flapping", "weight: 80\nwhen:\n  again: {incidents: {kind: switchover}, before: $start, within: 10 s}")
    #expect(try findings([earlier]) == [])
    #expect(try findings([earlier], incident: 2) == ["flapping root high [1 for]"])
  }

  @Test func knowsWhichLogsWereRead() throws {
    let read = rule("job-killed", "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\n  job: {log: [script, zap*]}")
    #expect(try findings([read]) == ["job-killed root high [2 for]"])
    let unread = rule("job-killed", "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\n  job: {log: zap*}")
    #expect(try findings([unread]) == [])
  }

  @Test func writesNoFindingWithoutEvidence() throws {
    #expect(try findings([rule("job-killed", "weight: 80\nwhen:\n  none: {absent: true, kind: vote.cast}")]) == [])
  }

  @Test func saysWhatIsMissingWhereNothingIsSupported() throws {
    let near = rule(
      "job-killed",
      "weight: 80\nwhen:\n  exit: {kind: pod.terminated}\n  vote: {kind: vote.cast}\nneeds:\n  - {artefact: {en: \"the votes of {{old_primary}}\", zh: 票}, command: \"get votes {{old_primary}}\"}"
    )
    let far = rule("flapping", "weight: 80\nwhen:\n  vote: {kind: vote.cast}")
    let timeline = try timeline()
    try Diagnosis.run(timeline, rules: RuleBook(rules: [near, far]))
    let facts = try timeline.database.read {
      try String.fetchOne($0, sql: "SELECT facts FROM incident WHERE incident_id = 1")
    }
    #expect(
      facts == """
        {"near":[{"cause":"job-killed","evidence":[2],"missing":["vote"],"needs":[{"artefact":"the votes of db-0","command":"get votes db-0"}],"reasons":["no `vote.cast` was read"],"rule":"job-killed","witnesses":["sentinel"]}]}
        """)
    let supported = rule("job-killed", "weight: 80\nwhen:\n  exit: {kind: pod.terminated}")
    try Diagnosis.run(timeline, rules: RuleBook(rules: [supported]))
    let later = try timeline.database.read {
      try String.fetchOne($0, sql: "SELECT facts FROM incident WHERE incident_id = 1")
    }
    #expect(later == "{}")
  }

  @Test func explainsWhyARuleDoesNotApply() throws {
    let rule = rule(
      "job-killed",
      "weight: 80\nwhen:\n  exit: {kind: pod.terminated, code: \"137\"}\n  call: {kind: api.request, after: exit}")
    let why = try #require(
      try RuleWhy.explain("job-killed", incident: 1, in: timeline(), rules: RuleBook(rules: [rule])).first)
    #expect(why.verdict == "not supported")
    #expect(
      why.lines.map(\.detail) == [
        "0 events: 1 came close (such as job.log:2: exit 7), none with code 137",
        "0 events: 1 match (such as job.log:1: curl http://x), none lies as asked to exit",
      ])
  }

  /// What a rule says by itself, and what became of it beside the others.
  @Test func tellsWhatWasConcludedFromAllRules() throws {
    let rules = [
      rule(
        "endpoint-refused",
        "weight: 90\nwhen: {exit: {kind: pod.terminated}}\nexplains: [action-failed]\nrules-out: [role-label-lag]"),
      rule("action-failed", "weight: 50\nwhen: {call: {kind: api.request}}"),
      rule("role-label-lag", "weight: 40\nwhen: {label: {kind: label.changed}}"),
      rule("flapping", "weight: 40\nwhen: {label: {kind: label.changed}}"),
    ]
    let timeline = try timeline()
    let book = RuleBook(rules: rules)
    try Diagnosis.run(timeline, rules: book)
    func concluded(_ cause: String) throws -> String? {
      try RuleWhy.explain(cause, incident: 1, in: timeline, rules: book).first?.concluded
    }
    #expect(try concluded("endpoint-refused") == "root, confidence high")
    #expect(try concluded("action-failed") == "symptom of endpoint-refused, confidence medium")
    #expect(try concluded("role-label-lag") == "ruled out by endpoint-refused")
    #expect(try concluded("flapping") == nil)
  }

  @Test func putsTheRulesThatHoldFirstInTheOverview() throws {
    let rules = [
      rule("flapping", "weight: 80\nfits: {kind: failover}\nwhen:\n  exit: {kind: pod.terminated}"),
      rule("job-killed", "weight: 80\nwhen:\n  exit: {kind: pod.terminated}"),
      rule("consensus-busy", "weight: 80\nwhen:\n  vote: {kind: vote.cast}"),
    ]
    let lines = try RuleWhy.overview(incident: 1, in: timeline(), rules: RuleBook(rules: rules))
    #expect(lines.map(\.rule) == ["job-killed", "consensus-busy", "flapping"].map { "templates/rules/\($0).yaml" })
    #expect(lines.map(\.misfit) == [nil, nil, "the rule does not fit: kind is switchover"])
    #expect(throws: RuleBookError.noIncident(9)) {
      try RuleWhy.overview(incident: 9, in: timeline(), rules: RuleBook(rules: rules))
    }
  }

  @Test func printsSQLThatGivesTheSameAnswerByItself() throws {
    let rule = rule(
      "job-killed", "weight: 80\nwhen:\n  exit: {kind: pod.terminated, after: call}\n  call: {kind: api.request}")
    let timeline = try timeline()
    try timeline.database.read { db in
      let rows = try Row.fetchAll(db, sql: RuleSQL(rule).standalone(incident: 1))
      #expect(rows.map { $0["holds"] } == [1, 1])
      #expect(rows.map { $0["evidence"] } == ["2", "1"])
    }
  }

  @Test(arguments: [("+sdown", true), ("+odown", false)])
  func readsTheLinesOfAnExample(_ event: String, _ expected: Bool) async throws {
    let rule = rule(
      "quorum-not-reached", "weight: 80\nwhen:\n  down: {kind: sentinel.sdown, attributes: {type: master}}")
    let text = """
      tests:
        - name: lines
          incident: {kind: failover, platform: sentinel, outcome: failed}
          lines: |
            9:X 18 May 2020 10:00:00.000 # \(event) master mymaster 10.0.0.1 6379
          expect: root
      """
    let reader = RuleReader(RuleSource(path: rule.path, text: text))
    let example = try #require(RuleExampleParser(reader: reader, cause: rule.cause).examples().first)
    let outcome = try await example.run(with: RuleBook(rules: [rule]))
    #expect(outcome.passed == expected)
    #expect(outcome.found == (expected ? "quorum-not-reached (root)" : "no finding"))
  }

  /// A scan of the names of all members for each incident would make a diagnosis quadratic.
  @Test func anIncidentIsMadeReadyWithoutGoingThroughOtherMembers() throws {
    let timeline = try Timeline()
    try timeline.index()
    try timeline.database.write { db in
      try IncidentScope.materialise(db, incident: 1)
      for sql in [IncidentScope.events, IncidentScope.members] {
        let plan = try Row.fetchAll(
          db, sql: "EXPLAIN QUERY PLAN " + sql.replacing(":incident", with: "1")
        ).map { $0["detail"] as String }
        #expect(
          !plan.contains { $0.hasPrefix("SCAN a") || $0.hasPrefix("SCAN b") || $0.hasPrefix("SCAN e") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(plan)")
      }
    }
  }
}
