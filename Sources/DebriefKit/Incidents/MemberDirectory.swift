/// Who is who: pods, addresses, host names and log files that mean one member.
///
/// Names are resolved in three steps: as written, through an alias, and by the first label of a host name
/// (`redis-0.redis-headless.ns.svc:6379` is the pod `redis-0`). What cannot be resolved stays what it is.
struct MemberDirectory: Sendable {
  /// Cluster → members in order of appearance.
  private(set) var members: [String: [String]] = [:]
  private var owner: [String: (cluster: String, name: String)] = [:]
  private(set) var processes: [ProcessID: String] = [:]
  /// What runs beside the only member of a host: its kernel, its service manager.
  private var neighbours: [ProcessID: String] = [:]
  /// When the log of each process begins, chatter included.
  private(set) var beginnings: [ProcessID: Int64] = [:]
  /// Members whose own log is there.
  private(set) var logged: Set<String> = []

  /// Makes `name` a member of `cluster`.
  mutating func declare(_ name: String, in cluster: String) {
    guard !name.isEmpty, owner[key(name)] == nil else { return }
    // The address of a pod that is known by its name is the pod.
    if let pod = resolve(name), !pod.contains(":"), name.contains(":") {
      alias(name, of: pod)
      return
    }
    owner[key(name)] = (cluster, name)
    members[cluster, default: []].append(name)
    if let host = Self.host(of: name), host != name, owner[key(host)] == nil, !Self.isAddress(host) {
      owner[key(host)] = (cluster, name)
      let pod = host.prefix { $0 != "." }
      if owner[key(String(pod))] == nil { owner[key(String(pod))] = (cluster, name) }
    }
  }

  /// Makes `alias` another name of a declared member. The first meaning of an alias stays.
  mutating func alias(_ alias: String, of name: String) {
    guard !alias.isEmpty, let member = owner[key(name)], owner[key(alias)] == nil else { return }
    owner[key(alias)] = member
  }

  /// Says that what was taken for a member is another: all its names are names of that one.
  mutating func merge(_ name: String, into member: String) {
    guard let own = owner[key(name)], let other = owner[key(member)], own.name != other.name else { return }
    for (alias, meant) in owner where meant.name == own.name && meant.cluster == own.cluster { owner[alias] = other }
    members[own.cluster]?.removeAll { $0 == own.name }
    if members[own.cluster]?.isEmpty == true { members[own.cluster] = nil }
    processes = processes.mapValues { $0 == own.name ? other.name : $0 }
  }

  /// Says that a process' log is the log of a member.
  mutating func assign(_ process: ProcessID, to name: String) {
    let member = resolve(name) ?? name
    processes[process] = member
    logged.insert(member)
  }

  mutating func note(beginningsOf all: [TimelineProcess]) {
    for process in all { beginnings[process.id] = process.firstAt }
  }

  /// Says that a process runs on the host of a member and tells of it.
  mutating func place(_ process: ProcessID, beside name: String) { neighbours[process] = resolve(name) ?? name }

  /// The member's name, or nil for a stranger.
  func resolve(_ name: String?) -> String? {
    guard let name, !name.isEmpty else { return nil }
    if let member = owner[key(name)] { return member.name }
    if let host = Self.host(of: name), !Self.isAddress(host) {
      if let member = owner[key(host)] { return member.name }
      if let member = owner[key(String(host.prefix { $0 != "." }))] { return member.name }
    }
    return nil
  }

  /// The member's name, or the name as given.
  func name(_ name: String?) -> String? { name.map { resolve($0) ?? $0 } }

  /// The cluster of a member.
  func cluster(of name: String?) -> String? {
    resolve(name).flatMap { owner[key($0)]?.cluster }
  }

  /// The member an event is about: the one it names, else the one whose log it stands in.
  func subject(of event: TimelineEvent) -> String? {
    name(event.instance) ?? processes[event.process] ?? neighbours[event.process]
  }

  /// Every alias with its member, sorted.
  var aliases: [(alias: String, cluster: String, name: String)] {
    owner.map { ($0.key, $0.value.cluster, $0.value.name) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  private func key(_ name: String) -> String { name.lowercased() }

  // MARK: - Names

  /// The part before the port: `10.0.0.1:6379` → `10.0.0.1`, `[::1]:6379` → `::1`.
  static func host(of name: String) -> String? {
    if name.hasPrefix("["), let close = name.firstIndex(of: "]") {
      return String(name[name.index(after: name.startIndex)..<close])
    }
    guard let colon = name.lastIndex(of: ":") else { return name }
    // More than one colon without brackets is an IPv6 address or `ip:port` of one; the last group is the port.
    return String(name[..<colon])
  }

  /// The port of `host:port`.
  static func port(of name: String) -> String? {
    name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether a host is a numeric address.
  static func isAddress(_ host: String) -> Bool {
    host.contains(":") || (!host.isEmpty && host.allSatisfy { $0.isNumber || $0 == "." })
  }
}
