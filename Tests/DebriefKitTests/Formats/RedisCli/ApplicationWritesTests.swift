import Testing

@testable import DebriefKit

/// Writes and their answers, the way applications, drivers and probes log them.
@Suite struct ApplicationWritesTests {
  private struct Found: Equatable {
    var kind: EventKind
    var instance: String?
    var code: String?
  }

  private func read(_ line: String) async throws -> [Found] {
    try await events(in: line + "\n").filter { $0.kind.family == "write" }
      .map { Found(kind: $0.kind, instance: $0.instance, code: $0.code) }
  }

  @Test(arguments: [
    ("2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK", "10.8.4.26:7701"),
    ("2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 INCR hits 42", "10.8.4.26:7701"),
    ("2025-03-27 16:48:19.963 INFO  basket.repo - 10.10.1.11:6379 SET basket:9001 -> OK", "10.10.1.11:6379"),
    ("2025-03-27 16:48:19,963 INFO  [main] c.s.Repo : 10.10.1.11:6379 SET k v => OK", "10.10.1.11:6379"),
    ("2025-01-09T15:33:38.395-03:00 INFO  pagos.store 10.99.5.11:6379 SET pedido:1 OK", "10.99.5.11:6379"),
    ("2025-07-07T22:11:12Z level=info msg=\"redis write\" target=ums-0 cmd=\"SET order:0\" reply=\"OK\"", "ums-0"),
    (
      "ts=2025-07-07T22:11:12Z level=info msg=write cmd=\"set order:0 1\" addr=10.0.0.7:6379 result=OK", "10.0.0.7:6379"
    ),
    ("2025-03-18 04:11:58,200 INFO  cart-writer [w2] saved cart:41190 node=10.30.1.11:6379 OK", "10.30.1.11:6379"),
    ("2025-03-18 04:11:58,200 INFO  [orders] order 4711 persisted on redis-1:6379 OK", "redis-1:6379"),
    ("2025/07/07 22:11:12 store: redis-2.redis:6379 HSET cart:1 n 2 -> 1", "redis-2.redis:6379"),
  ])
  func readsWhatWasAccepted(_ line: String, _ member: String) async throws {
    #expect(try await read(line) == [Found(kind: .writeAccepted, instance: member, code: nil)])
  }

  @Test(arguments: [
    (
      "2025-01-09T15:33:48.965-03:00 ERROR store 10.99.5.12:6379 NOREPLICAS Not enough good replicas to write.",
      "NOREPLICAS"
    ),
    (
      "2025-03-27 16:49:15.920 ERROR repo - 10.0.0.1:6379 SET b:1 -> READONLY You can't write against a read only replica.",
      "READONLY"
    ),
    (
      "2025-03-27 16:49:15.920 ERROR repo 10.0.0.1:6379: You can't write against a read only replica. (ReadOnlyError)",
      "READONLY"
    ),
    (
      "2025-03-27 16:49:15.920 WARN repo [10.0.0.1:6379] SET b:1 -> (error) MISCONF Redis is configured to save RDB",
      "MISCONF"
    ),
    ("2025-03-27 16:49:15.920 WARN repo 10.0.0.1:6379 -OOM command not allowed when used memory > 'maxmemory'.", "OOM"),
    (
      "2025-03-27 16:49:15.920 WARN repo 10.0.0.1:6379 SET b:1: dial tcp 10.0.0.1:6379: connect: connection refused",
      "connection-refused"
    ),
  ])
  func readsWhatWasRefused(_ line: String, _ code: String) async throws {
    let found = try await read(line)
    #expect(found.map(\.kind) == [.writeRefused])
    #expect(found.map(\.code) == [code])
    #expect(found.first?.instance?.hasSuffix(":6379") == true)
  }

  @Test(arguments: [
    "2025-03-27 16:48:19.963 INFO  repo - 10.10.1.11:6379 GET basket:9001 -> OK",
    "2025-03-27 16:48:19.963 INFO  repo - connected to 10.10.1.11:6379, all set up OK",
    "2025-03-27 16:48:19.963 INFO  repo - SET basket:9001 -> OK",
    "2025-03-27 16:48:19.963 INFO  repo - saved snapshot 17 of 10.10.1.11:6379 in 42",
    "2025-03-27 16:48:19.963 INFO  repo - saved the settings, all OK",
    "2025-03-27 16:48:19.963 INFO  health check of 10.10.1.11:6379 is OK",
    "2025-03-27 16:48:19.963 INFO  repo - 10.10.1.11:6379 SET basket:9001",
    "2025-03-27 16:48:19.963 ERROR dial tcp 10.10.1.11:6379: connect: connection refused",
  ])
  func leavesOtherLinesAlone(_ line: String) async throws {
    #expect(try await read(line).isEmpty)
  }

  @Test func writesOfOtherKeysAreOneRun() async throws {
    let lines = (1...3).map { "2025-03-27 16:48:1\($0).963 INFO  repo - 10.0.0.1:6379 SET k:\($0) -> OK" }
    let found = try await events(in: lines.joined(separator: "\n")).filter { $0.kind == .writeAccepted }
    #expect(found.map(\.repeats) == [3])
  }
}
