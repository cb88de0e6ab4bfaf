extension ProcessLog {
  /// The pod that wrote this log: said by a layer, by the log itself, or by the file's name.
  var member: String? {
    if let pod { return pod }
    // A pasted terminal shows the logs of several, each below the command that asked for it.
    if let asked = memory["asked_pod"] { return asked }
    if let said = facts["pod"] { return said }
    if let guessed = facts["path_pod"] { return guessed.isEmpty ? nil : guessed }
    let guessed = PodPath.pod(in: path) ?? ""
    facts["path_pod"] = guessed
    return guessed.isEmpty ? nil : guessed
  }
}

/// Finds the pod in the usual names of collected logs: `<pod>-<container>.log` (kbcli report), `<pod>_<container>.log`,
/// `<container>_<pod>.log`, `<pod>.log`, `/var/log/pods/<ns>_<pod>_<uid>/<container>/0.log`.
enum PodPath {
  private static let containers: Set<Substring> = [
    "lorry", "syncer", "kbagent", "mysql", "mongodb", "mongod", "mongo", "postgresql", "postgres", "pg", "redis",
    "patroni", "kbcli", "log", "logs", "error", "current", "previous", "sidecar", "role-probe", "checkrole", "server",
    "vttablet", "metrics", "exporter", "sentinel", "etcd", "mogdb", "valkey", "mariadb", "json", "cri", "stdout",
    "stderr", "mysqld", "err", "slow",
  ]

  private static let sidecars: Set<Substring> = ["lorry", "syncer", "kbagent"]

  /// Words that name a program or a log and never a component: `mysqld-error-1.log` is no member's name.
  private static let neverComponents: Set<Substring> = [
    "mysqld", "mongod", "lorry", "syncer", "kbagent", "patroni", "error", "err", "slow", "log", "logs", "current",
    "previous", "sidecar", "exporter", "metrics",
  ]

  /// Whether every word of a file's name is a program's, a log's or a number: it names no pod and may carry its number.
  static func isProgramAndNumber(_ words: [Substring]) -> Bool {
    words.allSatisfy { $0.allSatisfy(\.isNumber) || containers.contains($0) || neverComponents.contains($0) }
  }

  static func pod(in path: String) -> String? {
    let folders = path.split(separator: "/")
    for folder in folders.dropLast() where folder.split(separator: "_").count == 3 {
      let parts = folder.split(separator: "_")
      if parts[2].count >= 32 || parts[2].count == 36 { return String(parts[1]) }
    }
    guard var name = folders.last else { return nil }
    while let dot = name.lastIndex(of: "."),
      ["log", "txt", "gz", "out", "json", "0", "1"].contains(name[name.index(after: dot)...])
    {
      name = name[..<dot]
    }
    // Containers stand at either end, behind `-`, `_` or `.`.
    var trimmed = true
    while trimmed {
      trimmed = false
      for separator in ["_", ".", "-"] as [Character] {
        if let cut = name.lastIndex(of: separator), containers.contains(name[name.index(after: cut)...]) {
          name = name[..<cut]
          trimmed = true
        }
        // `mysql-` may be the start of a cluster's name; a sidecar's name never is.
        let prefixes = separator == "-" ? sidecars : containers
        if let cut = name.firstIndex(of: separator), prefixes.contains(name[..<cut]),
          isPod(name[name.index(after: cut)...])
        {
          name = name[name.index(after: cut)...]
          trimmed = true
        }
      }
    }
    if isPod(name), !isAmbiguous(name) { return String(name) }
    if containers.contains(name) { return pod(among: folders.dropLast()) }
    // A name with more in it, set off as a word of its own.
    let words = Set(name.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.filter { isPod($0) && !isAmbiguous($0) })
    return words.count == 1 ? words.first.map(String.init) : nil
  }

  /// `…/<namespace>/<pod>/<container>.log` of support bundles, `…/pods/<pod>/<container>/<container>/logs/current.log` of
  /// must-gather: the innermost folder that ends in a database's name and a number. Other folders are people's own.
  private static func pod(among folders: ArraySlice<Substring>) -> String? {
    folders.last { folder in
      let words = folder.split(separator: "-")
      return words.count > 2 && isPod(folder) && containers.contains(words[words.count - 2])
    }.map(String.init)
  }

  /// `mysql-bills-mysql-0` may be the pod of a cluster called mysql-bills, or the mysql log of bills-mysql-0: only who
  /// knows the members can tell.
  private static func isAmbiguous(_ name: Substring) -> Bool {
    guard let dash = name.firstIndex(of: "-") else { return false }
    return containers.contains(name[..<dash]) && isPod(name[name.index(after: dash)...])
  }

  /// `<cluster>-<component>-<ordinal>`: lower case, at least one word before the number.
  private static func isPod(_ name: Substring) -> Bool {
    guard let dash = name.lastIndex(of: "-") else { return false }
    let ordinal = name[name.index(after: dash)...]
    let component = name[..<dash].split(separator: "-").last ?? ""
    return !ordinal.isEmpty && ordinal.count <= 3 && ordinal.allSatisfy(\.isNumber)
      && name[..<dash].contains("-") && !neverComponents.contains(component)
      && name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }
  }
}
