/// The limits that govern an attempt: how long each stage had, how long it took, which limit decided, and where it is set.
///
/// Limits come from the artefacts (objects, configurations, the script's own words). Where one ran out and no artefact
/// names it, the software's default stands there and says so.
struct LimitExplainer {
  typealias Cell = ReportModel.Explainer.Cell

  let incident: ReportModel.Incident
  let events: [ExplainedEvent]

  private struct Limit {
    var name: String
    /// Seconds, or tries for the job's.
    var allowed: Double?
    var isDefault = false
    var took: Double?
    var decided = false
    /// Held the next attempt back.
    var delayed = false
    /// The field of the object or the line of the configuration.
    var field: String
    var proof: ExplainedEvent?
  }

  var table: ReportModel.Explainer? {
    let limits = (incident.platform == "sentinel" ? sentinel : kubeblocks).compactMap { $0 }
      .filter { $0.allowed != nil || $0.decided || $0.delayed }
    // Where all went well, limits that held are no news; nor is ever a default that held.
    let isNews = limits.contains { $0.decided || $0.delayed || !$0.isDefault && !incident.succeeded }
    guard isNews else { return nil }
    return ReportModel.Explainer(
      name: "limits", columns: ["budget", "allowed", "took", "result", "set-in", "proof"], rows: limits.map(row))
  }

  private func row(_ limit: Limit) -> [Cell] {
    let unit = limit.name == "backoff" ? "" : " s"
    let allowed = limit.allowed.map { Seconds.text($0) + unit }
    let result = limit.delayed ? "delayed" : limit.decided ? "ran-out" : limit.took == nil ? "not-reached" : "held"
    return [
      .phrase("limits.\(limit.name)", [:]),
      allowed.map { limit.isDefault ? .phrase("limits.default", ["limit": $0]) : .text($0) } ?? .empty,
      limit.took.map { .text(Seconds.text($0) + unit) } ?? .empty, .phrase("limits.\(result)", [:]),
      .code(limit.field), limit.proof.map { .place($0.place) } ?? .empty,
    ]
  }

  // MARK: - Finding events

  private func first(_ test: (ExplainedEvent) -> Bool) -> ExplainedEvent? {
    events.first { $0.at != nil && $0.step != "before" && test($0) }
  }

  private func setting(_ key: String, _ test: (ExplainedEvent) -> Bool = { _ in true }) -> (Double, ExplainedEvent)? {
    for event in events where test(event) {
      if let value = event.attributes[key]?.scalarText.flatMap(Double.init) { return (value, event) }
    }
    return nil
  }

  private func seconds(_ from: ExplainedEvent?, _ to: ExplainedEvent?) -> Double? {
    guard let from = from?.at, let to = to?.at, to >= from else { return nil }
    return Double(to - from) / 1_000_000
  }

  // MARK: - KubeBlocks

  private var kubeblocks: [Limit?] { [script, action, operation, backoff, deadline] }

  private static let givenUp: Set = [
    "switchover-failed", "not-verified", "switchover-not-confirmed", "gave-up", "too-many-tries",
  ]

  /// The wait that is written in the switchover script.
  private var script: Limit? {
    let said = setting("timeout_s") { !$0.kind.hasPrefix("operation.") && $0.code != "opsrequest" }
    let waiting =
      first { $0.kind == "script.check" && $0.code == "wait-started" } ?? first { $0.kind == "script.check" }
    let ended = events.last { event in
      event.kind == "script.failed" && event.code.map(Self.givenUp.contains) == true
    }
    guard let said else { return nil }
    let done = ended ?? events.first { $0.kind == "script.succeeded" && $0.step != "before" }
    // A log without times says that it gave up, not when: the container's or the attempt's own time tells.
    let whole = ["job_runtime", "request_to_end"].lazy.compactMap { name in
      incident.measures.first { $0.name == name }?.seconds
    }.first
    let took = seconds(waiting, done) ?? (ended == nil && done == nil ? nil : whole)
    return Limit(
      name: "script", allowed: said.0, took: took, decided: ended != nil && (took ?? .infinity) >= said.0 - 1,
      field: incident.facts["path"]?.string == "custom-job"
        ? "OpsDefinition switchover: spec.actions[].workload, timeout in its script"
        : "ComponentDefinition: the script of the switchover action", proof: said.1)
  }

  /// kbagent stops an action after 30 s unless the definition says otherwise, and never allows more than 60 s.
  private var action: Limit? {
    let ended = events.last { event in
      event.at != nil && event.code == "timedOut"
        && ["api.error", "api.response", "script.failed"].contains(event.kind)
    }
    guard let ended else { return nil }
    let began = events.last { event in
      guard let at = event.at, let end = ended.at, at < end, event.step != "before" else { return false }
      return event.kind == "api.request" || event.kind == "script.check" || event.kind == "operation.started"
    }
    let took = incident.measures.first { $0.name == "api_latency" }?.seconds ?? seconds(began, ended)
    let said = setting("action_timeout_s")?.0
    let allowed = said.map { min($0, Self.longestAction) } ?? Self.inferredLimit(took)
    return Limit(
      name: "action", allowed: allowed.flatMap { $0 > 0 ? $0 : nil }, isDefault: said == nil && allowed == 30,
      took: took,
      decided: true, field: "ComponentDefinition: spec.lifecycleActions.switchover.timeoutSeconds", proof: ended)
  }

