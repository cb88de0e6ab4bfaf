/// Which group the events of servers belong to that no sentinel knows: a replica whose name they could not resolve, one that
/// nobody told them of.
///
/// Where there is one group, it is that one. Where there are several, it is the one whose members the log speaks of, else the
/// only one whose sentinels were at work in those days: logs of another cluster that lie beside must not take it away.
struct NamelessServers {
  private let groups: [SentinelGroup]
  private let atWork: GroupsAtWork
  private var spoken: [ProcessID: Set<String>] = [:]

  /// `names` are the groups of each member.
  init(
    _ events: [TimelineEvent], _ groups: [SentinelGroup], _ names: [String: Set<String>], _ directory: MemberDirectory
  ) {
    self.groups = groups
    atWork = GroupsAtWork(groups)
    guard groups.count > 1 else { return }
    for event in events where !SentinelGroup.isSentinel(event) {
      for name in [event.instance, event.peer].compactMap(\.self) {
        guard let known = names[directory.resolve(name) ?? name] else { continue }
        spoken[event.process, default: []].formUnion(known)
      }
    }
  }

  func group(of event: TimelineEvent) -> String? {
    guard groups.count > 1 else { return groups.first?.name }
    if let own = spoken[event.process] { return own.count == 1 ? own.first : nil }
    guard let at = event.at else { return nil }
    return atWork.only(in: at...max(at, event.until ?? at)).map { groups[$0].name }
  }
}

/// Groups by the days in which their sentinels wrote anything. Built once: with many groups, asking each for every server
/// would take the square of their number.
struct GroupsAtWork {
  private struct Presence {
    var days: ClosedRange<Int64>
    var group: Int
    /// The latest end of this span and those before it.
    var reach: Int64
  }

  /// By their beginnings.
  private var presences: [Presence] = []
  /// Before the first and after the last that a group's sentinels tell.
  private static let day: Int64 = 86_400_000_000

  init(_ groups: [SentinelGroup]) {
    let known = groups.enumerated().compactMap { index, group in group.span.map { (index, $0) } }
    for (index, span) in known.sorted(by: { $0.1.lowerBound < $1.1.lowerBound }) {
      let days = span.lowerBound - Self.day...span.upperBound + Self.day
      presences.append(Presence(days: days, group: index, reach: max(days.upperBound, presences.last?.reach ?? .min)))
    }
  }

  /// The only group at work within a day of those times; nil for none or several.
  func only(in times: ClosedRange<Int64>) -> Int? {
    var found: Int?
    let end = presences.firstToPass { $0.days.lowerBound > times.upperBound }
    for presence in presences[..<end].reversed() {
      guard presence.reach >= times.lowerBound else { break }
      guard presence.days.upperBound >= times.lowerBound else { continue }
      guard found == nil else { return nil }
      found = presence.group
    }
    return found
  }
}
