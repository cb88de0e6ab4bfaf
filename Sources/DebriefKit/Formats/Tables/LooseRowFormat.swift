/// Rows of the tables of kubectl and kbcli without their header: a table cut in two, or a few rows pasted alone.
///
/// Read only where the cells leave no doubt about their columns. How many members there were cannot be said.
struct LooseRowFormat: BlockFormat {
  var name: String { "kubernetes-table-rows" }
  var summary: String { "Rows of kubectl and kbcli tables without their header, where the columns are unmistakable." }
  var samples: [String] {
    [
      "till-mysql-0   4/4     Running   0          15d   leader",
      "till-sw-1   Switchover   till   Running   0/1   3m",
      "5m    Warning   BackoffLimitExceeded   job/till-switchover-0   Job has reached the specified backoff limit",
    ]
  }

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count > 20, line.count < 1024, ASCII.isLetter(line[0]) || ASCII.isDigit(line[0]),
      line.find("  ") != nil
    else { return false }
    return LooseRow(line.text()) != nil
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = 1
      return .more
    }
    return opens(line) ? .more : .before
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    var uncounted = RoleCensus()
    for (index, line) in block.lines.enumerated() {
      guard let loose = LooseRow(line) else { continue }
      loose.tableRow(index, line, block, process).read(loose.columns, into: &events, &uncounted)
    }
  }
}

/// A row and the columns that its cells betray.
struct LooseRow {
  let columns: [String]
  let cells: [String: String]

  private static let operations: Set<String> = [
    "Switchover", "Custom", "Restart", "Upgrade", "VerticalScaling", "HorizontalScaling", "VolumeExpansion",
    "Reconfiguring", "Start", "Stop", "Expose", "Backup", "Restore", "RebuildInstance", "DataScript",
  ]
  private static let roles: Set<String> = [
    "primary", "secondary", "leader", "follower", "learner", "master", "slave", "replica", "standby", "candidate",
    "logger", "<none>",
  ]

  init?(_ row: String) {
    let parts = TextTable.parts(row)
    guard parts.count >= 5,
      let columns = Self.pods(parts) ?? Self.operations(parts) ?? Self.events(parts)
        ?? Self.instances(parts)
    else { return nil }
    self.columns = columns
    var cells = Dictionary(zip(columns, parts), uniquingKeysWith: { first, _ in first })
    // A message may hold wide gaps of its own.
    if columns.last == "MESSAGE", parts.count > columns.count {
      cells["MESSAGE"] = parts[(columns.count - 1)...].joined(separator: "  ")
    }
    self.cells = cells
  }

  func tableRow(_ index: Int, _ text: String, _ block: Block, _ process: ProcessLog) -> TableRow {
    TableRow(
      cells: cells, hasRoles: cells["ROLE"] != nil, isAlone: true, line: index, text: text, block: block,
      process: process)
  }

  /// `NAME READY STATUS RESTARTS AGE [IP NODE …] [ROLE]`, perhaps with a namespace before it.
  private static func pods(_ parts: [String]) -> [String]? {
    let shift = isShare(parts[1]) ? 0 : 1
    guard parts.count >= 5 + shift, isShare(parts[1 + shift]),
      parts[2 + shift].allSatisfy({ $0.isLetter || $0 == ":" || $0 == "/" || $0.isNumber }),
      parts[3 + shift].first?.isNumber == true, KubernetesTime.age(parts[4 + shift]) != nil, isName(parts[shift])
    else { return nil }
    var columns = (shift == 1 ? ["NAMESPACE"] : []) + ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]
    let rest = parts.dropFirst(columns.count)
    if rest.count >= 4 { columns += ["IP", "NODE", "NOMINATED NODE", "READINESS GATES"] }
    if [1, 5].contains(rest.count), let last = rest.last, roles.contains(last) { columns.append("ROLE") }
    return columns
  }

  /// `NAME [NAMESPACE] TYPE CLUSTER [COMPONENT] STATUS PROGRESS AGE|CREATED-TIME`
  private static func operations(_ parts: [String]) -> [String]? {
    guard let type = parts.prefix(3).firstIndex(where: operations.contains), type > 0,
      let progress = parts.firstIndex(where: { isShare($0) || $0 == "-/-" }), progress >= type + 3,
      progress <= type + 4, progress + 1 < parts.count, isName(parts[0])
    else { return nil }
    let last = parts[progress + 1]
    let names =
      KubernetesTime.age(last) != nil
      // kubectl puts the namespace first, kbcli second.
      ? (type == 1 ? ["NAME"] : ["NAMESPACE", "NAME"]) : (type == 1 ? ["NAME"] : ["NAME", "NAMESPACE"])
    let component = progress == type + 4 ? ["COMPONENT"] : []
    return names + ["TYPE", "CLUSTER"] + component
      + ["STATUS", "PROGRESS", KubernetesTime.age(last) == nil ? "CREATED-TIME" : "AGE"]
  }

  /// `[NAMESPACE] LAST SEEN|TIME TYPE REASON OBJECT MESSAGE`
  private static func events(_ parts: [String]) -> [String]? {
    guard let type = parts.prefix(3).firstIndex(where: { $0 == "Normal" || $0 == "Warning" }), type > 0,
      parts.count > type + 3, parts[type + 2].contains("/"), !parts[type + 2].contains(" ")
    else { return nil }
    let age = parts[type - 1]
    let isAge = age.split(separator: " ").first.flatMap { KubernetesTime.age($0) } != nil || age == "<invalid>"
    guard isAge || KubernetesTime.stamp(age) != nil else { return nil }
    return (type == 2 ? ["NAMESPACE"] : []) + [isAge ? "LAST SEEN" : "TIME", "TYPE", "REASON", "OBJECT", "MESSAGE"]
  }

  /// `NAME NAMESPACE CLUSTER COMPONENT STATUS ROLE … CREATED-TIME` of kbcli.
  private static func instances(_ parts: [String]) -> [String]? {
    guard parts.count >= 8, parts[0].hasPrefix(parts[2] + "-"), parts[0].contains(parts[3]), roles.contains(parts[5]),
      let last = parts.last, KubernetesTime.stamp(last) != nil
    else { return nil }
    return ["NAME", "NAMESPACE", "CLUSTER", "COMPONENT", "STATUS", "ROLE"]
  }

  /// `1/3`
  private static func isShare(_ text: String) -> Bool {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false)
    return numbers.count == 2 && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
  }

  private static func isName(_ text: String) -> Bool {
    text.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" || $0 == "." || $0 == "/" }
  }
}
