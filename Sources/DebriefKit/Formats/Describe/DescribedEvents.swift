/// The table of events at the end of `kubectl describe`.
struct DescribedEvents {
  private struct Row {
    var event: KubernetesEvent
    var age: EventAge
    var line: Int
  }

  private let rows: [Row]

  init(_ item: DescribeTree.Item?, kind: String, name: String) {
    var rows: [Row] = []
    var table: TextTable?
    var start = 0
    for (text, line) in item?.texts ?? [] {
      if text.hasPrefix("Type ") {
        table = TextTable(header: text)
        start = line
        continue
      }
      guard let table, line > start, !text.hasPrefix("----") else { continue }
      let cells = table.cells(text)
      guard let type = cells["Type"], type == "Normal" || type == "Warning", let reason = cells["Reason"] else {
        // A message of several lines goes on.
        if !rows.isEmpty { rows[rows.count - 1].event.message += "\n" + text }
        continue
      }
      var event = KubernetesEvent()
      event.kind = kind
      event.name = name
      event.reason = reason
      event.isWarning = type == "Warning"
      event.reporter = cells["From"]
      event.message = cells["Message"] ?? ""
      rows.append(Row(event: event, age: EventAge(cells["Age"] ?? ""), line: line))
    }
    self.rows = rows
  }

  /// The moment of capture: the first event happened when the object began.
  func capture(from began: Stamp?) -> Stamp? {
    guard let began, let first = rows.first,
      ["Scheduled", "WaitForProgressing", "SuccessfulCreate"].contains(first.event.reason),
      let age = first.age.first ?? first.age.last
    else { return nil }
    return Stamp(
      micros: began.micros + age * Civil.microsPerSecond, zoned: began.zoned, yearKnown: began.yearKnown,
      precision: .minutes)
  }

  /// - Parameter told: messages (and reasons) that the object above gives with exact times.
  func read(_ object: KubernetesObject, told: Set<String>, into events: inout EventSink) {
    for row in rows {
      if told.contains(row.event.message) || !row.event.isWarning && told.contains(row.event.reason) { continue }
      for var event in row.event.translate({ object.event($0, DocumentNode(line: row.line, .scalar(.null))) }) {
        event.cluster = event.cluster ?? object.ownCluster
        event.set("job", event.attributes["job"]?.string ?? object.job)
        event.set("operation", event.attributes["operation"]?.string ?? object.operation)
        row.age.date(&event, object.process)
        events.emit(event)
      }
    }
  }
}
