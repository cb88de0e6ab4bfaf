import Foundation
import GRDB
import Testing

@testable import DebriefKit

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HTMLReportTests {
  private func report(_ text: String, as format: ReportFormat = .html) throws -> String {
    let timeline = try Timelines.failedSwitchover(text: text)
    try timeline.database.write { db in
      try db.execute(
        sql: """
          UPDATE incident SET requested_by = :t, old_primary = :t, cluster = cluster; UPDATE finding SET title = :t,
          explanation = :t; UPDATE evidence SET note = :t; UPDATE remedy SET body = replace(:t, 'https', 'http'); UPDATE problem SET sample = :t;
          UPDATE instance SET name = name || :t; UPDATE event SET instance = :t, peer = :t
          """, arguments: ["t": text])
    }
    return try ReportModel(timeline).written(as: format)
  }

  @Test(arguments: MarkdownReportTests.hostile + ["\"><img src=x onerror=alert(1)>", "' onmouseover='x", "</style>"])
  func logTextNeverBecomesMarkup(_ text: String) throws {
    let html = try report(text)
    let calm = try report("calm")
    for tag in ["<script", "<img", "<b>", "</style>", "<a "] {
      #expect(html.ranges(of: tag).count == calm.ranges(of: tag).count, "\(tag)")
    }
    #expect(html.ranges(of: "onerror=").isEmpty || html.contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"))
    #expect(HumanParts(html).parts.map(\.name) == PageBuilder.humanParts)
    #expect(!html.unicodeScalars.contains { $0 != "\n" && $0 != "\t" && TerminalText.isHostile($0) })
  }

  @Test func needsNothingButItself() throws {
    let html = try report("calm")
    for word in ["<script", "src=", "@import", "url(", "<link", "http-equiv=\"refresh\""] {
      #expect(!html.contains(word), "\(word)")
    }
    #expect(html.contains("<html lang=\"en\">") && html.contains("default-src 'none'"))
  }

  @Test func drawsLanesThatScreenReadersCanSkip() throws {
    let html = try report("calm")
    #expect(html.contains("role=\"img\" aria-label=\"Roles of the members over time\""))
    #expect(html.contains("<rect class=\"primary\""))
    #expect(html.contains("<details><summary>As text</summary>"))
  }

  @Test(arguments: MarkdownReportTests.hostile)
  func jUnitIsWellFormed(_ text: String) throws {
    let parser = XMLParser(data: Data(try report(text, as: .junit).utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test func jUnitFailsWhatDidNotSucceed() throws {
    let text = try report("calm", as: .junit)
    #expect(text.contains("tests=\"1\" failures=\"1\""))
    #expect(text.contains("<failure type=\"endpoint-refused\""))
  }

  @Test func sarifPointsAtTheProof() throws {
    let result = try #require(
      JSONValue.parse(try report("calm", as: .sarif))["runs"]?[0]?["results"]?[0])
    #expect(result["ruleId"] == "endpoint-refused" && result["level"] == "error")
    let place = try #require(result["locations"]?[1]?["physicalLocation"])
    #expect(place.at("artifactLocation", "uri") == "case/bundle.zip%21pod.yaml")
    #expect(place.at("region", "startLine") == 31)
  }

  @Test func aLineSaysItAll() throws {
    let text = try ReportModel(Timelines.failedSwitchover()).written(as: .line)
    #expect(
      text == "2025-04-02T03:12:30.000000Z kubeblocks/shop switchover failed root=endpoint-refused confidence=high "
        + "shop-mysql-0->-: Nothing listens at the address called\n")
  }
}
