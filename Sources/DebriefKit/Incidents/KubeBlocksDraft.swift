/// One KubeBlocks switchover while its events are gathered.
struct KubeBlocksDraft {
  /// The OpsRequest; nil where only a job log or an action is known.
  var operation: String?
  var cluster: String
  var component: String?
  /// The member asked to step down, the one asked to take over.
  var source: String?
  var candidate: String?
  var request: TimelineEvent?
  var events: [TimelineEvent] = []
  /// Script logs that were matched to this attempt.
  var scripts: Set<ProcessID> = []
  /// The lead was lost by itself; the request only stands in the way.
  var isFailover = false

  /// When it began. A time counted back from an age is good to a minute: what the call itself says goes before it, and
  /// an agent that only logs the end of an action says how long it took.
  var start: Int64? {
    if isFailover { return request?.at }
    let begun = events.compactMap { event in event.basis == .relative ? nil : event.at.map { $0 - Self.cost(event) } }
    guard let asked, let at = asked.at else { return begun.min() ?? events.compactMap(\.at).min() }
    if asked.basis == .relative { return begun.filter { abs($0 - at) <= Self.minute * 2 }.min() ?? at }
    return operation == nil ? min(at - Self.cost(asked), begun.min() ?? at) : at
  }

  /// Whether the start is only known to a minute.
  var startsVaguely: Bool { start == asked?.at && asked?.basis == .relative }

  static let minute: Int64 = 60_000_000

  private static func cost(_ event: TimelineEvent) -> Int64 {
    guard event.origin == "kbagent", event.kind == .apiResponse || event.kind == .apiError else { return 0 }
    return event.attribute("cost_ms").flatMap { Double($0) }.map { Int64($0 * 1000) } ?? 0
  }

  /// The request, else the first thing that the operation said about itself, else the call that carried it out.
  var asked: TimelineEvent? {
    if let request, request.at != nil, request.basis != .relative { return request }
    let own = events.filter { $0.kind.family == "operation" && $0.at != nil && $0.kind != .operationRejected }
    return own.filter { $0.basis != .relative }.min { ($0.at ?? 0) < ($1.at ?? 0) }
      ?? events.first { $0.kind == .apiRequest && $0.at != nil && $0.basis != .relative }
      ?? request ?? own.min { ($0.at ?? 0) < ($1.at ?? 0) }
  }

  /// The recorded end: of the operation, else of the script, else of the job.
  var end: TimelineEvent? {
    let ends = events.filter { event in
      switch event.kind {
      case .operationSucceeded, .operationFailed, .operationCancelled, .operationRejected:
        event.attribute("of") != "step"
      default: false
      }
    }
    // Times counted back from an age give way to the object's own.
    let exact = ends.filter { $0.at != nil && $0.basis != .relative }
    if let last = (exact.isEmpty ? ends : exact).max(by: { ($0.at ?? 0) < ($1.at ?? 0) }) { return last }
    // The record of the operation is known and says that it runs on. One that only a listing shows as ended has no time of
    // its own: its work's end is the closest there is.
    if operation != nil, phase != nil, !isOver { return nil }
    // Without a record the job's own end counts: its pods may be retried.
    if operation == nil, let job = events.last(where: { $0.kind == .jobFailed || $0.kind == .jobSucceeded }),
      job.at != nil, job.basis != .relative
    {
      return job
    }
    let works = events.filter { event in
      [.scriptFailed, .scriptSucceeded, .podTerminated].contains(event.kind) && event.attribute("init") != "true"
    }
    return works.last { operation != nil && $0.at != nil && $0.basis != .relative } ?? works.last
      ?? events.last { $0.kind == .jobFailed || $0.kind == .jobSucceeded }
      ?? events.first { $0.origin == "kbagent" && $0.kind == .apiError }
      ?? events.last { $0.origin == "kbagent" && $0.kind == .apiResponse }
  }

  /// The phase of the operation, as last seen.
  private var phase: String? {
    events.last { $0.kind == .stateObserved && $0.code == "opsrequest" }?.attribute("phase")
  }

  private var isOver: Bool { ["Succeed", "Failed", "Aborted", "Cancelled"].contains(phase) }

