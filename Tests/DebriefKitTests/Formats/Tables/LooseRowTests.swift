import Testing

@testable import DebriefKit

/// Rows that lost their header: read where the cells leave no doubt, else left to the list of what nobody understood.
@Suite struct LooseRowTests {
  @Test(arguments: [
    ("vid-mysql-0   4/4     Running   0          15d   leader", "READY"),
    ("vid-mysql-1   4/4     Running   2 (3d ago)   15d   10.4.0.6   n2   <none>   <none>   secondary", "ROLE"),
    ("prod   vid-mysql-1   3/4     CrashLoopBackOff   9   15d", "NAMESPACE"),
    ("vid-custom-8xk2p   Custom   vid   Failed   1/1   9m", "PROGRESS"),
    ("vid-sw   prod   Switchover   vid   mysql   Succeed   1/1   Jan 13,2025 15:28 UTC+0800", "COMPONENT"),
    ("9m   Warning   BackoffLimitExceeded   job/x   Job has reached the specified backoff limit", "LAST SEEN"),
    ("prod   Jan 13,2025 15:28 UTC+0800   Normal   checkRole   Instance/vid-mysql-0   {}", "TIME"),
    (
      "vid-mysql-0   prod   vid   mysql   Running   leader   ReadWrite   az   1 / 1   Jan 13,2025 15:28 UTC+0800",
      "CLUSTER"
    ),
  ])
  func knowsRowsByTheirCells(_ row: String, _ column: String) {
    #expect(LooseRow(row)?.columns.contains(column) == true)
  }

  @Test(arguments: [
    "1  2  3  4  5", "the header  scrolled away  in  the  chat", "vid-mysql-0   four   Running   0   15d",
    "vid  VerticalScale  x  Running  one  9m", "soon   Warning   Failed   job/x   text", "a   1/1   Running   -   15d",
  ])
  func leavesOtherTextsAlone(_ row: String) { #expect(LooseRow(row) == nil) }

  @Test("Half a table counts nobody: the other half may hold the primary")
  func aCutTableGivesRolesAndNoCount() async throws {
    let found = try await events(
      in: "vid-mysql-1   4/4   Running   0   15d   secondary\nvid-mysql-2   4/4   Running   0   15d   secondary")
    #expect(found.map(\.instance) == ["vid-mysql-1", "vid-mysql-2"])
    #expect(found.allSatisfy { $0.kind == .roleObserved && $0.role == "replica" })
  }

  @Test("The pod of a job has no role to lack")
  func jobsAreNoMembers() async throws {
    let found = try await events(
      in: """
        NAME                                  READY   STATUS   RESTARTS   AGE   ROLE
        1a2b3c4d-x-mysql-switchover-0-wp5z7   0/1     Error    0          4m    \u{20}
        x-mysql-0                             4/4     Running  0          9d    primary
        """)
    #expect(found.filter { $0.kind == .roleObserved }.map(\.instance) == ["x-mysql-0"])
    #expect(found.filter { $0.code == "roles" }.map { $0.attributes["primaries"]?.integer } == [1])
  }
}
