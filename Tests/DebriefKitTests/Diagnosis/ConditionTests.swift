import GRDB
import Testing

@testable import DebriefKit

/// What each word of the rule language means: a condition called `x` beside events, and whether the cause is supported.
@Suite struct ConditionTests {
  /// A rule with the given conditions; `seen` always binds something, so that only the others decide.
  static func holds(
    _ conditions: String, _ events: String, incident: String = "", measures: String = "", members: String = ""
  ) async throws -> Bool {
    let text = """
      cause: action-failed
      weight: 50
      when:
        seen: {kind: job.created}
      \(conditions.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
      tests:
        - name: example
          incident: {kind: switchover, platform: kubeblocks, outcome: failed\(incident)}
          events:
            - {at: 0, kind: job.created}
      \(events.split(separator: "\n").map { "      - {\($0)}" }.joined(separator: "\n"))
          measures: {\(measures)}
          members: [\(members)]
          expect: root
      """
    let source = RuleSource(path: "test.yaml", text: text)
    let reader = RuleReader(source)
    let rule = RuleParser.rule(reader)
    let examples = RuleExampleParser(reader: reader, cause: rule.cause).examples()
    #expect(reader.problems.isEmpty, "\(reader.problems.map(\.rendered).joined(separator: "\n"))")
    let example = try #require(examples.first)
    return try await example.run(with: RuleBook(rules: [rule])).passed
  }

  @Test(arguments: [
    ("kind: api.request", true), ("kind: [api.error, api.request]", true), ("kind: api.*", true),
    ("kind: api.error", false), ("kind: api.request, code: \"200\"", true), ("code: 2*", true), ("code: \"*00\"", true),
    ("code: \"*0*\"", true), ("code: \">= 200\"", true), ("code: \"> 200\"", false), ("code: [\"1\", \"< 201\"]", true),
    ("role: null, kind: api.request", true), ("code: null, kind: api.request", false), ("peer: \"*\"", true),
    ("role: \"*\"", false), ("text: curl", true), ("text: CURL", true), ("text: [no, curl]", true),
    ("all-text: [curl, http]", true), ("all-text: [curl, ftp]", false), ("text: [\"it's\"]", true),
    ("not: {code: \"200\"}, kind: api.request", false), ("not: {code: \"404\"}, kind: api.request", true),
    ("not: {role: primary}, kind: api.request", true), ("not: {text: [ftp, curl]}, kind: api.request", false),
    ("not: {text: [ftp, scp]}, kind: api.request", true), ("severity: warning", true), ("severity: error", false),
    ("attributes: {port: \"3601\"}", true), ("attributes: {port: \"> 3000\"}", true),
    ("attributes: {port: \"> 4000\"}", false), ("attributes: {secure: false}", true),
    ("attributes: {secure: true}", false), ("attributes: {path: null}, kind: api.request", true),
    ("any: [{code: \"404\"}, {text: curl}]", true), ("any: [{code: \"404\"}, {text: ftp}]", false),
    ("compare: attributes.port > 3600", true), ("compare: attributes.port < attributes.limit", false),
    ("compare: attributes.port >= attributes.limit", true), ("compare: attributes.none < 1", false),
    ("kind: api.request, step: call", true), ("kind: api.request, source: example", true),
  ])
  func testsFields(_ condition: String, _ expected: Bool) async throws {
    let event =
      "at: 1, kind: api.request, code: \"200\", peer: a, severity: warning, step: call, message: \"curl http: it's\","
      + " attributes: {port: 3601, limit: 3000, secure: false}"
    #expect(try await Self.holds("x: {\(condition)}", event) == expected)
  }

  @Test(arguments: [
    ("after: x", "at: 5", true), ("after: x", "at: 0.5", false), ("before: x", "at: 0.5", true),
    ("after: x, within: 5 s", "at: 5", true), ("after: x, within: 2 s", "at: 5", false),
    ("after: x, within: [3 s, 10 s]", "at: 5", true), ("after: x, within: [5 s, 10 s]", "at: 5", false),
    ("near: x, within: 2 s", "at: 2", true), ("near: x, within: 500 ms", "at: 2", false),
    ("before: x, within: 1 s", "at: 0.5", true), ("before: x, within: 100 ms", "at: 0.5", false),
    // An event without a time lies only to lines of its own log.
    ("after: x", "line: 90", true), ("before: x", "line: 90", false), ("after: x", "source: other", false),
    ("before: x", "source: other", false),
    // Equal times: the line decides inside a log; between logs nothing contradicts.
    ("after: x", "at: 1, line: 90", true), ("before: x", "at: 1, line: 90", false),
    ("after: x", "at: 1, source: b", true),
    ("before: x", "at: 1, source: b", true),
    // A stamp in whole seconds may lie anywhere in its second, but not against its own log.
    ("after: x", "at: 1, at_basis: seconds, source: b", true),
    ("after: x", "at: 0, at_basis: seconds, source: b", false),
    // A run that began before and went on.
    ("after: x", "at: 0.5, last_at: 9, repeat: 4", true),
    ("after: x, same: instance", "at: 5, instance: a", true), ("after: x, same: instance", "at: 5, instance: b", false),
    ("same: [instance], as: x", "at: 0, instance: a", true), ("differs: instance, as: x", "at: 5, instance: b", true),
    ("differs: instance, as: x", "at: 5, instance: a", false),
    ("same: {peer: instance}, as: x", "at: 5, peer: a", true),
    ("same: {attributes.to: instance}, as: x", "at: 5, attributes: {to: a}", true),
    ("after: $start", "at: 5", true), ("before: $start", "at: 5", false), ("after: $end", "at: 99", true),
    ("after: $end, within: 10 s", "at: 99", false), ("before: $end, within: 60 s", "at: 5", true),
  ])
  func relatesEvents(_ relation: String, _ event: String, _ expected: Bool) async throws {
    let conditions = "x: {kind: api.request}\ny: {kind: api.response, \(relation)}"
    let events = "at: 1, kind: api.request, instance: a\nkind: api.response, \(event)"
    let incident = ", started_at: 0, ended_at: 60"
    #expect(try await Self.holds(conditions, events, incident: incident) == expected, "\(relation) | \(event)")
  }

