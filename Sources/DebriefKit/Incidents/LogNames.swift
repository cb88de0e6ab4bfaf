/// What the names of log files tell where the logs themselves do not: `cache-0.previous.log` is the log of the same pod as
/// `cache-0.log`, and who writes of `cache-0` means that member.
struct LogNames {
  private let processes: [(id: ProcessID, folder: Substring, stem: String, isEarlier: Bool)]

  init(_ servers: [TimelineProcess]) {
    processes = servers.map { server in
      let slash = server.path.lastIndex(of: "/")
      let file = slash.map { server.path[server.path.index(after: $0)...] } ?? server.path[...]
      let (stem, isEarlier) = Self.stem(of: file)
      return (server.id, slash.map { server.path[..<$0] } ?? "", stem, isEarlier)
    }
  }

  /// The current log and the one from before the restart belong to one member: where one of them is known, so is the other.
  func assignEarlier(into directory: inout MemberDirectory) {
    let pairs = Dictionary(grouping: processes) { "\($0.folder)/\($0.stem)" }.values
    for logs in pairs where logs.contains(where: \.isEarlier) && logs.contains(where: { !$0.isEarlier }) {
      let members = Set(logs.compactMap { directory.processes[$0.id] })
      guard members.count == 1, let member = members.first else { continue }
      for log in logs where directory.processes[log.id] == nil { directory.assign(log.id, to: member) }
    }
  }

  /// A file's name is a name of the member whose log it is, unless it is the software's.
  func alias(into directory: inout MemberDirectory) {
    for (stem, logs) in Dictionary(grouping: processes, by: \.stem).sorted(by: { $0.key < $1.key }) {
      let members = Set(logs.map { directory.processes[$0.id] ?? "" })
      guard members.count == 1, let member = members.first, !member.isEmpty, !Self.isCommon(stem) else { continue }
      directory.alias(stem, of: member)
    }
  }

  private static func isCommon(_ stem: String) -> Bool {
    stem.isEmpty
      || stem.allSatisfy { !$0.isNumber }
        && ["redis", "valkey", "pika", "server", "database", "db", "log", "output", "stdout", "current", "previous"]
          .contains { stem == $0 || stem == "redis-\($0)" || stem == "valkey-\($0)" }
  }

  /// The name without what loggers, rotation and kubectl append.
  static func stem(of file: Substring) -> (stem: String, isEarlier: Bool) {
    var stem = file
    var isEarlier = false
    var isCut = true
    while isCut {
      isCut = false
      for end in [".gz", ".zst", ".log", ".txt", "-json", "_json"] where stem.hasSuffix(end) && stem.count > end.count {
        stem = stem.dropLast(end.count)
        isCut = true
      }
      for end in [".previous", "-previous", "_previous", ".prev", "-prev", ".old"]
      where stem.hasSuffix(end) && stem.count > end.count {
        stem = stem.dropLast(end.count)
        (isCut, isEarlier) = (true, true)
      }
      // `redis.log.1`, not `10.0.0.1`.
      if let dot = stem.lastIndex(of: "."), stem[..<dot].hasSuffix(".log"),
        let number = Int(stem[stem.index(after: dot)...]), number < 1000
      {
        stem = stem[..<dot]
        (isCut, isEarlier) = (true, true)
      }
    }
    return (String(stem), isEarlier)
  }
}
