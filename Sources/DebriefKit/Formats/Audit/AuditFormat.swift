/// The audit log of the Kubernetes API server: one JSON object a line.
///
/// Nearly every line is a get, list or watch that nobody needs: they are told by their bytes. The rest is parsed, taken
/// once (the same auditID may be written twice) and only in the stage in which the answer is known.
struct AuditFormat: LineFormat {
  var name: String { "audit" }
  var summary: String { "Kubernetes audit log (audit.k8s.io), one event a line." }
  var samples: [String] {
    [
      #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","stage":"ResponseComplete","verb":"create","user":{"username":"admin"},"objectRef":{"resource":"opsrequests","namespace":"ns","name":"ops-a"},"responseStatus":{"code":201},"stageTimestamp":"2025-02-20T13:30:02.796089Z"}"#
    ]
  }

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 80, line[0] == UInt8(ascii: "{") else { return .foreign }
    let head = line.extracting(0..<min(line.count, 512))
    guard head.find("audit.k8s.io/") != nil, line.find("\"auditID\"") != nil else { return .foreign }
    if head.find("\"EventList\"") != nil { return .record(LineHead(message: 0..<line.count)) }
    guard line[line.count - 1] == UInt8(ascii: "}") else { return .damaged("an audit event that is cut off") }
    return .record(LineHead(message: 0..<line.count))
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    if line.extracting(0..<min(line.count, 512)).find("\"EventList\"") != nil { return false }
    if line.find("\"stage\":\"RequestReceived\"") != nil || line.find("\"stage\":\"ResponseStarted\"") != nil {
      return true
    }
    let isRefused = line.find("\"code\":4") != nil || line.find("\"code\":5") != nil
    if isRefused { return false }
    if line.find("\"verb\":\"get\"") != nil || line.find("\"verb\":\"list\"") != nil
      || line.find("\"verb\":\"watch\"") != nil
    {
      return true
    }
    return !Self.resources.contains { line.find($0) != nil }
  }

  private static let resources: [StaticString] = [
    "\"opsrequests\"", "\"jobs\"", "\"configmaps\"", "\"pods\"", "\"leases\"", "\"clusters\"",
  ]

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    guard let json = try? JSONValue.parse(record.line) else { return events.reject("an audit event that is no JSON") }
    for item in json["items"].map(\.array) ?? [json] {
      guard item["stage"]?.string.map({ $0 == "ResponseComplete" || $0 == "Panic" }) ?? true else { continue }
      if let id = item["auditID"]?.string, process.memory.count < 1_000_000 {
        guard process.memory.updateValue("", forKey: id) == nil else { continue }
      }
      AuditEvent(item, record, process).read(into: &events)
    }
  }
}
