/// SARIF 2.1.0: a result a finding that is not ruled out, at its proof lines; for code hosts that show such files.
struct SARIFReport: ReportWriter {
  func write(_ report: ReportModel, replacing previous: String?) -> String {
    let findings = report.incidents.flatMap { incident in
      incident.findings.filter { $0.verdict != .ruledOut }.map { (incident, $0) }
    }
    var rules: [String: JSONValue] = [:]
    for (_, finding) in findings where rules[finding.rule] == nil {
      rules[finding.rule] = .object([
        "id": .string(finding.rule), "shortDescription": .object(["text": .string(finding.title)]),
      ])
    }
    return JSONValue.object([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": .array([
        .object([
          "tool": .object([
            "driver": .object([
              "name": "debrief", "version": .string(Version.current),
              "rules": .array(rules.sorted { $0.key < $1.key }.map(\.value)),
            ])
          ]),
          "results": .array(findings.map { result($0, $1) }),
        ])
      ]),
    ]).compact + "\n"
  }

  private func result(_ incident: ReportModel.Incident, _ finding: ReportModel.Finding) -> JSONValue {
    let level = incident.succeeded ? "note" : finding.verdict == .root ? "error" : "warning"
    let text = "\(incident.kind) \(incident.cluster ?? ""), \(incident.outcome): \(finding.title)"
    return .object([
      "ruleId": .string(finding.rule), "level": .string(level),
      "message": .object(["text": .string(text + "\n" + finding.explanation)]),
      "locations": .array(finding.evidence.filter { $0.stance == "for" }.prefix(10).map(location)),
      "properties": .object([
        "cause": .string(finding.cause), "verdict": .string(finding.verdict.rawValue),
        "confidence": .string(finding.confidence), "outcome": .string(incident.outcome),
      ]),
    ])
  }

  private func location(_ evidence: ReportModel.Evidence) -> JSONValue {
    .object([
      "physicalLocation": .object([
        "artifactLocation": .object(["uri": .string(ASCII.percentEncoded(evidence.place.source))]),
        "region": .object([
          "startLine": .integer(evidence.place.line), "snippet": .object(["text": .string(evidence.text)]),
        ]),
      ])
    ])
  }
}
