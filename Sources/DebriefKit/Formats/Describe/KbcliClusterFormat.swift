/// `kbcli cluster describe`: the cluster's phase and, in the table called Topology, its members and their roles.
struct KbcliClusterFormat: BlockFormat {
  let name = "kbcli-describe-cluster"
  let summary = "Output of kbcli cluster describe."
  let samples = [
    "Name: till\t Created Time: Jan 13,2025 15:28 UTC+0800\n\nTopology:\nCOMPONENT   INSTANCE       ROLE      STATUS\nmysql       till-mysql-0   primary   Running"
  ]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool { line.has("Name: ") && line.find("Created Time: ") != nil }

  /// `state`: 1 in the title, 2 behind a blank line, 3 in a section.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = 1
      return .more
    }
    if line.has("Show cluster events:") { return .last }
    if line.isEmpty {
      state = 2
      return .more
    }
    if Prompt.command(in: line) != nil || opens(line) { return .before }
    let titles: [StaticString] = [
      "Endpoints:", "Topology:", "Resources Allocation:", "Images:", "Data Protection:", "Events:",
    ]
    if titles.contains(where: { line.has($0) }) {
      state = 3
      return .more
    }
    return state == 2 ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    guard let title = block.lines.first else { return }
    let cluster = String(title.dropFirst(6).prefix { !$0.isWhitespace })
    guard !cluster.isEmpty else { throw BlockProblem(line: 0, reason: "the name of the cluster is missing") }
    var table: TextTable?
    var roles = RoleCensus()
    for (index, line) in block.lines.enumerated().dropFirst() {
      if TextTable.trim(line).isEmpty || line.hasSuffix(":") {
        table = nil
        continue
      }
      guard let columns = table else {
        table = TextTable(header: line)
        continue
      }
      let cells = columns.cells(line)
      if columns.has("NAMESPACE", "STATUS") {
        var event = block.event(.stateObserved, origin: "kbcli", line: index)
        event.code = "cluster"
        event.cluster = cluster
        event.set("phase", cells["STATUS"])
        event.set("namespace", cells["NAMESPACE"])
        event.set("cluster_def", cells["CLUSTER-DEFINITION"])
        event.set("service_version", cells["VERSION"])
        event.message = "cluster \(cluster) is \(cells["STATUS"] ?? "without a phase")"
        events.emit(event, at: process.capturedAt)
      } else if columns.has("INSTANCE", "ROLE") {
        guard cells["ROLE"] != nil || TextTable.reaches(beyond: "ROLE", columns.columns.map(\.name), cells) else {
          roles.isPartial = true
          continue
        }
        readMember(
          cells, cluster, line, block.event(.roleObserved, origin: "kbcli", line: index), process, &events, &roles)
      }
    }
    roles.emit(block, process, into: &events)
  }

  private func readMember(
    _ cells: [String: String], _ cluster: String, _ line: String, _ template: Event, _ process: ProcessLog,
    _ events: inout EventSink, _ roles: inout RoleCensus
  ) {
    var event = template
    event.message = line
    event.cluster = cluster
    event.component = cells["COMPONENT"]
    event.instance = cells["INSTANCE"]
    event.role = RoleWord.normalise(cells["ROLE"] ?? "")
    event.attributes["witness"] = "label"
    event.attributes["table"] = true
    event.set("label", cells["ROLE"])
    event.set("status", cells["STATUS"])
    event.set("node", cells["NODE"])
    roles.count(event)
    events.emit(event, at: process.capturedAt)
  }
}
