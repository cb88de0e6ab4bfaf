import GRDB
import Testing

@testable import DebriefKit

/// Remedies that carry the observed numbers: what is told when they are known, when they are not, and what the history adds.
@Suite struct NumberTests {
  private static let start: Int64 = 1_767_225_600_000_000

  /// Diagnoses an example of a rule file's form and gives the remedy of a key: title, body, command.
  private func remedy(
    _ key: String, _ example: String, language: Language = .en, history: [String: [Double]] = [:]
  ) async throws -> (title: String, body: String, command: String?)? {
    let source = RuleSource(path: "example.yaml", text: "tests:\n  - name: x\n    expect: root\n" + example)
    let parsed = try #require(RuleExampleParser(reader: RuleReader(source), cause: "").examples().first)
    let timeline = try Timeline()
    try await timeline.database.write { db in
      let attempts = history.values.map(\.count).max() ?? 0
      for number in 0..<attempts {
        try db.execute(
          sql: """
            INSERT INTO incident(kind, platform, cluster, started_at, outcome)
            VALUES(?, 'none', 'shop', ?, 'succeeded')
            """,
          arguments: [
            example.contains("kind: failover") ? "failover" : "switchover",
            Self.start - 1_000_000 * Int64(attempts - number),
          ])
        let id = db.lastInsertedRowID
        for (name, seconds) in history where number < seconds.count {
          try db.execute(
            sql: "INSERT INTO measure(incident_id, name, seconds) VALUES(?, ?, ?)",
            arguments: [id, name, seconds[number]])
        }
      }
    }
    try await parsed.diagnose(in: timeline, with: .embedded(), language: language)
    return try await timeline.database.read { db in
      try Row.fetchOne(db, sql: "SELECT title, body, command FROM remedy WHERE key = ?", arguments: [key]).map {
        (title: $0[0], body: $0[1], command: $0[2])
      }
    }
  }

  static func switchover(_ outcome: String, _ rest: String) -> String {
    "    incident: {kind: switchover, platform: kubeblocks, outcome: \(outcome), cluster: shop, old_primary: db-0, new_primary: db-1, started_at: 0}\n"
      + rest
  }

  static func failover(_ outcome: String, _ facts: String, _ rest: String) -> String {
    "    incident: {kind: failover, platform: sentinel, outcome: \(outcome), cluster: shop, old_primary: '10.0.0.1:6379', new_primary: '10.0.0.2:6379', started_at: 0, facts: {\(facts)}}\n"
      + rest
  }

  static let tooShort = switchover(
    "false-failure",
    """
        events:
          - {at: 0, kind: script.check, origin: job, code: wait-started, attributes: {timeout_s: 60}}
          - {at: 62, kind: script.failed, origin: job, code: switchover-failed}
          - {at: 74, kind: lease.acquired, origin: lorry, instance: db-1, role: primary}
        measures: {switch_time: 74}

    """)

  @Test func theWaitIsSetFromWhatTheSwitchTook() async throws {
    let found = try #require(try await remedy("lengthen-the-wait", Self.tooShort))
    #expect(found.title == "Wait at least 2 min and ask the database")
    #expect(found.body.contains("it took 74 s. The script waits 60 s."))
    #expect(found.body.contains("OpsDefinition) to at least 2 min: the longest on record and half of it again"))
    #expect(found.body.contains("What it costs:"))
    #expect(!found.body.contains("earlier attempt"))
  }

