/// Clusters, components and pods of KubeBlocks, and which of them an event belongs to.
struct KubeBlocksMembers: Sendable {
  /// Operation → cluster.
  private(set) var operations: [String: String] = [:]
  /// Process → cluster, from what most of its events say.
  private(set) var processes: [ProcessID: String] = [:]
  private var jobs: [String: String] = [:]
  /// The cluster, where the timeline names one and no other: a log without a name is about it.
  private var only: String?
  /// Who writes only about its own cluster.
  private static let memberOrigins: Set<String> = [
    "lorry", "syncer", "kbagent", "job", "mysql", "postgresql", "patroni", "mongodb", "application",
  ]
  /// ComponentDefinition, or how its name begins → clusters that use it.
  private var definitions: [String: Set<String>] = [:]
  /// Node → clusters with a pod on it.
  private var nodes: [String: Set<String>] = [:]

  /// Components whose names are usual enough to cut a pod name at them.
  static let usualComponents = [
    "mysql", "apecloud-mysql", "wesql", "postgresql", "pg", "mongodb", "redis", "redis-sentinel", "etcd", "mogdb",
    "opengauss", "mariadb", "valkey", "orchestrator", "kafka",
  ]

  private static let origins: Set<String> = [
    "kubernetes", "kbcli", "kubectl", "lorry", "syncer", "kbagent", "controller", "job",
  ]

  init(_ events: [TimelineEvent], _ sources: [TimelineProcess], into directory: inout MemberDirectory) {
    // Without a word from Kubernetes a name is just a name.
    guard events.contains(where: { Self.origins.contains($0.origin) }) else { return }
    for event in events {
      if let operation = event.attribute("operation"), let cluster = event.cluster, operations[operation] == nil {
        operations[operation] = cluster
      }
      learnJob(event)
      if let definition = event.attribute("component_def"), let cluster = event.cluster {
        definitions[definition, default: []].insert(cluster)
      }
      guard let cluster = event.cluster, !SentinelGroup.isSentinel(event) else { continue }
      for name in [event.instance, event.peer] {
        if let name, Self.isMember(name, of: cluster) { directory.declare(name, in: cluster) }
      }
    }
    for job in Set(events.compactMap { $0.kind.family == "job" ? $0.instance : $0.attribute("job") })
    where jobs[job] == nil {
      let own = operations.filter { job.hasPrefix("kb-switchover-job-\($0.value)-") }
      jobs[job] = KubeBlocksJobName.operation(job, among: operations.keys) ?? (own.count == 1 ? own.first?.key : nil)
      // A pod of which only the status is left, without its name: there is but one operation that it can be of.
      if ObjectPart.jobContainers.contains(job), operations.count == 1 { jobs[job] = operations.first?.key }
    }
    aliasFileNames(sources, in: &directory)
    // Pods that are only ever named without their cluster.
    let clusters = Set(operations.values).union(directory.members.keys)
    var strangers: Set<String> = []
    for event in events {
      for name in [event.instance, event.peer] {
        guard let name, !strangers.contains(name), directory.resolve(name) == nil else { continue }
        // Each name is looked at once, however often it stands in the logs.
        let pod = MemberName.pod(name)
        if let cluster = Self.cluster(of: pod, among: clusters) {
          directory.declare(pod, in: cluster)
        } else {
          strangers.insert(name)
        }
      }
      if let ip = event.attribute("ip"), let pod = event.instance { directory.alias(ip, of: pod) }
    }
    for source in sources {
      if let pod = source.pod ?? source.facts["pod"] ?? source.facts["path_pod"], directory.resolve(pod) != nil {
        directory.assign(source.id, to: pod)
      }
    }
    var votes: [ProcessID: [String: Int]] = [:]
    for event in events {
      let said = event.cluster ?? directory.cluster(of: event.instance) ?? directory.cluster(of: event.peer)
      if let said { votes[event.process, default: [:]][said, default: 0] += 1 }
    }
    for (process, counts) in votes {
      // Logs of the operator and of the API server speak about every cluster: they belong to none.
      if counts.count == 1, let only = counts.first { processes[process] = only.key }
    }
    voteByText(events, directory)
    placeByFolder(sources, directory)
    let named = Set(operations.values).union(
      events.lazy.filter { !SentinelGroup.isSentinel($0) }.compactMap(\.cluster))
    only = named.count == 1 ? named.first : nil
    placePods(events, directory)
    KubeBlocksIdentity(events: events, processes: sources).assign(processes, into: &directory)
  }

