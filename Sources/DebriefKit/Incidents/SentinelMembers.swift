/// Finds out which server log belongs to which data node of a sentinel group.
///
/// Proof in falling strength: the process names its own address; its pod is a host name of the group; its port is the
/// port of one node only; it did what the sentinels say a node did (it was promoted when they promoted that node); it is
/// the only one left.
struct SentinelMembers {
  private let processes: [TimelineProcess]
  /// Events of the data nodes by the log they stand in.
  private let events: [ProcessID: [TimelineEvent]]
  /// Addresses a log speaks of.
  private let mentions: [ProcessID: Set<String>]
  /// What says that a process ended, by itself or by the kernel.
  private let ends: [TimelineEvent]
  /// FAILOVERs that a terminal shows, by whom they were asked of.
  private let asked: [TimelineEvent]
  /// Pods and their addresses, as Kubernetes tells them.
  private let pods: [(name: String, ip: String)]
  /// Pods of a component of KubeBlocks: they are members of its cluster under their own name.
  private let managed: Set<String>

  init(events all: [TimelineEvent], processes: [TimelineProcess]) {
    self.processes = processes
    ends = all.filter { SentinelScene.isEnd($0) && ["redis", "pika", "kernel"].contains($0.origin) }
    asked = all.filter {
      $0.kind == .operationRequested && $0.code == "failover" && $0.origin == "redis-cli" && $0.at != nil
    }
    pods = all.compactMap { event in
      guard event.origin.hasPrefix("kube"), let name = event.instance, let ip = event.attribute("ip") else {
        return nil
      }
      return (name, ip)
    }
    managed = Set(all.lazy.filter { $0.origin.hasPrefix("kube") && $0.component != nil }.compactMap(\.instance))
    var events: [ProcessID: [TimelineEvent]] = [:]
    var mentions: [ProcessID: Set<String>] = [:]
    for event in all where event.origin == "redis" || event.origin == "pika" {
      events[event.process, default: []].append(event)
      for name in [event.instance, event.peer] {
        if let name, name.contains(":") { mentions[event.process, default: []].insert(name) }
      }
    }
    self.events = events
    self.mentions = mentions
  }

  func unify(_ groups: [SentinelGroup], into directory: inout MemberDirectory) {
    for group in groups { for address in group.addresses { directory.declare(address, in: group.name) } }
    nameByPort(groups, &directory)
    nameByPod(groups, &directory)
    let sentinels = groups.reduce(into: Set<ProcessID>()) { $0.formUnion($1.sentinels) }
    let servers = processes.filter { process in
      !sentinels.contains(process.id) && process.facts["mode"] != "sentinel"
        && (events[process.id] != nil || process.facts["began_as"] != nil)
    }
    for server in servers {
      guard let name = ownName(server, directory) else { continue }
      directory.assign(server.id, to: name)
      if let pod = server.pod { directory.alias(pod, of: name) }
    }
    byHost(servers, &directory)
    byRequest(servers, &directory)
    let candidates = candidates(groups, servers, directory)
    for (group, own) in zip(groups, candidates) { byPort(group, own, &directory) }
    for (group, own) in zip(groups, candidates) { byBehaviour(group, own, &directory) }
    byDeath(groups, servers, &directory)
    for (group, own) in zip(groups, candidates) { byElimination(group, own, &directory) }
    let names = LogNames(servers)
    names.assignEarlier(into: &directory)
    names.alias(into: &directory)
    placeHosts(&directory)
  }

  /// A pod is the member at its address, where that is one.
  private func nameByPod(_ groups: [SentinelGroup], _ directory: inout MemberDirectory) {
    guard !pods.isEmpty else { return }
    let hosts = Dictionary(grouping: Set(groups.flatMap(\.addresses))) { MemberDirectory.host(of: $0) ?? $0 }
    for (name, ip) in pods {
      guard let own = hosts[ip], own.count == 1 else { continue }
      directory.alias(name, of: own[0])
      // A chart's label made it a cluster of its own.
      if !managed.contains(name) { directory.merge(name, into: own[0]) }
    }
  }

  /// `redis-cli -p 7101` says no host: where one member only has that port, it is meant.
  private func nameByPort(_ groups: [SentinelGroup], _ directory: inout MemberDirectory) {
    var owners: [String: Set<String>] = [:]
    for address in groups.flatMap(\.addresses) {
      if let port = MemberDirectory.port(of: address) {
        owners[port, default: []].insert(directory.resolve(address) ?? address)
      }
    }
    for (port, members) in owners where members.count == 1 {
      if let member = members.first { directory.alias(":\(port)", of: member) }
    }
  }

