/// One failover under sentinels with everything around it: when the old primary died, whether it came back, who is
/// primary at the end.
struct SentinelScene {
  let story: SentinelStory
  let draft: SentinelAttempts.Draft
  let old: String
  let new: String?
  let previous: Int64?
  let next: Int64?
  /// Events of the data nodes between the neighbours of this attempt.
  let around: [TimelineEvent]

  // What follows is asked for again and again; each is looked for once, in this order.

  /// Somebody, not a sentinel, made the primary a replica: the real start of the story.
  private(set) var manualDemotion: TimelineEvent?
  /// The last sign that the old primary was there, when something proves that it went.
  private(set) var death: TimelineEvent?
  /// When the new primary really took over: its own line, else the sentinels'.
  private(set) var takeover: TimelineEvent?
  /// The moment the old primary became a replica after its return.
  private(set) var demoted: TimelineEvent?
  /// The first sign of life of the old primary after the takeover.
  private(set) var returned: TimelineEvent?
  /// Event id → member, for answers that clients wrote down without saying whom they had asked.
  private(set) var answered: [Int64: String] = [:]
  /// A write the old primary took after the new one was there.
  private(set) var wroteOnOld: TimelineEvent?
  /// A sentinel that saw the old primary well while the others could not reach it.
  private(set) var witness: TimelineEvent?
  /// What the old primary wrote about its replicas meanwhile.
  private(set) var service: TimelineEvent?
  /// The process of the old primary went on after it was declared down, without having been started anew.
  private(set) var livedOn = false

  init(story: SentinelStory, draft: SentinelAttempts.Draft, attempt: Attempt, previous: Int64?, next: Int64?) {
    self.story = story
    self.draft = draft
    old = attempt.oldPrimary ?? draft.address
    new = attempt.newPrimary
    self.previous = previous
    self.next = next
    let reach = draft.start - Self.day + 1..<draft.start + Self.day
    let servers = story.background.servers
    around = Array(
      servers.between(max(previous ?? .min, reach.lowerBound), min(next ?? .max, reach.upperBound)) + servers.undated)
    answered = killsByMember()
    manualDemotion = lastManualDemotion()
    death = lastSignOfLife()
    takeover = firstTakeover()
    demoted = firstDemotion()
    witness = ownWitness()
    livedOn = goesOn()
    returned = firstReturn()
    service = ownService()
    answered.merge(answersByMember()) { _, later in later }
    wroteOnOld = firstWriteOnOld()
  }

  private static let day: Int64 = 86_400_000_000

  var background: SentinelBackground { story.background }

  /// What sentinels said after a moment and before the next attempt.
  func reports(after moment: Int64) -> ArraySlice<TimelineEvent> { background.reports.after(moment, before: next) }

  func subject(_ event: TimelineEvent) -> String? { answered[event.id] ?? story.directory.subject(of: event) }

  /// Its own stop line, or a replica that lost it.
  private func lastSignOfLife() -> TimelineEvent? {
    // Where only the promotion is told, its own CLIENT KILL cuts links in the same moment: 0.5 s.
    let limit =
      (draft.first("odown", sign: "+") ?? draft.first("sdown", sign: "+"))?.at
      ?? (draft.events.isEmpty ? draft.start - 500_000 : draft.start)
    let stops = around.last { event in
      guard let at = event.at, at <= limit, limit - at < 600_000_000, subject(event) == old else { return false }
      return Self.isEnd(event)
    }
    // The link goes before anybody can notice; what breaks later was cut by the failover itself.
    let noticed = min(limit, draft.first("sdown", sign: "+")?.at ?? limit)
    let losses = around.filter { event in
      guard event.kind == .replicationBroken, let at = event.at, at <= noticed, limit - at < 600_000_000 else {
        return false
      }
      // A link to another member is another story; a name nobody else uses may be the primary's.
      guard subject(event) != old, (story.directory.resolve(event.peer) ?? old) == old else { return false }
      return event.code == "master-lost" || event.code == "connection-refused"
    }
    var connected: [ProcessID: Int64] = [:]
    for event in around where event.kind == .replicationConnected {
      if let at = event.at, at < limit { connected[event.process] = at }
    }
    // A link that came up again afterwards was another story.
    let loss = losses.first { connected[$0.process] ?? .min <= $0.at ?? 0 }
    guard let stops else { return loss }
    guard let loss else { return stops }
    // The kernel counts in whole seconds: what a replica saw within that second is nearer to the truth.
    if stops.code == "oom-killed", let second = stops.at, let lost = loss.at, (0..<1_000_000).contains(lost - second) {
      return loss
    }
    return (stops.at ?? 0) <= (loss.at ?? 0) ? stops : loss
  }

