/// Compares a report with what its sources say today.
public struct ReportCheck: Sendable {
  /// What no longer holds, a sentence each.
  public var differences: [String] = []
  public var sources = 0
  /// Lines of proof that say what the report says they say.
  public var proofs = 0

  /// Both are `debrief.report/1`; `fresh` was made from the sources that `report` names.
  /// Throws `ReportCheckProblem` for another document.
  public init(report: JSONValue, fresh: JSONValue) throws {
    guard report["schema"]?.string == JSONReport.schema else { throw ReportCheckProblem() }
    compareSources(report, fresh)
    let now = Dictionary(
      fresh["incidents"]?.array.map { (Self.key($0), $0) } ?? [], uniquingKeysWith: { first, _ in first })
    for incident in report["incidents"]?.array ?? [] {
      let name = "\(incident["kind"]?.string ?? "incident") of \(incident["cluster"]?.string ?? "an unnamed cluster")"
      guard let same = now[Self.key(incident)] else {
        differences.append("the \(name) at \(incident["started_at"]?.string ?? "an unknown time") is not found again")
        continue
      }
      for field in ["outcome", "root_cause", "old_primary", "new_primary"] where incident[field] != same[field] {
        differences.append(
          "\(name): \(field) was \(Self.word(incident[field])) and is \(Self.word(same[field]))")
      }
      compareProofs(name, incident, same)
    }
  }

  private mutating func compareSources(_ report: JSONValue, _ fresh: JSONValue) {
    var now: [String: String] = [:]
    for source in fresh["sources"]?.array ?? [] { now[Self.name(source)] = source["sha256"]?.string ?? "" }
    for source in report["sources"]?.array ?? [] {
      let name = Self.name(source)
      switch now[name] {
      case nil: differences.append("\(name) is not there any more")
      case source["sha256"]?.string: sources += 1
      default: differences.append("\(name) has changed since the report")
      }
    }
  }

  private mutating func compareProofs(_ name: String, _ incident: JSONValue, _ same: JSONValue) {
    let now = Set(same["findings"]?.array.flatMap { $0["evidence"]?.array ?? [] }.map(Self.proof) ?? [])
    for finding in incident["findings"]?.array ?? [] {
      for evidence in finding["evidence"]?.array ?? [] {
        if now.contains(Self.proof(evidence)) {
          proofs += 1
        } else {
          let place = "\(evidence["source"]?.string ?? ""):\(evidence["line"]?.integer ?? 0)"
          differences.append("\(name): \(place) is no proof of \(finding["cause"]?.string ?? "it") any more")
        }
      }
    }
  }

  private static func key(_ incident: JSONValue) -> String {
    ["kind", "cluster", "started_at"].map { incident[$0]?.string ?? "" }.joined(separator: "\n")
  }

  private static func proof(_ evidence: JSONValue) -> String {
    "\(evidence["source"]?.string ?? ""):\(evidence["line"]?.integer ?? 0) \(evidence["text"]?.string ?? "")"
  }

  private static func name(_ source: JSONValue) -> String {
    ReportModel.sourceName(path: source["path"]?.string ?? "", member: source["member"]?.string)
  }

  private static func word(_ value: JSONValue?) -> String { value?.string ?? "nothing" }
}

/// Not a report that can be checked.
public struct ReportCheckProblem: Error, CustomStringConvertible {
  public var description: String { "this is no JSON report of debrief (\(JSONReport.schema))" }
}
