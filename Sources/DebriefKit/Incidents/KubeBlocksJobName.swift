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
}