  /// Its own last line, or the kernel's word that it was killed.
  static func isEnd(_ event: TimelineEvent) -> Bool {
    event.kind == .instanceStopped || event.kind == .instanceCrashed || event.code == "oom-killed"
  }

  private func lastManualDemotion() -> TimelineEvent? {
    around.last { event in
      // FAILOVER, asked of the server itself while the sentinels knew nothing of it.
      if event.kind == .operationRequested, event.code == "failover", event.origin == "redis", draft.request == nil,
        subject(event) == old, let at = event.at
      {
        return at <= draft.start && draft.start - at < 300_000_000
      }
      guard event.kind == .roleChanged, event.role == "replica", subject(event) == old, let at = event.at,
        at <= draft.start, draft.start - at < 300_000_000
      else { return false }
      return !(event.attribute("client_name") ?? "").hasPrefix("sentinel-")
    }
  }

  var trigger: TimelineEvent {
    draft.request ?? manualDemotion ?? death.flatMap { Self.isEnd($0) ? $0 : nil } ?? draft.first
  }

  private func firstTakeover() -> TimelineEvent? {
    guard let new else { return nil }
    let turned = around.first { event in
      event.kind == .roleChanged && event.role == "primary" && subject(event) == new
        && (event.at ?? 0) >= draft.start - 1_000_000
    }
    return turned ?? draft.last("promoted-slave") ?? draft.switches.last
  }

  private func firstReturn() -> TimelineEvent? {
    // One that was made a replica by hand never left.
    guard manualDemotion == nil else { return nil }
    guard let taken = takeover?.at else { return captured("sdown", sign: "-") }
    let own = around.first { event in
      guard let at = event.at, at > taken, subject(event) == old, story.directory.processes[event.process] == old else {
        return false
      }
      return event.kind == .instanceStarted ? event.code != "start" : event.kind.family != "state"
    }
    let seen = reports(after: taken).first { event in
      SentinelGroup.isReplica(event, "sdown", sign: "-") && story.directory.name(event.instance) == old
    }
    // One that never got up again is not back.
    let last = around.last { ($0.at ?? 0) > taken && story.directory.processes[$0.process] == old }
    if seen == nil, let last, Self.isEnd(last), demoted == nil { return nil }
    // One that lived on alone is back when the others see it again.
    if let seen, livedOn { return seen }
    return [own, seen].compactMap { $0 }.min { ($0.at ?? 0) < ($1.at ?? 0) }
  }

  private func firstDemotion() -> TimelineEvent? {
    guard let taken = takeover?.at else { return captured("convert-to-slave") ?? captured("role-change", sign: "+") }
    return around.first { event in
      guard let at = event.at, at > taken, subject(event) == old else { return false }
      switch event.kind {
      case .roleChanged: return event.role == "replica"
      case .replicationStarted, .replicationConnected, .replicationResyncFull, .replicationResyncPartial:
        return story.directory.processes[event.process] == old
      default: return false
      }
    }
  }

  // MARK: - Events and measures

  /// Gives every event its step.
  func place(_ attempt: inout Attempt) {
    for event in draft.events { attempt.add(event, Self.step(event)) }
    let start = draft.start
    let end = draft.switches.last?.at ?? draft.lastAt
    // What the sentinels had been told before counts until they are told otherwise.
    let settings = previous.map { background.settings(before: min($0, next ?? .max)) } ?? []
    for event in settings + background.reports.between(previous, next) {
      let at = event.at ?? start
      attempt.add(event, at < start ? "before" : at > end ? "after" : Self.step(event))
    }
    for event in background.reports.undated { attempt.add(event, "state") }
    if let undoing {
      for event in background.servers.between(undoing.start.at, (undoing.told.at ?? 0) + 60_000_000) {
        attempt.add(event, "after")
      }
    }
    for event in around {
      if let member = answered[event.id] { attempt.assign(event, to: member) }
      guard let at = event.at else {
        attempt.add(event, "state")
        continue
      }
      attempt.add(event, at < start ? "before" : at > end ? "after" : event.kind == .roleChanged ? "switch" : "state")
    }
  }

  private static func step(_ event: TimelineEvent) -> String {
    switch event.kind.rawValue {
    case "operation.requested": "request"
    case "sentinel.sdown", "sentinel.odown", "sentinel.tilt": "detection"
    case "vote.cast", "vote.received", "sentinel.try.failover", "sentinel.elected.leader", "sentinel.new.epoch",
      "sentinel.failover.abort.not.elected":
      "election"
    case "sentinel.promoted.slave", "sentinel.selected.slave", "sentinel.failover.state.select.slave",
      "sentinel.failover.state.send.slaveof.noone", "sentinel.failover.state.wait.promotion",
      "sentinel.failover.abort.no.good.slave", "sentinel.failover.abort.slave.timeout":
      "promotion"
    case "sentinel.switch.master", "sentinel.failover.end": "switch"
    default: event.kind.rawValue.contains("reconf") ? "reconfiguration" : "state"
    }
  }

