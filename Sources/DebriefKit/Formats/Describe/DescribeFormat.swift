/// `kubectl describe` of an OpsRequest, pod, job, ConfigMap, node and so on, with its events.
struct DescribeFormat: BlockFormat {
  let name = "kubectl-describe"
  let summary = "Output of kubectl describe, with its events."
  let samples = ["Name:         risk-switchover-m8ksv\nNamespace:    default\nKind:         OpsRequest"]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool { line.has("Name:  ") && line.count > 8 }

  /// `state`: 1 in the object, 2 in the data of a ConfigMap, 3 in the events, from 16 on lines that only a text of several
  /// lines explains.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = 1
      return .more
    }
    guard !line.isEmpty, line[0] != ASCII.space else { return .more }
    if opens(line) || Prompt.command(in: line) != nil || state == 3 { return .before }
    if line.has("Events:") {
      state = 3
      return .more
    }
    if state == 2 { return .more }
    if line.has("Data"), line.count == 4 {
      state = 2
      return .more
    }
    if Self.isKey(line) {
      state = 1
      return .more
    }
    // Error texts are printed with their line breaks; a log that follows is not one of them.
    guard !Self.startsLog(line), state < 200 else { return .before }
    state = max(16, state + 1)
    return .more
  }

  /// `Key:` or `Key:  value` in the first column, the key with a capital.
  private static func isKey(_ line: Span<UInt8>) -> Bool {
    guard line[0] &- 0x41 < 26, let colon = line.firstIndex(of: ASCII.colon), colon < 40 else { return false }
    for index in 0..<colon where !ASCII.isLetter(line[index]) && line[index] != ASCII.space && line[index] != 0x2D {
      return false
    }
    return colon + 1 == line.count || line.has("  ", at: colon + 1) || colon + 2 == line.count
  }

  private static func startsLog(_ line: Span<UInt8>) -> Bool {
    if line.has("apiVersion:") || line.has("curl http") || line.has("{") || line.has("---") || line.has("NAME ") {
      return true
    }
    return TimestampReader.iso(line, at: 0) != nil
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    let tree = DescribeTree(block.lines)
    let object = DescribedObject(tree.root)
    guard let node = object.document() else { return }
    // Ages count from the capture; without one, from what the object says about its own beginning.
    let table = DescribedEvents(tree.root.child("Events"), kind: object.kind, name: object.name)
    if process.capturedAt == nil { process.capturedAt = table.capture(from: object.began) }
    let described = KubernetesObject(node, block, process)
    described.read(into: &events)
    table.read(described, told: object.told, into: &events)
  }
}