  /// The jobs of an operation, from its progress (`CheckJob/<job>`, `Job/<job>`) and from the jobs themselves.
  private mutating func learnJob(_ event: TimelineEvent) {
    guard let operation = event.attribute("operation") else { return }
    if event.kind.family == "job", let job = event.instance { jobs[job] = operation }
    if let job = event.attribute("job") { jobs[job] = operation }
    if let key = event.attribute("object_key"), let slash = key.firstIndex(of: "/"), key[..<slash].hasSuffix("Job") {
      jobs[String(key[key.index(after: slash)...])] = operation
    }
  }

  /// The switchover job without a known operation that an event is about or comes from: the job's name and its cluster.
  func lonelyJob(of event: TimelineEvent, _ directory: MemberDirectory) -> (name: String, cluster: String)? {
    guard event.kind.family == "job" || event.kind.family == "pod", operation(of: event) == nil,
      let name = event.kind.family == "job" ? event.instance : event.attribute("job"), name.contains("switchover"),
      let cluster = event.cluster ?? KubeBlocksJobName.cluster(name, among: directory.members.keys) ?? only
    else { return nil }
    return (name, cluster)
  }

  /// The operation an event belongs to: named, or through its job or the job's pod (`<job>-<five letters>`).
  func operation(of event: TimelineEvent) -> String? {
    if let operation = event.attribute("operation") { return operation }
    guard !jobs.isEmpty else { return nil }
    if let job = event.attribute("job") { return jobs[job] }
    guard event.kind.family == "job" || event.kind.family == "pod" || event.kind == .stateObserved,
      let name = event.instance
    else { return nil }
    if let operation = jobs[name] { return operation }
    guard let dash = name.lastIndex(of: "-"), name.distance(from: dash, to: name.endIndex) == 6 else { return nil }
    return jobs[String(name[..<dash])]
  }

  /// A file's name may carry more than the pod (`before-till-mysql-0.log`): where it ends in a known member, that is meant.
  private func aliasFileNames(_ sources: [TimelineProcess], in directory: inout MemberDirectory) {
    for source in sources where source.pod == nil && source.facts["pod"] == nil {
      guard let name = source.facts["path_pod"], !name.isEmpty, directory.resolve(name) == nil else { continue }
      let known = directory.members.values.joined().filter { name.hasSuffix("-" + $0) }
      if let member = known.max(by: { $0.count < $1.count }) { directory.alias(name, of: member) }
    }
  }

