/// Finds out which member wrote a sidecar's or a database's log that does not say its own name.
///
/// Proof in falling strength: a member's name in the file's name, the number in the file's name (`lorry-0.log`), what the log did (the one that gave the
/// lease up is the leader that the request names), what it was (the leader before the request is the primary the request
/// names), and that it is the only one left.
struct KubeBlocksIdentity {
  let events: [TimelineEvent]
  let processes: [TimelineProcess]

  private static let origins: Set<String> = ["lorry", "syncer", "kbagent", "patroni", "mysql", "postgresql", "mongodb"]

  func assign(_ clusters: [ProcessID: String], into directory: inout MemberDirectory) {
    var speakers: [ProcessID: [TimelineEvent]] = [:]
    for event in events where Self.origins.contains(event.origin) { speakers[event.process, default: []].append(event) }
    let nameless = processes.filter { speakers[$0.id] != nil && directory.processes[$0.id] == nil }
    for process in nameless {
      let own = speakers[process.id] ?? []
      if let name = byFileName(process.path, directory) {
        directory.assign(process.id, to: name)
        continue
      }
      guard let cluster = clusters[process.id] ?? onlyCluster(directory) else { continue }
      let name =
        byOrdinal(process.path, cluster, directory) ?? byRelease(own) ?? byAction(own, cluster, directory)
        ?? byLead(own, cluster, directory)
      if let name, !directory.processes.values.contains(name) || sameContainer(process, name, directory) {
        directory.declare(name, in: cluster)
        directory.assign(process.id, to: name)
      }
    }
    byElimination(nameless, clusters, &directory)
  }

  private func onlyCluster(_ directory: MemberDirectory) -> String? {
    directory.members.count == 1 ? directory.members.keys.first : nil
  }

  /// Two containers of one pod have logs of their own.
  private func sameContainer(_ process: TimelineProcess, _ name: String, _ directory: MemberDirectory) -> Bool {
    let taken = directory.processes.filter { $0.value == name }.map(\.key)
    return processes.filter { taken.contains($0.id) }.allSatisfy { $0.format != process.format }
  }

  /// The longest name of a member that stands whole in the file's name.
  private func byFileName(_ path: String, _ directory: MemberDirectory) -> String? {
    guard let file = path.split(separator: "/").last else { return nil }
    func isWhole(_ name: String) -> Bool {
      guard let range = file.firstRange(of: name) else { return false }
      let next = range.upperBound < file.endIndex ? file[range.upperBound] : "."
      let before = range.lowerBound > file.startIndex ? file[file.index(before: range.lowerBound)] : "."
      return !next.isNumber && !next.isLetter && !before.isNumber && !before.isLetter
    }
    return directory.members.values.joined().filter { $0.contains("-") && isWhole($0) }
      .max { ($0.count, $1) < ($1.count, $0) }
  }

  private func byOrdinal(_ path: String, _ cluster: String, _ directory: MemberDirectory) -> String? {
    guard let file = path.split(separator: "/").last else { return nil }
    let words = file.split { !$0.isNumber && !$0.isLetter }
    guard let ordinal = words.last(where: { $0.allSatisfy(\.isNumber) && $0.count <= 2 }) else { return nil }
    let members = directory.members[cluster] ?? []
    let fitting = members.filter { $0.hasSuffix("-\(ordinal)") }
    if fitting.isEmpty, PodPath.isProgramAndNumber(words) { return sibling(ordinal, members) }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// A member that nothing else names, of the only component there is. Members are counted from 0 without a gap: one with a
  /// higher number proves it.
  private func sibling(_ ordinal: Substring, _ members: [String]) -> String? {
    let stems = Set(members.compactMap { name in name.lastIndex(of: "-").map { name[..<$0] } })
    let numbers = members.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }
    guard let number = Int(ordinal), let highest = numbers.max(), number < highest, stems.count == 1 else { return nil }
    return stems.first.map { "\($0)-\(number)" }
  }

  private func byRelease(_ own: [TimelineEvent]) -> String? {
    guard let release = own.first(where: { $0.kind == .leaseReleased && $0.instance == nil }) else { return nil }
    return own.last { $0.kind == .switchoverRecorded && $0.instance != nil && ($0.at ?? 0) <= (release.at ?? 0) }?
      .instance
  }

  /// The agent that runs the switchover action sits beside the member that the operation asks to step down.
  private func byAction(_ own: [TimelineEvent], _ cluster: String, _ directory: MemberDirectory) -> String? {
    guard own.contains(where: { $0.origin == "kbagent" && $0.attribute("action") == "switchover" }) else { return nil }
    let asked = Set(
      events.lazy.filter { $0.kind == .operationRequested && $0.attribute("api")?.hasPrefix("operations.") == true }
        .compactMap { directory.resolve($0.instance) }.filter { directory.cluster(of: $0) == cluster })
    return asked.count == 1 ? asked.first : nil
  }

  private func byLead(_ own: [TimelineEvent], _ cluster: String, _ directory: MemberDirectory) -> String? {
    guard own.contains(where: { $0.kind == .roleObserved && $0.role == "primary" && $0.instance == nil }) else {
      return nil
    }
    let asked = Set(
      events.lazy.filter { $0.kind == .apiRequest && $0.origin == "job" }.compactMap { directory.resolve($0.instance) }
        .filter { directory.cluster(of: $0) == cluster })
    return asked.count == 1 ? asked.first : nil
  }

  private func byElimination(
    _ nameless: [TimelineProcess], _ clusters: [ProcessID: String], _ directory: inout MemberDirectory
  ) {
    for (cluster, members) in directory.members.sorted(by: { $0.key < $1.key }) {
      let open = nameless.filter { directory.processes[$0.id] == nil && clusters[$0.id] == cluster }
      for format in Set(open.compactMap(\.format)).sorted() {
        let unknown = open.filter { $0.format == format }
        let named = processes.filter { $0.format == format }.compactMap { directory.processes[$0.id] }
        let left = members.filter { !named.contains($0) }
        if unknown.count == 1, left.count == 1, !named.isEmpty { directory.assign(unknown[0].id, to: left[0]) }
      }
    }
  }
}
