import Testing

@testable import DebriefKit

/// Incidents that the sentinels' own logs tell by what they do not say, or that only others wrote down.
@Suite struct SentinelSilenceTests {
  private static let day = "02 Apr 2025"
  private static let monitor = """
    9:X \(day) 03:00:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
    9:X \(day) 03:00:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379

    """

  private static func replica(refusedFor seconds: Int) -> String {
    let refused = (0..<seconds).map { second in
      "5:S \(day) 03:1\(2 + second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).900 # Error condition on socket for SYNC: Connection refused"
    }
    return """
      5:S \(day) 03:00:00.000 * Connecting to MASTER 10.0.0.1:6379
      5:S \(day) 03:00:00.100 * MASTER <-> REPLICA sync: Finished with success
      5:S \(day) 03:12:00.100 # Connection with master lost.
      5:S \(day) 03:12:00.100 * Reconnecting to MASTER 10.0.0.1:6379
      \(refused.joined(separator: "\n"))
      """
  }

  @Test func sentinelsInTiltThatDoNothingAreAFailedFailover() async throws {
    let tilt = Self.monitor + "9:X \(Self.day) 03:11:50.000 # +tilt #tilt mode entered\n"
    let found = try await SentinelIncidentTests.incidents(["s.log": tilt, "r.log": Self.replica(refusedFor: 90)])
    #expect(found.map(\.outcome) == ["failed"])
    #expect(found.map(\.old) == ["10.0.0.1:6379"])
    // Shorter than sentinels wait by default: they may yet act.
    let short = try await SentinelIncidentTests.incidents(["s.log": tilt, "r.log": Self.replica(refusedFor: 20)])
    #expect(short.isEmpty)
  }

  @Test(arguments: [("70", 1), ("8", 0)])
  func sentinelsThatSayTheyAreInTiltAndReplicasWithoutLink(_ seconds: String, _ count: Int) async throws {
    let printed = """
      $ redis-cli -h 10.0.0.9 -p 26379 info sentinel
      # Sentinel
      sentinel_masters:1
      sentinel_tilt:1
      master0:name=m,status=ok,address=10.0.0.1:6379,slaves=1,sentinels=3
      $ redis-cli -h 10.0.0.2 -p 6379 info replication
      # Replication
      role:slave
      master_host:10.0.0.1
      master_port:6379
      master_link_status:down
      master_sync_in_progress:0
      master_link_down_since_seconds:\(seconds)
      """
    let found = try await SentinelIncidentTests.incidents(["s.log": Self.monitor, "p.txt": printed])
    #expect(found.map(\.old) == Array(repeating: "10.0.0.1:6379", count: count))
  }

  @Test func anAddressAnsweredByAReplicaOfItselfIsALoop() async throws {
    let lines = (10..<30).map {
      "5:S \(Self.day) 03:12:\($0).900 # Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC while not connected with my master"
    }
    let log = "5:S \(Self.day) 03:12:01.000 * Connecting to MASTER 10.0.0.1:6379\n" + lines.joined(separator: "\n")
    let role =
      "$ redis-cli -h 10.0.0.1 -p 6379 role\n1) \"slave\"\n2) \"10.0.0.1\"\n3) (integer) 6379\n4) \"connect\"\n5) (integer) -1\n"
    let found = try await SentinelIncidentTests.incidents(["s.log": Self.monitor, "r.log": log, "p.txt": role])
    #expect(found.first?.old == "10.0.0.1:6379")
    #expect(found.first?.facts["closed_loop"]?.bool == true)
    // One replica that finds another without a link may be at the end of a chain.
    let chain = try await SentinelIncidentTests.incidents(["s.log": Self.monitor, "r.log": log])
    #expect(chain.first?.facts["closed_loop"]?.bool == false)
  }