  /// The servers that may belong to each group: those that speak of its addresses, and those that speak of nobody where
  /// there is only one group to belong to, or one only whose sentinels were at work in those days.
  private func candidates(
    _ groups: [SentinelGroup], _ servers: [TimelineProcess], _ directory: MemberDirectory
  ) -> [[TimelineProcess]] {
    let atWork = GroupsAtWork(groups)
    var places: [String: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      for address in group.addresses { places[address, default: []].append(index) }
    }
    var own = [[TimelineProcess]](repeating: [], count: groups.count)
    for server in servers where directory.processes[server.id] == nil {
      let spoken = mentions[server.id] ?? []
      let indices = Set(spoken.flatMap { places[$0] ?? [] })
      if indices.isEmpty {
        let near = groups.count == 1 ? 0 : span(of: server).flatMap(atWork.only)
        if let near { own[near].append(server) }
      } else {
        for index in indices.sorted() { own[index].append(server) }
      }
    }
    return own
  }

  /// From the first to the last time that a server tells.
  private func span(of server: TimelineProcess) -> ClosedRange<Int64>? {
    let times = (events[server.id] ?? []).compactMap(\.at)
    guard let first = times.min(), let last = times.max() else { return nil }
    return first...last
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
      let matches = group.addresses.filter { MemberDirectory.port(of: $0) == port && !contradicts(server, $0) }
      if matches.count == 1 { directory.assign(server.id, to: matches[0]) }
    }
  }

  /// A process that turned into a primary just before the sentinels saw exactly one node promoted is that node; one
  /// that replicas asked for synchronisation while the group had one primary is that primary.
  private func byBehaviour(_ group: SentinelGroup, _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    let promotions = group.events.filter { $0.kind.isSentinel("promoted-slave") }
    for server in servers where directory.processes[server.id] == nil {
      let own = events[server.id] ?? []
      let turns = own.filter { $0.kind == .roleChanged && $0.role == "primary" }
      let times = turns.compactMap(\.at).sorted()
      let promoted = promotions.first { promotion in
        guard let seen = promotion.at else { return false }
        let nearest = times.firstToPass { seen - $0 < 12_000_000 }
        return nearest < times.count && times[nearest] <= seen + 1_000_000
      }
      if let address = promoted?.instance {
        directory.assign(server.id, to: address)
        continue
      }
      let followed = Set(own.filter { $0.kind == .roleChanged || $0.kind == .replicationStarted }.compactMap(\.peer))
      let serves = isPrimary(server)
      let monitored = group.firstPrimary
      if serves, let monitored, !followed.contains(monitored), turns.isEmpty,
        !directory.logged.contains(directory.resolve(monitored) ?? monitored)
      {
        directory.assign(server.id, to: monitored)
      }
    }
  }

  /// A server that logs a FAILOVER in the moment in which a terminal shows it asked of one is that one.
  private func byRequest(_ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    guard !asked.isEmpty else { return }
    for server in servers where directory.processes[server.id] == nil {
      let own = (events[server.id] ?? []).filter { $0.kind == .operationRequested && $0.code == "failover" }
      let members = Set(
        own.flatMap { request in
          asked.filter { abs(($0.at ?? 0) - (request.at ?? 0)) <= Self.sameMoment }.compactMap(\.instance)
        })
      guard members.count == 1, let member = members.first, !contradicts(server, member) else { continue }
      directory.assign(server.id, to: member)
    }
  }

  /// A terminal shows whole seconds, and a command takes its time: 3 s.
  private static let sameMoment: Int64 = 3_000_000

  private func isPrimary(_ server: TimelineProcess) -> Bool {
    server.facts["began_as"] == "primary"
      || (events[server.id] ?? []).contains { $0.kind == .roleObserved && $0.role == "primary" }
  }

  /// Several logs of one machine with one server on it, as pika names it in the head of each.
  private func byHost(_ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    var members: [String: Set<String>] = [:]
    for server in servers {
      guard let host = server.facts["hostname"], let member = directory.processes[server.id] else { continue }
      members[host, default: []].insert(member)
    }
    for (host, own) in members.sorted(by: { $0.key < $1.key }) {
      if own.count == 1, let member = own.first { directory.alias(host, of: member) }
    }
    for server in servers where directory.processes[server.id] == nil {
      guard let host = server.facts["hostname"], let own = members[host], own.count == 1, let member = own.first else {
        continue
      }
      directory.assign(server.id, to: member)
    }
  }

  /// A primary that speaks of nobody and ended, and one primary only that the sentinels lost right after: it is that one.
  private func byDeath(_ groups: [SentinelGroup], _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    guard groups.count > 1 else { return }
    let losses = groups.compactMap { group in
      group.events.first { SentinelGroup.isPrimary($0, "sdown", sign: "+") }
    }
    for server in servers where directory.processes[server.id] == nil && (mentions[server.id] ?? []).isEmpty {
      guard isPrimary(server),
        let end = ends.filter({ $0.source == server.id.source }).compactMap(\.at).first
      else { continue }
      let after = losses.filter { loss in loss.at.map { $0 >= end && $0 - end < 120_000_000 } ?? false }
      guard after.count == 1, let address = after[0].instance,
        !directory.logged.contains(directory.resolve(address) ?? address)
      else { continue }
      directory.assign(server.id, to: address)
    }
  }

  /// The kernel's and the service manager's words stand in the log of the host, or in a file beside it: they are about
  /// the only member there.
  private func placeHosts(_ directory: inout MemberDirectory) {
    let told = Set(ends.lazy.filter { $0.origin == "kernel" }.map(\.process))
    for process in processes where told.contains(process.id) {
      let near = processes.filter { directory.processes[$0.id] != nil }
      let here = Set(near.filter { $0.id.source == process.id.source }.compactMap { directory.processes[$0.id] })
      let folder = Self.folder(process.path)
      let beside = Set(near.filter { Self.folder($0.path) == folder }.compactMap { directory.processes[$0.id] })
      if here.count == 1, let member = here.first {
        if outlives(member, what: process.id, directory) { continue }
        directory.place(process.id, beside: member)
      } else if here.isEmpty, beside.count == 1, let member = beside.first {
        directory.place(process.id, beside: member)
      }
    }
  }

  /// The member's process goes on after the kill that is told here: it was another one's, pasted into the same file.
  private func outlives(_ member: String, what killer: ProcessID, _ directory: MemberDirectory) -> Bool {
    let kills = ends.filter { $0.process == killer && $0.origin == "kernel" }.compactMap(\.at)
    let own = directory.processes.filter { $0.value == member }.flatMap { events[$0.key] ?? [] }
    return kills.contains { killed in
      let later = own.filter { ($0.at ?? .min) > killed + 2_000_000 }.min { ($0.at ?? 0, $0.id) < ($1.at ?? 0, $1.id) }
      return later.map { $0.kind != .instanceStarted } ?? false
    }
  }

  private static func folder(_ path: String) -> Substring {
    path.lastIndex(of: "/").map { path[..<$0] } ?? ""
  }

  private func byElimination(_ group: SentinelGroup, _ servers: [TimelineProcess], _ directory: inout MemberDirectory) {
    let left = group.addresses.filter { !directory.logged.contains(directory.resolve($0) ?? $0) }
    let unknown = servers.filter { directory.processes[$0.id] == nil }
    guard left.count == unknown.count else { return }
    var possible = Dictionary(
      unknown.map { server in (server.id, left.filter { !contradicts(server, $0) }) },
      uniquingKeysWith: { first, _ in first })
    // One that has one place only takes it from the others: two that follow each other, three of which one says nothing.
    var found: [ProcessID: String] = [:]
    while let server = possible.keys.sorted().first(where: { possible[$0]?.count == 1 }),
      let place = possible.removeValue(forKey: server)?.first
    {
      found[server] = place
      possible = possible.mapValues { $0.filter { $0 != place } }
    }
    guard possible.isEmpty else { return }
    for (server, place) in found.sorted(by: { $0.key < $1.key }) { directory.assign(server, to: place) }
  }

  /// A process with another port, one that followed the address, or one that was asked for data from there, is not the
  /// node at that address.
  private func contradicts(_ process: TimelineProcess, _ address: String) -> Bool {
    if let port = process.facts["port"], port != MemberDirectory.port(of: address) { return true }
    return (events[process.id] ?? []).contains { event in
      if event.instance == address, event.code == "asked" { return true }
      return event.peer == address
        && (event.kind == .roleChanged || event.kind == .replicationStarted || event.kind == .replicationBroken)
    }
  }
}
