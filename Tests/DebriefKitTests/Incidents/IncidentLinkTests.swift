import GRDB
import Testing

@testable import DebriefKit

/// Which incident led to which, and that two strangers are left apart.
@Suite struct IncidentLinkTests {
  private static func attempt(
    _ kind: Attempt.Kind, at seconds: Int64, for length: Int64 = 10, outcome: String = "succeeded", old: String? = "a",
    new: String? = nil, cluster: String = "shop", platform: String = "kubeblocks", candidate: String? = nil
  ) -> Attempt {
    var attempt = Attempt(kind, platform: platform)
    attempt.cluster = cluster
    attempt.startedAt = 1_700_000_000_000_000 + seconds * 1_000_000
    attempt.endedAt = attempt.startedAt.map { $0 + length * 1_000_000 }
    attempt.outcome = outcome
    attempt.oldPrimary = old
    attempt.newPrimary = new
    attempt.candidate = candidate
    return attempt
  }

  static let pairs: [(String, Attempt, Attempt, IncidentLink.Kind?)] = [
    ("asked again", attempt(.switchover, at: 0, outcome: "failed"), attempt(.switchover, at: 60, new: "b"), .retry),
    (
      "a false success asked again", attempt(.switchover, at: 0, outcome: "false-success"),
      attempt(.switchover, at: 60), .retry
    ),
    (
      "for another candidate", attempt(.switchover, at: 0, outcome: "failed", candidate: "b"),
      attempt(.switchover, at: 60, candidate: "c"), .retry
    ),
    (
      "for another candidate, much later", attempt(.switchover, at: 0, outcome: "failed", candidate: "b"),
      attempt(.switchover, at: 7200, candidate: "c"), nil
    ),
    ("two days later", attempt(.switchover, at: 0, outcome: "failed"), attempt(.switchover, at: 172_800), nil),
    ("after a success", attempt(.switchover, at: 0, new: "b"), attempt(.switchover, at: 60, old: "b", new: "c"), nil),
    (
      "a failover tried again", attempt(.failover, at: 0, outcome: "failed"), attempt(.failover, at: 370, new: "b"),
      .retry
    ),
    (
      "a failover after a switchover", attempt(.switchover, at: 0, outcome: "failed"),
      attempt(.failover, at: 90, new: "b"), .failoverAfterSwitchover
    ),
    (
      "a failover an hour after it", attempt(.switchover, at: 0, outcome: "failed"),
      attempt(.failover, at: 3700, new: "b"), nil
    ),
    ("back and forth", attempt(.failover, at: 0, new: "b"), attempt(.failover, at: 120, old: "b", new: "a"), .flapping),
    ("on to a third", attempt(.failover, at: 0, new: "b"), attempt(.failover, at: 120, old: "b", new: "c"), .flapping),
    (
      "the old one again, next day", attempt(.failover, at: 0, new: "b"),
      attempt(.switchover, at: 80_000, old: "b", new: "a"), .back
    ),
    (
      "another loss, next day", attempt(.failover, at: 0, new: "b"), attempt(.failover, at: 80_000, old: "b", new: "c"),
      nil
    ),
  ]

  @Test(arguments: pairs) func tellsWhatLedToWhat(
    _ name: String, _ earlier: Attempt, _ later: Attempt, _ kind: IncidentLink.Kind?
  ) {
    #expect(IncidentLinks.kind(later, after: earlier) == kind, "\(name)")
  }

  @Test func linksTheNearestOfTheSameCluster() {
    let links = IncidentLinks.all([
      (1, Self.attempt(.switchover, at: 0, outcome: "failed")),
      (2, Self.attempt(.switchover, at: 30, outcome: "failed", cluster: "other")),
      (3, Self.attempt(.switchover, at: 60, outcome: "failed")),
      (4, Self.attempt(.switchover, at: 120, new: "b")),
    ])
    #expect(links.map { [$0.incident, $0.earlier] } == [[3, 1], [4, 3]])
    #expect(links.first?.note == "50 s after the switchover that ended as failed")
  }

  @Test func sentinelsOfACombinedClusterGoByTwoNames() {
    let links = IncidentLinks.all([
      (1, Self.attempt(.switchover, at: 0, outcome: "failed", cluster: "pay-eu")),
      (2, Self.attempt(.failover, at: 60, new: "b", cluster: "pay-eu-redis", platform: "sentinel")),
      (3, Self.attempt(.failover, at: 60, new: "b", cluster: "pay", platform: "sentinel")),
    ])
    #expect(
      links == [
        IncidentLink(
          incident: 2, earlier: 1, kind: .failoverAfterSwitchover,
          note: "50 s after the switchover that ended as failed")
      ])
  }

  @Test func anIncidentWithoutATimeIsNotLinked() {
    var undated = Self.attempt(.switchover, at: 0)
    undated.startedAt = nil
    #expect(IncidentLinks.all([(1, Self.attempt(.switchover, at: 0, outcome: "failed")), (2, undated)]).isEmpty)
  }

  /// Each is compared with its neighbours, not with all.
  @Test func isLinear() {
    let incidents = (0..<20_000).map { (Int64($0 + 1), Self.attempt(.switchover, at: Int64($0) * 200_000, new: "b")) }
    let clock = ContinuousClock()
    var links: [IncidentLink] = []
    let spent = clock.measure { links = IncidentLinks.all(incidents) }
    #expect(links.isEmpty)
    #expect(spent < .seconds(3))
  }

  @Test func areStoredFromLogs() async throws {
    let lines = SentinelIncidentTests.failover
    let back = """
      9:X 02 Apr 2025 03:15:00.000 # -sdown slave 10.0.0.1:6379 10.0.0.1 6379 @ mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:30.000 # +sdown master mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:30.001 # +odown master mymaster 10.0.0.2 6379 #quorum 1/1
      9:X 02 Apr 2025 03:16:30.002 # +try-failover master mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:30.100 # +elected-leader master mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:30.200 # +selected-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:31.000 # +promoted-slave slave 10.0.0.1:6379 10.0.0.1 6379 @ mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:31.100 # +failover-end master mymaster 10.0.0.2 6379
      9:X 02 Apr 2025 03:16:31.101 # +switch-master mymaster 10.0.0.2 6379 10.0.0.1 6379

      """
    let timeline = try await storedTimeline(of: [("s.log", lines + back)])
    try Incidents.build(timeline)
    let kinds = try await timeline.database.read { try String.fetchAll($0, sql: "SELECT kind FROM incident_link") }
    #expect(kinds == ["flapping"])
    // Built anew, they are there once.
    try Incidents.build(timeline)
    #expect(try await timeline.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM incident_link") } == 1)
  }
}