  @Test func aLoopThatTheFailoverEndedIsNoLossOfData() async throws {
    func replica(_ pid: Int, of primary: String) -> String {
      let refused = (10..<28).map {
        "\(pid):S \(Self.day) 03:12:\($0).900 # Master is currently unable to PSYNC but should be in the future: -NOMASTERLINK Can't SYNC while not connected with my master"
      }
      return """
        \(pid):C \(Self.day) 03:12:08.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=\(pid), just started
        \(pid):S \(Self.day) 03:12:08.001 * Running mode=standalone, port=6379.
        \(pid):S \(Self.day) 03:12:09.900 * Connecting to MASTER \(primary)
        \(refused.joined(separator: "\n"))

        """
    }
    let promoted =
      "5:M \(Self.day) 03:12:30.500 * MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:1 laddr=10.0.0.2:6379 name=sentinel-aaaaaaaa-cmd cmd=exec')\n"
    let found = try await SentinelIncidentTests.incidents([
      "1.log": replica(3, of: "10.0.0.2:6379"), "2.log": replica(5, of: "10.0.0.1:6379") + promoted,
      "s.log": SentinelIncidentTests.failover,
    ])
    #expect(found.map { $0.facts["closed_loop"]?.bool } == [true])
    #expect(found.map { $0.facts["never_synced"]?.bool } == [false])
    // With a primary in sight it is no loop, and what failed before the promotion was a copy of its data.
    let apart = try await SentinelIncidentTests.incidents([
      "1.log": replica(3, of: "10.0.0.2:6379").replacing("3:S", with: "3:M"),
      "2.log": replica(5, of: "10.0.0.1:6379").replacing("-NOMASTERLINK Can't", with: "-LOADING can't") + promoted,
      "s.log": SentinelIncidentTests.failover,
    ])
    #expect(apart.map { $0.facts["closed_loop"]?.bool } == [false])
    #expect(apart.map { $0.facts["never_synced"]?.bool } == [true])
  }

  @Test func aCaptureWithoutTimesTellsTheOrder() async throws {
    func message(_ channel: String, _ payload: String) -> String {
      "1) \"pmessage\"\n2) \"*\"\n3) \"\(channel)\"\n4) \"\(payload)\"\n"
    }
    let slave = "slave 10.0.0.1:6379 10.0.0.1 6379 @ m 10.0.0.2 6379"
    let capture =
      "$ date -u +%FT%TZ; redis-cli -h 10.0.0.9 -p 26379 psubscribe '*'\n2025-04-02T03:12:20Z\n"
      + "Reading messages... (press Ctrl-C to quit)\n1) \"psubscribe\"\n2) \"*\"\n3) (integer) 1\n"
      + message("+sdown", "master m 10.0.0.1 6379") + message("+odown", "master m 10.0.0.1 6379 #quorum 3/2")
      + message("+switch-master", "m 10.0.0.1 6379 10.0.0.2 6379") + message("+sdown", slave)
      + message("-sdown", slave) + message("+role-change", slave + " new reported role is slave")
    let script = "2025-04-02T03:12:27Z 10.0.0.9 /opt/reconfig.sh m leader start 10.0.0.1 6379 10.0.0.2 6379\n"
    let found = try await SentinelIncidentTests.incidents(["p.txt": capture, "s.log": script])
    #expect(found.map(\.new) == ["10.0.0.2:6379"])
    #expect(found.map(\.outcome) == ["succeeded"])
    #expect(found.first?.facts["returned"]?.bool == true)
    #expect(found.first?.facts["demoted"]?.bool == true)
    // The arguments of the script alone, too.
    let alone = try await SentinelIncidentTests.incidents(["s.log": script])
    #expect(alone.map(\.old) == ["10.0.0.1:6379"])
  }

  @Test func anObserverThatIsLateMakesNoSecondIncident() async throws {
    let late = "8:X \(Self.day) 03:20:00.000 # +switch-master mymaster 10.0.0.1 6379 10.0.0.2 6379\n"
    let found = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover, "o.log": late])
    #expect(found.map(\.new) == ["10.0.0.2:6379"])
    // One that was away for days learns it when it is back.
    let days = late.replacing("02 Apr", with: "05 Apr")
    let back = try await SentinelIncidentTests.incidents(["s.log": SentinelIncidentTests.failover, "o.log": days])
    #expect(back.count == 1)
    // A log that begins in the middle tells of one.
    let middle = try await SentinelIncidentTests.incidents(["o.log": late])
    #expect(middle.map(\.new) == ["10.0.0.2:6379"])
  }

  @Test(arguments: [
    ("cache-0.previous.log", "cache-0", true), ("cache-0.log", "cache-0", false), ("redis.log.1", "redis", true),
    ("feed-a-json.log", "feed-a", false), ("10.0.0.1.log", "10.0.0.1", false), ("node.log.2.gz", "node", true),
  ])
  func cutsWhatLoggersAppend(_ file: String, _ stem: String, _ isEarlier: Bool) {
    let found = LogNames.stem(of: file[...])
    #expect(found.stem == stem)
    #expect(found.isEarlier == isEarlier)
  }
}
