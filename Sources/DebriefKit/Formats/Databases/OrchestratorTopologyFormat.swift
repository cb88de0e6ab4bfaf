/// `orchestrator-client -c topology`: the replication tree, the primary without a sign and its replicas below it.
///
///     db-mysql-0:3306   [0s,ok,8.0.39,rw,ROW,>>,GTID]
///     + db-mysql-1:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]
struct OrchestratorTopologyFormat: LineFormat {
  let name = "orchestrator-topology"
  let summary = "Replication tree of orchestrator-client -c topology, topology-tabulated included."
  let samples = [
    "till-mysql-0:3306   [0s,ok,8.0.39,rw,ROW,>>,GTID]", "+ till-mysql-1:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]",
    "till-mysql-0:3306|0s|ok|8.0.39|rw|ROW|>>,GTID",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    Self.isMember(line) ? .record(LineHead(message: 0..<line.count)) : .foreign
  }

  /// Whether a line stands in such a tree; a replica's begins like a line of a shell's trace.
  static func isMember(_ line: Span<UInt8>) -> Bool {
    guard line.count > 16, line.count < 512 else { return false }
    let mayBe = line.find(",rw,") != nil || line.find(",ro,") != nil || line.find("|r") != nil
    return mayBe && OrchestratorMember(line.text()) != nil
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard let member = OrchestratorMember(record.line) else { return }
    // The root of a tree that takes no writes is what is left of one; whom it is primary of nobody can say.
    guard member.isReplica || member.isWritable else { return }
    var event = record.event(.roleObserved, origin: "orchestrator")
    event.instance = MemberName.pod(member.address)
    event.role = member.isReplica ? "replica" : "primary"
    event.attributes["witness"] = "manager"
    event.attributes["table"] = true
    event.set("status", member.status)
    event.set("lag", member.lag)
    events.emit(event, at: process.capturedAt)
  }
}

/// One line of the tree.
private struct OrchestratorMember {
  let address: String
  let isReplica: Bool
  let isWritable: Bool
  let lag: String
  let status: String

  /// `+ ` a replica that replicates, `- ` one that does not, `‡ ` a secondary of group replication; deeper ones are indented.
  /// Behind the address an alias may stand in parentheses.
  init?(_ line: String) {
    let text = TextTable.trim(line)
    let name = text.drop { $0 == "+" || $0 == "-" || $0 == "‡" || $0 == " " }
    let signs = text.prefix(text.count - name.count)
    let cells: [Substring]
    if text.hasSuffix("]"), let open = name.firstIndex(of: "[") {
      cells = name[name.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false)
      address = String(name[..<open].prefix { $0 != " " })
    } else {
      let parts = name.split(separator: "|", omittingEmptySubsequences: false)
      cells = Array(parts.dropFirst())
      address = String((parts.first ?? "").prefix { $0 != " " })
    }
    guard cells.count >= 4, cells[3] == "rw" || cells[3] == "ro", let colon = address.lastIndex(of: ":"),
      !address.hasSuffix(":"), address[address.index(after: colon)...].allSatisfy(\.isNumber),
      cells[0].hasSuffix("s") || cells[0] == "null" || cells[0] == "unknown"
    else { return nil }
    isReplica = !signs.isEmpty || line.first == " "
    isWritable = cells[3] == "rw"
    lag = String(cells[0])
    status = String(cells[1])
  }
}
