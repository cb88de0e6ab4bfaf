/// What tells a primary that was cut off from one that ended or froze: somebody on its side of the break.
extension SentinelScene {
  /// A sentinel that lost the others in the moment in which they lost the primary, never the primary itself, and went on:
  /// it stood on the primary's side and saw it well.
  func ownWitness() -> TimelineEvent? {
    guard new != nil, let taken = takeover?.at,
      let down = (draft.first("sdown", sign: "+") ?? draft.first("odown", sign: "+"))?.at
    else { return nil }
    let from = down - Self.oneBreak
    var lost: [ProcessID: TimelineEvent] = [:]
    var blind: Set<ProcessID> = []
    var wentOn: Set<ProcessID> = []
    for event in background.reports.between(from, next) where event.origin == "sentinel" {
      guard let at = event.at else { continue }
      if SentinelGroup.isPrimary(event, "sdown", sign: "+") || event.kind.isSentinel("reboot"),
        story.directory.name(event.instance) == old
      {
        blind.insert(event.process)
      } else if event.kind.isSentinel("sdown"), event.attribute("sign") == "+", at <= down + Self.oneBreak,
        story.directory.name(event.peer) == old, story.directory.name(event.instance) != old
      {
        if lost[event.process] == nil { lost[event.process] = event }
      }
      if at > taken { wentOn.insert(event.process) }
    }
    return lost.filter { !blind.contains($0.key) && wentOn.contains($0.key) }.values
      .min { ($0.at ?? 0, $0.id) < ($1.at ?? 0, $1.id) }
  }

  /// A line of the old primary about its replicas, written while the others could not reach it: a process that is frozen
  /// or busy with one command looks after nobody.
  func ownService() -> TimelineEvent? {
    guard let taken = takeover?.at, let seen = returned?.at else { return nil }
    return around.first { event in
      guard event.kind == .replicationBroken, event.code == "replica-lost", let at = event.at else { return false }
      return at > taken && seen - at >= Self.wakening && story.directory.processes[event.process] == old
        && !isToldToLeave(story.directory.name(event.instance), at)
    }
  }

  /// A replica that closes its link in the moment in which it is promoted or told to follow another: nothing was cut.
  private func isToldToLeave(_ replica: String?, _ at: Int64) -> Bool {
    guard let replica else { return false }
    if replica == new, let taken = takeover?.at, abs(at - taken) <= Self.telling { return true }
    return around.contains { event in
      let isTold = event.kind.isSentinel("slave-reconf-sent") || event.kind == .roleChanged && event.role == "replica"
      return isTold && subject(event) == replica && abs((event.at ?? .max) - at) <= Self.telling
    }
  }

  /// The process of the old primary went on after it was declared down, without having been started anew.
  func goesOn() -> Bool {
    guard let down = (draft.first("sdown", sign: "+") ?? draft.first("odown", sign: "+"))?.at else { return false }
    guard !isBackAlready(by: down) else { return false }
    let own = around.filter { ($0.at ?? .min) > down && story.directory.processes[$0.process] == old }
    let first = own.first { event in
      guard event.kind != .instanceStopped, event.kind != .instanceCrashed else { return false }
      // A log that only begins after the outage cannot tell whether the process is the one from before, unless a sentinel
      // beside it saw no other, or it loses replicas that it must have had.
      return background.knows(event.process, by: down) || witness != nil || beginsWithALoss(event.process, own)
        || story.directory.beginnings[event.process].map { $0 <= down } ?? false
    }
    guard let first else { return witness != nil && demoted != nil }
    guard first.kind != .instanceStarted else { return false }
    // Up to 3.2 the line of the start itself has the letter of the role.
    return !around.contains { $0.kind == .instanceStarted && $0.process == first.process && $0.at == first.at }
  }

  /// It had gone and was started again before a sentinel, by a clock that may be wrong, declared it down.
  private func isBackAlready(by down: Int64) -> Bool {
    guard let gone = death?.at, gone <= down else { return false }
    return around.contains { event in
      guard event.kind == .instanceStarted, let at = event.at else { return false }
      return at > gone && at <= down && story.directory.processes[event.process] == old
    }
  }

  private func beginsWithALoss(_ process: ProcessID, _ events: [TimelineEvent]) -> Bool {
    let first = events.first { event in
      event.process == process && event.kind.family == "replication" || event.kind == .instanceStarted
    }
    return first?.code == "replica-lost"
  }

  /// What breaks in one network breaks for everybody within down-after of the slowest: a minute.
  private static let oneBreak: Int64 = 60_000_000
  /// A process that wakes up writes all its lines before the others see it again: 5 s.
  private static let wakening: Int64 = 5_000_000

  /// From an order to the closing of the link that it ends: 3 s.
  private static let telling: Int64 = 3_000_000

  /// The old primary lived on its side of a break.
  var isCutOff: Bool { manualDemotion == nil && livedOn && (witness != nil || service != nil) }

  /// Cut off, and it took what the new primary never had: two primaries for as long as the break lasted.
  var ranApart: Bool { isCutOff && lostBytes != nil && !isHeldBack }

  /// Without replicas the old primary takes no writes: what the new one never had is older than that.
  private var isHeldBack: Bool {
    around.contains { event in
      guard subject(event) ?? old == old else { return false }
      if event.kind == .writeRefused { return event.code == "NOREPLICAS" && subject(event) == old }
      let least = event.attribute("min_replicas_to_write") ?? event.attribute("min_slaves_to_write")
      return event.kind == .stateObserved && least.flatMap { Int($0) } ?? 0 > 0
    }
  }
}
