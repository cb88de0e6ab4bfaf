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
