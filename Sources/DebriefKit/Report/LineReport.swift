/// One line an incident, for chat, cron mail and `grep`.
struct LineReport: ReportWriter {
  let phrases: Phrases

  func write(_ report: ReportModel, replacing previous: String?) -> String {
    guard !report.incidents.isEmpty else { return phrases["none.line"] + "\n" }
    return report.incidents.map(line).joined()
  }

  private func line(_ incident: ReportModel.Incident) -> String {
    var words = [
      incident.startedAt.map(Civil.iso) ?? "-", "\(incident.platform)/\(incident.cluster ?? "-")", incident.kind,
      incident.outcome,
    ]
    words.append("root=\(incident.root?.cause ?? "-")")
    if let root = incident.root { words.append("confidence=\(root.confidence)") }
    words.append("\(incident.oldPrimary ?? "-")->\(incident.newPrimary ?? "-")")
    let title = incident.root?.title ?? phrases["cause.unknown"]
    return TerminalText.cell(words.joined(separator: " ") + ": " + title) + "\n"
  }
}
