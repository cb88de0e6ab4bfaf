import GRDB
import Testing

@testable import DebriefKit

/// What is neither proved nor disproved: hypotheses, alternatives, and what they do to the confidence of a root.
@Suite struct OpenCauseTests {
  /// Sentinels see a primary go; the log of the server is at hand or not.
  private func timeline(serverLog: Bool = false, outcome: String = "failed") async throws -> Timeline {
    let sentinel = """
      1:X 20 Nov 2025 10:00:00.000 # +sdown master mymaster 10.0.0.1 6379
      1:X 20 Nov 2025 10:00:01.000 # -failover-abort-no-good-slave master mymaster 10.0.0.1 6379
      1:X 20 Nov 2025 10:05:00.000 # +new-epoch 9

      """
    var sources = [(name: "sentinel.log", text: sentinel)]
    if serverLog {
      sources.append(
        (
          "redis.log",
          """
          1:M 20 Nov 2025 09:00:00.000 * Ready to accept connections
          1:M 20 Nov 2025 10:20:00.000 * Background saving started by pid 7

          """
        ))
    }
    let timeline = try await storedTimeline(of: sources)
    try await timeline.database.write { db in
      let start = Civil.micros(year: 2025, month: 11, day: 20, hour: 10, minute: 0, second: 0) ?? 0
      try db.execute(
        sql: """
          INSERT INTO incident(incident_id, kind, platform, outcome, cluster, old_primary, started_at, ended_at)
          VALUES(1, 'failover', 'sentinel', ?, 'mymaster', '10.0.0.1:6379', ?, ?);
          INSERT INTO incident_event(incident_id, event_id, step) SELECT 1, event_id, 'state' FROM event;
          """, arguments: [outcome, start, start + 60_000_000])
    }
    return timeline
  }

  private func rule(_ cause: String, _ body: String) -> Rule {
    let text = """
      cause: \(cause)
      \(body)
      title: {en: T, zh: T}
      explanation: {en: E, zh: E}

      """
    return RuleParser.rule(RuleReader(RuleSource(path: "templates/rules/\(cause).yaml", text: text)))
  }

  private let root = """
    weight: 80
    when:
      abort: {kind: sentinel.failover.abort.no.good.slave}
    """
  /// Something telling is there, and what would prove it stands in a log of the server.
  private let rival = """
    weight: 90
    when:
      epoch: {kind: sentinel.new.epoch}
      fork: {kind: resource.oom, origin: redis, code: fork-failed, note: {en: the fork failed, zh: fork 失败}}
    """

  private func facts(_ rules: [Rule], in timeline: Timeline) throws -> (open: [JSONValue], near: [JSONValue]) {
    try Diagnosis.run(timeline, rules: RuleBook(rules: rules))
    let text = try timeline.database.read { try String.fetchOne($0, sql: "SELECT facts FROM incident") } ?? "{}"
    let facts = try JSONValue.parse(text)
    return (facts["open"]?.array ?? [], facts["near"]?.array ?? [])
  }

  private func confidence(_ timeline: Timeline) throws -> String? {
    try timeline.database.read {
      try String.fetchOne($0, sql: "SELECT confidence FROM finding WHERE verdict = 'root'")
    }
  }

  @Test func lowersTheRootBesideARivalThatNobodyCouldHaveSeen() async throws {
    let timeline = try await timeline()
    let open = try facts([rule("no-good-replica", root), rule("snapshot-failed", rival)], in: timeline).open
    #expect(open.map { $0["cause"]?.string } == ["snapshot-failed"])
    #expect(
      open.first?["reasons"]?.array.compactMap(\.string) == [
        "no `resource.oom`: no log that would show it was read (server)"
      ])
    #expect(
      open.first?["witnesses"]?.array.compactMap(\.string) == ["mongodb", "mysql", "pika", "postgresql", "redis"])
    #expect(open.first?["evidence"]?.array.count == 1)
    #expect(try confidence(timeline) == "medium")
  }

  @Test func leavesTheRootAloneWhereTheLogThatWouldShowTheRivalWasRead() async throws {
    let timeline = try await timeline(serverLog: true)
    #expect(try facts([rule("no-good-replica", root), rule("snapshot-failed", rival)], in: timeline).open.isEmpty)
    #expect(try confidence(timeline) == "high")
  }

  @Test func knowsNoRivalWithoutAnythingTelling() async throws {
    let timeline = try await timeline()
    let untold = "weight: 90\nwhen:\n  fork: {kind: resource.oom, origin: redis, code: fork-failed}"
    #expect(try facts([rule("no-good-replica", root), rule("snapshot-failed", untold)], in: timeline).open.isEmpty)
    #expect(try confidence(timeline) == "high")
  }

  @Test func namesPopularExplanationsThatCouldNotBeRuledOut() async throws {
    let timeline = try await timeline()
    let popular = """
      weight: 50
      when:
        gone: {kind: [instance.stopped, instance.crashed], member: $old_primary}
      refuted:
        - {life: {kind: role.observed, note: {en: it lived, zh: 活着}}}
      """
    let open = try facts([rule("no-good-replica", root), rule("primary-crashed", popular)], in: timeline).open
    #expect(open.map { $0["cause"]?.string } == ["primary-crashed"])
    #expect(try confidence(timeline) == "high", "nothing speaks for it")
  }

  @Test func saysNothingOfSymptomsOfTheRoot() async throws {
    let timeline = try await timeline()
    let explaining = rule("no-good-replica", root + "\nexplains: [snapshot-failed]")
    #expect(try facts([explaining, rule("snapshot-failed", rival)], in: timeline).open.isEmpty)
  }

  @Test func putsHypothesesForWhichMoreSpeaksFirst() async throws {
    let timeline = try await timeline()
    let contradicted = rule(
      "leader-not-elected",
      "weight: 99\nwhen:\n  a: {kind: sentinel.failover.abort.no.good.slave}\n  b: {absent: true, kind: sentinel.new.epoch}\n  c: {kind: resource.cpu, origin: redis}"
    )
    let more = rule(
      "disk-full",
      "weight: 60\nwhen:\n  a: {kind: sentinel.new.epoch}\n  b: {kind: sentinel.failover.abort.no.good.slave}\n  c: {kind: resource.disk, origin: redis}"
    )
    let near = try facts([contradicted, rule("snapshot-failed", rival), more], in: timeline).near
    #expect(near.map { $0["cause"]?.string } == ["disk-full", "snapshot-failed"])
    #expect(near.first?["missing"]?.array.compactMap(\.string) == ["c"])
  }

  @Test func doesNotTakeTheOtherSentinelsForTheOneThatLed() async throws {
    let timeline = try await timeline()
    let promotion = rule(
      "promotion-refused",
      "weight: 88\nwhen:\n  epoch: {kind: sentinel.new.epoch}\n  waited: {kind: sentinel.failover.state.wait.promotion}"
    )
    let near = try facts([promotion], in: timeline).near
    #expect(
      near.first?["reasons"]?.array.compactMap(\.string) == [
        "no `+failover-state-wait-promotion`: the log of the sentinel that led the failover was not read"
      ])
  }
}
