import Testing

@testable import DebriefKit

/// Every event of the catalogue, for every type of instance, with plain, IPv6, host-name and empty addresses.
@Suite struct SentinelEventTests {
  static let header = "16416:X 02 Apr 2025 03:12:30.071 # "
  static let id = "ff26cde2cd53681b2e8029491b148b45082ca589"

  struct Place: Sendable {
    var ip: String
    var address: String
  }

  static let places = [
    Place(ip: "10.8.4.20", address: "10.8.4.20:7101"), Place(ip: "2001:db8::17", address: "[2001:db8::17]:7101"),
    Place(ip: "redis-0.redis-headless.prod.svc", address: "redis-0.redis-headless.prod.svc:7101"),
    Place(ip: "", address: ":7101"),
  ]

  @Test(arguments: SentinelEvent.catalogue.filter { $0.payload == .instance }.map(\.name), places)
  func readsInstances(_ name: String, _ place: Place) async throws {
    for master in ["mymaster", "shop-cache_2.eu"] {
      let lines = [
        "\(name) master \(master) \(place.ip) 7101",
        "\(name) slave \(place.address) \(place.ip) 7101 @ \(master) 10.8.4.21 7102",
        "\(name) sentinel \(Self.id) \(place.ip) 7101 @ \(master) 10.8.4.21 7102",
      ]
      let found = try await events(in: lines.map { Self.header + $0 }.joined(separator: "\n"))
      #expect(found.map(\.kind) == Array(repeating: .sentinel(name), count: 3))
      #expect(found.map(\.cluster) == [master, master, master])
      #expect(found.map(\.instance) == [place.address, place.address, Self.id])
      #expect(found.map(\.peer) == [place.address, "10.8.4.21:7102", "10.8.4.21:7102"])
      #expect(found.allSatisfy { $0.attributes["sign"]?.string == String(name.prefix(1)) })
      #expect(found.map { $0.attributes["type"]?.string } == ["master", "slave", "sentinel"])
      #expect(found.allSatisfy { $0.attributes["ip"]?.string == place.ip })
    }
  }

  @Test(arguments: SentinelEvent.catalogue.filter { $0.payload == .addresses }.map(\.name), places)
  func readsSwitches(_ name: String, _ place: Place) async throws {
    let event = try #require(
      try await events(in: Self.header + "\(name) mymaster 10.8.4.20 7100 \(place.ip) 7101").first)
    #expect(event.kind == .sentinel(name))
    #expect(event.cluster == "mymaster")
    #expect(event.peer == "10.8.4.20:7100")
    #expect(event.instance == place.address)
  }

  @Test(arguments: SentinelEvent.catalogue.filter { $0.payload == .text }.map(\.name))
  func readsTexts(_ name: String) async throws {
    let event = try #require(try await events(in: Self.header + "\(name) #tilt mode entered").first)
    #expect(event.kind == .sentinel(name))
    #expect(event.attributes["text"]?.string == "#tilt mode entered")
  }

  @Test func readsEpochsAndVotes() async throws {
    let found = try await events(
      in: """
        \(Self.header)Sentinel ID is 25cdb45cf3b39c110b4bcb64eb746919334ed3c9
        \(Self.header)+monitor master mymaster 10.8.4.20 7101 quorum 2
        \(Self.header)+new-epoch 17
        \(Self.header)+vote-for-leader \(Self.id) 17
        \(Self.header)5d3f9061a0764178cc0cf02fef7916911273e5bc voted for \(Self.id) 17
        """)
    #expect(found.map(\.kind) == ["sentinel.monitor", "sentinel.new.epoch", .voteCast, .voteReceived])
    #expect(found[0].attributes["quorum_need"]?.integer == 2)
    #expect(found.allSatisfy { $0.cluster == "mymaster" })
    #expect(found[1...].allSatisfy { $0.attributes["epoch"]?.integer == 17 })
    #expect(found[2].actor == "25cdb45cf3b39c110b4bcb64eb746919334ed3c9")
    #expect(found[3].actor == "5d3f9061a0764178cc0cf02fef7916911273e5bc")
    #expect(found[2].instance == Self.id && found[3].instance == Self.id)
  }

  @Test func namesNoClusterWhenSeveralAreMonitored() async throws {
    let found = try await events(
      in: """
        \(Self.header)+monitor master a 10.8.4.20 7101 quorum 2
        \(Self.header)+monitor master b 10.8.4.20 7102 quorum 2
        \(Self.header)+new-epoch 17
        """)
    #expect(found.last?.cluster == nil)
  }

  @Test func readsWhatFollowsTheInstance() async throws {
    let found = try await events(
      in: """
        \(Self.header)+odown master mymaster 10.8.4.20 7101 #quorum 3/2
        \(Self.header)+set master mymaster 10.8.4.20 7101 down-after-milliseconds 3000
        \(Self.header)+set master mymaster 10.8.4.20 7101 auth-pass swordfish
        \(Self.header)-role-change slave 10.8.4.20:7102 10.8.4.20 7102 @ mymaster 10.8.4.20 7101 new reported role is master
        \(Self.header)+sentinel-address-switch master mymaster 10.8.4.20 7101 ip 10.8.4.30 port 26379 for \(Self.id)
        """)
    #expect(found[0].attributes["quorum_have"]?.integer == 3)
    #expect(found[0].attributes["quorum_need"]?.integer == 2)
    #expect(found[1].attributes["option"]?.string == "down-after-milliseconds")
    #expect(found[1].attributes["value"]?.string == "3000")
    #expect(!"\(found[2])".contains("swordfish"))
    #expect(found[3].role == "primary")
    #expect(found[4].attributes["new_address"]?.string == "10.8.4.30:26379")
  }

  @Test func takesEventsOfNewerVersionsByTheirShape() async throws {
    let found = try await events(
      in: Self.header + "+primary-handover slave 10.8.4.20:7102 10.8.4.20 7102 @ mymaster 10.8.4.20 7101")
    #expect(found.map(\.kind) == ["sentinel.primary.handover"])
  }

  @Test(arguments: ["+sdown master mymaster 10.8.4.20 port", "+sdown", "+sdown master", "-- separator --"])
  func survivesDamagedPayloads(_ message: String) async throws {
    for event in try await events(in: Self.header + message) { #expect(event.message == message) }
  }

  @Test func dropsRedundantDelayLinesToOneKind() async throws {
    let event = try #require(
      try await events(
        in: Self.header + "Next failover delay: I will not start a failover before Fri Nov 20 17:41:22 2026"
      ).first)
    #expect(event.kind == "sentinel.next.failover.delay")
    #expect(event.attributes["until_local"]?.string == "Fri Nov 20 17:41:22 2026")
  }
}
