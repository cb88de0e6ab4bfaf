/// An attempt that never started is a class of its own: by what it was blocked, since when, and until when.
struct StandstillExplainer {
  typealias Cell = ReportModel.Explainer.Cell

  let incident: ReportModel.Incident
  let events: [ExplainedEvent]

  private struct Blocker {
    var what: Cell
    var since: Int64?
    /// Nil where it still stood at the end of what was read.
    var until: Int64?
    /// Over at once: nothing was left that could start.
    var isRefusal = false
    var place: ReportModel.Place
  }

  static let most = 8

  var table: ReportModel.Explainer? {
    guard ["failed", "stuck", "unknown"].contains(incident.outcome) else { return nil }
    let found: [Blocker]? =
      incident.platform == "sentinel" ? sentinel : incident.platform == "kubeblocks" ? kubeblocks : nil
    guard let blockers = found else { return nil }
    let rows = blockers.prefix(Self.most).map { blocker -> [Cell] in
      [
        blocker.what, blocker.since.map { .time($0) } ?? .empty,
        blocker.isRefusal
          ? .phrase("never-started.refused", [:])
          : blocker.until.map { .time($0) } ?? .phrase("never-started.still", [:]), .place(blocker.place),
      ]
    }
    return rows.isEmpty
      ? ReportModel.Explainer(
        name: "never-started", columns: ["blocked-by", "since-when", "until-when", "proof"],
        rows: [[.phrase("never-started.unknown", [:]), .empty, .empty, .empty]])
      : ReportModel.Explainer(
        name: "never-started", columns: ["blocked-by", "since-when", "until-when", "proof"], rows: Array(rows))
  }

  // MARK: - KubeBlocks

  /// Nothing of the switchover ran: no script, no call, no container of the job.
  private var kubeblocks: [Blocker]? {
    let own = events.filter { $0.step != "before" }
    let ran = own.contains { event in
      event.kind.hasPrefix("api.") && !Self.unreachable(event) || event.kind.hasPrefix("script.")
        || event.kind == "pod.started" && event.attributes["job"] != nil && event.attributes["init"] == nil
        || event.kind == "pod.terminated" && event.attributes["job"] != nil
        || ["promotion.succeeded", "lease.acquired", "switchover.recorded", "demotion.started"].contains(event.kind)
    }
    guard incident.kind == "switchover", !ran, own.contains(where: { $0.kind.hasPrefix("operation.") }) else {
      return nil
    }
    var found: [String: Blocker] = [:]
    var order: [String] = []
    for event in own where Self.blocks(event) {
      let text =
        event.message.isEmpty ? [event.kind, event.code].compactMap(\.self).joined(separator: " ") : event.message
      let key = "\(event.kind) \(event.code ?? "") \(event.instance ?? "")"
      if found[key] == nil {
        order.append(key)
        found[key] = Blocker(
          what: .code(IncidentSection.shortened(text, to: 160)), since: event.at, until: nil, place: event.place)
      }
      // A refusal is over at once; what blocks a pod lasts until that pod goes on.
      if event.kind == "operation.rejected" || event.kind == "access.denied" { found[key]?.isRefusal = true }
      if event.kind.hasPrefix("pod."), let pod = event.instance {
        found[key]?.until =
          own.first { later in
            (later.at ?? 0) > (event.until ?? 0) && later.instance == pod
              && ["pod.scheduled", "pod.ready", "pod.terminated"].contains(later.kind)
          }?.at
      }
    }
    // That it failed is no reason, unless nothing else was said.
    let reasons = order.filter { !$0.hasPrefix("operation.failed") }
    return (reasons.isEmpty ? order : reasons).compactMap { found[$0] }.map { blocker in
      var blocker = blocker
      // What was never lifted stood until the attempt was closed.
      if blocker.until == nil {
        blocker.until = incident.endedAt.flatMap { end in (blocker.since ?? end) < end ? end : nil }
      }
      return blocker
    }
  }

