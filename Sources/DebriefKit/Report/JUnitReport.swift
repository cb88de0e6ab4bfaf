/// JUnit XML: a test case an incident, failed where the incident did not succeed; for drills in CI.
struct JUnitReport: ReportWriter {
  let phrases: Phrases

  func write(_ report: ReportModel, replacing previous: String?) -> String {
    let failures = report.incidents.count { !$0.succeeded }
    var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    out += "<testsuites name=\"debrief\" tests=\"\(report.incidents.count)\" failures=\"\(failures)\">\n"
    out += "<testsuite name=\"incidents\" tests=\"\(report.incidents.count)\" failures=\"\(failures)\">\n"
    for incident in report.incidents { out += testCase(incident) }
    return out + "</testsuite>\n</testsuites>\n"
  }

  private func testCase(_ incident: ReportModel.Incident) -> String {
    let name = "\(incident.kind) \(incident.cluster ?? "-") \(incident.startedAt.map(Civil.iso) ?? "-")"
    let seconds = zip(incident.startedAt, incident.endedAt).map { Double($1 - $0) / 1_000_000 } ?? 0
    let head =
      "<testcase classname=\"\(XMLText.plain(incident.platform))\" name=\"\(XMLText.plain(name))\" "
      + "time=\"\(Seconds.text(seconds))\""
    guard !incident.succeeded else { return head + "/>\n" }
    let root = incident.root
    let message = "\(incident.outcome): \(root?.title ?? phrases["cause.unknown"])"
    let proof = root?.evidence.map { "\($0.place.source):\($0.place.line): \(TerminalText.cell($0.text))" } ?? []
    return head
      + ">\n<failure type=\"\(XMLText.plain(root?.cause ?? "unknown"))\" message=\"\(XMLText.plain(message))\">"
      + XMLText.plain(([root?.explanation ?? ""] + proof).joined(separator: "\n")) + "</failure>\n</testcase>\n"
  }

  private func zip(_ first: Int64?, _ second: Int64?) -> (Int64, Int64)? {
    if let first, let second { (first, second) } else { nil }
  }
}

/// Text inside XML: markup escaped; characters XML cannot hold at all are written out by `visible`.
enum XMLText {
  static func plain(_ text: String) -> String {
    String(
      HTMLText.plain(text).unicodeScalars.map { scalar in
        scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : Character(scalar)
      })
  }
}
