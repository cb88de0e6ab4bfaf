import GRDB

/// From events to incidents: members, roles, attempts, measures, outcomes.
package enum Incidents {
  /// Builds every incident anew from the events of the timeline; findings that rested on older ones go.
  package static func build(_ timeline: Timeline) throws {
    let (events, processes) = try timeline.database.read { db in
      let again = try DuplicateSources.all(db)
      let events = try TimelineEvent.all(db)
      return (
        again.isEmpty ? events : events.filter { !again.contains($0.source) },
        try TimelineProcess.all(db).filter { !again.contains($0.id.source) }
      )
    }
    var directory = MemberDirectory()
    directory.note(beginningsOf: processes)
    let groups = SentinelGroup.all(in: events)
    // Pods first: the addresses that sentinels know are other names of them.
    let kube = KubeBlocksMembers(events, processes, into: &directory)
    let members = SentinelMembers(events: events, processes: processes)
    members.unify(groups, into: &directory)
    let codisGroups = CodisGroup.all(in: events)
    members.unify(codisGroups.map(\.members), into: &directory)
    // Servers alone: only where nobody else tells of roles.
    let isBare = groups.isEmpty && codisGroups.isEmpty && directory.members.isEmpty
    let servers = isBare ? ServerStory.group(events) : nil
    let printed = isBare && servers == nil ? PrintedRoles.group(events) : nil
    for group in [servers, printed].compactMap(\.self) {
      members.unify([group], into: &directory)
    }
    if let printed { PrintedAnswers(events).assign(in: printed.name, into: &directory) }
    let evidence = RoleEvidence.all(events, directory)
    let paths = Dictionary(processes.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
    let planned = try kubeBlocks(events, evidence, kube, directory, paths, besides: Set(groups.map(\.name)))
    var failovers = try sentinels(events, groups, directory) + codis(events, codisGroups, directory)
    if let servers {
      failovers += ServerStory(
        story: SentinelStory(group: servers, directory: directory, members: events, engine: Engine.name(events))
      ).attempts()
    } else if printed != nil {
      failovers += PrintedRoles(directory: directory, events: events, engine: Engine.name(events)).attempts()
    }
    let attempts = merge(planned, failovers, directory)
    try timeline.database.write { db in
      try Timeline.eraseDiagnosis(db)
      try RoleIntervals.store(db, evidence, directory)
      try store(directory.processes, directory, db)
      let byID = Dictionary(events.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      let members = try InsertStatement(into: "incident_event", Attempt.memberColumns, db)
      let stored = try attempts.sorted(by: before).map { attempt in
        let id = try attempt.store(db, members) { id in
          guard let event = byID[id] else { return (nil, nil) }
          return (directory.subject(of: event), directory.name(event.peer))
        }
        return (id, attempt)
      }
      for link in IncidentLinks.all(stored) { try link.store(db) }
    }
  }

  /// Whose log is whose: what a member's log could have shown is asked of that log.
  private static func store(
    _ members: [ProcessID: String], _ directory: MemberDirectory, _ db: Database
  ) throws {
    try db.execute(sql: "UPDATE process SET member = NULL, cluster = NULL WHERE member IS NOT NULL")
    let pieces = try SourcePieces(db)
    for (process, member) in members {
      for source in pieces.all(from: process.source) {
        try db.run(
          "UPDATE process SET member = ?, cluster = ? WHERE source_id = ? AND stream = ?",
          [member, directory.cluster(of: member), source, process.stream])
      }
    }
  }

  private static func before(_ left: Attempt, _ right: Attempt) -> Bool {
    (left.startedAt ?? .max, left.cluster ?? "", left.trigger ?? 0)
      < (right.startedAt ?? .max, right.cluster ?? "", right.trigger ?? 0)
  }

  private static func kubeBlocks(
    _ events: [TimelineEvent], _ evidence: [RoleEvidence], _ members: KubeBlocksMembers, _ directory: MemberDirectory,
    _ paths: [ProcessID: String], besides sentinels: Set<String>
  ) throws -> [Attempt] {
    let drafts = Dictionary(
      grouping: KubeBlocksAttempts(members: members, directory: directory, paths: paths).drafts(events), by: \.cluster)
    var own: [String: [TimelineEvent]] = [:]
    for event in events {
      if let cluster = members.cluster(of: event, directory) {
        own[cluster, default: []].append(event)
      } else {
        // What happens to a node happens to every cluster with a pod on it.
        for cluster in members.clusters(concernedBy: event, directory) { own[cluster, default: []].append(event) }
      }
    }
    let roles = Dictionary(grouping: evidence) { $0.cluster ?? "" }
    let clusters = Set(drafts.keys).union(own.keys).sorted()
    return try eachOnAnyCore(clusters) { [own] cluster in
      let events = own[cluster] ?? []
      let engine = Engine.name(events)
      let story = KubeBlocksStory(
        cluster: cluster, drafts: drafts[cluster] ?? [], events: events, evidence: roles[cluster] ?? [],
        directory: directory, engine: engine)
      let planned = story.attempts()
      guard events.contains(where: { $0.origin == "lorry" || $0.origin == "kubernetes" }) else { return planned }
      // A name that only sentinels use is no cluster of KubeBlocks, though its members be pods.
      let isNamed = events.contains { event in
        event.cluster == cluster && !SentinelGroup.isSentinel(event) && event.origin != "redis-cli"
      }
      guard isNamed || !sentinels.contains(cluster) else { return planned }
      return planned
        + KubeBlocksFailovers(
          cluster: cluster, events: story.events, evidence: roles[cluster] ?? [], planned: planned,
          directory: directory, engine: engine
        ).attempts()
    }
  }

  /// The attempts of many clusters or groups, in their order. What happened to one does not depend on the others.
  private static func eachOnAnyCore<Owner: Sendable>(
    _ owners: [Owner], _ attempts: @Sendable (Owner) -> [Attempt]
  ) throws -> [Attempt] {
    try Workers.map(Workers.runs(of: owners, atLeast: 8)) { $0.flatMap(attempts) }.flatMap(\.self)
  }

  private static func codis(
    _ events: [TimelineEvent], _ groups: [CodisGroup], _ directory: MemberDirectory
  ) -> [Attempt] {
    // One pass over the events, whatever the number of groups.
    var owners: [String: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      for server in group.servers { owners[server, default: []].append(index) }
    }
    var own = [[TimelineEvent]](repeating: [], count: groups.count)
    for event in events where !groups.isEmpty && !CodisGroup.isCodis(event) {
      if let member = directory.subject(of: event) {
        for index in owners[member] ?? [] { own[index].append(event) }
      } else if groups.count == 1, event.cluster == nil {
        own[0].append(event)
      }
    }
    return zip(groups, own).flatMap { group, members in
      CodisAttempts(group: group, directory: directory, members: members, engine: Engine.name(members)).attempts()
    }
  }

  private static func sentinels(
    _ events: [TimelineEvent], _ groups: [SentinelGroup], _ directory: MemberDirectory
  ) throws -> [Attempt] {
    var names: [String: Set<String>] = [:]
    for group in groups {
      for address in group.addresses { names[directory.resolve(address) ?? address, default: []].insert(group.name) }
    }
    // One pass over the events, whatever the number of groups.
    var own: [String: [TimelineEvent]] = [:]
    let nameless = NamelessServers(events, groups, names, directory)
    for event in events where !SentinelGroup.isSentinel(event) {
      guard let member = directory.subject(of: event) else {
        if event.cluster == nil, let owner = nameless.group(of: event) { own[owner, default: []].append(event) }
        continue
      }
      var owners = names[member] ?? []
      if let cluster = directory.cluster(of: member) { owners.insert(cluster) }
      for owner in owners { own[owner, default: []].append(event) }
    }
    let orders = Dictionary(
      groups.map { ($0.name, $0.events.filter { $0.kind.isSentinel("convert-to-slave") }) },
      uniquingKeysWith: { first, _ in first })
    let attempts = try eachOnAnyCore(groups) { [own, names] group in
      let members = own[group.name] ?? []
      let neighbours = group.addresses.reduce(into: Set<String>()) { found, address in
        found.formUnion(names[directory.resolve(address) ?? address] ?? [])
      }
      return SentinelStory(
        group: group, directory: directory, members: members, engine: Engine.name(members + group.events),
        others: neighbours.subtracting([group.name]).sorted().map { ($0, orders[$0] ?? []) }
      ).attempts()
    }
    return SentinelStandstill.oneForEachReplica(attempts)
  }

  /// A failover that a planned switchover ordered from the sentinels is part of it, not a second incident.
  private static func merge(_ planned: [Attempt], _ failovers: [Attempt], _ directory: MemberDirectory) -> [Attempt] {
    let spans = Dictionary(grouping: planned.filter { $0.cluster != nil }) { $0.cluster ?? "" }.mapValues { plans in
      TimeSpans(
        plans.compactMap { plan in
          plan.startedAt.map { ($0 - 2_000_000, (plan.endedAt ?? $0) + 120_000_000) }
        })
    }
    let free = failovers.filter { failover in
      guard let name = failover.cluster, let at = failover.startedAt else { return true }
      // Sentinels of a cluster call their group `<cluster>-<component>`.
      let ends = name.indices.filter { name[$0] == "-" } + [name.endIndex]
      return !ends.contains { spans[String(name[..<$0])]?.contains(at) ?? false }
    }
    return planned + free
  }
}

/// The database engine, from what its logs and objects say.
enum Engine {
  static func name(_ events: [TimelineEvent]) -> String? {
    for event in events { if let engine = event.attribute("engine") { return engine } }
    let origins = Set(events.map(\.origin))
    if origins.contains("pika") { return "pika" }
    if events.contains(where: { ($0.attribute("server") ?? "").lowercased() == "valkey" }) { return "valkey" }
    for engine in ["mongodb", "postgresql", "mysql", "redis"] where origins.contains(engine) { return engine }
    if origins.contains("sentinel") { return "redis" }
    let components = Set(events.compactMap(\.component))
    for engine in ["apecloud-mysql", "mysql", "postgresql", "mongodb", "redis", "etcd", "mogdb"]
    where components.contains(engine) { return engine }
    return nil
  }
}