  private static let longestAction = 60.0

  /// Where nobody handed over the definition: an action that ran longer than the default had another limit, and one that
  /// was ended at the most the operator allows had that.
  private static func inferredLimit(_ took: Double?) -> Double? {
    guard let took, took > 33 else { return 30 }
    return took >= longestAction - 2 ? longestAction : nil
  }

  private var operation: Limit? {
    let said = setting("timeout_s") { $0.kind.hasPrefix("operation.") || $0.code == "opsrequest" }
    let aborted = events.last { $0.kind.hasPrefix("operation.") && $0.message.contains("timeoutSeconds") }
    guard said != nil || aborted != nil else { return nil }
    let ended = aborted ?? first { $0.kind == "operation.succeeded" || $0.kind == "operation.failed" }
    return Limit(
      name: "operation", allowed: said?.0, took: seconds(first { $0.kind == "operation.requested" }, ended),
      decided: aborted != nil, field: "OpsRequest: spec.timeoutSeconds", proof: aborted ?? said?.1)
  }

  private var backoff: Limit? {
    let exceeded = events.last { $0.kind == "job.failed" && $0.code == "BackoffLimitExceeded" }
    guard let said = setting("backoff_limit") else { return nil }
    let failures = Set(
      events.filter { event in
        (event.kind == "pod.terminated" && event.code != "0" || event.kind == "pod.failed")
          && event.attributes["job"] != nil
      }.compactMap(\.instance)
    ).count
    return Limit(
      name: "backoff", allowed: said.0, took: failures > 0 ? Double(failures) : nil, decided: exceeded != nil,
      field: "Job: spec.backoffLimit", proof: exceeded ?? said.1)
  }

  private var deadline: Limit? {
    guard let said = setting("deadline_s") else { return nil }
    let exceeded = events.last { $0.kind == "job.failed" && $0.code == "DeadlineExceeded" }
    return Limit(
      name: "deadline", allowed: said.0, took: incident.measures.first { $0.name == "job_runtime" }?.seconds,
      decided: exceeded != nil, field: "Job: spec.activeDeadlineSeconds", proof: exceeded ?? said.1)
  }

  // MARK: - Sentinel

  private var sentinel: [Limit?] { [downAfter, election, promotion, retry] }

  private func field(_ option: String) -> String { "sentinel.conf: sentinel \(option) \(incident.cluster ?? "NAME")" }

  private var failoverTimeout: (Double, ExplainedEvent)? { setting("failover_timeout").map { ($0.0 / 1000, $0.1) } }

  private var downAfter: Limit? {
    guard let said = setting("down_after_milliseconds") else { return nil }
    return Limit(
      name: "down-after", allowed: said.0 / 1000,
      took: incident.measures.first { $0.name == "detection_time" }?.seconds,
      decided: incident.root?.cause == "false-down", field: field("down-after-milliseconds"), proof: said.1)
  }

  /// Sentinel waits for its election for ten seconds, or for failover-timeout where that is shorter.
  private var election: Limit? {
    let tried = first { $0.kind == "sentinel.try.failover" }
    let abort = first { $0.kind == "sentinel.failover.abort.not.elected" }
    guard abort != nil || tried != nil else { return nil }
    let took = seconds(tried, abort ?? first { $0.kind == "sentinel.elected.leader" })
    let allowed = min(10, failoverTimeout?.0 ?? 10)
    // An election that was given up sooner had a shorter time-out than anybody told.
    let isKnown = abort == nil || (took ?? 0) >= allowed - 1
    return Limit(
      name: "election", allowed: isKnown ? allowed : nil, isDefault: allowed == 10, took: took, decided: abort != nil,
      field: field("failover-timeout"), proof: abort ?? tried)
  }

  private var promotion: Limit? {
    let ended = first { event in
      event.kind == "sentinel.failover.abort.slave.timeout" || event.kind == "sentinel.failover.end.for.timeout"
    }
    guard ended != nil || failoverTimeout != nil else { return nil }
    let began = first { $0.kind == "sentinel.selected.slave" }
    return Limit(
      name: "failover-timeout", allowed: failoverTimeout?.0,
      took: seconds(began, ended ?? first { $0.kind == "sentinel.failover.end" }), decided: ended != nil,
      field: field("failover-timeout"), proof: ended ?? failoverTimeout?.1)
  }

  /// The same sentinel tries again only after twice the time-out.
  private var retry: Limit? {
    guard let delay = first({ $0.message.hasPrefix("Next failover delay") }),
      let again = events.first(where: { $0.kind == "sentinel.try.failover" && ($0.at ?? 0) > (delay.at ?? .max) })
    else { return nil }
    return Limit(
      name: "retry", allowed: failoverTimeout.map { $0.0 * 2 }, took: seconds(delay, again), delayed: true,
      field: field("failover-timeout"), proof: delay)
  }
}
