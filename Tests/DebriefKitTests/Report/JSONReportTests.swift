import Testing

@testable import DebriefKit

@Suite struct JSONReportTests {
  private func report(_ filter: ReportFilter = ReportFilter()) throws -> JSONValue {
    let text = try ReportModel(Timelines.failedSwitchover(), filter: filter).written(as: .json)
    #expect(text.hasSuffix("}\n") && !text.dropLast().contains("\n"), "one line, so that many reports are NDJSON")
    return try JSONValue.parse(text)
  }

  @Test func keepsItsContract() throws {
    let report = try report()
    #expect(report["schema"] == "debrief.report/1")
    #expect(
      Set(report.object.keys).isSuperset(of: ["schema", "incidents", "sources", "assumptions", "unrecognised"]))
    let incident = try #require(report["incidents"]?[0])
    #expect(
      Set(incident.object.keys).isSuperset(of: [
        "kind", "platform", "engine", "cluster", "component", "started_at", "ended_at", "outcome", "claimed_outcome",
        "old_primary", "new_primary", "candidate", "requested_by", "root_cause", "measures", "findings",
      ]))
    #expect(incident["root_cause"] == "endpoint-refused")
    #expect(incident["new_primary"] == .null)
    #expect(incident["started_at"] == "2025-04-02T03:12:30.000000Z")
  }

  @Test func ordersFindingsByVerdictAndNamesTheirProof() throws {
    let findings = try #require(try report()["incidents"]?[0]?["findings"]?.array)
    #expect(findings.map { $0["verdict"]?.string } == ["root", "ruled-out"])
    let root = try #require(findings.first)
    #expect(
      Set(root.object.keys) == [
        "cause", "rule", "verdict", "confidence", "title", "explanation", "evidence", "remedies", "caveats",
      ])
    let proof = try #require(root["evidence"]?.array)
    #expect(proof.count == 2)
    #expect(Set(try #require(proof.first).object.keys) == ["stance", "source", "line", "at", "text", "note"])
    #expect(proof[0]["at"] == "2025-04-02T03:12:30.071000Z")
    #expect(proof[1]["source"] == "case/bundle.zip!pod.yaml")
    #expect(proof[1]["line"] == 31)
    #expect(root["remedies"]?[0]?["key"] == "name-the-port")
  }

  @Test func givesMeasuresWithTheirEnds() throws {
    let measures = try #require(try report()["incidents"]?[0]?["measures"])
    #expect(measures["job_runtime"]?["seconds"]?.number == 3.929)
    #expect(measures["job_runtime"]?["from"] == "2025-04-02T03:12:30.071000Z")
    #expect(measures["job_runtime"]?["to_line"] == "case/bundle.zip!pod.yaml:31")
    #expect(measures["request_to_end"]?["from"] == .null)
  }

  @Test func saysWhatItAssumedAndWhatItDidNotUnderstand() throws {
    let report = try report()
    let assumptions = try #require(report["assumptions"]?.array)
    #expect(assumptions.contains { $0["kind"] == "zone" && $0["source"] == "case/job.log" })
    #expect(assumptions.contains { $0["kind"] == "skew" && $0["value"] == "1.5" })
    #expect(report["unrecognised"]?[0]?["sample"] == "???")
  }

  @Test(arguments: [
    (ReportFilter(cluster: "shop"), 1), (ReportFilter(cluster: "other"), 0),
    (ReportFilter(since: 1_743_563_554_000_000), 1), (ReportFilter(since: 1_743_563_554_000_001), 0),
    (ReportFilter(until: 1_743_563_550_000_000), 1), (ReportFilter(until: 1_743_563_549_999_999), 0),
  ])
  func filtersIncidents(_ filter: ReportFilter, _ count: Int) throws {
    #expect(try report(filter)["incidents"]?.array.count == count)
  }
}
