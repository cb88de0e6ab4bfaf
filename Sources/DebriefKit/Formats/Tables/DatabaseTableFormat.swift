/// Tables in which databases and their managers name the roles: `patronictl list`, and `wesql_cluster_global` of ApeCloud
/// MySQL, boxed or separated by tabs.
struct DatabaseTableFormat: BlockFormat {
  let name = "database-table"
  let summary = "Role tables of databases: patronictl list, wesql_cluster_global."
  let samples = [
    "| Member | Host | Role | State | TL | Lag in MB | Tags |\n| pg-0 | 10.0.0.1 | Leader | running | 4 | | |",
    "IP_PORT\tROLE\ntill-mysql-2.till-mysql-headless:13306\tLeader",
  ]

  func opens(_ line: Span<UInt8>) -> Bool {
    if line.has("+ Cluster: ") || Self.isPaused(line) { return true }
    guard line.has("IP_PORT\t") || line.has("| ") || line.has("SERVER_ID\t") || line.has("CURRENT_LEADER\t"),
      line.count < 512
    else { return false }
    return line.find("IP_PORT") != nil && line.find("ROLE") != nil
      || line.has("| Member ") && line.find("| Role ") != nil
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = line.firstIndex(of: ASCII.tab) == nil ? 1 : 2
      return .more
    }
    if state == 2 { return line.firstIndex(of: ASCII.tab) == nil ? .before : .more }
    if Self.isPaused(line) { return .last }
    return !line.isEmpty && (line[0] == UInt8(ascii: "|") || line[0] == UInt8(ascii: "+")) ? .more : .before
  }

  /// ` Maintenance mode: on`, which patronictl prints below the table.
  private static func isPaused(_ line: Span<UInt8>) -> Bool {
    line.has("Maintenance mode: on") || line.has(" Maintenance mode: on")
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    var columns: [String] = []
    for (index, line) in block.lines.enumerated() {
      if line.hasSuffix("Maintenance mode: on") {
        var event = block.event(.stateObserved, origin: "patroni", line: index)
        event.code = "paused"
        event.message = TextTable.trim(line)
        events.emit(event, at: process.capturedAt)
        continue
      }
      guard !line.hasPrefix("+") else { continue }
      let cells = Self.cells(line)
      if columns.isEmpty {
        columns = cells.map { $0.uppercased() }
        continue
      }
      let row = Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first })
      guard let role = row["ROLE"], let member = row["MEMBER"] ?? row["IP_PORT"], !member.isEmpty else { continue }
      let isPatroni = row["MEMBER"] != nil
      var event = block.event(.roleObserved, origin: isPatroni ? "patroni" : "mysql", line: index)
      // A host name is the pod; the port says nothing more.
      event.instance = isPatroni ? member : MemberName.pod(member)
      event.role = RoleWord.normalise(role)
      event.attributes["witness"] = isPatroni ? "manager" : "database"
      event.attributes["table"] = true
      for (column, key) in [
        ("HOST", "ip"), ("STATE", "state"), ("LAG IN MB", "lag_mb"), ("TAGS", "tags"), ("TL", "timeline"),
        ("MATCH_INDEX", "match_index"), ("ELECTION_WEIGHT", "election_weight"),
      ] { event.set(key, row[column]) }
      event.message = TextTable.trim(line)
      events.emit(event, at: process.capturedAt)
      guard let tags = row["TAGS"], !tags.isEmpty else { continue }
      var state = event
      state.kind = .stateObserved
      state.code = "patroni-member"
      state.at = nil
      events.emit(state, at: process.capturedAt)
    }
  }

  /// The cells of a row, in a box or between tabs.
  static func cells(_ line: String) -> [String] {
    if line.contains("\t") { return line.split(separator: "\t", omittingEmptySubsequences: false).map(TextTable.trim) }
    let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(TextTable.trim)
    return parts.count > 2 ? Array(parts[1..<parts.count - 1]) : parts
  }
}

/// Members by the names that addresses carry.
enum MemberName {
  /// `till-mysql-2.till-mysql-headless:13306` → till-mysql-2; addresses stay.
  static func pod(_ address: String) -> String {
    guard let first = address.utf8.first, ASCII.isLetter(first) else { return address }
    return String(address.prefix { $0 != "." && $0 != ":" })
  }
}