  /// An agent's log may name nobody but in the output of what it ran: a member's name in there tells the cluster.
  private mutating func voteByText(_ events: [TimelineEvent], _ directory: MemberDirectory) {
    var texts: [ProcessID: String] = [:]
    for event in events where event.origin == "kbagent" && processes[event.process] == nil {
      guard directory.processes[event.process] == nil, let body = event.attribute("body") else { continue }
      texts[event.process, default: ""] += body
    }
    for (process, text) in texts {
      let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init))
      let clusters = Set(words.compactMap { directory.cluster(of: $0) })
      if clusters.count == 1 { processes[process] = clusters.first }
    }
  }

  /// People sort what they collect into a folder a cluster, or put the cluster's name before the file's; a database's log
  /// often names nobody.
  private mutating func placeByFolder(_ sources: [TimelineProcess], _ directory: MemberDirectory) {
    let clusters = Set(operations.values).union(directory.members.keys)
    for source in sources where processes[source.id] == nil && directory.processes[source.id] == nil {
      let parts = source.path.split(separator: "/")
      guard let file = parts.last else { continue }
      let folder = parts.dropLast().last { clusters.contains(String($0)) }
      let prefix = clusters.filter { name in
        file.hasPrefix(name) && file.dropFirst(name.count).first.map { "-_.".contains($0) } == true
      }.max { ($0.count, $0) < ($1.count, $1) }
      if let cluster = folder.map(String.init) ?? prefix { processes[source.id] = cluster }
    }
  }

  private mutating func placePods(_ events: [TimelineEvent], _ directory: MemberDirectory) {
    guard events.contains(where: { Self.concernsNode($0) }) else { return }
    for event in events {
      let isPod = event.kind.family == "pod" || event.kind == .stateObserved && event.code == "pod"
      let node = isPod ? event.peer ?? event.attribute("host") : event.attribute("node")
      guard let node, let cluster = cluster(of: event, directory) else { continue }
      // kbcli prints `name/address`.
      nodes[String(node.prefix { $0 != "/" }), default: []].insert(cluster)
    }
  }

  private static func concernsNode(_ event: TimelineEvent) -> Bool {
    event.kind.family == "node" || event.kind.family == "resource" && event.cluster == nil
  }

  /// The clusters with a pod on the node that an event is about, sorted; the versions installed concern all.
  func clusters(concernedBy event: TimelineEvent, _ directory: MemberDirectory) -> [String] {
    if event.code == "versions" { return directory.members.keys.sorted() }
    // A definition belongs to no cluster and concerns those that are made by it.
    if event.code == "action-limit", let name = event.attribute("object") {
      let users = definitions.filter { name == $0.key || name.hasPrefix($0.key + "-") }.flatMap(\.value)
      guard users.isEmpty else { return Set(users).sorted() }
      return directory.members.count == 1 ? Array(directory.members.keys) : []
    }
    guard Self.concernsNode(event), let node = event.instance else { return [] }
    return (nodes[node] ?? []).sorted()
  }

  /// The cluster an event belongs to.
  func cluster(of event: TimelineEvent, _ directory: MemberDirectory) -> String? {
    if let cluster = event.cluster, !SentinelGroup.isSentinel(event) { return cluster }
    if let cluster = directory.cluster(of: event.instance) ?? directory.cluster(of: event.peer) { return cluster }
    if event.kind.family == "node", let cluster = directory.cluster(of: event.attribute("pod")) { return cluster }
    if let operation = operation(of: event),
      let cluster = operations[operation]
    {
      return cluster
    }
    if event.attribute("object_kind") == "InstanceSet" || event.attribute("object_kind") == "Component",
      let name = event.instance
    {
      return Self.cluster(ofComponent: name, among: directory.members.keys)
    }
    if let cluster = event.cluster ?? processes[event.process] { return cluster }
    if let cluster = directory.cluster(of: directory.processes[event.process]) { return cluster }
    if let operation = event.attribute("operation") {
      return KubeBlocksJobName.cluster(ofOperation: operation, among: directory.members.keys) ?? only
    }
    return Self.memberOrigins.contains(event.origin) ? only : nil
  }

  /// An InstanceSet or a Component is called `<cluster>-<component>`.
  private static func cluster(ofComponent name: String, among clusters: some Sequence<String>) -> String? {
    let known = clusters.filter { name.hasPrefix($0 + "-") }.max { $0.count < $1.count }
    if let known { return known }
    let component = usualComponents.filter { name.hasSuffix("-" + $0) }.max { $0.count < $1.count }
    return component.map { String(name.dropLast($0.count + 1)) }
  }

  /// `<cluster>-<component>-<ordinal>`, also with a shard name between.
  static func isMember(_ name: String, of cluster: String) -> Bool {
    guard name.hasPrefix(cluster + "-"), let ordinal = name.split(separator: "-").last else { return false }
    return !ordinal.isEmpty && ordinal.allSatisfy(\.isNumber) && !name.contains("/") && !name.contains("switchover")
  }

  private static func cluster(of name: String, among clusters: Set<String>) -> String? {
    let known = clusters.filter { isMember(name, of: $0) }.max { $0.count < $1.count }
    if let known { return known }
    let parts = name.split(separator: "-")
    guard parts.count >= 3, let last = parts.last, last.allSatisfy(\.isNumber) else { return nil }
    let component = String(parts[parts.count - 2])
    guard usualComponents.contains(component) else { return nil }
    return parts.dropLast(2).joined(separator: "-")
  }
}
