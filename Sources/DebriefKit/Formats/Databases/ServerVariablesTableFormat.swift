/// The answer to `select @@hostname, @@read_only, @@super_read_only`: in a box, or with its header and tabs.
struct ServerVariablesTableFormat: BlockFormat {
  let name = "mysql-variables"
  let summary = "Answers of MySQL to a query for @@hostname and @@read_only, with their header."
  let samples = ["| @@hostname | @@super_read_only |\n+---+---+\n| till-mysql-1 | 1 |"]

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count < 512, line.has("| ") || line.has("@@") else { return false }
    return line.find("@@hostname") != nil && line.find("read_only") != nil
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = line[0] == UInt8(ascii: "|") ? 1 : 2
      return .more
    }
    if state == 2 { return line.firstIndex(of: ASCII.tab) == nil ? .before : .more }
    return !line.isEmpty && (line[0] == UInt8(ascii: "|") || line[0] == UInt8(ascii: "+")) ? .more : .before
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    var columns: [String] = []
    for (index, line) in block.lines.enumerated() where !line.hasPrefix("+") {
      let cells = DatabaseTableFormat.cells(line)
      if columns.isEmpty {
        columns = cells.map { ServerVariables.name($0) }
        continue
      }
      guard cells.count == columns.count else { continue }
      let row = Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first })
      guard let event = ServerVariables.event(row, { block.event($0, origin: "mysql", line: index) }) else { continue }
      // The server's own clock, where it was asked too.
      let clock = row["now()"].flatMap { TimestampReader.iso(Array($0.utf8).span, at: 0)?.stamp }
      events.emit(event, at: clock ?? process.capturedAt)
    }
  }
}