  /// The operator could not reach the agent: whatever it wanted to call did not run.
  private static func unreachable(_ event: ExplainedEvent) -> Bool {
    guard event.origin == "controller" || event.origin == "job" else { return false }
    return ["agent-unavailable", "no-available-pod", "no-ip"].contains(event.code)
      || event.message.contains("no available pod") || event.message.contains("has no ip")
  }

  private static func blocks(_ event: ExplainedEvent) -> Bool {
    // What kubectl says when asked for a log is no cause of anything; a pod that is not ready may still be switched.
    guard event.origin != "kubectl", event.code != "Unhealthy" else { return false }
    return switch event.kind {
    case "operation.rejected", "pod.failed", "pod.evicted", "access.denied", "node.lost": true
    case "api.error", "operation.failed": true
    case "controller.error", "controller.conflict", "job.failed": true
    // What the operation waits for: another one in the queue, a cluster that is not ready.
    case "operation.progress":
      event.message.contains("queue") || event.message.contains("waiting for")
    default: false
    }
  }

  // MARK: - Sentinel

  /// The primary was seen down and no sentinel ever tried to fail over.
  private var sentinel: [Blocker]? {
    let own = events.filter { $0.step != "before" || $0.kind.hasPrefix("sentinel.") }
    let downs = own.filter { $0.kind == "sentinel.sdown" && $0.sign("+") && $0.attributes["type"]?.string == "master" }
    guard incident.kind == "failover", let down = downs.first, let since = down.at,
      !own.contains(where: { $0.kind == "sentinel.try.failover" })
    else { return nil }
    var blockers: [Blocker] = []
    let back = own.first { event in
      event.kind == "sentinel.sdown" && event.sign("-") && event.attributes["type"]?.string == "master"
        && (event.at ?? 0) > since
    }
    if !own.contains(where: { $0.kind == "sentinel.odown" && $0.sign("+") }) {
      let need = events.lazy.compactMap { $0.attributes["quorum_need"] ?? $0.attributes["quorum"] }
        .compactMap(\.scalarText).first
      let have = Set(downs.map(\.process)).count
      // Enough of them saw it, and yet none heard it from the others.
      let isAlone = need.flatMap { Int($0) }.map { have >= $0 } ?? false
      blockers.append(
        Blocker(
          what: .phrase(
            isAlone ? "never-started.unheard" : "never-started.quorum", ["have": "\(have)", "need": need ?? "?"]),
          since: since, until: back?.at, place: down.place))
    }
    var dead: Set<String> = []
    for event in own where event.kind == "sentinel.sdown" && event.attributes["type"]?.string == "sentinel" {
      guard event.sign("+"), let id = event.instance, (event.at ?? .max) <= (back?.at ?? .max) else { continue }
      let end = own.first { later in
        later.kind == "sentinel.sdown" && later.sign("-") && later.instance == id && (later.at ?? 0) > (event.at ?? 0)
      }?.at
      guard end.map({ $0 >= since }) ?? true, dead.insert(id).inserted else { continue }
      let address = [event.attributes["ip"]?.string, event.attributes["port"]?.scalarText].compactMap(\.self)
      blockers.append(
        Blocker(
          what: .phrase(
            "never-started.sentinel", ["sentinel": address.count == 2 ? address.joined(separator: ":") : id]),
          since: event.at, until: end, place: event.place))
    }
    for event in own where event.kind == "sentinel.tilt" && event.sign("+") {
      let end = own.first { later in
        later.kind == "sentinel.tilt" && later.sign("-") && later.process == event.process
          && (later.at ?? 0) > (event.at ?? 0)
      }?.at
      blockers.append(
        Blocker(what: .phrase("never-started.tilt", [:]), since: event.at, until: end, place: event.place))
    }
    for event in own where event.message.hasPrefix("Next failover delay") {
      blockers.append(
        Blocker(
          what: .code(IncidentSection.shortened(event.message, to: 160)), since: event.at, until: nil,
          place: event.place))
    }
    return blockers
  }
}
