/// The console encoder of zap: lorry, syncer, kbagent and the controller-manager of KubeBlocks.
///
/// `<time>⇥<LEVEL>⇥[<logger>⇥][<file.go:line>⇥]<message>[⇥<json>]`. Pasted logs often have blanks for the tabs, two or
/// more of them. Errors are followed by a Go stack.
struct ZapConsoleFormat: LineFormat {
  let name = "zap"
  let summary = "Console log of KubeBlocks components written in Go (lorry, syncer, kbagent, controller-manager)."
  let samples = [
    "2024-05-24T03:26:36Z\tINFO\tDCS-K8S\tFound switchover Setting\t"
      + #"{"configmap": {"candidate":"mongo-cluster-mongodb-1","leader":""}}"#,
    "2025-09-05T09:55:20.752Z\tERROR\tReconciler error\t"
      + #"{"controller": "instanceset", "error": "action: switchover, error: exit code: 1: failed: action failed"}"#,
    "2024-05-24T03:26:36Z  INFO  HA  Refresh leader ttl",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 24, ASCII.isDigit(line[0]) else { return isStack(line) ? .continuation : .foreign }
    guard line[4] == UInt8(ascii: "-"), let (stamp, end) = TimestampReader.iso(line, at: 0), stamp.zoned,
      let level = gap(line, end), let (severity, after) = Self.severity(line, level)
    else { return .foreign }
    guard let start = gap(line, after) else { return .foreign }
    let tabs = line[end] == ASCII.tab
    var head = LineHead(stamp: stamp, message: start..<line.count, severity: severity)
    // Columns before the message: a logger name (no blanks, no colon at its end), then perhaps file.go:line.
    for _ in 0..<2 {
      let column = head.message.lowerBound
      guard column < line.count, let stop = separator(line, column, tabs), let next = gap(line, stop),
        next < line.count, line[next] != UInt8(ascii: "{"), isWord(line, column..<stop)
      else { break }
      if line.find(".go:", from: column).map({ $0 < stop }) != true {
        guard head.first.isEmpty else { break }
        head.first = column..<stop
      }
      head.message = next..<line.count
    }
    return .record(head)
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    guard head.severity <= .info else { return false }
    let start = head.message.lowerBound
    return Self.chatter.contains { line.has($0, at: start) }
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    ZapMeaning.interpret(
      ZapMessage(logger: record.text(record.head.first), columns: record.message), record, process, into: &events)
  }

  /// Heartbeats and noise: said all the time, proving nothing.
  static let chatter: [StaticString] = [
    "Refresh leader ttl", "reconcile\t", "reconcile ", "parse probe event message failed", "API route path",
    "backup has expired", "Current member already has the highest priority", "podlist: ", "members count: ",
    "pod selector: ", "service Streaming", "service Probe", "register service", "create service",
    "another leader's lorry",
    "Starting EventSource", "Starting Controller", "Starting workers", "KB_WORKLOAD_TYPE ENV not set", "env is not set",
    "Waiting for dns resolution", "Initialize DB manager",
  ]

  // MARK: - Columns

  /// The index after a separator (a tab, or two blanks and more) that starts at `index`.
  private func gap(_ line: Span<UInt8>, _ index: Int) -> Int? {
    var end = index
    while end < line.count, line[end] == ASCII.tab || line[end] == ASCII.space { end += 1 }
    guard end > index else { return nil }
    return line[index] == ASCII.tab || end - index >= 2 ? end : nil
  }

  /// Where the column that starts at `index` ends.
  private func separator(_ line: Span<UInt8>, _ index: Int, _ tabs: Bool) -> Int? {
    tabs ? line.firstIndex(of: ASCII.tab, from: index) : line.find("  ", from: index)
  }

  private func isWord(_ line: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count < 60 else { return false }
    for index in range {
      let byte = line[index]
      guard
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
          || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/") || byte == ASCII.colon
      else { return false }
    }
    return true
  }

  private static func severity(_ line: Span<UInt8>, _ index: Int) -> (Severity, Int)? {
    if line.has("INFO", at: index) { return (.info, index + 4) }
    if line.has("ERROR", at: index) { return (.error, index + 5) }
    if line.has("DEBUG", at: index) { return (.debug, index + 5) }
    if line.has("WARN", at: index) { return (.warning, index + 4) }
    if line.has("DPANIC", at: index) { return (.fatal, index + 6) }
    if line.has("PANIC", at: index) || line.has("FATAL", at: index) { return (.fatal, index + 5) }
    return nil
  }

  /// A line of a Go stack: `<tab>path:line`, or `package/path.(*Type).method` without a blank.
  private func isStack(_ line: Span<UInt8>) -> Bool {
    guard line.count > 2 else { return false }
    if line[0] == ASCII.tab { return line[1] == UInt8(ascii: "/") || line.find(".go:") != nil }
    guard line.count < 400, ASCII.isLetter(line[0]), line.firstIndex(of: UInt8(ascii: ".")) != nil,
      line.firstIndex(of: ASCII.space) == nil, line.firstIndex(of: UInt8(ascii: "=")) == nil
    else { return false }
    return line.firstIndex(of: UInt8(ascii: "/")) != nil || line.has("main.") || line.has("runtime.")
  }
}
