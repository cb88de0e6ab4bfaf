/// klog, the logger of Kubernetes' own libraries: `I1212 02:16:34.536204       1 leaderelection.go:258] text`.
struct KlogFormat: LineFormat {
  let name = "klog"
  let summary = "Lines of Kubernetes libraries (leader election, client throttling) in a controller's log."
  let samples = [
    "I1212 02:16:34.536204       1 leaderelection.go:258] successfully acquired lease kb-system/001c317f.kubeblocks.io",
    "I0827 15:01:18.531342       1 request.go:697] Waited for 1.179183808s due to client-side throttling, not priority "
      + "and fairness, request: GET:https://10.96.0.1:443/api/v1",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 30, let severity = Self.severity(line[0]), ASCII.isDigit(line[1]),
      let (stamp, end) = TimestampReader.glog(line, at: 1)
    else { return .foreign }
    var index = end
    while index < line.count, line[index] == ASCII.space { index += 1 }
    while index < line.count, ASCII.isDigit(line[index]) { index += 1 }
    guard index < line.count, line[index] == ASCII.space, let file = line.find(".go:", from: index),
      let close = line.find("] ", from: file), close - index < 80
    else { return .foreign }
    return .record(
      LineHead(stamp: stamp, message: close + 2..<line.count, severity: severity, first: index + 1..<file + 3))
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool {
    line.has("warnings.go", at: head.first.lowerBound) || line.has("trace.go", at: head.first.lowerBound)
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    let lease: (EventKind, String)? =
      if text.hasPrefix("successfully acquired lease") {
        (.leaseAcquired, "acquired")
      } else if text.hasPrefix("failed to renew lease") || text.contains("leaderelection lost") {
        (.leaseLost, "renew-failed")
      } else if text.hasPrefix("error retrieving resource lock") || text.hasPrefix("Failed to update lock") {
        (.leaseLost, "lock-unreachable")
      } else if text.hasPrefix("attempting to acquire leader lease") {
        (.leaseLost, "attempting")
      } else {
        nil
      }
    if let (kind, code) = lease {
      var event = record.event(kind, origin: "controller")
      event.code = code
      let object = text.split(separator: " ").first { $0.contains("/") && !$0.contains("://") }
      if let object { event.attributes["object"] = .string(object.trimmingDots) }
      events.emit(event)
    } else if text.hasPrefix("Waited for "), text.contains("throttling") {
      var event = record.event(.controllerError, origin: "controller")
      event.code = "throttled"
      event.severity = .warning
      // Which of the many requests it was does not matter, and would keep the run from folding.
      let waited = text.dropFirst(11).prefix { $0 != " " }
      event.message = "Waited for \(waited.prefix { $0.isNumber }) s due to client-side throttling"
      event.attributes["waited"] = .string(String(waited))
      if let mark = text.firstRange(of: "request: ") {
        event.attributes["request"] = .string(String(text[mark.upperBound...]))
      }
      events.emit(event)
    } else if record.head.severity >= .warning {
      var event = record.event(.controllerError, origin: "controller")
      event.code = SnakeCase.slug(text)
      if let user = Forbidden.user(in: text) {
        event.kind = .accessDenied
        event.code = "Forbidden"
        event.actor = user
      }
      events.emit(event)
    }
  }

  private static func severity(_ letter: UInt8) -> Severity? {
    switch letter {
    case UInt8(ascii: "I"): .info
    case UInt8(ascii: "W"): .warning
    case UInt8(ascii: "E"): .error
    case UInt8(ascii: "F"): .fatal
    default: nil
    }
  }
}

extension Substring {
  /// Without the dots that end a sentence.
  fileprivate var trimmingDots: String {
    var text = self
    while text.last == "." || text.last == ":" { text.removeLast() }
    return String(text)
  }
}
