import Testing

@testable import DebriefKit

@Suite struct AuditTests {
  private static func line(
    _ verb: String, _ resource: String, _ name: String, user: String = "system:serviceaccount:kb-system:kubeblocks",
    code: Int = 200, body: String = "null", id: String = "1", stage: String = "ResponseComplete", message: String = ""
  ) -> String {
    #"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"\#(id)","stage":"\#(stage)","#
      + #""verb":"\#(verb)","user":{"username":"\#(user)"},"objectRef":{"resource":"\#(resource)","namespace":"n","#
      + #""name":"\#(name)"},"responseStatus":{"code":\#(code),"message":"\#(message)"},"requestObject":\#(body),"#
      + #""stageTimestamp":"2025-02-20T13:30:02.796089Z"}"#
  }

  @Test func readsLabelsAndLeases() async throws {
    let label = Self.line(
      "patch", "pods", "c-mysql-1", body: #"{"metadata":{"labels":{"kubeblocks.io/role":"primary"}}}"#)
    let lease = Self.line(
      "update", "configmaps", "c-mysql-leader", user: "system:serviceaccount:n:kb-c",
      body: #"{"metadata":{"annotations":{"leader":"c-mysql-1"}}}"#, id: "2")
    let renewal = lease.replacing(#""auditID":"2""#, with: #""auditID":"3""#)
    let events = try await events(in: [label, lease, renewal].joined(separator: "\n"))
    let changed = try #require(events.first { $0.kind == .labelChanged })
    #expect(changed.role == "primary")
    #expect(changed.actor == "system:serviceaccount:kb-system:kubeblocks")
    let holder = events.filter { $0.kind == .roleObserved }
    #expect(holder.map(\.instance) == ["c-mysql-1"])
    #expect(holder.map(\.cluster) == ["c"])
  }

  @Test func takesARecordOnce() async throws {
    let one = Self.line(
      "create", "opsrequests", "o", code: 201, body: #"{"spec":{"clusterName":"c","type":"Switchover"}}"#)
    let received = one.replacing("ResponseComplete", with: "RequestReceived")
    let events = try await events(in: [received, one, one].joined(separator: "\n"))
    #expect(events.map(\.kind) == [.audit("create"), .operationRequested])
    #expect(events.last?.cluster == "c")
  }

  @Test(arguments: [
    ("get", "pods", 403, "pods is forbidden", EventKind.accessDenied),
    ("update", "configmaps", 409, "the object has been modified", .controllerConflict),
    ("create", "opsrequests", 403, "admission webhook x denied the request: no", .operationRejected),
    ("create", "pods", 403, "exceeded quota", .accessDenied),
  ])
  func readsRefusals(_ verb: String, _ resource: String, _ code: Int, _ message: String, _ kind: EventKind) async throws
  {
    let line = Self.line(verb, resource, "c-mysql-leader", code: code, message: message)
    #expect(try await events(in: line).contains { $0.kind == kind })
  }

  @Test func dropsReadsAndStrangers() async throws {
    let lines = [
      Self.line("get", "pods", "p", id: "1"), Self.line("watch", "configmaps", "c-leader", id: "2"),
      Self.line("update", "leases", "node-1", id: "3"), Self.line("patch", "nodes", "n", id: "4"),
    ]
    #expect(try await events(in: lines.joined(separator: "\n")).isEmpty)
  }

  @Test func reportsALineThatIsCutOff() async throws {
    let (_, summary) = try await read(String(Self.line("create", "jobs", "j").dropLast(9)))
    #expect(summary.problems.contains { $0.reason == "an audit event that is cut off" })
  }
}
