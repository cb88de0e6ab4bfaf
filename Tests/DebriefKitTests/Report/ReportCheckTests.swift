import GRDB
import Testing

@testable import DebriefKit

@Suite struct ReportCheckTests {
  private func report(_ change: String = "") throws -> JSONValue {
    let timeline = try Timelines.failedSwitchover()
    if !change.isEmpty { try timeline.database.write { try $0.execute(sql: change) } }
    return try JSONValue.parse(ReportModel(timeline).written(as: .json))
  }

  @Test func nothingChanged() throws {
    let check = try ReportCheck(report: report(), fresh: report())
    #expect(check.differences.isEmpty)
    #expect(check.sources == 2 && check.proofs == 3)
  }

  @Test(arguments: [
    ("UPDATE source SET sha256 = 'cc' WHERE source_id = 1", "case/job.log has changed since the report"),
    ("UPDATE source SET member = 'other.yaml' WHERE source_id = 2", "case/bundle.zip!pod.yaml is not there any more"),
    ("UPDATE incident SET outcome = 'stuck'", "switchover of shop: outcome was failed and is stuck"),
    (
      "UPDATE finding SET verdict = 'symptom' WHERE verdict = 'root'",
      "switchover of shop: root_cause was endpoint-refused and is nothing"
    ),
    (
      "UPDATE event SET line = 9 WHERE event_id = 1",
      "switchover of shop: case/job.log:1 is no proof of endpoint-refused any more"
    ),
    (
      "UPDATE incident SET cluster = 'other'",
      "the switchover of shop at 2025-04-02T03:12:30.000000Z is not found again"
    ),
  ])
  func tellsWhatNoLongerHolds(_ change: String, _ sentence: String) throws {
    #expect(try ReportCheck(report: report(), fresh: report(change)).differences.contains(sentence))
  }

  @Test func refusesOtherDocuments() throws {
    #expect(throws: ReportCheckProblem.self) { try ReportCheck(report: .object([:]), fresh: report()) }
  }
}
