/// One server's answer without a header (`mysql -N`): `db-0⇥1⇥1`. What the columns are stands in the command above it.
struct ServerVariablesRowFormat: LineFormat {
  let name = "mysql-variables-row"
  let summary = "Rows of a query for @@hostname and @@read_only without their header, below the command that asked."
  let samples = ["till-mysql-1\t1\t1"]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count < 256, let tab = line.firstIndex(of: ASCII.tab), tab > 2, ASCII.isLetter(line[0]) else {
      return .foreign
    }
    for index in 0..<tab {
      let byte = line[index]
      guard ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else {
        return .foreign
      }
    }
    var end = tab + 1
    while end < line.count, line[end] != ASCII.tab { end += 1 }
    let isSwitch =
      end == tab + 2 && (line[tab + 1] == UInt8(ascii: "0") || line[tab + 1] == UInt8(ascii: "1"))
      || end == tab + 3 && line.has("ON", at: tab + 1) || end == tab + 4 && line.has("OFF", at: tab + 1)
    return isSwitch ? .record(LineHead(message: 0..<line.count)) : .foreign
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard let columns = process.memory["asked_columns"]?.split(separator: ",").map(String.init) else { return }
    let cells = record.message.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard cells.count == columns.count else { return events.reject("a row with other columns than were asked for") }
    let row = Dictionary(zip(columns, cells), uniquingKeysWith: { first, _ in first })
    if let event = ServerVariables.event(row, { record.event($0, origin: "mysql") }) {
      events.emit(event, at: process.capturedAt)
    }
  }
}
