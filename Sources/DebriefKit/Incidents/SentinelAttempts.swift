/// Finds the attempts to move the primary of a sentinel group: told by many sentinels, each is one attempt.
///
/// An attempt belongs to the address that is being replaced. It opens with the first `+sdown`, `+odown`, `+try-failover`
/// or request for that address, takes every retry, and ends with `+switch-master` away from it or when the address is
/// well again.
struct SentinelAttempts {
  let group: SentinelGroup
  let directory: MemberDirectory

  /// An attempt while its events are gathered.
  struct Draft {
    var address: String
    var first: TimelineEvent
    var events: [TimelineEvent]
    var request: TimelineEvent?
    var switches: [TimelineEvent] = []
    /// The address was declared well again without a switch.
    var cleared: TimelineEvent?

    /// The one that was promoted, where the switch names it: a sentinel that slept may log a later primary instead.
    ///
    /// Where the logs end between promotion and switch the primary has moved all the same.
    var switchedTo: String? {
      let promoted = last("promoted-slave")?.instance
      return switches.isEmpty || switches.contains { $0.instance == promoted } ? promoted : switches.last?.instance
    }
    /// A capture without times has its place from a script that wrote down the same switch.
    var moment: Int64?
    var start: Int64 { first.at ?? moment ?? 0 }
    var lastAt: Int64 { events.compactMap(\.until).max() ?? start }
    func has(_ name: String, sign: String? = nil) -> Bool {
      events.contains { $0.kind.isSentinel(name) && (sign == nil || $0.attribute("sign") == sign) }
    }
    func first(_ name: String, sign: String? = nil) -> TimelineEvent? {
      events.first { $0.kind.isSentinel(name) && (sign == nil || $0.attribute("sign") == sign) }
    }
    func last(_ name: String) -> TimelineEvent? { events.last { $0.kind.isSentinel(name) } }
  }

  /// A primary that is subjectively down for less than this and comes back without any agreement is noise: 15 s.
  static let briefest: Int64 = 15_000_000
  /// What begins this long after the address was well again is another story: a minute.
  static let calm: Int64 = 60_000_000

  func drafts() -> [Draft] {
    let told = told
    var found = drafts(told)
    found += unopened(told, beside: found)
    return oneOfEachView(found.filter(matters).sorted { ($0.start, $0.address) < ($1.start, $1.address) })
  }

  /// What the sentinels say, in order. What others wrote down of them comes later and in whole seconds: it counts only
  /// where no sentinel's log is there; a capture without times only where nothing else is, in the order of its lines.
  private var told: [TimelineEvent] {
    let hasLogs = !group.sentinels.isEmpty
    let dated = group.events.filter { $0.at != nil && !(hasLogs && SentinelGroup.isCopy($0)) }
    guard !hasLogs, !dated.contains(where: { Self.opens($0) || $0.kind.isSentinel("switch-master") }) else {
      return dated
    }
    let captures = Dictionary(grouping: group.events.filter { $0.at == nil && SentinelGroup.isCopy($0) }, by: \.process)
    // Each is one observer's whole story: the fullest is enough.
    let fullest = captures.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.value ?? []
    return fullest.isEmpty ? dated : fullest.sorted { ($0.line, $0.id) < ($1.line, $1.id) }
  }

  /// Switches whose beginning nobody saw: a log that starts in the middle, the arguments of a script.
  private func unopened(_ told: [TimelineEvent], beside drafts: [Draft]) -> [Draft] {
    let moves = drafts.filter { $0.switchedTo != nil }.sorted { $0.start < $1.start }
    var found: [Draft] = []
    for event in told where event.kind.isSentinel("switch-master") || Self.isReconfiguration(event) {
      guard let old = event.peer, let new = event.instance, old != new else { continue }
      if isKnown(event, to: new, from: old, moves, drafts) { continue }
      if let last = found.last, last.address == old, last.switchedTo == new || event.at == nil { continue }
      found.append(Draft(address: old, first: event, events: [event], switches: [event]))
    }
    return found
  }

  /// An observer may hear of a switch minutes after the others, and one that was away for days learns it when it is back:
  /// as long as the primary has not moved on to where it was, it is the same switch.
  private func isKnown(_ event: TimelineEvent, to new: String, from old: String, _ moves: [Draft], _ drafts: [Draft])
    -> Bool
  {
    guard let at = event.at else { return moves.contains { $0.address == old && $0.switchedTo == new } }
    let next = moves.firstToPass { $0.start > at }
    // An observer whose clock is behind.
    if next < moves.count, moves[next].address == old, moves[next].switchedTo == new,
      moves[next].start - at < Self.latest
    {
      return true
    }
    if next > 0 { return moves[next - 1].switchedTo != old }
    // Before the first of them: an attempt that is told without its end.
    return drafts.contains { $0.address == old && $0.switches.isEmpty && abs($0.start - at) < Self.latest }
  }

