/// Every replica that could have been promoted, and the test of sentinel's selection it failed.
///
/// The tests are those of `sentinelSelectSlave`: not down, link connected, a valid answer within 5 s, priority above 0,
/// INFO fresh, and the replication link not down for longer than ten times `down-after` plus the age of the `+sdown`.
struct CandidateExplainer {
  let incident: ReportModel.Incident
  let events: [ExplainedEvent]

  var table: ReportModel.Explainer? {
    guard incident.platform == "sentinel" else { return pods }
    guard
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

  // MARK: - KubeBlocks

  private static let aboutCandidates: Set = [
    "no-healthy-candidate", "replication-lag", "candidate-priority", "candidate-invalid", "no-good-replica",
  ]

  /// Members that the HA layer may choose from, where a cause is about the choice.
  private var pods: ReportModel.Explainer? {
    guard incident.findings.contains(where: { $0.verdict != .ruledOut && Self.aboutCandidates.contains($0.cause) })
    else { return nil }
    let names = Set(incident.lanes.map(\.instance)).union([incident.candidate].compactMap(\.self))
      .subtracting([incident.oldPrimary].compactMap(\.self)).sorted()
    guard !names.isEmpty else { return nil }
    let rows = names.map { name -> [ReportModel.Explainer.Cell] in
      let (verdict, place) = podVerdict(name)
      return [.code(name), verdict, place.map { .place($0) } ?? .empty]
    }
    return ReportModel.Explainer(name: "candidates", columns: ["candidate", "verdict", "proof"], rows: rows)
  }

  private func podVerdict(_ name: String) -> (ReportModel.Explainer.Cell, ReportModel.Place?) {
    let own = events.filter { $0.member == name || $0.instance == name }
    if name == incident.newPrimary { return (.phrase("candidates.chosen", [:]), nil) }
    let gone = own.last { event in
      event.step != "after"
        && ["pod.failed", "pod.evicted", "instance.crashed", "instance.stopped"].contains(event.kind)
    }
    if let gone { return (.phrase("candidates.gone", ["code": gone.code ?? gone.kind]), gone.place) }
    if let lag = own.last(where: { $0.kind == "replication.lag" }) {
      let amount = (lag.attributes["lag"] ?? lag.attributes["lost_bytes"])?.scalarText
      return (.phrase("candidates.lag", ["lag": amount]), lag.place)
    }
    let tagged = own.last { event in
      ["nofailover", "no_failover"].contains { event.attributes[$0]?.scalarText == "true" }
        || event.attributes["tags"]?.compact.contains("nofailover") == true
    }
    if let tagged { return (.phrase("candidates.nofailover", [:]), tagged.place) }
    if let broken = own.last(where: { $0.kind == "replication.broken" && $0.step != "after" }) {
      return (.phrase("candidates.broken", ["code": broken.code]), broken.place)
    }
    if let failing = own.last(where: { $0.kind == "probe.failed" && $0.step != "before" }) {
      return (.phrase("candidates.probe", [:]), failing.place)
    }
    return (.phrase("candidates.nothing", [:]), own.first?.place)
  }

  // MARK: - Sentinel

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
    let isOutranked = events.contains { $0.kind == "sentinel.selected.slave" }
    return (.phrase(isOutranked ? "candidates.outranked" : "candidates.unknown", [:]), own.first?.place)
  }
}
