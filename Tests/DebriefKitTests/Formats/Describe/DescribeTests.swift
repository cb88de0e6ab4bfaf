import Testing

@testable import DebriefKit

@Suite struct DescribeTests {
  static let operation = """
    Name:         pos-switchover-1
    Namespace:    retail
    Labels:       app.kubernetes.io/instance=pos
                  app.kubernetes.io/managed-by=kubeblocks
    Annotations:  <none>
    API Version:  operations.kubeblocks.io/v1alpha1
    Kind:         OpsRequest
    Metadata:
      Creation Timestamp:  2024-09-14T03:40:05Z
      UID:                 b20cab48
    Spec:
      Cluster Name:  pos
      Switchover:
        Candidate Name:  till-mysql-0
        Component Name:  mysql
        Instance Name:   till-mysql-1
      Type:              Switchover
    Status:
      Components:
        Mysql:
          Progress Details:
            End Time:  2024-09-14T03:40:07Z
            Message:   component mysql action: switchover, error: exit code: 1, stderr: no successor
    ++ echo promoted
    : failed: action failed
            Object Key:  Switchover/mysql
            Start Time:  2024-09-14T03:40:06Z
            Status:      Failed
      Conditions:
        Last Transition Time:  2024-09-14T03:40:05Z
        Message:               wait for the controller
        Reason:                WaitForProgressing
        Status:                True
        Type:                  WaitForProgressing
        Last Transition Time:  2024-09-14T03:40:08Z
        Message:               Failed to process OpsRequest
        Reason:                OpsRequestFailed
        Status:                False
        Type:                  Failed
      Phase:                   Failed
    Events:
      Type     Reason              Age                 From                    Message
      ----     ------              ----                ----                    -------
      Normal   WaitForProgressing  14m                 ops-request-controller  wait for the controller
      Warning  DoActionFailed      14s (x17 over 14m)  ops-request-controller  Failed to process the operation

    $ kubectl get pods
    """

  @Test func readsAnOpsRequestAsTheObject() async throws {
    let (events, summary) = try await read(Self.operation)
    let request = try #require(events.first { $0.kind == .operationRequested })
    #expect(request.instance == "till-mysql-1")
    #expect(request.peer == "till-mysql-0")
    #expect(request.cluster == "pos")
    #expect(request.position.line == 9)
    #expect(events.filter { $0.kind == .operationFailed }.map(\.position.line) == [35])
    let failed = try #require(events.first { $0.kind == .operationProgress && $0.code == "Failed" })
    #expect(failed.message?.hasSuffix(": failed: action failed") == true)
    #expect(failed.at == KubernetesTime.stamp("2024-09-14T03:40:07Z")?.micros)
    #expect(summary.problems.isEmpty)
  }

  @Test func datesEventsByAgeAndTellsNothingTwice() async throws {
    let events = try await events(in: Self.operation)
    #expect(events.filter { $0.code == "WaitForProgressing" }.count == 1)
    let action = try #require(events.first { $0.code == "DoActionFailed" })
    #expect(action.basis == .relative)
    #expect(action.repeats == 17)
    #expect(action.at == KubernetesTime.stamp("2024-09-14T03:40:05Z")?.micros)
    #expect(action.lastAt == KubernetesTime.stamp("2024-09-14T03:53:51Z")?.micros)
  }

  @Test func readsTheStatesOfAPod() async throws {
    let text = """
      Name:             a1b2c3d4-c-custom-1-mysql-switchover-0-rxd7c
      Namespace:        default
      Node:             node-1/10.0.1.31
      Start Time:       Tue, 03 Dec 2024 14:20:31 +0800
      Labels:           job-name=a1b2c3d4-c-custom-1-mysql-switchover-0
      Status:           Failed
      IP:               172.16.0.251
      Containers:
        switchover:
          Image:         tools:0.9.2
          Command:
            sh
            -c
            timeout=60
          State:          Terminated
            Reason:       Error
            Exit Code:    6
            Started:      Tue, 03 Dec 2024 14:20:33 +0800
            Finished:     Tue, 03 Dec 2024 14:20:35 +0800
          Restart Count:  0
          Environment:
            KB_OPS_NAME:      c-custom-1
            KB_CLUSTER_NAME:  c
            LORRY_HTTP_PORT:  3501
            candidate:        
      Conditions:
        Type              Status
        PodScheduled      True 
        Ready             False 
      Events:
        Type     Reason   Age   From     Message
        ----     ------   ----  ----     -------
        Warning  BackOff  10m   kubelet  Back-off pulling image "tools:0.9.2"
      """
    let events = try await events(in: text)
    let ended = try #require(events.first { $0.kind == .podTerminated })
    #expect(ended.code == "6")
    #expect(ended.position.line == 17)
    #expect(ended.at.map(Civil.iso) == "2024-12-03T06:20:35.000000Z")
    #expect(ended.attributes["operation"] == "c-custom-1")
    #expect(ended.attributes["timeout_s"] == 60)
    #expect(ended.peer == "node-1")
    let pull = try #require(events.first { $0.code == "ImagePullBackOff" })
    #expect(pull.cluster == "c")
    #expect(pull.at == nil)
    #expect(events.contains { $0.kind == .podScheduled && $0.peer == "node-1" })
  }

