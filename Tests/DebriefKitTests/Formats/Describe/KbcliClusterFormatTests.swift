import Testing

@testable import DebriefKit

@Suite struct KbcliClusterFormatTests {
  static let text = """
    Name: till\t Created Time: Jan 13,2025 15:28 UTC+0800
    NAMESPACE   CLUSTER-DEFINITION   TOPOLOGY   STATUS     TERMINATION-POLICY   \u{20}
    pos         mysql                           Abnormal   Delete               \u{20}

    Endpoints:
    COMPONENT   INTERNAL                    EXTERNAL   \u{20}
    mysql       till-mysql.pos.svc:3306     <none>     \u{20}

    Topology:
    COMPONENT   SERVICE-VERSION   INSTANCE       ROLE        STATUS    AZ       NODE          CREATED-TIME
    mysql       8.0.33            till-mysql-0   primary     Running   <none>   n1/10.0.0.1   Jan 13,2025 15:28 UTC+0800
    mysql       8.0.33            till-mysql-1   secondary   Running   <none>   n2/10.0.0.2   Jan 13,2025 15:28 UTC+0800

    Images:
    COMPONENT   COMPONENT-DEFINITION   IMAGE
    mysql       mysql-8.0-1.0.0        apecloud/mysql:8.0.33

    Show cluster events: kbcli cluster list-events -n pos till
    curl result:\u{20}
    """

  @Test func readsPhaseAndTopology() async throws {
    let reading = try await read(Self.text)
    let found = reading.events
    #expect(found.filter { $0.kind == .roleObserved }.map(\.instance) == ["till-mysql-0", "till-mysql-1"])
    #expect(found.filter { $0.kind == .roleObserved }.map(\.role) == ["primary", "replica"])
    #expect(found.first { $0.code == "cluster" }?.attributes["phase"] == "Abnormal")
    #expect(found.first { $0.code == "roles" }?.attributes["primaries"]?.integer == 1)
    #expect(found.allSatisfy { $0.cluster == "till" || $0.origin == "job" })
    #expect(reading.summary.unrecognised == 0)
  }

  @Test("The warnings of describe-ops tell what the conditions do not")
  func readsTheWarningsOfDescribeOps() async throws {
    let found = try await events(
      in: """
        Spec:
          Name: mart-sw\tNameSpace: mart\tCluster: mart\tType: Switchover\t

        Command: <none>

        Status:
          Start Time:         Jan 13,2025 15:28 UTC+0800
          Duration:           12m
          Status:             Creating
          Progress:           -/-

        Warning Events:\u{20}
        TIME                         TYPE      REASON           OBJECT               MESSAGE
        Jan 13,2025 15:38 UTC+0800   Warning   DoActionFailed   OpsRequest/mart-sw   Failed to process the operation of OpsRequest: pods "x" not found
        """)
    let warning = found.first { $0.code == "DoActionFailed" }
    #expect(warning?.attributes["operation"] == "mart-sw")
    #expect(warning?.message?.contains("not found") == true)
  }

  @Test("Objects in an array, as support bundles keep them")
  func readsArrays() async throws {
    let found = try await events(
      in: """
        [
          {
            "apiVersion": "apps.kubeblocks.io/v1alpha1",
            "kind": "OpsRequest",
            "metadata": {"name": "a-sw", "creationTimestamp": "2025-01-13T07:28:00Z"},
            "spec": {"clusterName": "a", "type": "Switchover"},
            "status": {"phase": "Running"}
          }
        ]
        """)
    #expect(found.contains { $0.kind == .operationRequested && $0.cluster == "a" })
  }
}