  /// Neither the operation, nor its job, nor the script: the call as the sidecar or the HA layer logged it.
  var isCallAlone: Bool {
    operation == nil
      && events.allSatisfy { event in
        ["lorry", "syncer", "kbagent", "patroni"].contains(event.origin)
          && (event.kind.family == "api" || event.kind.family == "switchover" || event.kind.family == "script")
      }
  }

  /// Nothing but the log of a script whose call was accepted.
  var isAcceptedCall: Bool {
    operation == nil && events.allSatisfy { $0.origin == "job" || $0.origin == "kubectl" }
      && events.contains { $0.kind == .apiResponse && $0.code == "accepted" }
  }

  /// The last answer to the call was a refusal. An answer that leaves it open, or none that could be had, is no refusal.
  var isRefused: Bool {
    let answers = events.filter { event in
      (event.origin == "job" || event.origin == "kbagent")
        && [.apiResponse, .apiError, .scriptSucceeded].contains(event.kind)
    }
    guard let last = answers.last, last.kind == .apiError, let code = last.code else { return false }
    return !code.hasPrefix("curl-") && code != "status-unknown" && code != "unexpected-body"
  }

  /// Only the manifest of a request is known: what somebody meant to ask.
  var isManifest: Bool { events.allSatisfy { $0.kind == .operationRequested && $0.attribute("manifest") == "true" } }

  /// Only rows of a listing name it.
  var isListed: Bool { !events.isEmpty && events.allSatisfy { $0.attribute("table") == "true" } }

  /// How many seconds before the listing it was made.
  var age: Int64? { events.lazy.compactMap { $0.attribute("age_s").flatMap { Int64($0) } }.max() }

  /// Nobody is known who made the request; members find it on every cycle while nobody leads.
  var isStandingRequest: Bool {
    operation == nil && !events.isEmpty
      && events.allSatisfy { event in
        event.kind == .switchoverRecorded && (event.code == "found" || event.origin == "kubernetes")
          || isFailover && event.kind == .leaseExpired
      }
  }

  /// The first trace of its job, where nothing tells when it was asked for.
  var firstOfJob: TimelineEvent? {
    events.filter { ($0.kind.family == "job" || $0.kind.family == "pod") && $0.at != nil && $0.basis != .relative }
      .min { ($0.at ?? .max) < ($1.at ?? .max) }
  }

  /// The hook that runs before a member is stopped handed the lead over.
  var isPreStop: Bool { events.contains { $0.code == "prestop-leader" } }

  /// Where the request stands in the sources that hold it.
  var requestLines: [Int64: Int] {
    Dictionary(
      events.filter { $0.kind == .operationRequested || $0.kind == .apiRequest || $0.kind == .operationRejected }
        .map { ($0.source, $0.line) }, uniquingKeysWith: min)
  }

  /// The same without the rows of listings, which tell of a request long after it was made.
  var madeLines: [Int64: Int] {
    Dictionary(
      events.filter { event in
        [.operationRequested, .apiRequest, .operationRejected].contains(event.kind)
          && event.attribute("table") != "true"
      }
      .map { ($0.source, $0.line) }, uniquingKeysWith: min)
  }

  /// What was reported: `succeeded`, `failed`, `cancelled`, or nil while it still runs.
  var claim: String? {
    switch phase {
    case "Succeed": return "succeeded"
    case "Failed", "Aborted": return "failed"
    case "Cancelled": return "cancelled"
    case "Running", "Creating", "Pending", "Cancelling": return nil
    default: break
    }
    guard let end else { return nil }
    switch end.kind {
    case .operationSucceeded, .scriptSucceeded, .jobSucceeded, .apiResponse: return "succeeded"
    case .operationCancelled: return "cancelled"
    case .podTerminated: return end.code == "0" ? "succeeded" : "failed"
    default: return "failed"
    }
  }

  /// Adds a line of the call, and what it says about who is to give way to whom.
  mutating func take(_ call: TimelineEvent) {
    events.append(call)
    guard call.kind == .switchoverRecorded || call.kind == .scriptCheck else { return }
    if source == nil { source = call.instance }
    if candidate == nil { candidate = call.peer }
  }

  /// The last event of a kind.
  func last(_ kind: EventKind) -> TimelineEvent? { events.last { $0.kind == kind } }
  func first(_ kind: EventKind) -> TimelineEvent? { events.first { $0.kind == kind } }
}
