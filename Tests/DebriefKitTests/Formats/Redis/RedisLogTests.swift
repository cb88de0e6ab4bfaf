import Testing

@testable import DebriefKit

@Suite struct RedisLogTests {
  @Test(arguments: [
    ("16399:S 02 Apr 2025 03:12:27.916 # Connection with master lost.", "2025-04-02T03:12:27.916000Z"),
    ("16399:S 02 Apr 03:12:27.916 # Connection with master lost.", "2026-04-02T03:12:27.916000Z"),
    ("[16399] 02 Apr 03:12:27.916 # Connection with master lost.", "2026-04-02T03:12:27.916000Z"),
    ("[001888] 02 Apr 2025 03:12:27.916 # Connection with master lost.", "2025-04-02T03:12:27.916000Z"),
    ("[ 1888] 02 Apr 2025 03:12:27.916 # Connection with master lost.", "2025-04-02T03:12:27.916000Z"),
    ("8601:S 1795196787087 # Connection with master lost.", "2026-11-20T17:46:27.087000Z"),
    ("8601:S 2025-04-02T05:12:27.916+02:00 # Connection with master lost.", "2025-04-02T03:12:27.916000Z"),
    (#"16399:S 02 Apr 2025 03:12:27.916 \* Connection with master lost."#, "2025-04-02T03:12:27.916000Z"),
    (
      #"pid=9 role=replica timestamp="02 Apr 2025 03:12:27.916" level=notice message="Connection with primary lost.""#,
      "2025-04-02T03:12:27.916000Z"
    ),
    (
      #"pid=9 role=RDB/AOF timestamp="1795196787087" level=warning message="Connection with primary lost.""#,
      "2026-11-20T17:46:27.087000Z"
    ),
  ])
  func readsEveryHeader(_ line: String, _ at: String) async throws {
    let found = try await events(in: line).filter { $0.kind == .replicationBroken }
    #expect(found.map(\.code) == ["master-lost"])
    #expect(found.first?.at.map(Civil.iso) == at)
  }

  @Test(arguments: [
    "16399:S 02 Apr 2025 # no time", "16399 S 02 Apr 2025 03:12:27.916 # x", "12:34:56 something", "[error] x y z 1",
    "16399:S 02 Apr 2025 03:12:27.916 ! unknown level", "2025-04-02T03:12:27Z x", "[16399]", "16399:", "",
    "10.0.0.1:6379> INFO replication", "99999999999:S 02 Apr 2025 03:12:27.916 # pid too long",
  ])
  func leavesForeignLinesAlone(_ line: String) {
    let bytes = Array(line.utf8)
    if case .foreign = RedisLog().read(bytes.span) { return }
    Issue.record("claimed")
  }

  @Test func reportsALogfmtLineThatIsCutOff() {
    let bytes = Array(#"pid=9 role=replica timestamp="02 Apr 2025 03:12:27.916" level=notice message="Connec"#.utf8)
    guard case .damaged = RedisLogfmt().read(bytes.span) else {
      Issue.record("not reported")
      return
    }
  }

  @Test func provesTheZoneByTheSignalHandler() async throws {
    let found = try await read(
      """
      7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
      7:M 02 Apr 2025 11:12:27.950 # User requested shutdown...
      7:M 02 Apr 2025 11:12:28.000 # Redis is now ready to exit, bye bye...
      """)
    #expect(found.summary.zone == "+08:00")
    #expect(found.summary.zoneBasis == "signal-handler")
    let stops = found.events.filter { $0.kind == .instanceStopped }
    #expect(stops.map(\.code) == ["SIGTERM", "shutdown", "exit"])
    #expect(stops.last?.at.map(Civil.iso) == "2025-04-02T03:12:28.000000Z")
    #expect(stops.last?.basis == .exact)
  }

  @Test func readsTheOldSignalHandler() async throws {
    let found = try await events(in: "[7 | signal handler] (1743563547) Received SIGTERM, scheduling shutdown...")
    #expect(found.first?.at.map(Civil.iso) == "2025-04-02T03:12:27.000000Z")
  }

  @Test func takesThePortFromTheLogo() async throws {
    let found = try await read(
      """
      8:C 12 Sep 19:25:02.253 # Configuration loaded
                      _._
                 _.-``__ ''-._
            _.-``    `.  `_.  ''-._           Redis 4.0.14 (00000000/0) 64 bit
        .-`` .-```.  ```\\/    _.,_ ''-._
       (    '      ,       .-`  | `,    )     Running in standalone mode
       |`-._`-...-` __...-.``-._|'` _.-'|     Port: 7111
       |    `-._   `._    /     _.-'    |     PID: 8
        `-._    `-._  `-./  _.-'    _.-'
       |`-._`-._    `-.__.-'    _.-'_.-'|
            `-._    `-.__.-'    _.-'
                    `-.__.-'

      8:M 12 Sep 19:25:02.255 # Server initialized
      """)
    #expect(found.summary.processes.first?.facts["port"] == "7111")
    #expect(found.summary.unrecognised <= 1)
  }

  @Test func tellsRolesByTheLetter() async throws {
    let found = try await events(
      in: """
        9:C 02 Apr 2025 03:00:00.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=9, just started
        9:S 02 Apr 2025 03:00:00.001 * Running mode=standalone, port=7102.
        9:S 02 Apr 2025 03:00:00.002 * Ready to accept connections
        77:C 02 Apr 2025 03:00:01.002 * DB saved on disk
        9:M 02 Apr 2025 03:00:10.000 # CONFIG REWRITE executed with success.
        9:S 02 Apr 2025 03:00:20.000 # CONFIG REWRITE executed with success.
        9:C 02 Apr 2025 03:00:30.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=9, just started
        9:S 02 Apr 2025 03:00:30.001 * Running mode=standalone, port=7102.
        """)
    #expect(found.filter { $0.kind == .roleObserved }.map(\.role) == ["replica", "primary", "replica", "replica"])
  }

  @Test func foldsAReconnectFlood() async throws {
    let round = """
      9:S 02 Apr 2025 03:00:00.000 * Reconnecting to MASTER 10.0.0.1:6379 after failure
      9:S 02 Apr 2025 03:00:00.000 * MASTER <-> REPLICA sync started
      9:S 02 Apr 2025 03:00:00.000 * (Non critical) Master does not understand REPLCONF capa: -NOAUTH x
      9:S 02 Apr 2025 03:00:00.000 * Retrying with SYNC...
      9:S 02 Apr 2025 03:00:00.000 # MASTER aborted replication with an error: NOAUTH Authentication required.

      """
    let found = try await events(in: String(repeating: round, count: 300))
    #expect(found.map(\.repeats).max() == 300)
    #expect(found.count == 3)
    #expect(found.contains { $0.kind == .accessDenied && $0.code == "NOAUTH" && $0.peer == "10.0.0.1:6379" })
  }

  @Test func readsACrashReport() async throws {
    let found = try await read(
      """
      9:M 02 Apr 2025 03:00:00.000 * Ready to accept connections


      === REDIS BUG REPORT START: Cut & paste starting from here ===
      9:M 02 Apr 2025 03:00:01.000 # Redis 7.0.15 crashed by signal: 11, si_code: 1
      9:M 02 Apr 2025 03:00:01.000 # Crashed running the instruction at: 0x55d

      ------ STACK TRACE ------
      /usr/bin/redis-server(+0x9f1)[0x55d]

      ------ INFO OUTPUT ------
      # Server
      redis_version:7.0.15
      role:master

      === REDIS BUG REPORT END. Make sure to include from START to END. ===
      9:C 02 Apr 2025 03:00:09.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=9, just started
      """)
    let crash = try #require(found.events.first { $0.kind == .instanceCrashed })
    #expect(crash.code == "signal-11")
    #expect(crash.at.map(Civil.iso) == "2025-04-02T03:00:01.000000Z")
    #expect(found.events.last?.kind == .instanceStarted)
  }

  @Test func readsAConfigurationError() async throws {
    let found = try await events(
      in: """
        *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
        Reading the configuration file, at line 12
        >>> 'sentinel monitor mymaster redis-0.invalid 6379 2'
        Can't resolve instance hostname.
        9:C 02 Apr 2025 03:00:09.000 # Redis version=7.0.15, bits=64, commit=00000000, modified=0, pid=9, just started
        """)
    let event = try #require(found.first { $0.kind == .instanceCrashed })
    #expect(event.attributes["config_line"]?.integer == 12)
    #expect(event.attributes["reason"]?.string == "Can't resolve instance hostname.")
    #expect(found.contains { $0.kind == .instanceStarted })
  }
}