  @Test(arguments: [
    ("x: {absent: true, kind: api.error}", true), ("x: {absent: true, kind: vote.cast}", false),
    ("x: {optional: true, kind: api.error}", true), ("x: {kind: vote.cast, count: \">= 5\"}", true),
    ("x: {kind: vote.cast, count: \">= 6\"}", false), ("x: {kind: api.error, count: \"< 1\"}", true),
    ("x: {kind: vote.cast, distinct: {actor: \">= 2\"}}", true),
    ("x: {kind: vote.cast, distinct: {actor: \"> 2\"}}", false),
    ("x: {kind: vote.cast, at-least-instances: 1}", true), ("x: {kind: vote.cast, at-least-instances: 2}", false),
    ("x: {kind: vote.cast, latest: true}\ny: {absent: true, kind: vote.cast, after: x}", true),
    ("x: {kind: vote.cast, first: true}\ny: {absent: true, kind: vote.cast, after: x}", false),
    ("x: {kind: vote.cast, latest: true, code: a}\ny: {kind: vote.cast, after: x}", true),
  ])
  func countsEvents(_ conditions: String, _ expected: Bool) async throws {
    let events = """
      at: 1, kind: vote.cast, instance: s, actor: a, code: a
      at: 2, kind: vote.cast, instance: s, actor: b, repeat: 3
      at: 3, kind: vote.cast, instance: s, actor: b
      """
    #expect(try await Self.holds(conditions, events) == expected)
  }

  @Test(arguments: [
    ("{measure: job_runtime}", true), ("{measure: job_runtime, below: 5 s}", true),
    ("{measure: job_runtime, below: 4 s}", false), ("{measure: job_runtime, above: 3999 ms}", true),
    ("{measure: job_runtime, above: 1 min}", false), ("{measure: label_lag, above: 0 s}", false),
    ("{measure: label_lag, missing: true}", true), ("{measure: job_runtime, missing: true}", false),
    ("{fact: {members: 3}}", true), ("{fact: {members: \">= 4\"}}", false), ("{fact: {strays: \">= 2\"}}", true),
    ("{fact: {moved: true}}", true), ("{fact: {moved: false}}", false), ("{fact: {other: null}}", true),
    ("{fact: {path: op*}}", true), ("{incident: {candidate: db-1}}", true),
    ("{incident: {new_primary: $candidate}}", true), ("{incident: {old_primary: $candidate}}", false),
    ("{incidents: {kind: failover}}", false), ("{absent: true, incidents: {kind: failover}}", true),
    ("{log: redis-log}", false), ("{absent: true, log: [redis-log, zap*]}", true),
    ("{incident: {claimed: null}}", true), ("{incident: {outcome: [failed, stuck]}}", true),
  ])
  func testsTheIncident(_ condition: String, _ expected: Bool) async throws {
    let incident =
      ", candidate: db-1, new_primary: db-1, old_primary: db-0,"
      + " facts: {members: 3, strays: [a, b], moved: true, path: ops}"
    let holds = try await Self.holds(
      "x: \(condition)", "at: 1, kind: api.request", incident: incident, measures: "job_runtime: 4 s")
    #expect(holds == expected)
  }

  @Test(arguments: [
    ("instance: $old_primary", "instance: db-0", true), ("instance: $old_primary", "instance: \"10.0.0.1:6379\"", true),
    ("instance: $old_primary", "instance: db-1", false), ("instance: $new_primary", "instance: db-1", false),
    ("peer: $old_primary", "peer: \"10.0.0.1:6379\"", true),
    ("attributes: {to: $old_primary}", "attributes: {to: db-0}", true),
    ("member: db-0", "instance: \"10.0.0.1:6379\"", true), ("other: db-0", "peer: \"10.0.0.1:6379\"", true),
    ("cluster: $cluster", "cluster: shop", true), ("cluster: $cluster", "cluster: other", false),
  ])
  func knowsMembersByAllTheirNames(_ test: String, _ event: String, _ expected: Bool) async throws {
    let holds = try await Self.holds(
      "x: {kind: api.request, \(test)}", "at: 1, kind: api.request, \(event)",
      incident: ", cluster: shop, old_primary: db-0", members: "[db-0, \"10.0.0.1:6379\"]")
    #expect(holds == expected)
  }
}
