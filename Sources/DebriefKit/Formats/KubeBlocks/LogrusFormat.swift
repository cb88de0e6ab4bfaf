/// logrus text, the log of the dapr-based role probe of KubeBlocks 0.2 to 0.5: `time="…" level=info msg="…" key=value`.
struct LogrusFormat: LineFormat {
  let name = "logrus"
  let summary = "logrus text lines, as the probe sidecar of KubeBlocks 0.2 to 0.5 writes them."
  let samples = [
    #"time="2022-12-07T08:29:38.2Z" level=error msg="role probe failed: dial tcp 127.0.0.1:3306: connection refused" "#
      + "app_id=batch-sdk scope=dapr.contrib type=log ver=unknown"
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.has("time=\""), let (stamp, _) = TimestampReader.iso(line, at: 6), let level = line.find(" level="),
      let message = line.find(" msg=")
    else { return .foreign }
    var head = LineHead(stamp: stamp, message: message + 5..<line.count)
    switch line.count > level + 7 ? line[level + 7] : 0 {
    case UInt8(ascii: "w"): head.severity = .warning
    case UInt8(ascii: "e"): head.severity = .error
    case UInt8(ascii: "f"), UInt8(ascii: "p"): head.severity = .fatal
    case UInt8(ascii: "d"), UInt8(ascii: "t"): head.severity = .debug
    default: break
    }
    return .record(head)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    var fields: [String: JSONValue] = [:]
    var text = record.message
    if text.hasPrefix("\""), let end = closingQuote(text) {
      // The quoted message is a JSON string in all but name.
      let quoted = String(text[...end])
      for word in text[text.index(after: end)...].split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1)
        if parts.count == 2 { fields[String(parts[0])] = .string(String(parts[1])) }
      }
      text = (try? JSONValue.parse(quoted))?.string ?? String(quoted.dropFirst().dropLast())
    }
    process.facts["component"] = process.facts["component"] ?? "lorry"
    if let sent = RoleSnapshot(probe: text), sent.role != nil {
      let teller = ZapTeller(
        message: ZapMessage(logger: "event", text: text, fields: fields, damaged: nil), record: record, process: process
      )
      sent.emit(.probeSucceeded, code: "sent", teller, into: &events)
      return
    }
    let message = ZapMessage(logger: fields["scope"]?.string ?? "", text: text, fields: fields, damaged: nil)
    ZapMeaning.interpret(message, record, process, into: &events)
  }

  private func closingQuote(_ text: String) -> String.Index? {
    var escaped = false
    for index in text.indices.dropFirst() {
      if escaped {
        escaped = false
      } else if text[index] == "\\" {
        escaped = true
      } else if text[index] == "\"" {
        return index
      }
    }
    return nil
  }
}