  func measure(_ attempt: inout Attempt) {
    let down = draft.first("odown", sign: "+") ?? draft.first("sdown", sign: "+")
    if draft.request == nil, manualDemotion == nil { attempt.measure("detection_time", from: death, to: down) }
    let elected = draft.first("elected-leader")
    let acting = elected?.process
    attempt.measure(
      "election_time",
      from: elected.flatMap { won in
        draft.events.last {
          $0.kind.isSentinel("try-failover") && $0.process == won.process && ($0.at ?? 0) <= (won.at ?? 0)
        }
      }, to: elected)
    let promoted = draft.events.first { $0.kind.isSentinel("promoted-slave") }
    let selected = draft.events.last {
      $0.kind.isSentinel("selected-slave") && ($0.at ?? 0) <= (promoted?.at ?? 0)
    }
    attempt.measure("promotion_time", from: selected, to: promoted)
    attempt.measure("reconfiguration_time", from: promoted, to: draft.last("failover-end"))
    let own = draft.switches.filter { $0.instance == draft.switchedTo }
    let leaderSwitch = own.last { $0.process == (promoted?.process ?? acting) } ?? own.first
    attempt.measure("switch_time", from: draft.first("sdown", sign: "+"), to: leaderSwitch)
    if let taken = takeover {
      if draft.request == nil {
        attempt.measure("no_primary_window", from: manualDemotion ?? death, to: taken)
      }
      attempt.measure("old_primary_return_to_demotion", from: returned, to: demoted)
      if let back = twoPrimariesFrom, let until = demoted, back.at ?? 0 < until.at ?? 0 {
        attempt.measure("dual_primary_window", from: back, to: until)
      }
    }
    if let lost = lostBytes { attempt.facts["lost_bytes"] = .integer(lost) }
    attempt.facts["tries"] = .integer(Int64(draft.events.count { $0.kind.isSentinel("try-failover") }))
    attempt.facts["death_proved"] = .bool(death != nil)
    attempt.facts["returned"] = .bool(returned != nil)
    attempt.facts["old_alive"] = .bool(livedOn)
    attempt.facts["cut_off"] = .bool(isCutOff)
    attempt.facts["ran_apart"] = .bool(ranApart)
    attempt.facts["manual"] = .bool(manualDemotion != nil)
    attempt.facts["demoted"] = .bool(demoted != nil)
    attempt.facts["never_answered"] = .array(neverAnswered(detection: attempt.seconds("detection_time")))
    attempt.facts["sentinel_logs"] = .integer(Int64(story.group.sentinels.count))
    attempt.facts["met"] = .bool(background.haveMet)
    attempt.facts["views"] = .array(background.views.map(JSONValue.string))
  }

  /// Replicas that were declared down as soon as down-after had passed since they were heard of, and never came up: at
  /// that address nobody ever was.
  private func neverAnswered(detection: Double?) -> [JSONValue] {
    let configured = around.lazy.compactMap { $0.attribute("down_after_milliseconds").flatMap { Double($0) } }.first
    let limit = Int64(((configured.map { $0 / 1000 } ?? detection ?? 30) + 2) * 1_000_000)
    return background.silent(by: draft.start, within: limit, before: next).map(JSONValue.string)
  }

  private func firstWriteOnOld() -> TimelineEvent? {
    guard let taken = takeover?.at else { return nil }
    return around.first { event in
      event.kind == .writeAccepted && subject(event) == old
        && (event.until ?? (answered[event.id] == nil ? 0 : .max)) > taken
    }
  }

  // MARK: - Outcome

