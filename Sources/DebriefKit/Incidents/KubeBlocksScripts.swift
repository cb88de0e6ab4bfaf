/// Matches the logs of switchover scripts with the operations that ran them.
///
/// A script's log names the primary and the candidate it was started with, and often nothing else. Where several
/// operations fit, what the file is called, when it ran, and how it ended decide.
struct KubeBlocksScripts {
  let members: KubeBlocksMembers
  let directory: MemberDirectory
  let paths: [ProcessID: String]

  /// One run of a script: the lines from its call to its end.
  private struct Run {
    var process: ProcessID
    var lines: [TimelineEvent]
    var source: String?
    var candidate: String?
    /// Whether the log says which candidate was asked for, be it none.
    var statesCandidate = false
    var cluster: String?
    var time: Int64?
    /// The end of a script's log without its call.
    var isTail: Bool { !lines.contains { $0.kind == .apiRequest } }
  }

  func attach(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var scripts: [ProcessID: [TimelineEvent]] = [:]
    for event in events where event.origin == "job" || event.origin == "kubectl" {
      scripts[event.process, default: []].append(event)
    }
    let runs = scripts.sorted(by: { $0.key < $1.key }).flatMap { process, lines in
      Self.runs(lines).map { run(process, $0) }
    }
    // A log may have been cut in two: pieces without the call look for the call's piece, which must have its place by then.
    let whole = runs.filter { !$0.isTail }
    var texts: Set<[String]> = []
    for run in whole + runs.filter(\.isTail) {
      let isAgain = !texts.insert(run.lines.map(\.message)).inserted
      let scores = drafts.indices.compactMap { index in score(run, drafts[index]).map { (index, $0) } }
      // The first of equals: files and operations are both in order.
      if let best = scores.max(by: { ($0.1, -$0.0) < ($1.1, -$1.0) })?.0 {
        drafts[best].events += run.lines
        drafts[best].scripts.insert(run.process)
        if drafts[best].source == nil { drafts[best].source = run.source }
        if drafts[best].candidate == nil { drafts[best].candidate = run.candidate }
      } else if let cluster = run.cluster, !isAgain,
        run.lines.contains(where: { Self.ends($0) || $0.kind == .apiRequest })
      {
        var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
        draft.request = run.lines.first { $0.kind == .apiRequest || $0.code == "prestop-leader" }
        draft.source = run.source ?? leaver(run, events)
        draft.candidate = run.candidate
        draft.events = run.lines
        draft.scripts = [run.process]
        drafts.append(draft)
      }
    }
  }

  private func run(_ process: ProcessID, _ lines: [TimelineEvent]) -> Run {
    let call = lines.first { $0.kind == .apiRequest }
    var run = Run(process: process, lines: lines)
    run.source = directory.name(call?.instance)
    let stated = call?.attribute("candidate")
    run.statesCandidate = stated != nil
    run.candidate =
      directory.name(stated.flatMap { $0.isEmpty ? nil : $0 })
      ?? (call?.code == "change-leader" ? call?.peer.flatMap(directory.resolve) : nil)
      ?? lines.last { $0.code == "target" || $0.code == "try-transfer" }.flatMap { directory.resolve($0.peer) }
    run.cluster = lines.lazy.compactMap { members.cluster(of: $0, directory) }.first
    run.time = lines.compactMap(\.at).min()
    return run
  }

  /// Whose pre-stop hook a run is: the log's own member, the leader that it passes over in its list, or the member that was
  /// stopped at that moment.
  private func leaver(_ run: Run, _ events: [TimelineEvent]) -> String? {
    guard run.lines.contains(where: { $0.code == "prestop-leader" }) else { return nil }
    if let own = directory.processes[run.process] { return own }
    if let leader = run.lines.first(where: { $0.code == "skip-leader" }) { return directory.name(leader.instance) }
    guard let time = run.time, let cluster = run.cluster else { return nil }
    let stopped = events.filter { event in
      event.kind == .podTerminated && event.at.map { abs($0 - time) <= KubeBlocksDraft.minute } == true
        && directory.cluster(of: event.instance) == cluster && directory.resolve(event.instance) != run.candidate
    }
    return stopped.min { abs(($0.at ?? 0) - time) < abs(($1.at ?? 0) - time) }.flatMap {
      directory.resolve($0.instance)
    }
  }

