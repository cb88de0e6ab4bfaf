/// Tables of `kubectl get` and kbcli: pods, jobs, operations, events, instances.
struct KubernetesTableFormat: BlockFormat {
  var name: String { "kubernetes-table" }
  var summary: String { "Tables printed by kubectl get and kbcli: pods, jobs, ops, events, list-instances, list-ops." }
  var samples: [String] {
    [
      "NAME           READY   STATUS    RESTARTS   AGE   ROLE\ntill-mysql-0   4/4     Running   0          15d   leader"
    ]
  }

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count > 12, line.count < 1024 else { return false }
    guard line.has("NAME ") || line.has("NAMESPACE ") || line.has("LAST SEEN ") || line.has("NAME\t") else {
      return false
    }
    // Column names only: no small letter may stand in a header.
    var index = 0
    while index < line.count {
      if line[index] &- 0x61 < 26 { return false }
      index += 1
    }
    return true
  }

  /// `state` is where the second column starts: a row has a blank before it.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      var index = 0
      while index + 1 < line.count, !(line[index] == ASCII.space && line[index + 1] == ASCII.space) { index += 1 }
      while index < line.count, line[index] == ASCII.space || line[index] == ASCII.tab { index += 1 }
      state = max(index, 1)
      return .more
    }
    guard line.count > state, line[0] != ASCII.space, line[0] != UInt8(ascii: "#"), line[0] != UInt8(ascii: "$"),
      line[0] != UInt8(ascii: "{"), line[0] < 0x80, !opens(line), Prompt.command(in: line) == nil
    else { return .before }
    return Self.startsWithOneWord(line, before: state) ? .more : .before
  }

  /// The first cell is one word (`2m (x3 over 5m)` is the exception) and ends before the second column.
  private static func startsWithOneWord(_ line: Span<UInt8>, before column: Int) -> Bool {
    var index = 0
    while index < column, line[index] != ASCII.space, line[index] != ASCII.tab { index += 1 }
    guard index < column else { return false }
    if index + 1 < column, line[index + 1] == UInt8(ascii: "(") { return line[column - 1] == ASCII.space }
    while index < column {
      guard line[index] == ASCII.space || line[index] == ASCII.tab else { return false }
      index += 1
    }
    return true
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    guard let header = block.lines.first, let table = TextTable(header: header) else { return }
    var roles = RoleCensus()
    for (index, line) in block.lines.enumerated().dropFirst() {
      let row = TableRow(
        cells: table.cells(line), hasRoles: table.has("ROLE"), line: index, text: line, block: block, process: process)
      row.read(table.columns.map(\.name), into: &events, &roles)
    }
    roles.emit(block, process, into: &events)
  }
}