  func judge(_ attempt: inout Attempt) {
    // Each of them looks through all that happened: once an attempt.
    let rival = rival
    if let rival {
      attempt.facts["two_owners"] = true
      attempt.facts["rival_group"] = .string(rival)
    }
    // A capture without times tells the order, and that is enough.
    guard new != nil, let taken = takeover.map({ $0.at ?? draft.start }) else {
      attempt.facts["closed_loop"] = .bool(ReplicationLoop(events: around, directory: story.directory).isClosed)
      attempt.outcome =
        draft.request != nil && !draft.has("failover-abort-no-good-slave") && draft.has("try-failover")
        ? "stuck" : "failed"
      return
    }
    var strays = primariesAtTheEnd().filter { $0 != new }
    if refusesToFollow, !strays.contains(old) { strays = (strays + [old]).sorted() }
    let printed = snapshots
    let lonely = Set(brokenAtTheEnd(after: taken)).union(leftBehind).union(printed.filter { !$0.isUp }.map(\.member))
      .subtracting(printed.filter(\.isUp).map(\.member)).sorted()
    if printed.contains(where: { $0.member == old }) { attempt.facts["demoted"] = true }
    if strays.contains(old) { attempt.facts["returned"] = true }
    attempt.facts["primaries_at_end"] = .array(([new ?? ""] + strays).map(JSONValue.string))
    attempt.facts["unfollowing"] = .array(lonely.map(JSONValue.string))
    attempt.facts["wrote_on_old"] = .bool(wroteOnOld != nil)
    let (late, remonitored, deposed, neverSynchronised) = (late, remonitored, deposed, neverSynchronised)
    // No copy of the old primary's data, by its own history or by its own log.
    let promotedUnsynced = neverSynchronised || startsEmpty
    let degraded =
      !strays.isEmpty || !lonely.isEmpty || wroteOnOld != nil || promotedUnsynced || refusesWrites(after: taken)
      || relapsed || remonitored != nil || !late.isEmpty || rival != nil || deposed != nil
      || ranApart
    attempt.facts["closed_loop"] = .bool(
      ReplicationLoop(events: around, directory: story.directory, until: taken).isClosed)
    attempt.facts["undone"] = .bool(deposed.map(isUndone) ?? false)
    attempt.facts["late"] = .array(late.sorted().map(JSONValue.string))
    attempt.facts["remonitored"] = .bool(remonitored != nil)
    attempt.facts["never_synced"] = .bool(neverSynchronised)
    attempt.facts["promoted_unsynced"] = .bool(promotedUnsynced)
    attempt.outcome = degraded ? "degraded" : "succeeded"
  }

  /// Members whose latest word about their own role, after the takeover, is primary.
  func primariesAtTheEnd() -> [String] {
    guard let taken = takeover?.at else { return [] }
    var latest: [String: (at: Int64, role: String)] = [:]
    for event in around {
      // What ended after its last word is no primary any more.
      if Self.isEnd(event), let at = event.at, at > taken, let member = subject(event) { latest[member] = nil }
      guard event.kind == .roleObserved || event.kind == .roleChanged, event.attribute("witness") != "label",
        let role = event.role, let member = subject(event)
      else { continue }
      if event.at == nil, !tellsOfTheEnd(event, member) { continue }
      // A sentinel that has not heard of the switch yet still names the old primary; that is no sign of its life.
      if member == old, role == "primary", event.attribute("witness") == "manager" { continue }
      let at = event.until ?? Int64.max
      if at > taken, at >= latest[member]?.at ?? 0 { latest[member] = (at, role) }
    }
    return latest.filter { $0.value.role == "primary" }.map(\.key).sorted()
  }

  /// What somebody printed without a time is taken as the end of the last story, where it belongs most often; not what
  /// the sentinels thought, and not the old primary with its replicas still around it.
  private func tellsOfTheEnd(_ event: TimelineEvent, _ member: String) -> Bool {
    guard next == nil, event.attribute("witness") == "database" else { return false }
    guard member == old, event.role == "primary" else { return true }
    return (event.attribute("connected_slaves").flatMap { Int64($0) } ?? 0) == 0
  }

  /// The new primary is in place and turns writers away.
  private func refusesWrites(after taken: Int64) -> Bool {
    around.contains { event in
      event.kind == .writeRefused && subject(event) == new && (event.until ?? .max) > taken
        && ["NOREPLICAS", "MISCONF", "OOM"].contains(event.code ?? "")
    }
  }

  /// Members that print that they follow the new primary, with the state of their link.
  private var snapshots: [(member: String, isUp: Bool)] {
    around.compactMap { event in
      guard event.kind == .roleObserved, event.role == "replica", let member = subject(event), member != new,
        let link = event.attribute("link"), link != "syncing", story.directory.name(event.peer) == new, new != nil
      else { return nil }
      guard event.at == nil ? next == nil : (event.at ?? 0) > (takeover?.at ?? 0) else { return nil }
      return (member, link == "up")
    }
  }

  /// The new primary never held the data of the old one: its history starts at offset 0 or 1.
  private var startsEmpty: Bool {
    around.contains { event in
      event.kind == .promotionSucceeded && subject(event) == new && (event.at ?? 0) >= draft.start - 1_000_000
        && (event.attribute("offset").flatMap { Int64($0) } ?? .max) <= 1
    }
  }
}
