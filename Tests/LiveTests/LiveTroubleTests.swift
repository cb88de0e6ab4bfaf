import DebriefKit
import Foundation
import Testing

/// Failovers that went through and left something wrong, and those that a setting kept from happening.
@Suite(.enabled(if: LiveGroup.isAvailable, "redis-server and redis-cli are not installed"), .timeLimit(.minutes(3)))
struct LiveTroubleTests {
  private let failovers = LiveFailoverTests()

  @Test func sentinelsWithAWrongPassword() async throws {
    let group = try LiveGroup()
    let secret = ["requirepass s3cret", "masterauth s3cret"]
    try await group.servers(replicas: 1, settings: secret)
    try await group.sentinels(3, quorum: 2, settings: ["sentinel auth-pass \(LiveGroup.name) wrong"], areDeaf: true)
    try await group.waitForSentinels(3, toSay: "+sdown master")
    let denied = try await group.command("m", "ACL", "LOG", password: "s3cret")
    let port = await group.address("m").split(separator: ":").last.map(String.init) ?? ""
    let incident = try failovers.only(
      try await group.diagnose(snapshots: ["acl.txt": "$ redis-cli -p \(port) ACL LOG\n\(denied)"]))
    #expect(incident.outcome == "failed")
    #expect(await group.causes("authentication-failed").contains(incident.root?.cause ?? ""))
    #expect(!failovers.blamed(incident).contains("primary-crashed"), "it never died")
  }

  @Test func aReturnedPrimaryThatMayNotLogIn() async throws {
    let group = try LiveGroup()
    // The primary was never a replica before: nobody had given it a masterauth.
    try await group.servers(replicas: 2, settings: ["requirepass s3cret"], replicaSettings: ["masterauth s3cret"])
    try await group.sentinels(3, quorum: 2, settings: ["sentinel auth-pass \(LiveGroup.name) s3cret"])
    let heir = try await group.failOver(to: ["r1", "r2"], password: "s3cret")
    try await group.start("m")
    try await group.demoted(password: "s3cret")
    try await group.wait("m", says: "NOAUTH", times: 2)
    try await Task.sleep(for: .seconds(7))
    let incident = try failovers.only(try await group.diagnose())
    #expect(incident.outcome == "degraded")
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("authentication-failed").contains(incident.root?.cause ?? ""))
    try await failovers.check(
      incident, group, has: "detection_time", "no_primary_window", "old_primary_return_to_demotion")
  }

  @Test func theNewPrimaryRefusesWrites() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1, settings: ["min-replicas-to-write 1", "min-replicas-max-lag 5"])
    try await group.sentinels(3, quorum: 2)
    _ = try await group.failOver(to: ["r1"])
    // As an operator's loop prints it: a time of day, then the bare answer.
    var answers = ""
    for index in 1...3 {
      answers += "10:00:0\(index).000\n" + (try await group.command("r1", "SET", "k", "\(index)"))
      try await Task.sleep(for: .milliseconds(200))
    }
    #expect(answers.contains("NOREPLICAS"))
    let incident = try failovers.only(try await group.diagnose(snapshots: ["answers.txt": answers]))
    #expect(incident.outcome == "degraded")
    #expect(await group.causes("writes-refused").contains(incident.root?.cause ?? ""))
    try await failovers.check(incident, group, has: "detection_time", "no_primary_window", "switch_time")
  }

  @Test func theOldPrimaryRefusesItsDemotion() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    let heir = try await group.failOver(to: ["r1", "r2"])
    try await group.start("m", with: ["rename-command REPLICAOF \"\"", "rename-command SLAVEOF \"\""])
    try await group.wait("s1", says: "+convert-to-slave", times: 3, seconds: 60)
    let incident = try failovers.only(try await group.diagnose())
    #expect(incident.outcome == "degraded")
    #expect(incident.oldPrimary == (await group.address("m")))
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("old-primary-not-demoted").contains(incident.root?.cause ?? ""))
    try await failovers.check(incident, group, has: "detection_time", "no_primary_window")
  }

  @Test func aLongScriptLooksLikeDeath() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 1, settings: ["lua-time-limit 500"])
    try await group.sentinels(3, quorum: 2)
    try await group.send("m", "EVAL", "while true do end", "0")
    let heir = try await group.promoted(of: ["r1"])
    try await group.waitForSentinels(3, toSay: "+switch-master")
    try await Task.sleep(for: .seconds(1))
    let incident = try failovers.only(try await group.diagnose())
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("false-down").contains(incident.root?.cause ?? ""))
    #expect(!failovers.blamed(incident).contains("primary-crashed"), "it never died")
    try await failovers.check(incident, group, has: "election_time", "promotion_time", "switch_time")
  }

  @Test func serversAloneTellTheFailover() async throws {
    let group = try LiveGroup()
    try await group.servers(replicas: 2)
    try await group.sentinels(3, quorum: 2)
    let heir = try await group.failOver(to: ["r1", "r2"])
    let incident = try failovers.only(try await group.diagnose(without: ["s1", "s2", "s3"]))
    #expect(incident.outcome == "succeeded")
    #expect(incident.oldPrimary == (await group.address("m")))
    #expect(incident.newPrimary == (await group.address(heir)))
    #expect(await group.causes("primary-crashed").contains(incident.root?.cause ?? ""))
    try await failovers.check(incident, group, has: "no_primary_window")
  }
}
