import GRDB
import Testing

@testable import DebriefKit

/// What a report says of earlier incidents; one that stands alone says nothing.
@Suite struct HistoryTests {
  /// Three switchovers of one cluster: two fail, the third works; a failover of another.
  static func timeline() throws -> Timeline {
    let timeline = try Timeline()
    try timeline.database.write { db in
      let start: Int64 = 1_743_563_550_000_000
      for (id, outcome, cause) in [
        (1, "failed", "endpoint-refused"), (2, "failed", "endpoint-timeout"), (3, "succeeded", nil),
      ] {
        let at = start + Int64(id) * 300_000_000
        try db.execute(
          sql: """
            INSERT INTO incident(incident_id, kind, platform, cluster, started_at, ended_at, outcome, old_primary)
            VALUES(?, 'switchover', 'kubeblocks', 'shop', ?, ?, ?, 'shop-0');
            """, arguments: [id, at, at + 60_000_000, outcome])
        guard let cause else { continue }
        try db.execute(
          sql: """
            INSERT INTO finding(incident_id, rule, cause, verdict, confidence, title, explanation)
            VALUES(?, 'r', ?, 'root', 'high', 'Nothing | listens', 'x')
            """, arguments: [id, cause])
      }
      try db.execute(
        sql: """
          INSERT INTO measure(incident_id, name, seconds) VALUES(2, 'switch_time', 74.5), (3, 'switch_time', 12);
          INSERT INTO incident_link VALUES(2, 1, 'retry', 'n'), (3, 2, 'retry', 'n');
          INSERT INTO incident(incident_id, kind, platform, cluster, started_at, outcome)
          VALUES(4, 'failover', 'sentinel', 'cart', 1743563500000000, 'succeeded');
          """)
    }
    return timeline
  }

  @Test func countsTheTriesAndNamesTheCauseOfTheOneBefore() throws {
    let model = try ReportModel(Self.timeline())
    let byID = Dictionary(model.incidents.map { ($0.id, $0.history) }, uniquingKeysWith: { first, _ in first })
    #expect([1, 2, 3].map { byID[$0]?.attempt } == [1, 2, 3])
    #expect([1, 2, 3, 4].map { byID[$0]?.attempts } == [3, 3, 3, 1])
    #expect(byID[3]?.earlier.map(\.id) == [2, 1])
    #expect(byID[3]?.link?.earlier.rootCause == "endpoint-timeout")
    #expect(byID[3]?.link?.gap == 240)
    #expect(byID[4]?.isEmpty == true)
  }

  @Test(arguments: [
    (
      Language.en,
      [
        "This was attempt 2 of 3", "over 4 min earlier; its outcome: failed", "Nothing \\| listens",
        "The same was tried again: 3 attempts",
        "| retry of 2 |", "| retry of 3 |",
      ]
    ),
    (.zh, ["共 3 次", "重试（2）", "3 次尝试中的第 2 次", "在 4 min 前结束"]),
  ]) func theReportSaysSo(_ language: Language, _ texts: [String]) throws {
    let report = try ReportModel(Self.timeline()).written(as: .markdown, language: language)
    for text in texts { #expect(report.contains(text), "\(text)") }
    #expect(!report.contains("{{"))
  }

  @Test func theJSONHasLinks() throws {
    let text = try ReportModel(Self.timeline()).written(as: .json)
    let incidents = try JSONValue.parse(text)["incidents"]?.array ?? []
    let third = try #require(incidents.last)
    #expect(third["links"]?[0]?["kind"] == .string("retry"))
    #expect(third["links"]?[0]?.at("earlier", "root_cause") == .string("endpoint-timeout"))
    #expect(third["attempt"] == .integer(3) && third["earlier_incidents"] == .integer(2))
  }

  @Test func oneIncidentAloneHasNoHistory() throws {
    let report = try ReportModel(Timelines.failedSwitchover()).written(as: .markdown)
    #expect(!report.contains("This cluster before and after"))
  }

  /// Saved queries answer on a timeline with a history.
  @Test(arguments: [
    ("history", 4), ("attempts", 1), ("causes", 2), ("switch-times", 1), ("switch-trend", 2), ("timeouts", 10),
    ("findings", 2),
  ]) func savedQueriesAnswer(_ name: String, _ rows: Int) throws {
    let query = try #require(Templates.embedded.queries.first { $0.name == name })
    #expect(query.summary.hasSuffix("."))
    #expect(try Self.timeline().database.read { try Row.fetchAll($0, sql: query.sql) }.count == rows)
  }

  @Test func theyCountWhatALimitWouldHaveFailed() throws {
    let query = try #require(Templates.embedded.queries.first { $0.name == "timeouts" })
    let sixty = try Self.timeline().database.read { db in
      try Row.fetchAll(db, sql: query.sql).first { $0["limit_s"] == 60 }
    }
    #expect(sixty?["attempts"] == 2 && sixty?["would_fail"] == 1 && sixty?["percent"] == 50.0)
    let chains = try #require(Templates.embedded.queries.first { $0.name == "attempts" })
    let chain = try Self.timeline().database.read { try Row.fetchOne($0, sql: chains.sql) }
    #expect(chain?["outcomes"] == "failed → failed → succeeded" && chain?["first_root_cause"] == "endpoint-refused")
    let summary = try Self.timeline().database.read { try Row.fetchAll($0, sql: "SELECT * FROM incident_summary") }
    #expect(summary.count == 4 && summary.last?["link"] == "retry")
    let statistics = try Self.timeline().database.read { try Row.fetchAll($0, sql: "SELECT * FROM cause_statistics") }
    #expect(statistics.count == 2 && statistics.allSatisfy { $0["percent"] == 25.0 && $0["not_succeeded"] == 1 })
  }
}