  /// How well a run fits an operation; nil where it cannot be its.
  private func score(_ run: Run, _ draft: KubeBlocksDraft) -> Int? {
    var score = 0
    if let cluster = run.cluster, draft.cluster != cluster { return nil }
    if let source = run.source, let known = directory.name(draft.source), known != source { return nil }
    if let candidate = run.candidate, let known = directory.name(draft.candidate), known != "*" {
      if run.statesCandidate, known != candidate { return nil }
      score += known == candidate ? 4 : 0
    } else if run.statesCandidate {
      score += (draft.candidate == nil) == (run.candidate == nil) ? 2 : -4
    }
    if let time = run.time {
      let slack = draft.startsVaguely ? 2 * KubeBlocksDraft.minute : 5_000_000
      if let start = draft.start, time < start - slack { return nil }
      if let end = draft.end?.at, time > end + KubeBlocksDraft.minute { return nil }
      score += 4
    }
    if isNamed(run, draft) { score += 8 }
    let winner = run.lines.last { $0.kind == .apiResponse && $0.code == "switched" }.flatMap { directory.name($0.peer) }
    if let winner, directory.name(draft.candidate) == winner { score += 4 }
    let last = run.lines.last(where: Self.ends)
    switch (last?.kind, draft.claim) {
    case (EventKind.scriptSucceeded?, "succeeded"), (EventKind.scriptFailed?, "failed"): score += 3
    case (EventKind.scriptSucceeded?, "failed"), (EventKind.scriptFailed?, "succeeded"): score -= 3
    case (nil, "failed"): score += 1
    default: break
    }
    if neverRan(draft) { score -= 5 }
    let others = draft.scripts.subtracting([run.process])
    if run.isTail, !others.isEmpty {
      // What goes on where another piece broke off.
      let isOpen = !draft.events.contains { Self.ends($0) && others.contains($0.process) }
      score += isOpen ? 2 : -2
      if isOpen, others.contains(where: { isBeside($0, run.process) }) { score += 2 }
    } else if others.isEmpty {
      score += 1
    }
    return score
  }

  /// The files' names begin alike, up to a number or an ending: `job1.log` and `job1.part2.log`.
  private func isBeside(_ one: ProcessID, _ other: ProcessID) -> Bool {
    func stem(_ process: ProcessID) -> Substring {
      (paths[process] ?? "").split(separator: "/").last?.prefix { $0 != "." } ?? ""
    }
    return !stem(one).isEmpty && stem(one) == stem(other)
  }

  /// The file or the stream carries the name of the operation, its job or its pod.
  private func isNamed(_ run: Run, _ draft: KubeBlocksDraft) -> Bool {
    let place = (paths[run.process] ?? "") + " " + run.process.stream
    var names = [draft.operation]
    for event in draft.events where event.kind.family == "job" || event.kind.family == "pod" {
      names += [event.instance, event.attribute("job"), event.attribute("pod")]
    }
    return names.contains { $0.map { $0.count > 5 && place.contains($0) } == true }
  }

  /// The pod of the operation was taken away, or never could start, before its script.
  private func neverRan(_ draft: KubeBlocksDraft) -> Bool {
    let pods = draft.events.filter { $0.kind.family == "pod" }
    guard pods.contains(where: { $0.kind == .podEvicted || $0.kind == .podFailed }) else { return false }
    return !pods.contains { event in
      event.kind == .podStarted && event.attribute("container").map { $0.contains("switchover") } != false
    }
  }

  private static func ends(_ event: TimelineEvent) -> Bool {
    event.kind == .scriptFailed || event.kind == .scriptSucceeded
  }

  /// One pasted log may hold several runs of the script: each starts with its call.
  private static func runs(_ lines: [TimelineEvent]) -> [[TimelineEvent]] {
    var runs: [[TimelineEvent]] = []
    for line in lines.sorted(by: { $0.line < $1.line }) {
      let startsRun = line.kind == .apiRequest && runs.last?.contains(where: ends) == true
      if runs.isEmpty || startsRun { runs.append([]) }
      runs[runs.count - 1].append(line)
    }
    // Refusals at a terminal stand alone; they are no script.
    return runs.filter { $0.contains { $0.origin == "job" } }
  }
}
