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
    // Column names only: no small letter may stand in a header, and one stands early in nearly every line that is none.
    var index = 0
    while index < line.count {
      if line[index] &- 0x61 < 26 { return false }
      index += 1
    }
    return line.has("NAME ") || line.has("NAMESPACE ") || line.has("LAST SEEN ") || line.has("NAME\t")
      || line.find(" REASON ") != nil && line.find(" MESSAGE") != nil
  }

  /// `state` is where the second column starts (a row has a blank before it), and above 16 bits how many columns there are.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      var index = 0
      while index + 1 < line.count, !(line[index] == ASCII.space && line[index + 1] == ASCII.space) { index += 1 }
      while index < line.count, line[index] == ASCII.space || line[index] == ASCII.tab { index += 1 }
      state = max(index, 1) + ((Self.gaps(in: line) + 1) << 16)
      return .more
    }
    let column = state & 0xFFFF
    guard line.count > column, line[0] != ASCII.space, line[0] != UInt8(ascii: "#"), line[0] != UInt8(ascii: "$"),
      line[0] != UInt8(ascii: "{"), line[0] < 0x80, !opens(line), Prompt.command(in: line) == nil
    else { return .before }
    if Self.startsWithOneWord(line, before: column) { return .more }
    // A name put in by hand after the table was printed runs into the next column and pushes the rest along. The cell of
    // an added label is the last and may be empty.
    let parts = Self.gaps(in: line) + 1
    return ((state >> 16) - 1...(state >> 16)).contains(parts) && Self.startsWithLongWord(line, from: column)
      ? .more : .before
  }

  /// How many wide gaps stand between the parts of a line.
  private static func gaps(in line: Span<UInt8>) -> Int {
    var gaps = 0
    var blanks = 0
    for index in 0..<line.count {
      if line[index] == ASCII.space || line[index] == ASCII.tab {
        blanks += line[index] == ASCII.tab ? 2 : 1
      } else {
        if blanks > 1 { gaps += 1 }
        blanks = 0
      }
    }
    return gaps
  }

  /// The first cell is a name that goes on where the second column should start, with a wide gap behind it.
  private static func startsWithLongWord(_ line: Span<UInt8>, from column: Int) -> Bool {
    var index = 0
    while index < line.count, line[index] != ASCII.space, line[index] != ASCII.tab { index += 1 }
    return index >= column - 1 && index + 1 < line.count && line[index + 1] == ASCII.space
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
    var uncounted = RoleCensus()
    for (index, line) in block.lines.enumerated().dropFirst() {
      let row = TableRow(
        cells: table.cells(line), hasRoles: table.has("ROLE"), line: index, text: line, block: block, process: process)
      // Under a header that is damaged or of another table a row may still betray its columns.
      if !row.read(table.columns.map(\.name), into: &events, &roles), let loose = LooseRow(line) {
        loose.tableRow(index, line, block, process).read(loose.columns, into: &events, &uncounted)
      }
    }
    roles.emit(block, process, into: &events)
  }
}
