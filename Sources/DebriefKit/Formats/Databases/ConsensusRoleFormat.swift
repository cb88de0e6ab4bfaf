/// Rows of a query for the members of a consensus group: `db-0.db-headless:13306⇥Leader`, also in a box of `|`.
struct ConsensusRoleFormat: LineFormat {
  let name = "consensus-roles"
  let summary = "Rows of a query for addresses and roles, such as information_schema.wesql_cluster_global."
  let samples = ["db-mysql-2.db-mysql-headless:13306\tLeader", "| db-mysql-1.db-mysql-headless:13306 | Follower |"]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 12, line.count < 200, let colon = line.firstIndex(of: ASCII.colon),
      let (_, end) = line.number(at: colon + 1), end < line.count
    else { return .foreign }
    var start = 0
    while start < colon, line[start] == UInt8(ascii: "|") || line[start] == ASCII.space { start += 1 }
    guard colon > start else { return .foreign }
    for index in start..<colon {
      let byte = line[index]
      guard ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else {
        return .foreign
      }
    }
    var role = end
    while role < line.count, line[role] == ASCII.tab || line[role] == ASCII.space || line[role] == UInt8(ascii: "|") {
      role += 1
    }
    guard role > end, let length = Self.role(line, role) else { return .foreign }
    // Nothing but the frame may follow.
    for index in role + length..<line.count where line[index] != UInt8(ascii: "|") && line[index] != ASCII.space {
      return .foreign
    }
    var head = LineHead(message: 0..<line.count)
    head.first = start..<end
    head.second = role..<role + length
    return .record(head)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    var event = record.event(.roleObserved, origin: "mysql")
    event.instance = String(record.text(record.head.first))
    event.role = RoleWord.normalise(record.text(record.head.second))
    event.attributes["witness"] = "database"
    events.emit(event, at: process.capturedAt)
  }

  private static func role(_ line: Span<UInt8>, _ index: Int) -> Int? {
    if line.has("Leader", at: index) { return 6 }
    if line.has("Follower", at: index) { return 8 }
    if line.has("Learner", at: index) { return 7 }
    if line.has("PRIMARY", at: index) { return 7 }
    if line.has("SECONDARY", at: index) { return 9 }
    return nil
  }
}
