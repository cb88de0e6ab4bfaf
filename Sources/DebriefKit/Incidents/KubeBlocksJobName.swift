/// What the name of a job says where nothing else ties it to its operation.
enum KubeBlocksJobName {
  /// Job of a Custom operation: `<first 8 of the operation's uid>-<first 18 of its name>-…` (up to 0.8 the name in full).
  static func operation(_ job: String, among names: some Collection<String>) -> String? {
    let dash = job.firstIndex(of: "-")
    let hasID = dash.map { job[..<$0].count == 8 && job[..<$0].utf8.allSatisfy(ASCII.isHex) } ?? false
    let rest = hasID ? job[job.index(dash ?? job.startIndex, offsetBy: 1)...] : job[...]
    let fitting = names.filter { name in
      hasID ? rest.hasPrefix(name.prefix(18) + "-") || rest.hasPrefix(name + "-") : rest.hasPrefix(name + "-")
    }
    // Two operations whose names begin alike cannot be told apart by the name.
    return fitting.count == 1 ? fitting.first : fitting.filter { rest.hasPrefix($0 + "-") }.max { $0.count < $1.count }
  }

  /// Job of an operation of type Switchover, up to 0.9: `kb-switchover-job-<cluster>-<component>-<cluster generation>`.
  static func cluster(_ job: String, among clusters: some Collection<String>) -> String? {
    let mark = "kb-switchover-job-"
    guard job.hasPrefix(mark), let dash = job.lastIndex(of: "-"), job[dash...].dropFirst().allSatisfy(\.isNumber)
    else { return nil }
    let owner = job[..<dash].dropFirst(mark.count)
    let known = clusters.filter { owner.hasPrefix($0 + "-") }.max { ($0.count, $0) < ($1.count, $1) }
    if let known { return known }
    let component = KubeBlocksMembers.usualComponents.filter { owner.hasSuffix("-" + $0) }.max { $0.count < $1.count }
    return component.map { String(owner.dropLast($0.count + 1)) }
  }

  /// kbcli and `generateName` call an operation `<cluster>-switchover-<five>` or `<cluster>-custom-<five>`.
  static func cluster(ofOperation name: String, among clusters: some Collection<String>) -> String? {
    let known = clusters.filter { name.hasPrefix($0 + "-") }.max { ($0.count, $0) < ($1.count, $1) }
    if let known { return known }
    for mark in ["-switchover-", "-custom-"] {
      guard let range = name.firstRange(of: mark), name[range.upperBound...].count == 5 else { continue }
      return String(name[..<range.lowerBound])
    }
    return nil
  }
}