  @Test func readsAnnotationsOfAConfigMap() async throws {
    let text = """
      Name:         c-mysql-haconfig
      Namespace:    ns
      Labels:       app.kubernetes.io/instance=c
      Annotations:  MaxLagOnSwitchover: 10
                    enable: false
                    ttl: 15

      Data
      ====

      BinaryData
      ====

      Events:  <none>
      """
    let state = try #require(try await events(in: text).first { $0.code == "haconfig" })
    #expect(state.attributes["enable"] == "false")
    #expect(state.cluster == "c")
  }

  @Test func readsConditionsOfANode() async throws {
    let text = """
      Name:               n1
      Roles:              <none>
      Conditions:
        Type             Status    LastHeartbeatTime                 LastTransitionTime                Reason              Message
        ----             ------    -----------------                 ------------------                ------              -------
        DiskPressure     True      Tue, 03 Dec 2024 14:00:00 +0000   Tue, 03 Dec 2024 13:00:00 +0000   KubeletHasDiskPressure   kubelet has disk pressure
        Ready            Unknown   Tue, 03 Dec 2024 14:00:00 +0000   Tue, 03 Dec 2024 14:02:00 +0000   NodeStatusUnknown   Kubelet stopped posting node status.
      System Info:
        Kernel Version:  5.10
      """
    let events = try await events(in: text)
    #expect(events.map(\.kind) == [.resourceDisk, .nodeLost])
    #expect(events.map(\.code) == ["KubeletHasDiskPressure", "NodeStatusUnknown"])
  }

  @Test func readsWhatKbcliDescribes() async throws {
    let text = """
      Spec:
        Name: shop-switchover-1\tNameSpace: default\tCluster: shop\tType: Switchover

      Command:
        kbcli cluster promote shop --component=mysql

      Status:
        Start Time:         Jan 13,2025 15:28 UTC+0800
        Completion Time:    Jan 13,2025 15:29 UTC+0800
        Duration:           62s
        Status:             Failed
        Progress:           0/1
                            OBJECT-KEY         STATUS   DURATION   MESSAGE
                            Switchover/mysql   Failed   1s         component mysql action: switchover, error: timedOut

      Conditions:
      LAST-TRANSITION-TIME         TYPE     REASON             STATUS   MESSAGE
      Jan 13,2025 15:29 UTC+0800   Failed   OpsRequestFailed   False    Failed to process OpsRequest
      """
    let events = try await events(in: text)
    #expect(events.allSatisfy { $0.cluster == "shop" && $0.attributes["operation"] == "shop-switchover-1" })
    #expect(events.contains { $0.kind == .operationFailed && $0.code == "OpsRequestFailed" })
    #expect(events.contains { $0.kind == .operationProgress && $0.message?.hasSuffix("timedOut") == true })
    #expect(events.first { $0.kind == .operationRequested }?.at.map(Civil.iso) == "2025-01-13T07:28:00.000000Z")
  }

  static let tail = """
        Message:               pod p-postgresql-0 cannot perform switchover because it does not have a role label
        Reason:                OpsRequestFailed
        Status:                False
        Type:                  Failed
      Phase:                   Failed
      Start Timestamp:         2025-10-06T07:40:31Z
    Events:
      Type     Reason             Age   From                    Message
      ----     ------             ----  ----                    -------
      Normal   ValidateOpsRequestPassed  52s   ops-request-controller  OpsRequest: p-switchover-1 is validated
      Warning  OpsRequestFailed   51s   ops-request-controller  pod p-postgresql-0 cannot perform switchover because it does not have a role label
    """

  @Test("The tail of a describe belongs to the operation that was asked for, or that its messages name")
  func tails() async throws {
    let asked = try await events(in: "$ kubectl -n hr describe ops p-switchover-1 | tail -15\n" + Self.tail)
    #expect(asked.contains { $0.kind == .operationFailed && $0.attributes["operation"] == "p-switchover-1" })
    #expect(asked.allSatisfy { $0.attributes["namespace"] == nil || $0.attributes["namespace"] == "hr" })
    let named = try await events(in: Self.tail)
    #expect(named.contains { $0.kind == .operationFailed && $0.attributes["operation"] == "p-switchover-1" })
    let nameless = try await events(in: Self.tail.split(separator: "\n").prefix(6).joined(separator: "\n"))
    #expect(nameless.isEmpty)
  }
}
