import GRDB
import Mustache

/// Fills the texts of a rule with what was found.
///
/// A template sees the incident's fields (`old_primary`, `new_primary` and `candidate` also as `…_host` and `…_port`), `pika`
/// where that is the engine, `facts`,
/// `measures` (`{{measures.job_runtime}}` is "3.2 s") and each condition by name: the fields of its first event,
/// `time`, `attributes`, `events`, `lines`, and `value` for measures and facts. Numbers of the rule stand beside them:
/// `{{wait.value}}`, `{{wait.ms}}`, `{{wait.history.median}}`.
struct FindingText {
  private static let members = ["old_primary", "new_primary", "candidate"]
  /// The members' addresses taken apart, as templates name them.
  static let addressNames = members.flatMap { ["\($0)_host", "\($0)_port"] }

  /// What texts see of a number and of its history.
  static let numberFields = [
    "seconds", "ms", "capped", "history", "count", "min", "median", "max", "over", "percent", "several", "some",
  ]

  private var context: [String: Any] = [:]
  private let shared: FindingContext

  init(
    _ incident: IncidentRow, _ conditions: [RuleResult.ConditionResult], numbers: [Number] = [],
    _ shared: FindingContext, in db: Database
  ) throws {
    self.shared = shared
    for name in Fits.names { if let value = incident.field(name) { context[name] = value } }
    // Commands of redis take host and port apart.
    for name in Self.members {
      guard let value = incident.field(name) else { continue }
      let colon = value.lastIndex(of: ":") ?? value.endIndex
      context["\(name)_host"] = String(value[..<colon])
      if colon < value.endIndex { context["\(name)_port"] = String(value[value.index(after: colon)...]) }
    }
    // Its commands are spelled another way.
    if incident.field("engine") == "pika" { context["pika"] = true }
    if let at = incident.startedAt { context["started"] = Civil.iso(at) }
    if let at = incident.endedAt { context["ended"] = Civil.iso(at) }
    context["namespace"] = Self.namespace(incident)
    context["facts"] = Self.any(incident.facts)
    context["measures"] = incident.measures.mapValues(Duration.text)
    var times: [String: Int64] = [:]
    for result in conditions where result.holds {
      let binding = try Self.binding(result, in: db)
      context[result.condition.name] = binding.values
      times[result.condition.name] = binding.at
    }
    guard !numbers.isEmpty else { return }
    let reader = NumberReader(incident: incident, history: shared.history, times: times, db: db)
    for (name, number) in try reader.values(numbers) { context[name] = number.context }
  }

  /// For commands that people paste: the namespace where it is known and a shell takes it as it is, else a word to replace.
  private static func namespace(_ incident: IncidentRow) -> String {
    guard let name = incident.facts["namespace"]?.string, !name.isEmpty,
      name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "-") })
    else { return "NAMESPACE" }
    return name
  }

  private static func binding(
    _ result: RuleResult.ConditionResult, in db: Database
  ) throws -> (values: [String: Any], at: Int64?) {
    var values: [String: Any] = ["events": result.events, "lines": result.lines]
    if let value = result.value {
      if case .measure = result.condition.subject, let seconds = Double(value) {
        values["value"] = Duration.text(seconds)
      } else {
        values["value"] = value
      }
    }
    guard let id = result.evidence.first,
      let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM event WHERE event_id = ?"), arguments: [id])
    else { return (values, nil) }
    for column in [
      "origin", "kind", "cluster", "component", "instance", "peer", "actor", "role", "code", "message", "stream",
    ] {
      if let text: String = row[column] { values[column] = text }
    }
    let place = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT member, other, step FROM scope WHERE event_id = ?"), arguments: [id])
    for column in ["member", "other", "step"] { if let text: String = place?[column] { values[column] = text } }
    if let at: Int64 = row["at"] { values["time"] = Civil.iso(at) }
    if let text: String = row["attributes"], let attributes = try? JSONValue.parse(text) {
      values["attributes"] = any(attributes)
    }
    return (values, row["at"])
  }

  private static func any(_ value: JSONValue) -> Any {
    switch value {
    case .object(let members): members.compactMapValues { $0 == .null ? nil : any($0) }
    case .array(let elements): elements.map(any)
    // As text a "false" would open the sections that ask for it.
    case .bool(let flag): flag
    default: value.scalarText ?? ""
    }
  }

  /// The text with its holes filled. A template that cannot be read stays as it stands: lint reports it.
  func render(_ text: String) -> String {
    guard text.contains("{{") else { return text.trimmed() }
    guard let template = try? TextTemplate.parse(shared.expanded(text)) else { return text.trimmed() }
    return template.render(context).trimmed()
  }

  /// Evidence with its note filled in.
  func filled(_ evidence: Finding.Evidence, _ language: Language) -> Finding.Evidence {
    var evidence = evidence
    evidence.text = evidence.note.map { render($0[language]) }
    return evidence
  }

  /// Names a text refers to, the first word of each.
  static func names(in text: String) -> [String] {
    text.split(separator: "{{").dropFirst(text.hasPrefix("{{") ? 0 : 1).compactMap { part in
      guard let end = part.firstRange(of: "}}") else { return nil }
      let tag = part[..<end.lowerBound].trimmed()
      guard let first = tag.first, first != "/", first != "!", first != ">" else { return nil }
      let name = tag.drop { "#^&{ ".contains($0) }
      return String(name.prefix { $0 != "." && $0 != " " && $0 != "}" })
    }
  }
}

/// Spans of time for people.
enum Duration {
  /// `0.043 s`, `3.2 s`, `2 min 5 s`, `3 h 2 min`
  static func text(_ seconds: Double) -> String {
    if abs(seconds) < 120 {
      let scale = abs(seconds) < 1 ? 1000.0 : 10.0
      let rounded = (seconds * scale).rounded() / scale
      return rounded == rounded.rounded() ? "\(Int64(rounded)) s" : "\(rounded) s"
    }
    let whole = Int64(seconds.rounded())
    if abs(whole) < 7200 { return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(abs(whole % 60)) s" }
    let minutes = abs(whole) / 60 % 60
    return minutes == 0 ? "\(whole / 3600) h" : "\(whole / 3600) h \(minutes) min"
  }
}
