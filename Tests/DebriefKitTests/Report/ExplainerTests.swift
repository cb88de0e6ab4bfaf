import Testing

@testable import DebriefKit

/// The explainers, from lines to tables.
@Suite struct ExplainerTests {
  static func report(_ text: String) async throws -> ReportModel { try await report(of: [("sentinel.log", text)]) }

  static func report(of files: [(String, String)]) async throws -> ReportModel {
    let timeline = try await storedTimeline(of: files)
    try Pipeline.diagnose(timeline)
    return try ReportModel(timeline)
  }

  static let a = String(repeating: "a", count: 40)
  static let b = String(repeating: "b", count: 40)

  static let splitVote = """
    7:X 02 Apr 2025 03:12:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
    7:X 02 Apr 2025 03:12:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:00.002 * +sentinel sentinel \(b) 10.0.0.8 26379 @ m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:00.002 * +sentinel sentinel \(String(repeating: "c", count: 40)) 10.0.0.9 26379 @ m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:29.980 # +sdown master m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:30.071 # +odown master m 10.0.0.1 6379 #quorum 2/2
    7:X 02 Apr 2025 03:12:30.071 # +new-epoch 1
    7:X 02 Apr 2025 03:12:30.071 # +try-failover master m 10.0.0.1 6379
    7:X 02 Apr 2025 03:12:30.089 # +vote-for-leader \(a) 1
    7:X 02 Apr 2025 03:12:30.091 # \(b) voted for \(b) 1
    7:X 02 Apr 2025 03:12:41.071 # -failover-abort-not-elected master m 10.0.0.1 6379
    """

  @Test func countsTheVotesOfAnEpoch() async throws {
    let incident = try #require(try await Self.report(Self.splitVote).incidents.first)
    let votes = try #require(incident.explainers.first { $0.name == "votes" })
    #expect(votes.rows.count == 1)
    guard case .text(let counted) = votes.rows[0][2], case .phrase(let result, _) = votes.rows[0][5],
      case .phrase(_, let needed) = votes.rows[0][4], case .text(let received) = votes.rows[0][3]
    else {
      Issue.record("cells of other kinds")
      return
    }
    #expect(counted == "aaaaaaaa ← sentinel.log; bbbbbbbb (10.0.0.8:26379) ← bbbbbbbb (10.0.0.8:26379)")
    #expect(received == "1")
    #expect(result == "votes.lost")
    #expect(needed["quorum"] == "2")
  }

