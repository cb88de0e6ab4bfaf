/// `kbcli cluster describe-ops`: sections Spec, Command, Status with a table of progress, Conditions, Warning Events.
struct KbcliDescribeFormat: BlockFormat {
  let name = "kbcli-describe-ops"
  let summary = "Output of kbcli cluster describe-ops."
  let samples = ["Spec:\n  Name: shop-switchover-1\tNameSpace: default\tCluster: shop\tType: Switchover"]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool { line.has("Spec:") && line.count == 5 }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = 1
      return .more
    }
    if line.isEmpty || line[0] == ASCII.space || line[0] == ASCII.tab { return .more }
    let sections: [StaticString] = [
      "Command:", "Status:", "Conditions:", "Warning Events:", "Last Configuration:", "LAST-TRANSITION-TIME", "TIME ",
    ]
    if sections.contains(where: { line.has($0) }) { return .more }
    // Rows of the tables of conditions and events start with a date.
    if Prompt.command(in: line) == nil, TimestampReader.month(line, at: 0) != nil { return .more }
    return .before
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    var spec: [String: String] = [:]
    var status: [String: (text: String, line: Int)] = [:]
    var section = "Spec:"
    var conditions: TextTable?
    var rows: [(cells: [String: String], line: Int)] = []
    var warnings: (table: TextTable, rows: [(text: String, line: Int)])?
    var progress: [(text: String, line: Int)] = []
    for (index, line) in block.lines.enumerated() {
      let body = TextTable.trim(line)
      if let first = line.utf8.first, first != ASCII.space, first != ASCII.tab, body.hasSuffix(":") {
        section = body
        continue
      }
      switch section {
      case "Spec:":
        for part in line.split(separator: "\t") {
          let pair = part.split(separator: ":", maxSplits: 1)
          if pair.count == 2 { spec[TextTable.trim(pair[0])] = TextTable.trim(pair[1]) }
        }
      case "Status:":
        let pair = body.split(separator: ":", maxSplits: 1)
        if pair.count == 2, ["Start Time", "Completion Time", "Status", "Progress", "Duration"].contains(pair[0]) {
          status[String(pair[0])] = (TextTable.trim(pair[1]), index)
        } else if !body.isEmpty, !body.hasPrefix("OBJECT-KEY") {
          progress.append((body, index))
        }
      case "Conditions:":
        if body.hasPrefix("LAST-TRANSITION-TIME") {
          conditions = TextTable(header: line)
        } else if let conditions, !body.isEmpty {
          rows.append((conditions.cells(line), index))
        }
      case "Warning Events:":
        if body.hasPrefix("TIME ") {
          warnings = TextTable(header: line).map { ($0, []) }
        } else if !body.isEmpty {
          warnings?.rows.append((line, index))
        }
      default: break
      }
    }
    guard let name = spec["Name"], !name.isEmpty else {
      throw BlockProblem(line: 0, reason: "the name of the operation is missing")
    }
    func event(_ kind: EventKind, _ line: Int) -> Event {
      var event = block.event(kind, origin: "kbcli", line: line)
      event.cluster = spec["Cluster"]
      event.set("operation", name)
      event.set("type", spec["Type"])
      event.set("namespace", spec["NameSpace"])
      event.set("phase", status["Status"]?.text)
      event.set("progress", status["Progress"]?.text)
      return event
    }
    /// Printed in whole minutes.
    func emit(_ coarse: Event, _ time: String?) {
      var event = coarse
      if let stamp = time.flatMap(KubernetesTime.stamp) {
        event.at = stamp.zoned ? stamp.micros : stamp.micros - process.clock.offset
        event.basis = .relative
      }
      events.emit(event)
    }
    var request = event(.operationRequested, 1)
    request.message = "\(spec["Type"] ?? "operation") \(name) on cluster \(spec["Cluster"] ?? "?")"
    emit(request, status["Start Time"]?.text)
    for (text, line) in progress {
      var step = event(.operationProgress, line)
      let parts = TextTable.parts(text)
      step.code = parts.first { ["Failed", "Succeed", "Processing", "Pending"].contains($0) }
      step.message = parts.count > 2 ? parts[parts.count - 1] : text
      step.severity = step.code == "Failed" ? .error : .info
      emit(step, status["Completion Time"]?.text)
    }
    for (cells, line) in rows {
      let reason = cells["REASON"]
      let kind = KubernetesReasons.operation(
        condition: cells["TYPE"] ?? "", isTrue: cells["STATUS"] == "True", reason: reason)
      var condition = event(kind, line)
      condition.code = reason
      condition.message = cells["MESSAGE"]
      if kind == .operationFailed || kind == .operationRejected { condition.severity = .error }
      emit(condition, cells["LAST-TRANSITION-TIME"])
    }
    for (text, line) in warnings?.rows ?? [] {
      TableRow(
        cells: warnings?.table.cells(text) ?? [:], hasRoles: false, line: line, text: text, block: block,
        process: process
      ).readEvent(seen: "TIME", into: &events)
    }
    var state = event(.stateObserved, status["Status"]?.line ?? 0)
    state.code = "opsrequest"
    state.message = "\(name) is \(status["Status"]?.text ?? "?"), progress \(status["Progress"]?.text ?? "?")"
    emit(state, status["Completion Time"]?.text ?? status["Start Time"]?.text)
  }
}
