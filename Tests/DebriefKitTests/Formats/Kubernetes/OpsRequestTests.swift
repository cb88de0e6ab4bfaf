import Testing

@testable import DebriefKit

@Suite struct OpsRequestTests {
  static let old = """
    # kubectl get ops x -o yaml
    apiVersion: apps.kubeblocks.io/v1alpha1
    kind: OpsRequest
    metadata:
      creationTimestamp: "2024-03-12T05:44:10Z"
      name: shop-switchover-1
      namespace: ns
    spec:
      clusterRef: shop
      switchover:
      - componentName: mysql
        instanceName: shop-mysql-2
      type: Switchover
    status:
      components:
        mysql:
          progressDetails:
          - endTime: "2024-03-12T05:44:18Z"
            message: switchover job kb-switchover-job-shop-mysql-1 is succeed
            objectKey: CheckJob/kb-switchover-job-shop-mysql-1
            startTime: "2024-03-12T05:44:11Z"
            status: Succeed
      conditions:
      - lastTransitionTime: "2024-03-12T05:44:10Z"
        message: '{"mysql":{"componentName":"mysql","instanceName":"shop-mysql-2","OldPrimary":"shop-mysql-1"}}'
        reason: SwitchoverStarted
        status: "True"
        type: Switchover
      - lastTransitionTime: "2024-03-12T05:44:20Z"
        message: Failed to process OpsRequest
        reason: OpsRequestFailed
        status: "False"
        type: Failed
      phase: Failed
      progress: 1/1
    """

  @Test func namesTheTargetAsPeerUpTo09() async throws {
    let events = try await events(in: Self.old)
    let request = try #require(events.first { $0.kind == .operationRequested })
    #expect(request.cluster == "shop")
    #expect(request.component == "mysql")
    #expect(request.instance == "shop-mysql-1")
    #expect(request.peer == "shop-mysql-2")
    #expect(request.at == Civil.micros(year: 2024, month: 3, day: 12, hour: 5, minute: 44, second: 10))
    #expect(request.position.line == 5)
  }

  @Test func readsConditionsProgressAndState() async throws {
    let events = try await events(in: Self.old)
    let failed = try #require(events.first { $0.kind == .operationFailed })
    #expect(failed.code == "OpsRequestFailed")
    #expect(failed.position.line == 29)
    #expect(events.contains { $0.kind == .operationStarted })
    let progress = try #require(events.first { $0.kind == .operationProgress && $0.code == "Succeed" })
    #expect(progress.position.line == 19)
    let state = try #require(events.first { $0.kind == .stateObserved && $0.code == "opsrequest" })
    #expect(state.attributes["phase"] == "Failed")
  }

  @Test func namesTheSourceAsInstanceFrom10() async throws {
    let text = """
      {"apiVersion":"operations.kubeblocks.io/v1alpha1","kind":"OpsRequest","metadata":{"name":"o","namespace":"n",
      "creationTimestamp":"2025-07-21T11:03:27Z"},"spec":{"clusterName":"orders","type":"Switchover",
      "switchover":[{"componentName":"mysql","instanceName":"orders-mysql-0","candidateName":"orders-mysql-1"}]}}
      """
    let request = try #require(try await events(in: text).first { $0.kind == .operationRequested })
    #expect(request.instance == "orders-mysql-0")
    #expect(request.peer == "orders-mysql-1")
  }

  @Test func takesAnyCandidateAsNone() async throws {
    let text = Self.old.replacing("instanceName: shop-mysql-2\n  type", with: "instanceName: \"*\"\n  type")
    let request = try #require(try await events(in: text).first { $0.kind == .operationRequested })
    #expect(request.peer == nil)
    #expect(request.attributes["instance_name"] == "*")
  }

  @Test func readsTheParametersOfCustomOperations() async throws {
    let text = """
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata: {name: c-custom-1, creationTimestamp: "2025-07-08T01:41:12Z"}
      spec:
        clusterName: c
        custom:
          components:
          - componentName: mysql
            parameters:
            - {name: primary, value: c-mysql-0}
            - {name: candidate, value: ""}
          opsDefinitionName: switchover
        type: Custom
      status:
        phase: Running
        components:
          mysql:
            preCheckResult: {pass: false, message: Component is not in Running/Abnormal status.}
      """
    let events = try await events(in: text)
    let request = try #require(events.first { $0.kind == .operationRequested })
    #expect(request.instance == "c-mysql-0")
    #expect(request.peer == nil)
    #expect(request.attributes["definition"] == "switchover")
    #expect(events.contains { $0.kind == .operationRejected && $0.code == "PreCheckFailed" })
  }

  @Test func salvagesAListThatIsCutOff() async throws {
    let text = """
      {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
          {
            "apiVersion": "operations.kubeblocks.io/v1alpha1",
            "kind": "OpsRequest",
            "metadata": {"name": "o", "creationTimestamp": "2025-07-21T11:03:27Z"},
            "spec": {"clusterName": "orders", "type": "Switchover"}
          },
          {
            "apiVersion": "oper
      """
    let (events, summary) = try await read(text)
    #expect(events.contains { $0.kind == .operationRequested && $0.cluster == "orders" })
    #expect(summary.problems.count == 1)
    #expect(summary.problems.first?.line == 12)
  }

  @Test func saysWhereYAMLIsBroken() async throws {
    let (events, summary) = try await read("apiVersion: v1\nkind: OpsRequest\nmetadata:\n  name: \"x\n  a: [\n")
    #expect(events.isEmpty)
    #expect(summary.problems.first?.reason.hasPrefix("yaml: ") == true)
  }
}
