/// Finds out which server log belongs to which data node of a sentinel group.
///
/// Proof in falling strength: the process names its own address; its pod is a host name of the group; its port is the
/// port of one node only; it did what the sentinels say a node did (it was promoted when they promoted that node); it is
/// the only one left.
struct SentinelMembers {
  let events: [TimelineEvent]
  let processes: [TimelineProcess]

  func unify(_ groups: [SentinelGroup], into directory: inout MemberDirectory) {
    for group in groups { for address in group.addresses { directory.declare(address, in: group.name) } }
    let servers = processes.filter { process in
      !groups.contains { $0.sentinels.contains(process.id) } && isServer(process)
    }
    for server in servers {
      if let name = ownName(server, directory) { directory.assign(server.id, to: name) }
    }
    for group in groups { byPort(group, servers, &directory) }
    for group in groups { byBehaviour(group, servers, &directory) }
    for group in groups { byElimination(group, servers, &directory) }
  }

  private func isServer(_ process: TimelineProcess) -> Bool {
    let mode = process.facts["mode"]
    return mode != "sentinel"
      && events.contains { $0.process == process.id && ($0.origin == "redis" || $0.origin == "pika") }
  }

  /// The address or pod the process itself names.
  private func ownName(_ process: TimelineProcess, _ directory: MemberDirectory) -> String? {
    let facts = process.facts
    var names = [process.pod, facts["address"], facts["announce"], facts["pod"]]
    if let host = facts["host"] ?? facts["ip"] {
      if let port = facts["port"] { names.append(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)") }
      names.append(host)
    }
    return names.compactMap { directory.resolve($0) }.first
  }

  private func byPort(_ group: SentinelGroup, _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    for server in servers where directory.processes[server.id] == nil {
      guard let port = server.facts["port"] else { continue }
      let matches = group.addresses.filter { MemberDirectory.port(of: $0) == port }
      if matches.count == 1 { directory.assign(server.id, to: matches[0]) }
    }
  }

  /// A process that turned into a primary just before the sentinels saw exactly one node promoted is that node; one
  /// that replicas asked for synchronisation while the group had one primary is that primary.
  private func byBehaviour(_ group: SentinelGroup, _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    let promotions = group.events.filter { $0.kind == .sentinel("promoted-slave") }
    for server in servers where directory.processes[server.id] == nil {
      let own = events.filter { $0.process == server.id }
      let turns = own.filter { $0.kind == .roleChanged && $0.role == "primary" }
      let promoted = promotions.first { promotion in
        turns.contains { turn in
          guard let turned = turn.at, let seen = promotion.at else { return false }
          return seen >= turned - 1_000_000 && seen - turned < 12_000_000
        }
      }
      if let address = promoted?.instance {
        directory.assign(server.id, to: address)
        continue
      }
      let followed = Set(own.filter { $0.kind == .roleChanged || $0.kind == .replicationStarted }.compactMap(\.peer))
      let serves = own.contains { $0.kind == .roleObserved && $0.role == "primary" }
      let monitored = group.events.first { SentinelGroup.isPrimary($0, "monitor") }?.instance
      if serves, let monitored, !followed.contains(monitored), turns.isEmpty,
        !directory.processes.values.contains(monitored)
      {
        directory.assign(server.id, to: monitored)
      }
    }
  }

  private func byElimination(_ group: SentinelGroup, _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    let left = group.addresses.filter { !directory.processes.values.contains($0) }
    let unknown = servers.filter { directory.processes[$0.id] == nil }
    guard left.count == 1, unknown.count == 1, !contradicts(unknown[0], left[0]) else { return }
    directory.assign(unknown[0].id, to: left[0])
  }

  /// A process with another port, or one that followed the address, is not the node at that address.
  private func contradicts(_ process: TimelineProcess, _ address: String) -> Bool {
    if let port = process.facts["port"], port != MemberDirectory.port(of: address) { return true }
    return events.contains { event in
      event.process == process.id && event.peer == address
        && (event.kind == .roleChanged || event.kind == .replicationStarted || event.kind == .replicationBroken)
    }
  }
}