  @Test func theHistoryGivesTheSpreadAndTheShareThatWouldHaveFailed() async throws {
    let history = ["switch_time": [12.0, 31, 90, 45, 61]]
    let found = try #require(try await remedy("lengthen-the-wait", Self.tooShort, history: history))
    #expect(
      found.body.contains("The 5 earlier attempts of this cluster that were measured took 12 s to 90 s, median 45 s."))
    #expect(found.body.contains("A limit of 60 s would have failed 2 of them (40 %)."))
    #expect(found.body.contains("at least 2 min 20 s"))
    let one = try #require(try await remedy("lengthen-the-wait", Self.tooShort, history: ["switch_time": [20.0]]))
    #expect(
      one.body.contains(
        "The one earlier attempt of this cluster that was measured took 20 s. A limit of 60 s would have failed none of them."
      ))
    let chinese = try #require(try await remedy("lengthen-the-wait", Self.tooShort, language: .zh, history: history))
    #expect(chinese.title == "至少等待 2 min 20 s，并询问数据库")
    #expect(chinese.body.contains("60 s 的时限会使其中 2 次失败（40%）。") && chinese.body.contains("中位数 45 s"))
  }

  /// Without the limit there is a spread and no share.
  @Test func aShareNeedsANumber() async throws {
    let text = Self.tooShort.replacing(", attributes: {timeout_s: 60}", with: "")
    let found = try #require(try await remedy("lengthen-the-wait", text, history: ["switch_time": [12, 31]]))
    #expect(found.body.contains("took 12 s to 31 s, median 21.5 s."))
    #expect(!found.body.contains("A limit of"), "\(found.body)")
  }

  @Test func whatIsNotKnownIsNamedWithTheArtefactThatHasIt() async throws {
    let text = Self.tooShort.replacing(", attributes: {timeout_s: 60}", with: "").replacing(
      "measures: {switch_time: 74}", with: "measures: {}")
    for (language, words) in [
      (Language.en, ["When the role moved stands", "stands in the first lines of its log", "wait 120 to 180 s"]),
      (.zh, ["本次未提供", "脚本等待多久见其日志开头", "等待 120 至 180 秒"]),
    ] {
      let found = try #require(try await remedy("lengthen-the-wait", text, language: language))
      for word in words { #expect(found.body.contains(word), "\(word)") }
      #expect(!found.body.contains("{{") && !found.body.contains("  "))
    }
  }

  static let cases: [(key: String, example: String, history: [String: [Double]], en: [String], command: String?)] = [
    (
      "align-limits",
      switchover(
        "false-failure",
        "    events:\n      - {at: 31, kind: api.error, origin: kbagent, code: timedOut, instance: db-0, message: \"action switchover ended with timedOut\"}\n    measures: {api_latency: 30.02, switch_time: 28}\n"
      ),
      ["switch_time": [22, 33]],
      [
        "ended after 30 s", "took 28 s from the request", "A limit of 30 s would have failed 1 of them (50 %)",
        "to at least 50, the longest on record",
      ], nil
    ),
    (
      "align-limits",
      switchover(
        "false-failure",
        "    events:\n      - {at: 31, kind: api.error, origin: kbagent, code: timedOut, instance: db-0, message: \"action switchover ended with timedOut\"}\n    measures: {api_latency: 60.1, switch_time: 75}\n"
      ),
      [:], ["more than the 60 s that the operator allows"], nil
    ),
    (
      "align-limits",
      switchover(
        "failed",
        "    events:\n      - {at: 31, kind: api.error, origin: kbagent, code: timedOut, instance: db-0, message: \"action switchover ended with timedOut\"}\n"
      ),
      [:], ["How long it would have needed is not known", "to 60, the most that the operator allows"], nil
    ),
    (
      "raise-the-operation-limit",
      switchover(
        "failed",
        "    events:\n      - {at: 0, kind: operation.requested, instance: db-0, attributes: {timeout_s: 60}}\n      - {at: 61, kind: operation.failed, code: Aborted, message: \"Aborted due to exceeding the specified timeout period (timeoutSeconds)\"}\n"
      ),
      ["request_to_end": [50, 80]], ["The request itself allowed 60 s", "Set it to at least 180"], nil
    ),
    (
      "longer-deadline",
      switchover(
        "failed",
        "    events:\n      - {at: 40, kind: job.failed, origin: kubernetes, code: DeadlineExceeded, instance: j, message: \"Job was active longer than specified deadline\", attributes: {deadline_s: 40, backoff_limit: 2}}\n    measures: {job_runtime: 39}\n"
      ),
      [:], ["activeDeadlineSeconds of the job is 40; its container lived 39 s.", "at least 60"], nil
    ),
    (
      "let-the-job-be-tried-again",
      switchover(
        "failed",
        "    events:\n      - {at: 40, kind: job.failed, origin: kubernetes, code: DeadlineExceeded, instance: j, message: \"x\", attributes: {deadline_s: 40, backoff_limit: 2}}\n"
      ),
      [:], ["backoffLimit of the job is 2:"], nil
    ),
    (
      "lower-failover-timeout",
      failover(
        "failed", "",
        "    events:\n      - {kind: state.observed, code: sentinel.conf, attributes: {failover_timeout: \"180000\"}}\n      - {at: 1, kind: sentinel.failover.abort.not.elected, origin: sentinel}\n      - {at: 2, kind: sentinel.next.failover.delay, origin: sentinel, attributes: {until_local: \"Fri\"}}\n"
      ),
      ["reconfiguration_time": [8, 21]],
      ["failover-timeout is 3 min, so 6 min pass between two attempts", "50 s leaves as much again"],
      "SENTINEL SET shop failover-timeout 50000"
    ),
    (
      "lower-failover-timeout",
      failover(
        "failed", "",
        "    events:\n      - {at: 1, kind: sentinel.failover.abort.not.elected, origin: sentinel}\n      - {at: 2, kind: sentinel.next.failover.delay, origin: sentinel, attributes: {until_local: \"Fri\"}}\n"
      ),
      [:], ["stands in SENTINEL MASTER shop and in sentinel.conf, which were not handed over"],
      "SENTINEL SET shop failover-timeout MILLISECONDS"
    ),
    (
      "parallel-syncs",
      failover(
        "degraded", "",
        "    events:\n      - {kind: state.observed, code: sentinel-masters, attributes: {failover_timeout: 10000}}\n      - {at: 12, kind: sentinel.failover.end.for.timeout, origin: sentinel, instance: \"10.0.0.3:6379\"}\n    measures: {reconfiguration_time: 10.4}\n"
      ),
      ["reconfiguration_time": [3, 14]],
      [
        "given 10.4 s after the promotion", "failover-timeout is 10 s",
        "A limit of 10 s would have failed 1 of them (50 %)", "at least 30 s",
      ],
      "failover-timeout 30000"
    ),
    (
      "longer-down-after",
      failover(
        "succeeded", "manual: false, old_alive: true",
        "    events:\n      - {kind: state.observed, code: sentinel.conf, attributes: {down_after_milliseconds: \"5000\"}}\n      - {at: 10, kind: sentinel.sdown, origin: sentinel, instance: \"10.0.0.1:6379\", attributes: {type: master, sign: +}}\n      - {at: 22, kind: role.changed, origin: redis, instance: \"10.0.0.1:6379\", role: replica}\n"
      ),
      [:],
      [
        "wrote again 12 s after it was declared down; with down-after-milliseconds at 5000 it was silent for up to 17 s",
        "25 s (a quarter more than the pause) would have spared",
      ],
      "down-after-milliseconds 25000"
    ),
    (
      "longer-down-after",
      failover(
        "succeeded", "manual: false, old_alive: true",
        "    events:\n      - {kind: state.observed, code: sentinel.conf, attributes: {down_after_milliseconds: \"5000\"}}\n      - {at: 10, kind: sentinel.sdown, origin: sentinel, instance: \"10.0.0.1:6379\", attributes: {type: master, sign: +}}\n      - {at: 310, kind: role.changed, origin: redis, instance: \"10.0.0.1:6379\", role: replica}\n"
      ),
      [:], ["too long to be waited out"], "down-after-milliseconds 5000"
    ),
    (
      "longer-down-after",
      failover(
        "succeeded", "recent_switches: 3",
        "    events:\n      - {kind: state.observed, code: sentinel.conf, attributes: {down_after_milliseconds: \"2000\"}}\n      - {at: 10, kind: sentinel.switch.master, origin: sentinel, instance: \"10.0.0.2:6379\", peer: \"10.0.0.1:6379\"}\n    measures: {detection_time: 2.1}\n"
      ),
      [:], ["It is 2 s; 10 s (three times that in steps of 5 s, at most a minute)", "this time it took 2.1 s"],
      "down-after-milliseconds 10000"
    ),
    (
      "wait-for-the-label",
      switchover(
        "false-failure",
        "    events:\n      - {at: 0, kind: script.check, origin: job, code: wait-started, attributes: {timeout_s: 60}}\n      - {at: 62, kind: script.failed, origin: job, code: switchover-failed}\n      - {at: 90, kind: label.changed, instance: db-1, role: primary}\n    measures: {label_lag: 80, switch_time: 10}\n"
      ),
      ["label_lag": [1, 3, 50]],
      ["it took 90 s; the script waits 60 s", "at least 2 min 20 s", "1 s to 50 s, median 3 s"], nil
    ),
    (
      "longer-lease",
      "    incident: {kind: failover, platform: kubeblocks, outcome: succeeded, cluster: shop, old_primary: db-0, new_primary: db-1, started_at: 0}\n    events:\n      - {at: 1, kind: lease.expired, origin: lorry, instance: db-0, code: expired, attributes: {age_s: 22, ttl: 15}}\n",
      [:], ["not been renewed for 22 s, with a time to live of 15 s", "A time to live of at least 35 s"], nil
    ),
    (
      "bound-the-call",
      switchover(
        "failed",
        "    events:\n      - {at: 0, kind: api.request, origin: job, peer: \"10.0.0.7:3601\"}\n      - {at: 130, kind: pod.terminated, code: \"28\"}\n    measures: {job_runtime: 130}\n"
      ),
      ["api_latency": [1.5, 9]],
      ["The job lived 2 min 10 s", "within 1.5 s to 9 s", "--max-time 20 (twice the slowest"], nil
    ),
    (
      "reduce-load",
      switchover(
        "failed",
        "    events:\n      - {at: 60, kind: script.failed, origin: job, code: engine-timeout, message: \"switchover timeout after 60 seconds. please manually check the cluster status.\"}\n    measures: {job_runtime: 65}\n"
      ),
      ["switch_time": [11, 12, 40]], ["took 11 s to 40 s, median 12 s", "The job ran for 65 s"], nil
    ),
    (
      "min-replicas-to-write",
      failover(
        "degraded", "wrote_on_old: true",
        "    events:\n      - {kind: state.observed, code: redis.conf, attributes: {min_replicas_max_lag: \"10\"}}\n      - {at: 9, kind: write.accepted, instance: \"10.0.0.1:6379\"}\n    measures: {dual_primary_window: 42}\n"
      ),
      [:], ["primary for 42 s", "min-replicas-max-lag is 10 here"], nil
    ),
    (
      "lower-the-minimum",
      failover(
        "degraded", "",
        "    events:\n      - {kind: state.observed, code: redis.conf, instance: \"10.0.0.2:6379\", attributes: {min_replicas_to_write: \"1\"}}\n      - {at: 9, kind: write.refused, instance: \"10.0.0.2:6379\", code: NOREPLICAS}\n"
      ),
      [:], ["min-replicas-to-write is 1."], nil
    ),
    (
      "set-a-time-limit",
      switchover(
        "stuck",
        "    events:\n      - {kind: state.observed, code: opsrequest, attributes: {phase: Running}}\n      - {at: 5, kind: job.succeeded, instance: j}\n"
      ),
      ["request_to_end": [30, 95]],
      ["Set spec.timeoutSeconds in the OpsRequest.", "took 30 s to 95 s", "210 is twice the longest"], nil
    ),
  ]

  @Test(arguments: cases.indices) func remediesSayWhatWasSeen(_ index: Int) async throws {
    let (key, example, history, texts, command) = Self.cases[index]
    let found = try #require(try await remedy(key, example, history: history), "\(key)")
    for text in texts { #expect(found.body.contains(text), "\(key): \(found.body)") }
    if let command { #expect(found.command?.hasSuffix(command) == true, "\(found.command ?? "")") }
    let chinese = try #require(try await remedy(key, example, language: .zh, history: history))
    for text in [found.title, found.body, chinese.title, chinese.body] {
      #expect(!text.contains("{{") && !text.contains("}}") && !text.contains("  "), "\(text)")
    }
  }

  @Test func aRemedyForANumberThatNobodyNamedIsLeftOut() async throws {
    let example = Self.switchover(
      "failed",
      "    events:\n      - {at: 31, kind: api.error, origin: kbagent, code: timedOut, instance: db-0, message: \"timedOut\"}\n"
    )
    #expect(try await remedy("raise-the-operation-limit", example) == nil)
    #expect(try await remedy("align-limits", example) != nil)
  }

  // MARK: - The language

  private func problems(_ numbers: String) -> [String] {
    let reader = RuleReader(RuleSource(path: "x.yaml", text: "numbers:\n" + numbers))
    _ = RuleTextParser(reader: reader).texts()
    return reader.problems.map(\.message)
  }

  @Test(arguments: [
    ("  a: {measure: switch_tme}\n", "unknown measure 'switch_tme'"),
    ("  a: {attribute: x}\n", "in what 'x' is counted is not said"),
    ("  a: {attribute: \"x'y\", unit: s}\n", "is no name of an attribute"),
    ("  a: {above: [b]}\n", "unknown number (of those before it) 'b'"),
    ("  a: {from: x}\n", "needs 'to'"),
    ("  a: {measure: switch_time, margin: 50}\n", "expected a share"),
    ("  a: {measure: switch_time, step: 5 x}\n", "expected a duration"),
    ("  a: {unit: s}\n", "needs one of measure, attribute"),
    ("  a: {measure: switch_time, marge: 50 %}\n", "unknown key 'marge'"),
    ("  a: {measure: switch_time}\n  b: {measure: job_runtime, plus: c}\n", "'c'"),
  ])
  func saysWhatIsWrongWithANumber(_ text: String, _ message: String) {
    #expect(problems(text).contains { $0.contains(message) }, "\(problems(text))")
  }

  @Test func theHistoryIsOfTheSameClusterAndKindAndOfEarlierOnes() throws {
    let timeline = try Timeline()
    try timeline.database.write { db in
      for (id, cluster, kind, at) in [
        (1, "a", "failover", 10), (2, "b", "failover", 20), (3, "a", "switchover", 30), (4, "a", "failover", 40),
        (5, "a", "failover", 50),
      ] {
        try db.execute(
          sql:
            "INSERT INTO incident(incident_id, kind, platform, cluster, started_at, outcome) VALUES(?, ?, 'none', ?, ?, 'failed')",
          arguments: [id, kind, cluster, at])
        try db.execute(
          sql: "INSERT INTO measure(incident_id, name, seconds) VALUES(?, 'switch_time', ?)", arguments: [id, at])
      }
      let history = try MeasureHistory(db)
      try IncidentScope.materialise(db, incident: 5)
      #expect(try history.before(IncidentRow(5, in: db), "switch_time") == [10, 40])
      try IncidentScope.materialise(db, incident: 1)
      #expect(try history.before(IncidentRow(1, in: db), "switch_time") == [])
    }
  }
}
