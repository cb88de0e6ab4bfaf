/// Every replica that could have been promoted, and the test of sentinel's selection it failed.
///
/// The tests are those of `sentinelSelectSlave`: not down, link connected, a valid answer within 5 s, priority above 0,
/// INFO fresh, and the replication link not down for longer than ten times `down-after` plus the age of the `+sdown`.
struct CandidateExplainer {
  let incident: ReportModel.Incident
  let events: [ExplainedEvent]

  var table: ReportModel.Explainer? {
    guard incident.platform == "sentinel",
      events.contains(where: { $0.kind.hasPrefix("sentinel.failover.state.select") })
    else { return nil }
    let names = replicas
    guard !names.isEmpty else { return nil }
    let rows = names.map { name -> [ReportModel.Explainer.Cell] in
      let verdict = verdict(name)
      return [.code(name), verdict.cell, verdict.place.map { .place($0) } ?? .empty]
    }
    return ReportModel.Explainer(name: "candidates", columns: ["candidate", "verdict", "proof"], rows: rows)
  }

  private var replicas: [String] {
    var names: [String] = []
    for event in events {
      guard event.attributes["type"]?.string == "slave" || event.code == "sentinel-replicas",
        let name = event.instance, !names.contains(name), name != incident.oldPrimary
      else { continue }
      names.append(name)
    }
    return names.sorted()
  }

  private var selectedAt: Int64 {
    events.first { $0.kind == "sentinel.failover.state.select.slave" }?.at ?? .max
  }

  private func verdict(_ name: String) -> (cell: ReportModel.Explainer.Cell, place: ReportModel.Place?) {
    let own = events.filter { $0.instance == name }
    if let chosen = own.last(where: { $0.kind == "sentinel.selected.slave" }) {
      return (.phrase("candidates.chosen", [:]), chosen.place)
    }
    let state = own.last { $0.code == "sentinel-replicas" }
    if let state, state.attributes["slave_priority"]?.integer == 0 {
      return (.phrase("candidates.priority", [:]), state.place)
    }
    let downs = own.filter { $0.kind == "sentinel.sdown" && ($0.at ?? .max) <= selectedAt }
    if let last = downs.last, last.sign("+") { return (.phrase("candidates.down", [:]), last.place) }
    if let state {
      let flags = state.attributes["flags"]?.string ?? ""
      if flags.contains("s_down") || flags.contains("disconnected") {
        return (.phrase("candidates.flags", ["flags": flags]), state.place)
      }
      if let down = state.attributes["master_link_down_time"]?.integer, down > 0 {
        let after = state.attributes["down_after_milliseconds"]?.integer
        let limit = after.map { "\(Double($0 * 10) / 1000) s" } ?? "10 × down-after"
        return (
          .phrase("candidates.link", ["down": "\(Double(down) / 1000) s", "limit": limit]), state.place
        )
      }
    }
    return (.phrase("candidates.unknown", [:]), own.first?.place)
  }
}
