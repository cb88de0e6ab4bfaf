import Testing

@testable import DebriefKit

@Suite struct KernelLogTests {
  @Test func readsTheKillInJournaldWithTheYearOfTheLogBesideIt() async throws {
    let found = try await events(
      in: """
        Mar 18 02:40:51 rd-1 redis-server[1122]: 1122:M 18 Mar 2024 02:40:51.118 * 10000 changes in 60 seconds. Saving...
        Mar 18 02:41:07 rd-1 kernel: Out of memory: Killed process 1122 (redis-server) total-vm:15864844kB, anon-rss:1kB
        Mar 18 02:41:07 rd-1 systemd[1]: redis-server.service: Failed with result 'oom-kill'.
        """)
    let kills = found.filter { $0.kind == .resourceOOM }
    #expect(kills.map { $0.attributes["program"]?.string } == ["redis-server", "redis-server"])
    #expect(kills.first?.attributes["pid"] == 1122)
    #expect(kills.allSatisfy { $0.at.map(Civil.iso) == "2024-03-18T02:41:07.000000Z" })
  }

  @Test(
    "A syslog line pasted among others takes the year in which it lies nearest to them",
    arguments: [
      ("1:M 01 Jan 2024 00:10:00.000 # Connection with replica 10.0.0.2:6379 lost.", "2023-12-31T23:59:07.000000Z"),
      ("1:M 31 Dec 2024 23:50:00.000 # Connection with replica 10.0.0.2:6379 lost.", "2024-12-31T23:59:07.000000Z"),
    ])
  func yearOfThePaste(_ beside: String, _ expected: String) async throws {
    let found = try await events(
      in: beside + "\nDec 31 23:59:07 rd-1 systemd[1]: redis-server.service: Failed with result 'oom-kill'.\n")
    #expect(found.first { $0.kind == .resourceOOM }?.at.map(Civil.iso) == expected)
  }

  @Test(arguments: [
    (
      "[Mon Mar 18 02:41:07 2024] Memory cgroup out of memory: Killed process 31 (valkey-server) total-vm:2kB",
      "valkey-server"
    ),
    ("[ 8123.551204] Out of memory: Kill process 77 (pika) score 900 or sacrifice child", "pika"),
  ])
  func readsDmesg(_ line: String, _ program: String) async throws {
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [.resourceOOM])
    #expect(found.first?.attributes["program"]?.string == program)
    #expect((found.first?.at != nil) == line.hasPrefix("[Mon"))
  }

  @Test func leavesOtherProgramsAlone() async throws {
    #expect(try await events(in: "Out of memory: Killed process 4711 (java) total-vm:15864844kB, anon-rss:1kB").isEmpty)
  }
}
