/// The operations that a cluster keeps in its annotation `kubeblocks.io/ops-request`, printed alone:
/// `[{"name":"a","type":"Upgrade"},{"name":"b","type":"Switchover","inQueue":true}]`.
enum OperationQueue {
  static func opens(_ line: Span<UInt8>) -> Bool {
    line.has("[{\"name\":\"") && line.find("\"type\":\"") != nil
  }

  /// True where the text is such a queue.
  static func read(_ text: String, _ block: Block, _ process: ProcessLog, into events: inout EventSink) -> Bool {
    guard case .array(let items)? = try? JSONValue.parse(text), !items.isEmpty,
      items.allSatisfy({ $0["name"]?.string != nil && $0["type"]?.string != nil })
    else { return false }
    var event = block.event(.stateObserved, origin: "kubernetes")
    event.code = "cluster"
    event.cluster = process.command.flatMap(KubectlCommand.cluster)
    event.set("operations", text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    let names = items.map { item in
      "\(item["type"]?.string ?? "") \(item["name"]?.string ?? "")\(item["inQueue"]?.bool == true ? " in the queue" : "")"
    }
    event.message = "operations\(event.cluster.map { " of \($0)" } ?? ""): \(names.joined(separator: ", "))"
    events.emit(event, at: process.capturedAt)
    return true
  }
}
