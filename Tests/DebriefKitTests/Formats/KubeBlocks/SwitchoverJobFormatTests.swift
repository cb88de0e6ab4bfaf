import Testing

@testable import DebriefKit

@Suite struct SwitchoverJobFormatTests {
  @Test("A job that ends well: request, answer, wait, success, in line order and without times")
  func success() async throws {
    let found = try await events(
      in: """
        Defaulted container "switchover" out of: switchover, ops-utils (init)
        curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-mysql-0","candidate":"a-mysql-1"}}
        curl result:\u{20}
        INFO: start to check if switchover successfully, timeout is 60s
        INFO: switchover successfully, a-mysql-1 is primary
        """)
    #expect(found.map(\.kind) == [.apiRequest, .apiResponse, .scriptCheck, .scriptSucceeded])
    #expect(found.map(\.position.line) == [2, 3, 4, 5])
    #expect(found.allSatisfy { $0.at == nil })
    #expect(found[0].instance == "a-mysql-0")
    #expect(found[0].peer == "10.1.2.3:3501")
    #expect(found[0].attributes["candidate"] == "a-mysql-1")
    #expect(found[0].attributes["port"] == 3501)
    #expect(found[0].attributes["path"] == "/v1.0/switchover")
    #expect(found[1].code == "accepted")
    #expect(found[2].attributes["timeout_s"] == 60)
    #expect(found[3].instance == "a-mysql-1")
    #expect(found[3].role == "primary")
  }

  @Test("The outer layer gives the lines their times")
  func outerTime() async throws {
    let found = try await events(in: "2024-08-27T15:32:12.042816356Z ERROR: switchover failed.")
    #expect(found.map(\.kind) == [.scriptFailed])
    #expect(found[0].at.map(Civil.iso) == "2024-08-27T15:32:12.042816Z")
  }

  @Test(
    "An answer of the API is an error only when it says so",
    arguments: [
      (
        "curl result: {\"errorCode\":\"ERR_PRECHECK_FAILED\",\"message\":\"x\"}", EventKind.apiError,
        "ERR_PRECHECK_FAILED"
      ),
      ("curl result: {\"ok\":true}", .apiResponse, "ok"), ("curl result:", .apiResponse, "accepted"),
      ("curl result: 404 page not found", .apiError, "unexpected-body"),
    ])
  func answers(line: String, kind: EventKind, code: String) async throws {
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [kind])
    #expect(found.first?.code == code)
  }

  @Test("Damaged parameters still give the address")
  func damaged() async throws {
    let found = try await events(in: "curl http://10.1.2.3:3601/v1.0/switchover, parameters: {\"parameters\": {\"prim")
    #expect(found.first?.peer == "10.1.2.3:3601")
    #expect(found.first?.instance == nil)
  }

  @Test("kubectl's refusals name the user and the object")
  func forbidden() async throws {
    let found = try await events(
      in: #"Error from server (Forbidden): pods "a-1" is forbidden: User "system:serviceaccount:n:kb-a" cannot get "#
        + #"resource "pods" in API group "" in the namespace "n""#)
    #expect(found.map(\.kind) == [.accessDenied])
    #expect(found[0].actor == "system:serviceaccount:n:kb-a")
    #expect(found[0].instance == "a-1")
    let other = try await events(in: #"Error from server (NotFound): pods "a-3" not found"#)
    #expect(other.map(\.kind) == [.scriptOutput])
    #expect(other[0].code == "NotFound")
  }

  @Test(
    "A trace gives the calls that matter, hides the password everywhere and keeps values that hold newlines together")
  func trace() async throws {
    let (found, summary) = try await read(
      """
      + '[' '!' -z S3cr3t-Pw ']'
      + password_flag=-pS3cr3t-Pw
      ++ mysql -ha-mysql-0.a-mysql-headless -uroot -pS3cr3t-Pw -e 'select ROLE from information_schema.wesql_cluster_local;'
      + role_info='ROLE
      Leader'
      + real_role=Leader
      + mysql -ha-mysql-0.a-mysql-headless -uroot -pS3cr3t-Pw -e 'call dbms_consensus.change_leader('\\''a-mysql-1:13306'\\'');'
      mysql: [Warning] Using a password on the command line interface can be insecure.
      ERROR 7502 (HY000) at line 1: The consensus membership change failed for S3cr3t-Pw
      switchover failed, please check!
      """)
    #expect(found.map(\.kind) == [.scriptOutput, .apiRequest, .scriptFailed, .scriptFailed])
    #expect(found.map(\.code) == ["role-leader", "change-leader", "7502", "switchover-failed"])
    #expect(found[1].peer == "a-mysql-1:13306")
    #expect(found[1].instance == "a-mysql-0.a-mysql-headless")
    #expect(!found.contains { ($0.message ?? "").contains("S3cr3t") })
    #expect(summary.unrecognised == 0)
  }

  @Test(
    "Scripts of all engines are understood",
    arguments: [
      ("transfer successfully", EventKind.scriptSucceeded, "transferred"),
      ("Failed to switch over to primary after 10 attempts", .scriptFailed, "gave-up"),
      ("switchover is not possible: no good candidates have been found", .apiError, "no-good-candidates"),
      ("Successfully switched over to \"pg-1\"", .apiResponse, "switched"),
      ("switchover not triggered for primary, nothing to do, exit 0.", .scriptOutput, "noop-not-primary"),
      ("Only one instance in cluster, cannot switchover.", .scriptOutput, "noop-single-instance"),
      ("Switchover API response (HTTP 503): Switchover status unknown", .apiError, "503"),
      ("  phase: switchover-rejected", .scriptFailed, "switchover-rejected"),
      ("{\"Code\":\"ERROR\",\"Message\":\"Cannot deduce\"}", .apiError, "ERROR"),
      ("/scripts/s.sh: line 3: [: : integer expression expected", .scriptOutput, "empty-weight"),
      ("curl: (7) Failed to connect to 10.0.0.1 port 3601: Connection refused", .apiError, "curl-7"),
      (
        "[2024-04-26 06:12:54.010][22476][][gs_ctl]: switchover timeout after 60 seconds. please manually check",
        .scriptFailed, "engine-timeout"
      ),
    ])
  func words(line: String, kind: EventKind, code: String) async throws {
    let found = try await events(in: line)
    #expect(found.map(\.kind) == [kind])
    #expect(found.first?.code == code)
  }

  @Test("Lines that only look alike are left alone")
  func foreign() async throws {
    for line in ["curly braces", "INFO: something else", "+no blank", "  phase: Succeed", "ERROR: other"] {
      #expect(try await events(in: line).isEmpty, "\(line)")
    }
  }
}
