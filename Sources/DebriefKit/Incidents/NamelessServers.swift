/// Which group the events of servers belong to that no sentinel knows: a replica whose name they could not resolve, one that
/// nobody told them of.
///
/// Where there is one group, it is that one. Where there are several, it is the one whose members the log speaks of, else the
/// only one whose sentinels were at work in those days: logs of another cluster that lie beside must not take it away.
struct NamelessServers {
  private let groups: [SentinelGroup]
  private var spoken: [ProcessID: Set<String>] = [:]

  init(_ events: [TimelineEvent], _ groups: [SentinelGroup], _ directory: MemberDirectory) {
    self.groups = groups
    guard groups.count > 1 else { return }
    var names: [String: Set<String>] = [:]
    for group in groups {
      for address in group.addresses { names[directory.resolve(address) ?? address, default: []].insert(group.name) }
    }
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
    let near = groups.filter { $0.isAtWork(in: at...(event.until ?? at)) }
    return near.count == 1 ? near.first?.name : nil
  }
}
