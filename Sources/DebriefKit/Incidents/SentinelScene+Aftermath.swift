/// What the sentinels' own logs say about members that do not follow, where the members' logs are not at hand.
extension SentinelScene {
  /// Being told once to follow is the ordinary way back; being told again every few seconds means that it does not work.
  static let convertedTooOften = 3
  static let convertedTooLong: Int64 = 15_000_000

  /// What a capture without times tells of the old primary in the lines behind the switch.
  func captured(_ name: String, sign: String? = nil) -> TimelineEvent? {
    guard let switched = draft.switches.last, switched.at == nil else { return nil }
    return story.group.events.first { event in
      event.at == nil && event.process == switched.process && event.line > switched.line
        && SentinelGroup.isReplica(event, name, sign: sign) && story.directory.name(event.instance) == old
    }
  }

  /// The old primary is told again and again to be a replica, and nothing shows that it became one.
  var refusesToFollow: Bool {
    guard let taken = takeover?.at else { return false }
    let told = reports(after: taken).filter { $0.kind.isSentinel("convert-to-slave") && subject($0) == old }
    let last = told.compactMap(\.at).max() ?? 0
    if let demoted = demoted?.at, demoted >= last { return false }
    return Dictionary(grouping: told, by: \.process).values.contains { orders in
      let times = orders.compactMap(\.at)
      return orders.count >= Self.convertedTooOften
        && (times.max() ?? 0) - (times.min() ?? 0) >= Self.convertedTooLong
    }
  }

  /// After the switch somebody took the name away from the sentinels and had them monitor the replaced address again.
  ///
  /// A sentinel that starts with a stale configuration monitors it, too, and learns better by itself.
  var remonitored: TimelineEvent? {
    guard let taken = takeover?.at else { return nil }
    let later = reports(after: taken).filter { SentinelGroup.isPrimary($0, "monitor") }
    guard let removed = later.first(where: { $0.attribute("sign") == "-" })?.at else { return nil }
    return later.first { event in
      event.attribute("sign") == "+" && (event.at ?? 0) >= removed && story.directory.name(event.instance) == old
    }
  }

  /// The old primary had been made a replica and was a primary again after its next start.
  var relapsed: Bool {
    guard let first = demoted?.at else { return false }
    let restart = around.first { event in
      event.kind == .instanceStarted && (event.at ?? 0) > first && story.directory.processes[event.process] == old
    }
    guard let restarted = restart?.at else { return false }
    return around.contains { event in
      guard let at = event.at, event.role == "primary", subject(event) == old, event.attribute("witness") == "database"
      else { return false }
      return (event.kind == .roleObserved || event.kind == .roleChanged) && at >= restarted
    }
  }

  /// How much of the old primary's stream the new one never had: what a member asked for beyond the offset at which the
  /// new history begins. The longest counts, for all of them hold the beginning of one stream.
  var lostBytes: Int64? {
    guard let taken = takeover?.at else { return nil }
    let lost = around.compactMap { event -> Int64? in
      guard event.code == "offset-beyond", let at = event.at, at > taken, let new, subject(event) ?? new == new else {
        return nil
      }
      return event.attribute("lost_bytes").flatMap { Int64($0) }
    }
    return lost.max().flatMap { $0 > 0 ? $0 : nil }
  }

  /// Replicas that were told to follow the new primary and never did, when the failover ran out of time.
  var leftBehind: Set<String> { behind(arrivedBy: .max) }

  /// Replicas that did not follow when the failover was declared over for lack of time, even if they came later.
  var late: Set<String> {
    guard let end = draft.last("failover-end-for-timeout")?.at else { return [] }
    return behind(arrivedBy: end + Self.grace)
  }

  /// The end that a sentinel declares and the arrival of a replica are one moment within 5 s.
  private static let grace: Int64 = 5_000_000

  private func behind(arrivedBy limit: Int64) -> Set<String> {
    guard draft.has("failover-end-for-timeout"), let taken = takeover?.at else { return [] }
    func subjects(_ name: String) -> Set<String> {
      Set(draft.events.filter { $0.kind.isSentinel(name) }.compactMap(subject))
    }
    let arrived = around.filter { event in
      (event.kind == .replicationConnected || event.kind == .replicationResyncPartial)
        && (taken + 1...limit).contains(event.at ?? 0)
    }
    return subjects("slave-reconf-sent")
      .subtracting(subjects("slave-reconf-done"))
      .subtracting(arrived.compactMap { story.directory.processes[$0.process] })
  }
}