  @Test("A log that does not tell its own id may be that of a voter whom another names: its vote counts once")
  func countsNoVoteTwice() async throws {
    func voter(_ id: String) -> String { String(repeating: id, count: 40) }
    let leader = """
      7:X 22 Jun 2023 06:00:31.300 # +odown master m 10.0.0.1 6379 #quorum 2/2
      7:X 22 Jun 2023 06:00:31.300 # +try-failover master m 10.0.0.1 6379
      7:X 22 Jun 2023 06:00:31.303 # +vote-for-leader \(voter("a")) 14
      7:X 22 Jun 2023 06:00:31.310 # \(voter("b")) voted for \(voter("a")) 14
      7:X 22 Jun 2023 06:00:31.311 # \(voter("c")) voted for \(voter("a")) 14
      7:X 22 Jun 2023 06:00:31.376 # +elected-leader master m 10.0.0.1 6379
      7:X 22 Jun 2023 06:00:31.456 # -failover-abort-no-good-slave master m 10.0.0.1 6379
      """
    let others = [306, 309].map { "7:X 22 Jun 2023 06:00:31.\($0) # +vote-for-leader \(voter("a")) 14" }
    let incident = try #require(
      try await Self.report(of: [("s1.log", leader), ("s2.log", others[0]), ("s3.log", others[1])]).incidents.first)
    let votes = try #require(incident.explainers.first { $0.name == "votes" })
    guard case .text(let received) = votes.rows[0][3], case .phrase(_, let needed) = votes.rows[0][4] else {
      Issue.record("cells of other kinds")
      return
    }
    #expect(received == "3")
    #expect(needed["known"] == "3")
  }

  /// One voter's log tells its own vote only: who won is told by who publishes the new configuration, or by nobody.
  @Test(arguments: [true, false])
  func leavesOpenWhatOneVoterCannotTell(_ isPublished: Bool) async throws {
    let voter = """
      7:X 22 Jun 2023 06:00:31.200 # +sdown master m 10.0.0.1 6379
      7:X 22 Jun 2023 06:00:31.303 # +vote-for-leader \(Self.a) 14
      7:X 22 Jun 2023 06:00:31.400 # +odown master m 10.0.0.1 6379 #quorum 3/2
      """
    let published = """

      7:X 22 Jun 2023 06:00:32.300 # +config-update-from sentinel \(Self.a) 10.0.0.7 26379 @ m 10.0.0.1 6379
      7:X 22 Jun 2023 06:00:32.300 # +switch-master m 10.0.0.1 6379 10.0.0.2 6379
      """
    let incident = try #require(try await Self.report(voter + (isPublished ? published : "")).incidents.first)
    let votes = try #require(incident.explainers.first { $0.name == "votes" })
    guard case .phrase(let result, _) = votes.rows[0][5], case .phrase(_, let needed) = votes.rows[0][4] else {
      Issue.record("cells of other kinds")
      return
    }
    #expect(result == (isPublished ? "votes.won" : "votes.open"))
    #expect(needed["known"] == "3")
  }

  @Test func laysOutThePhases() async throws {
    let incident = try #require(try await Self.report(Self.splitVote).incidents.first)
    let phases = try #require(incident.explainers.first { $0.name == "phases" })
    let names = phases.rows.map { row in if case .phrase(let key, _) = row[0] { key } else { "" } }
    #expect(names == ["phases.sdown", "phases.odown", "phases.try", "phases.aborted"])
  }

  @Test func tellsTheCandidateThatWasDown() async throws {
    let text = """
      7:X 02 Apr 2025 03:12:00.000 # +monitor master m 10.0.0.1 6379 quorum 1
      7:X 02 Apr 2025 03:12:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:00.001 * +slave slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:20.001 # +sdown slave 10.0.0.3:6379 10.0.0.3 6379 @ m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:29.980 # +sdown master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:29.981 # +odown master m 10.0.0.1 6379 #quorum 1/1
      7:X 02 Apr 2025 03:12:29.981 # +try-failover master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:30.011 # +elected-leader master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:30.011 # +failover-state-select-slave master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:30.111 # -failover-abort-no-good-slave master m 10.0.0.1 6379
      """
    let incident = try #require(try await Self.report(text).incidents.first)
    let table = try #require(incident.explainers.first { $0.name == "candidates" })
    let verdicts = table.rows.map { row in if case .phrase(let key, _) = row[1] { key } else { "" } }
    #expect(verdicts == ["candidates.unknown", "candidates.down"])
  }

  @Test func staysSilentWhereNothingIsToExplain() async throws {
    let report = try await Self.report("7:X 02 Apr 2025 03:12:00.000 # +monitor master m 10.0.0.1 6379 quorum 1\n")
    #expect(report.incidents.isEmpty)
  }

  /// What each row says, phrases by their key.
  private static func words(_ table: ReportModel.Explainer) -> [[String]] {
    table.rows.map { row in
      row.map { cell in
        switch cell {
        case .text(let text), .code(let text): text
        case .phrase(let key, _): key
        case .time(let at): Civil.iso(at)
        case .place, .empty: ""
        }
      }
    }
  }

  @Test func namesTheLimitThatDecidedAndWhereItIsSet() async throws {
    let incident = try #require(try await Self.report(Self.splitVote).incidents.first)
    let limits = try #require(incident.explainers.first { $0.name == "limits" })
    #expect(
      Self.words(limits).map { Array($0.prefix(5)) } == [
        ["limits.election", "limits.default", "11 s", "limits.ran-out", "sentinel.conf: sentinel failover-timeout m"]
      ])
  }

  /// An action of kbagent that was ended at its limit after so many milliseconds.
  private static func action(_ cost: Int) -> (String, String) {
    (
      "fir-mysql-0_kbagent.log",
      """
      2025-06-01T10:02:00Z\tINFO\tAction Executed\t{"action": "switchover", "result": "timedOut: action timed-out"}
      2025-06-01T10:02:00Z\tINFO\tHTTP API Called\t{"user-agent": "Go-http-client/1.1", "method": "POST", "path": "/v1.0/action", "status code": 200, "cost": \(cost)}
      """
    )
  }

  private static func limit(_ sources: [(String, String)]) async throws -> [String]? {
    let timeline = try await storedTimeline(of: sources.map { (name: $0.0, text: $0.1) })
    try Pipeline.diagnose(timeline)
    let incident = try #require(try ReportModel(timeline).incidents.first)
    let table = try #require(incident.explainers.first { $0.name == "limits" })
    return words(table).first { $0[0] == "limits.action" }.map { Array($0[1...2]) }
  }

  @Test("The limit of an action is a default only where the action did not outlive it")
  func namesTheLimitOfTheAction() async throws {
    let definition = (
      "cmpd.yaml",
      """
      apiVersion: apps.kubeblocks.io/v1
      kind: ComponentDefinition
      metadata:
        name: fir-cmpd
      spec:
        lifecycleActions:
          switchover: {timeoutSeconds: 45}
      """
    )
    #expect(try await Self.limit([Self.action(30_010)]) == ["limits.default", "30.01 s"])
    #expect(try await Self.limit([Self.action(60_020)]) == ["60 s", "60.02 s"])
    #expect(try await Self.limit([Self.action(44_990)]) == ["", "44.99 s"])
    #expect(try await Self.limit([Self.action(44_990), definition]) == ["45 s", "44.99 s"])
  }

  @Test func tellsWhatKeptAFailoverFromStarting() async throws {
    let text = """
      7:X 02 Apr 2025 03:12:00.000 # +monitor master m 10.0.0.1 6379 quorum 2
      7:X 02 Apr 2025 03:12:00.001 * +slave slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:20.000 # +sdown sentinel \(Self.b) 10.0.0.8 26379 @ m 10.0.0.1 6379
      7:X 02 Apr 2025 03:12:29.980 # +sdown master m 10.0.0.1 6379
      7:X 02 Apr 2025 03:14:29.980 # -sdown sentinel \(Self.b) 10.0.0.8 26379 @ m 10.0.0.1 6379
      """
    let incident = try #require(try await Self.report(text).incidents.first)
    let table = try #require(incident.explainers.first { $0.name == "never-started" })
    let words = Self.words(table)
    #expect(words.map(\.[0]) == ["never-started.quorum", "never-started.sentinel"])
    #expect(words[0][2] == "never-started.still")
    #expect(words[1][2] == "2025-04-02T03:14:29.980000Z")
  }
}
