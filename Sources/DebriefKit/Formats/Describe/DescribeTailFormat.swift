/// The end of `kubectl describe` of an OpsRequest, without its head: `… | tail -20`, or what was left in the scrollback.
///
/// Which operation it is, the command above it says or one of its messages; without either nothing is made of it.
struct DescribeTailFormat: BlockFormat {
  let name = "kubectl-describe-tail"
  let summary = "The last lines of kubectl describe of an OpsRequest, cut off above."
  let samples = [
    "    Message:               wait for the controller to process the OpsRequest: cart-x7 in Cluster: cart\n"
      + "    Reason:                WaitForProgressing\n    Status:                True"
  ]

  /// Keys of conditions and of progress, and those of the status around them.
  private static let keys: [StaticString] = [
    "Message:  ", "Reason:  ", "Last Transition Time:  ", "Completion Timestamp:  ", "Start Timestamp:  ",
    "Object Key:  ", "Progress Details:",
  ]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool {
    if line.has("Events:"), line.count == 7 { return true }
    var start = 0
    while start < min(line.count, 12), line[start] == ASCII.space { start += 1 }
    guard start >= 2, start < line.count, line[start] &- 0x41 < 26 else { return false }
    for key in Self.keys where line.has(key, at: start) { return true }
    return false
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    state += 1
    if line.isEmpty || line[0] == ASCII.space || line.has("Events:") { return state > 400 ? .before : .more }
    return .before
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    guard let operation = Self.operation(block, process) else { return }
    // The head that was cut off, as far as something tells it.
    var head = ["Name:  \(operation.name)"]
    if let namespace = process.command.flatMap(KubectlCommand.namespace) { head.append("Namespace:  \(namespace)") }
    head += ["Kind:  OpsRequest", "Spec:"]
    if let cluster = operation.cluster { head.append("  Cluster Name:  \(cluster)") }
    if !block.lines[0].hasPrefix("Events:") {
      head.append("Status:")
      if block.lines[0].hasPrefix("    ") { head.append("  Conditions:") }
    }
    var whole = block
    whole.lines = head + block.lines
    whole.positions = Array(repeating: block.position(), count: head.count) + block.positions
    try DescribeFormat().interpret(whole, process, into: &events)
  }

  /// `… describe ops cart-x7`, `the OpsRequest: cart-x7 in Cluster: cart`.
  private static func operation(_ block: Block, _ process: ProcessLog) -> (name: String, cluster: String?)? {
    var name = process.command.flatMap(asked)
    var cluster: String?
    for line in block.lines {
      guard let mark = line.firstRange(of: "OpsRequest: ") else { continue }
      let words = line[mark.upperBound...].split(separator: " ")
      if name == nil { name = words.first.map { String($0.prefix { $0 != "," }) } }
      if words.count >= 4, words[1].lowercased() == "in", words[2].lowercased() == "cluster:" {
        cluster = String(words[3].prefix { $0 != "," })
      }
    }
    return name.map { ($0, cluster) }
  }

  private static func asked(_ command: String) -> String? {
    let words = command.split(separator: " ")
    guard let verb = words.firstIndex(of: "describe"), verb + 2 < words.count,
      ["ops", "opsrequest", "opsrequests"].contains(words[verb + 1].prefix { $0 != "." })
    else { return nil }
    return words[verb + 2].hasPrefix("-") ? nil : String(words[verb + 2])
  }
}