  /// How far apart two sentinels' words about one switch may be where nothing else tells: an hour.
  private static let latest: Int64 = 3_600_000_000

  private static func isReconfiguration(_ event: TimelineEvent) -> Bool {
    event.code == "client-reconfig" && event.attribute("state") != "end"
  }

  private func drafts(_ told: [TimelineEvent]) -> [Draft] {
    var done: [Draft] = []
    var open: [String: Draft] = [:]
    var request: TimelineEvent?
    for event in told {
      if event.kind == .operationRequested {
        request = event
        continue
      }
      guard let address = monitored(event) else { continue }
      if Self.opens(event) {
        // Changed in place: a copy of the events for each further one would make long outages quadratic.
        let continues =
          open[address].map { !isOver($0, before: event) && ($0.switches.isEmpty || !supersedes(event, $0)) } ?? false
        if continues {
          open[address]?.cleared = nil
          open[address]?.events.append(event)
          continue
        }
        if let old = open.removeValue(forKey: address) { done.append(old) }
        var draft = Draft(address: address, first: event, events: [event])
        if let asked = request, let at = asked.at, let now = event.at, now - at < 30_000_000 {
          draft.request = asked
          draft.first = asked
          draft.events.insert(asked, at: 0)
        }
        request = nil
        open[address] = draft
        continue
      }
      guard open[address] != nil else { continue }
      open[address]?.events.append(event)
      if SentinelGroup.isPrimary(event, "sdown", sign: "-") { open[address]?.cleared = event }
      guard event.kind.isSentinel("switch-master") else { continue }
      open[address]?.switches.append(event)
      // The new address may have been replaced before; that story is over now.
      if let new = event.instance, new != address, let old = open.removeValue(forKey: new) { done.append(old) }
    }
    done += open.values
    return done.map(placed)
  }

  /// With the time of the script that was run for the same switch, where the draft itself has none.
  private func placed(_ draft: Draft) -> Draft {
    guard draft.first.at == nil else { return draft }
    let script = group.events.first { event in
      Self.isReconfiguration(event) && event.at != nil && event.peer == draft.address
        && event.instance == draft.switchedTo
    }
    var draft = draft
    draft.moment = script?.at
    return draft
  }

  /// An outage nobody agreed on ended long before this event: a sentinel that loses sight for a second, time and again.
  private func isOver(_ draft: Draft, before event: TimelineEvent) -> Bool {
    guard let cleared = draft.cleared?.at, let at = event.at, draft.switches.isEmpty else { return false }
    return at - cleared > Self.calm && !draft.has("try-failover") && !draft.has("odown", sign: "+")
  }

  /// Sentinels that know one primary by different addresses (127.0.0.1 on its own host) miss it in the same minute: one
  /// outage, told by the address that others can use, too.
  private func oneOfEachView(_ drafts: [Draft]) -> [Draft] {
    guard !group.views.isEmpty else { return drafts }
    var found: [Draft] = []
    for draft in drafts {
      guard let index = found.lastIndex(where: { isSameOutage($0, draft) }) else {
        found.append(draft)
        continue
      }
      if Self.isLoopback(found[index].address) { found[index].address = draft.address }
      found[index].events = (found[index].events + draft.events).sorted { ($0.at ?? 0, $0.id) < ($1.at ?? 0, $1.id) }
      if draft.cleared == nil { found[index].cleared = nil }
    }
    return found
  }

  private func isSameOutage(_ left: Draft, _ right: Draft) -> Bool {
    left.address != right.address && left.switches.isEmpty && right.switches.isEmpty
      && right.start - left.start < Self.calm
      && (Self.isLoopback(left.address) || Self.isLoopback(right.address))
  }

  private static func isLoopback(_ address: String) -> Bool {
    address.hasPrefix("127.") || address.hasPrefix("localhost:") || address.hasPrefix("[::1]")
  }

  /// The address of the primary an event is about, as its writer saw it.
  private func monitored(_ event: TimelineEvent) -> String? {
    if event.kind.isSentinel("switch-master") { return event.peer }
    switch event.attribute("type") {
    case "master": return event.instance
    case "slave", "sentinel": return event.peer
    default: return nil
    }
  }

  private static func opens(_ event: TimelineEvent) -> Bool {
    SentinelGroup.isPrimary(event, "sdown", sign: "+") || SentinelGroup.isPrimary(event, "odown", sign: "+")
      || event.kind.isSentinel("try-failover")
  }

  /// After a switch away from an address, news about it from a late sentinel still belong to that switch for 15 s.
  private func supersedes(_ event: TimelineEvent, _ draft: Draft) -> Bool {
    guard let at = event.at, let switched = draft.switches.last?.at else { return true }
    return at - switched > 15_000_000
  }

  private func matters(_ draft: Draft) -> Bool {
    if draft.has("odown", sign: "+") || draft.has("try-failover") || !draft.switches.isEmpty { return true }
    guard let cleared = draft.cleared?.at else { return true }
    return cleared - draft.start >= Self.briefest
  }
}
