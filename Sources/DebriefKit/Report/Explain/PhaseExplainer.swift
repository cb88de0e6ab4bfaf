/// The ladder an attempt climbed: each rung with the time since the one before, and where it stopped.
struct PhaseExplainer {
  let incident: ReportModel.Incident
  let events: [ExplainedEvent]

  private struct Rung {
    var name: String
    var event: ExplainedEvent
  }

  var table: ReportModel.Explainer? {
    let rungs = (incident.platform == "sentinel" ? sentinel : kubeblocks).sorted {
      ($0.event.at ?? 0) < ($1.event.at ?? 0)
    }
    guard rungs.count > 1 else { return nil }
    var previous: Int64?
    let rows = rungs.map { rung -> [ReportModel.Explainer.Cell] in
      let at = rung.event.at ?? 0
      let since: ReportModel.Explainer.Cell =
        previous.map { .text("+\(Seconds.text(Double(at - $0) / 1_000_000)) s") } ?? .empty
      previous = at
      return [.phrase("phases.\(rung.name)", [:]), .time(at), since, budget(rung), .place(rung.event.place)]
    }
    return ReportModel.Explainer(
      name: "phases", columns: ["phase", "time", "since", "budget", "proof"], rows: rows)
  }

  private func first(_ name: String, _ test: (ExplainedEvent) -> Bool) -> Rung? {
    events.first { $0.at != nil && $0.step != "before" && test($0) }.map { Rung(name: name, event: $0) }
  }

  private var sentinel: [Rung] {
    [
      first("sdown") { $0.kind == "sentinel.sdown" && $0.sign("+") && $0.attributes["type"]?.string == "master" },
      first("odown") { $0.kind == "sentinel.odown" && $0.sign("+") },
      first("try") { $0.kind == "sentinel.try.failover" },
      first("elected") { $0.kind == "sentinel.elected.leader" },
      first("selected") { $0.kind == "sentinel.selected.slave" },
      first("aborted") { $0.kind.hasPrefix("sentinel.failover.abort") },
      first("promoted") { $0.kind == "sentinel.promoted.slave" },
      first("switched") { $0.kind == "sentinel.failover.end" },
    ].compactMap { $0 }
  }

  private var kubeblocks: [Rung] {
    [
      // A row of a table counts an age back or rounds to minutes: the object knows better.
      first("requested") { $0.kind == "operation.requested" && $0.attributes["table"] == nil }
        ?? first("requested") { $0.kind == "operation.requested" },
      first("refused") { $0.kind == "operation.rejected" },
      first("job") { $0.kind == "job.created" },
      first("scheduled") { $0.kind == "pod.scheduled" && $0.attributes["job"] != nil },
      first("running") { $0.kind == "pod.started" && $0.attributes["job"] != nil && $0.attributes["init"] == nil },
      first("called") { $0.kind == "api.request" },
      first("answered") { $0.kind == "api.response" || $0.kind == "api.error" },
      first("waiting") { $0.kind == "script.check" },
      first("switched") { event in
        guard let new = incident.newPrimary, event.member == new else { return false }
        return ["lease.acquired", "promotion.succeeded"].contains(event.kind)
          || (event.kind.hasPrefix("role.") && event.role == "primary"
            && event.attributes["witness"]?.string != "label")
      },
      first("labelled") { event in
        guard let new = incident.newPrimary, event.member == new else { return false }
        return event.kind == "label.changed" && event.role == "primary"
      },
      first("ended") { $0.kind == "script.failed" || $0.kind == "script.succeeded" },
      first("recorded") { $0.kind == "operation.succeeded" || $0.kind == "operation.failed" },
    ].compactMap { $0 }
  }

  /// The limit that governs a rung, where the artefacts tell it.
  private func budget(_ rung: Rung) -> ReportModel.Explainer.Cell {
    func setting(_ key: String) -> String? {
      events.lazy.compactMap { $0.attributes[key]?.scalarText }.first
    }
    switch rung.name {
    case "sdown": return setting("down_after_milliseconds").map { .phrase("budget.down-after", ["ms": $0]) } ?? .empty
    case "odown": return setting("quorum_need").map { .phrase("budget.quorum", ["quorum": $0]) } ?? .empty
    case "elected", "aborted":
      return setting("failover_timeout").map { .phrase("budget.failover-timeout", ["ms": $0]) } ?? .empty
    case "ended": return setting("timeout_s").map { .phrase("budget.script", ["s": $0]) } ?? .empty
    case "running": return setting("backoff_limit").map { .phrase("budget.backoff", ["limit": $0]) } ?? .empty
    default: return .empty
    }
  }
}
