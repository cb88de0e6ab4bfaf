/// Decides which component of KubeBlocks speaks in a zap line, and hands the line to the one that knows its words.
enum ZapMeaning {
  static func interpret(
    _ message: ZapMessage, _ record: Record, _ process: ProcessLog, into events: inout EventSink
  ) {
    if message.fields["controller"] != nil || message.fields["reconcileID"] != nil {
      process.facts["component"] = "controller"
    }
    anchor(record, process)
    let teller = ZapTeller(message: message, record: record, process: process)
    if LorryMeaning.interpret(teller, into: &events) {
      teller.denial(into: &events)
      return
    }
    if AgentMeaning.interpret(teller, into: &events) { return }
    if ControllerMeaning.interpret(teller, into: &events) { return }
    teller.fallback(into: &events)
  }

  /// klog lines between these have no year and no zone; the same process wrote both.
  private static func anchor(_ record: Record, _ process: ProcessLog) {
    guard let stamp = record.head.stamp, stamp.zoned, !process.clock.zoneIsProved else { return }
    let written = record.line.prefix { $0 != "\t" && $0 != " " }
    guard let clock = written.firstIndex(of: "T") else { return }
    var offset: Int64?
    if written.hasSuffix("Z") {
      offset = 0
    } else if let sign = written[clock...].lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let digits = written[written.index(after: sign)...].filter(\.isNumber)
      if digits.count == 4, let value = Int64(digits) {
        offset = (value / 100 * 3600 + value % 100 * 60) * Civil.microsPerSecond * (written[sign] == "-" ? -1 : 1)
      }
    }
    guard let offset else { return }
    process.clock.anchor(local: stamp.micros + offset, utc: stamp.micros, basis: "same-log")
    process.clock.anchor(year: Civil.date(days: Civil.floorDivide(stamp.micros + offset, Civil.microsPerDay)).year)
  }
}

/// A zap line on its way to becoming events: the message and what is known about who wrote it.
struct ZapTeller {
  let message: ZapMessage
  let record: Record
  let process: ProcessLog

  /// The pod whose sidecar writes this log, where a layer, the path or an earlier line told it.
  var member: String? { process.member }

  func learn(member name: some StringProtocol) {
    if !name.isEmpty { process.facts["pod"] = String(name) }
  }

  func event(_ kind: EventKind, origin: String, code: String? = nil, instance: String? = nil) -> Event {
    var event = record.event(kind, origin: origin)
    event.message = message.sentence
    event.code = code
    event.instance = instance
    return event
  }

  /// Loud lines whose words nobody knows are kept: a diagnosis may match their text.
  func fallback(into events: inout EventSink) {
    guard record.head.severity >= .warning || message.error != nil else { return }
    var event = event(.controllerError, origin: origin, code: SnakeCase.slug(message.text), instance: member)
    ControllerMeaning.attribute(&event, message)
    event.attributes.merge(message.attributes) { old, _ in old }
    if let actor = Forbidden.user(in: message.sentence) {
      event.kind = .accessDenied
      event.code = "Forbidden"
      event.actor = actor
    } else if let code = Self.refusals.first(where: { message.sentence.contains($0.text) })?.code {
      // Any service writes its log like this: what its redis client was told is the server's word.
      event.kind = .writeRefused
      event.origin = "application"
      event.code = code
      event.instance = nil
    }
    events.emit(event)
  }

  /// What a server tells a client that may not write.
  private static let refusals: [(text: String, code: String)] = [
    ("NOREPLICAS Not enough good replicas", "NOREPLICAS"), ("READONLY You can't write against", "READONLY"),
    ("MISCONF Redis is configured", "MISCONF"), ("OOM command not allowed", "OOM"),
    ("MASTERDOWN Link with MASTER is down", "MASTERDOWN"),
  ]

  /// A refusal by the API server is an event of its own, whatever it kept the sidecar from doing.
  func denial(into events: inout EventSink) {
    guard let error = message.error, let actor = Forbidden.user(in: error) else { return }
    var event = event(.accessDenied, origin: origin, code: "Forbidden", instance: member)
    event.actor = actor
    event.severity = max(event.severity, .error)
    events.emit(event)
  }

  var origin: String { process.facts["component"] ?? "lorry" }
}

/// The API server's refusal: `… is forbidden: User "system:serviceaccount:ns:kb-x" cannot get resource "pods" …`.
enum Forbidden {
  static func user(in text: some StringProtocol) -> String? {
    guard let mark = text.firstRange(of: "is forbidden: User \"") else { return nil }
    let rest = text[mark.upperBound...]
    // A name without its closing quote is cut off.
    return rest.firstIndex(of: "\"").flatMap { $0 > rest.startIndex ? String(rest[..<$0]) : nil }
  }
}
