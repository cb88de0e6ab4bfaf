import DebriefKit
import Foundation
import Testing

/// What debrief says about failovers that really happened, against what was really done to the processes.
@Suite(.enabled(if: LiveGroup.isAvailable, "redis-server and redis-cli are not installed"), .timeLimit(.minutes(3)))
struct LiveFailoverTests {
  func only(_ report: ReportModel) throws -> ReportModel.Incident {
    try #require(report.incidents.count == 1, "\(report.incidents.map { ($0.kind, $0.outcome, $0.root?.cause) })")
    return report.incidents[0]
  }

  /// Each measure that the harness knows the truth of lies within 10 % or 0.5 s of what it saw; the named ones must be there.
  func check(_ incident: ReportModel.Incident, _ group: LiveGroup, has names: String...) async throws {
    for name in names {
      #expect(incident.measures.contains { $0.name == name }, "\(name) was not measured")
      #expect(await group.truth(name) != nil, "nobody knows the truth of \(name)")
    }
    for measure in incident.measures {
      guard let truth = await group.truth(measure.name) else { continue }
      let slack = max(0.5, truth.upperBound / 10)
      #expect(
        measure.seconds >= truth.lowerBound - slack && measure.seconds <= truth.upperBound + slack,
        "\(measure.name): \(measure.seconds) s, in truth \(truth) s")
    }
  }

  func blamed(_ incident: ReportModel.Incident) -> [String] {
    incident.findings.filter { $0.verdict == .root || $0.verdict == .contributing }.map(\.cause)
  }

  @Test func aKilledPrimaryIsReplaced() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    let heir = try await group.failOver(to: ["r1", "r2"])
    try await Task.sleep(for: .seconds(2))
    let incident = try only(try await group.diagnose())
    #expect(incident.outcome == "succeeded")
    #expect(incident.oldPrimary == (await group.address("m")))
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("primary-crashed").contains(incident.root?.cause ?? ""))
    #expect(blamed(incident).allSatisfy { $0 == "primary-crashed" }, "\(blamed(incident))")
    try await check(
      incident, group, has: "detection_time", "election_time", "promotion_time", "switch_time", "no_primary_window")
    let killed = try await group.time("signal \(SIGKILL) m")
    let started = try #require(incident.startedAt)
    #expect(started > killed && started < killed + 6_000_000)
    try await check(incident, group)
  }

  @Test func aReplicaThatMayNotBePromoted() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1, replicaSettings: ["replica-priority 0"])
    try await group.sentinels(3, quorum: 2)
    let before = try await group.command("s1", "SENTINEL", "REPLICAS", LiveGroup.name)
    await group.signal(SIGKILL, "m")
    try await group.wait("s1", says: "+odown")
    try await Task.sleep(for: .seconds(7))
    let incident = try only(
      try await group.diagnose(snapshots: ["replicas.txt": "$ redis-cli SENTINEL REPLICAS \(LiveGroup.name)\n\(before)"]
      ))
    #expect(incident.outcome == "failed")
    #expect(incident.newPrimary == nil)
    #expect(await group.causes("candidate-priority", "no-good-replica").contains(incident.root?.cause ?? ""))
    try await check(incident, group)
  }

  @Test func tooFewSentinelsToAgree() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    await group.signal(SIGKILL, "s2")
    await group.signal(SIGKILL, "s3")
    try await group.wait("s1", says: "+sdown sentinel", times: 2)
    await group.signal(SIGKILL, "m")
    try await group.wait("s1", says: "+sdown master")
    try await Task.sleep(for: .seconds(4))
    let incident = try only(try await group.diagnose())
    #expect(incident.outcome == "failed")
    #expect(await group.causes("quorum-not-reached").contains(incident.root?.cause ?? ""))
    try await check(incident, group)
  }

  @Test func nobodyIsElectedToLead() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1)
    // One is enough to call the primary down, two of three are needed to lead.
    try await group.sentinels(3, quorum: 1)
    await group.signal(SIGKILL, "s2")
    await group.signal(SIGKILL, "s3")
    try await group.wait("s1", says: "+sdown sentinel", times: 2)
    await group.signal(SIGKILL, "m")
    try await group.wait("s1", says: "-failover-abort-not-elected")
    let incident = try only(try await group.diagnose())
    #expect(incident.outcome == "failed")
    #expect(await group.causes("leader-not-elected").contains(incident.root?.cause ?? ""))
    #expect(!blamed(incident).contains("quorum-not-reached"), "one was enough")
    try await check(incident, group)
  }

  @Test func somebodyMadeThePrimaryAReplicaByHand() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    let (host, port) = ("127.0.0.1", await group.address("r1").split(separator: ":").last.map(String.init) ?? "")
    #expect(try await group.command("m", "REPLICAOF", host, port).hasPrefix("OK"))
    try await group.wait("s1", says: "+switch-master", seconds: 60)
    try await Task.sleep(for: .seconds(2))
    let incident = try only(try await group.diagnose())
    #expect(await group.causes("manual-role-change").contains(incident.root?.cause ?? ""))
    #expect(!blamed(incident).contains("primary-crashed"), "it never died")
    try await check(incident, group)
  }

  @Test func aReplicaThatRefusesItsPromotion() async throws {
    let group = try LiveGroup()
    try await group.servers(
      replicas: 1, replicaSettings: ["rename-command REPLICAOF \"\"", "rename-command SLAVEOF \"\""])
    try await group.sentinels(3, quorum: 2)
    await group.signal(SIGKILL, "m")
    try await group.wait("s1", says: "+odown")
    try await Task.sleep(for: .seconds(Double(LiveGroup.failoverTimeout) / 1000 + 5))
    let incident = try only(try await group.diagnose())
    #expect(incident.outcome == "failed")
    #expect(await group.causes("promotion-refused", "peer-incompatible").contains(incident.root?.cause ?? ""))
    #expect(incident.findings.contains { $0.cause == "promotion-refused" && $0.verdict != .ruledOut })
    try await check(incident, group)
  }

  @Test func aFrozenPrimaryWakesUp() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    await group.signal(SIGSTOP, "m")
    let heir = try await group.promoted(of: ["r1", "r2"])
    try await group.wait("s1", says: "+switch-master")
    try await Task.sleep(for: .seconds(1))
    await group.signal(SIGCONT, "m")
    try await group.command("m", "SET", "lost", "1")
    try await group.demoted()
    try await group.wait("m", says: "MASTER <-> REPLICA sync")
    try await Task.sleep(for: .seconds(1))
    let incident = try only(try await group.diagnose())
    #expect(incident.oldPrimary == (await group.address("m")))
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("false-down", "split-brain").contains(incident.root?.cause ?? ""))
    #expect(!blamed(incident).contains("primary-crashed"), "it never died")
    try await check(incident, group, has: "election_time", "promotion_time", "old_primary_return_to_demotion")
  }

  @Test func theOldPrimaryReturnsAndIsDemoted() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    _ = try await group.failOver(to: ["r1", "r2"])
    try await group.start("m")
    try await group.demoted()
    try await group.wait("m", says: "MASTER <-> REPLICA sync: Finished with success")
    try await Task.sleep(for: .seconds(1))
    let incident = try only(try await group.diagnose())
    #expect(["succeeded", "degraded"].contains(incident.outcome))
    try await check(incident, group, has: "detection_time", "no_primary_window", "old_primary_return_to_demotion")
    #expect(!blamed(incident).contains("old-primary-not-demoted"), "it was demoted")
  }

  @Test func somebodyAskedForIt() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    #expect(try await group.command("s1", "SENTINEL", "FAILOVER", LiveGroup.name).hasPrefix("OK"))
    let heir = try await group.promoted(of: ["r1", "r2"])
    try await group.wait("s1", says: "+switch-master")
    try await group.wait("m", says: "MASTER <-> REPLICA sync")
    try await Task.sleep(for: .seconds(1))
    let incident = try only(try await group.diagnose())
    #expect(incident.outcome == "succeeded")
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("operator-request").contains(incident.root?.cause ?? ""))
    try await check(incident, group)
  }

  @Test func anEmptyPrimaryComesBackTooFast() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1)
    try await group.sentinels(3, quorum: 2)
    for index in 0..<20 { try await group.command("m", "SET", "key\(index)", "1") }
    await group.signal(SIGKILL, "m")
    try await group.start("m")
    try await group.wait("r1", says: "MASTER <-> REPLICA sync: Finished with success", times: 2)
    // Sentinels ask for the run id every ten seconds.
    try await group.wait("s1", says: "+reboot master")
    let incident = try only(try await group.diagnose())
    #expect(await group.causes("unsafe-restart").contains(incident.root?.cause ?? ""))
    try await check(incident, group)
  }

  @Test func aQuietGroupIsNoIncident() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1)
    try await group.sentinels(2, quorum: 2)
    await group.signal(SIGKILL, "s2")
    try await group.wait("s1", says: "+sdown sentinel")
    #expect(try await group.diagnose().incidents.isEmpty)
  }
}
