/// Whether a MySQL server takes writes, as `select @@hostname, @@read_only, @@super_read_only` answers it.
enum ServerVariables {
  /// The columns of a query for the host name and whether it is read-only, in a command line; nil for other commands.
  static func columns(inCommand command: String) -> String? {
    let text = command.lowercased()
    guard let select = text.firstRange(of: "select "), text.contains("@@hostname") else { return nil }
    let list = text[text.index(select.lowerBound, offsetBy: 7)...].prefix { $0 != ";" && $0 != "\"" && $0 != "'" }
    let columns = list.split(separator: ",").map { name($0) }
    return columns.contains { isReadOnly($0) } ? columns.joined(separator: ",") : nil
  }

  /// A query for the variables at the prompt of a MySQL client: `mysql> select @@hostname, …`, `db-0> SELECT …`.
  static func isQuery(_ line: Span<UInt8>) -> Bool {
    guard line.count < 512, let prompt = line.find("> "), prompt < 80,
      line.has("select ", at: prompt + 2) || line.has("SELECT ", at: prompt + 2)
    else { return false }
    return line.find("@@", from: prompt) != nil
  }

  /// `@@global.super_read_only` → `super_read_only`
  static func name(_ column: some StringProtocol) -> String {
    let word = column.lowercased().filter { $0 != " " }
    guard word.hasPrefix("@@") else { return word }
    return word.split(separator: ".").last.map { $0.filter { $0 != "@" } } ?? word
  }

  static func isReadOnly(_ column: String) -> Bool { column == "read_only" || column == "super_read_only" }

  private static func isOn(_ value: String) -> Bool? {
    switch value.uppercased() {
    case "1", "ON": true
    case "0", "OFF": false
    default: nil
    }
  }

  /// The event for one server; nil where the row does not say both who and whether, for every variable it was asked for.
  static func event(_ row: [String: String], _ make: (EventKind) -> Event) -> Event? {
    guard let host = row["hostname"], !host.isEmpty, row.keys.contains(where: isReadOnly) else { return nil }
    var event = make(.stateObserved)
    event.origin = "mysql"
    event.code = "read-only"
    event.instance = host
    var isWritable = true
    var said: [String] = []
    for column in ["read_only", "super_read_only"] {
      guard let value = row[column] else { continue }
      guard let isOn = isOn(value) else { return nil }
      if isOn { isWritable = false }
      event.attributes[column] = .bool(isOn)
      said.append("\(column) is \(isOn ? "ON" : "OFF")")
    }
    event.attributes["writable"] = .bool(isWritable)
    event.message = "\(host): \(said.joined(separator: ", "))"
    return event
  }
}
