import GRDB

/// Which incident led to the next one of its cluster.
///
/// An incident follows at most one earlier one: the nearest that explains it. Each is compared with a few neighbours only,
/// so that the cost is linear in the number of incidents.
struct IncidentLink: Sendable, Equatable {
  enum Kind: String, Sendable {
    /// The same was tried again after an attempt that did not succeed.
    case retry
    /// A switchover, and then the primary was lost.
    case failoverAfterSwitchover = "failover-after-switchover"
    /// The member that had just taken over was lost or moved away from within minutes.
    case flapping
    /// The old primary of the earlier one took over again.
    case back = "return"
  }

  var incident: Int64
  var earlier: Int64
  var kind: Kind
  /// For people who read the table: how long after, and how the earlier one had ended.
  var note: String
}

enum IncidentLinks {
  /// How far apart two incidents may be to be told as one story, in microseconds.
  enum Reach {
    static let minutes: Int64 = 600_000_000
    static let hour: Int64 = 3_600_000_000
    static let day: Int64 = 86_400_000_000
    static let month: Int64 = 30 * day
  }

  /// Earlier incidents of the cluster that are looked at.
  static let neighbours = 8

  /// The links of incidents given in the order of their start.
  static func all(_ incidents: [(id: Int64, attempt: Attempt)]) -> [IncidentLink] {
    let clusters = Set(incidents.lazy.filter { $0.attempt.platform == "kubeblocks" }.compactMap(\.attempt.cluster))
    var recent: [String: [(id: Int64, attempt: Attempt)]] = [:]
    var links: [IncidentLink] = []
    for incident in incidents where incident.attempt.startedAt != nil {
      guard let key = key(of: incident.attempt, clusters) else { continue }
      for earlier in (recent[key] ?? []).reversed() {
        guard let kind = kind(incident.attempt, after: earlier.attempt) else { continue }
        links.append(
          IncidentLink(
            incident: incident.id, earlier: earlier.id, kind: kind, note: note(incident.attempt, after: earlier.attempt)
          ))
        break
      }
      recent[key, default: []].append(incident)
      if recent[key]?.count ?? 0 > neighbours { recent[key]?.removeFirst() }
    }
    return links
  }

  /// Sentinels of KubeBlocks call their group `<cluster>-<component>`: one cluster, two names.
  private static func key(of attempt: Attempt, _ clusters: Set<String>) -> String? {
    guard let name = attempt.cluster else { return nil }
    guard attempt.platform == "sentinel", !clusters.contains(name) else { return name }
    var end = name.endIndex
    while let dash = name[..<end].lastIndex(of: "-") {
      if clusters.contains(String(name[..<dash])) { return String(name[..<dash]) }
      end = dash
    }
    return name
  }

  static func kind(_ attempt: Attempt, after earlier: Attempt) -> IncidentLink.Kind? {
    guard let start = attempt.startedAt, let begun = earlier.startedAt, start >= begun else { return nil }
    let gap = max(0, start - (earlier.endedAt ?? begun))
    if attempt.kind == earlier.kind, isSameWish(attempt, earlier),
      !["succeeded", "degraded"].contains(earlier.outcome),
      gap <= (attempt.kind == .switchover ? Reach.day : Reach.hour)
    {
      return .retry
    }
    if attempt.kind == .failover, earlier.kind == .switchover, gap <= Reach.minutes { return .failoverAfterSwitchover }
    guard let moved = earlier.newPrimary, moved != earlier.oldPrimary else { return nil }
    if attempt.kind == .failover, attempt.oldPrimary == moved, gap <= Reach.minutes { return .flapping }
    if let new = attempt.newPrimary, new == earlier.oldPrimary, gap <= Reach.month { return .back }
    return nil
  }

  /// The same member should step down for the same other one, as far as both say so.
  private static func isSameWish(_ left: Attempt, _ right: Attempt) -> Bool {
    func agree(_ left: String?, _ right: String?) -> Bool { left == nil || right == nil || left == right }
    guard agree(left.component, right.component), agree(left.oldPrimary, right.oldPrimary) else { return false }
    // Sentinels choose a candidate anew each time; that says nothing about the wish. Who asks for another one within the
    // hour still wants the same member to step down.
    if left.kind == .failover || agree(left.candidate, right.candidate) { return true }
    guard let start = left.startedAt, let before = right.startedAt else { return false }
    return left.oldPrimary != nil && left.oldPrimary == right.oldPrimary && start - before <= Reach.hour
  }

  private static func note(_ attempt: Attempt, after earlier: Attempt) -> String {
    let gap = max(0, (attempt.startedAt ?? 0) - (earlier.endedAt ?? earlier.startedAt ?? 0)) / 1_000_000
    return "\(gap) s after the \(earlier.kind.rawValue) that ended as \(earlier.outcome)"
  }
}

extension IncidentLink {
  func store(_ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO incident_link(incident_id, earlier_incident_id, kind, note) VALUES(?, ?, ?, ?)",
      arguments: [incident, earlier, kind.rawValue, note])
  }
}
