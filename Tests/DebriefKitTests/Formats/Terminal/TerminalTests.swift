import Testing

@testable import DebriefKit

@Suite struct TerminalTests {
  @Test(arguments: [
    ("$ kubectl get pods", "kubectl get pods"),
    ("wx@bastion:~$ date", "date"),
    ("[root@node1 ~]# kbcli cluster list", "kbcli cluster list"),
    ("➜  ~ kubectl get ops", "kubectl get ops"),
    ("kubectl get pods -n mall", "kubectl get pods -n mall"),
    ("# kubectl get cm", "kubectl get cm"), ("k get ops -n hr", "k get ops -n hr"),
  ])
  func findsTheCommand(_ line: String, _ command: String) {
    let bytes = Array(line.utf8)
    #expect(Prompt.command(in: bytes.span).map { bytes.span.text($0) } == command)
  }

  @Test(arguments: [
    "# a comment", "k of n members answered", "curl result: x", "kubernetes is up",
    "2025-01-01T00:00:00Z user@host says", "$", "",
  ])
  func seesNoPrompt(_ line: String) {
    let bytes = Array(line.utf8)
    #expect(Prompt.command(in: bytes.span) == nil)
  }

  @Test(arguments: [
    ("kubectl logs -n grid oak-mysql-1 -c lorry --since=30m | head", "oak-mysql-1"),
    ("kubectl -n grid logs pod/oak-mysql-1", "oak-mysql-1"), ("k logs oak-mysql-1", "oak-mysql-1"),
    ("kubectl logs job/oak-switchover-0", nil),
    ("kubectl logs 1a2b3c4d-oak-mysql-switchover-0-wp5z7", nil), ("kubectl get pods", nil),
  ])
  func knowsWhoseLogIsPrinted(_ command: String, _ pod: String?) { #expect(KubectlCommand.loggedPod(command) == pod) }

  @Test(arguments: [
    ("kubectl get pods -n grid -L x", "grid"), ("kbcli cluster promote a --namespace=grid", "grid"),
    ("kubectl --namespace grid logs a-b-0", "grid"), ("grep -n grid file", nil), ("kubectl get pods", nil),
  ])
  func knowsTheNamespaceAskedFor(_ command: String, _ namespace: String?) {
    #expect(KubectlCommand.namespace(command) == namespace)
  }

  @Test(arguments: [
    ("kubectl -n grid get cluster oak -o jsonpath={.metadata.annotations}", "oak"),
    ("kubectl get clusters.apps.kubeblocks.io/oak -n grid", "oak"), ("kubectl get cluster -n grid oak", "oak"),
    ("kubectl get clusterdefinition oak", nil), ("kubectl get cluster", nil), ("kubectl get pods", nil),
  ])
  func knowsWhichClusterIsAskedFor(_ command: String, _ cluster: String?) {
    #expect(KubectlCommand.cluster(command) == cluster)
  }

  @Test("The queue of operations is the cluster's that the command asked for")
  func readsTheQueueOfOperations() async throws {
    let found = try await events(
      in: """
        $ kubectl -n grid get cluster oak -o jsonpath='{.metadata.annotations.kubeblocks\\.io/ops-request}'
        [{"name":"oak-grow","type":"VolumeExpansion"},{"name":"oak-sw","type":"Switchover","inQueue":true}]
        """)
    #expect(found.map(\.code) == ["cluster"])
    #expect(found.first?.cluster == "oak")
    #expect(found.first?.attributes["operations"]?.string?.contains("inQueue") == true)
    #expect(try await events(in: #"[{"name":"a","type":"b","x":1},{"name":"c"}]"#).isEmpty)
  }

  @Test("In a pasted session each log belongs to the pod that was asked for")
  func logsBelongToThePodAskedFor() async throws {
    let leader = "2025-03-03T03:10:20Z\tINFO\tHA\tThis member is Cluster's leader"
    let found = try await events(
      in: "$ kubectl logs oak-mysql-1 -c lorry\n\(leader)\n$ kubectl logs oak-mysql-0 -c lorry\n\(leader)")
    #expect(found.filter { $0.kind == .roleObserved }.map(\.instance) == ["oak-mysql-1", "oak-mysql-0"])
  }

  @Test func tiesARefusalToTheManifestShownBefore() async throws {
    let text = """
      $ cat ops.yaml
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata:
        name: o
      spec:
        clusterName: sdx
        type: Switchover
        switchover:
        - componentName: mongodb
          instanceName: sdx-mongodb-1
      $ kubectl apply -f ops.yaml
      Error from server (Forbidden): error when creating "ops.yaml": admission webhook "vopsrequest.kb.io" denied the request: this cluster component mongodb does not support switchover
      """
    let refusal = try #require(try await events(in: text).first { $0.kind == .operationRejected })
    #expect(refusal.cluster == "sdx")
    #expect(refusal.peer == "sdx-mongodb-1")
    #expect(refusal.code == "admission-webhook")
    #expect(refusal.attributes["webhook"] == "vopsrequest.kb.io")
  }

  @Test func readsWhatPromoteAsksForAndAnswers() async throws {
    let text = """
      $ kbcli cluster promote cart --component redis --auto-approve -n retail
      error: component redis has no primary
      $ kbcli cluster promote sdx --component=mongodb --instance sdx-mongodb-1
      OpsRequest sdx-custom-1 created successfully, you can view the progress:
      """
    let events = try await events(in: text)
    #expect(events.map(\.kind) == [.operationRejected, .operationRequested])
    #expect(events.map(\.cluster) == ["cart", "sdx"])
    #expect(events[1].peer == "sdx-mongodb-1")
    #expect(events[1].attributes["operation"] == "sdx-custom-1")
  }

  @Test func datesAgesByTheDateThatFollows() async throws {
    let text = """
      $ kubectl get ops -A
      NAMESPACE   NAME                     TYPE     CLUSTER     STATUS    PROGRESS   AGE
      team-a      vtx-custom-cs2s9         Custom   vtx         Running   0/1        28m
      $ date -u
      Wed Jul  3 08:48:30 UTC 2024
      """
    let request = try #require(try await events(in: text).first { $0.kind == .operationRequested })
    #expect(request.at.map(Civil.iso) == "2024-07-03T08:20:30.000000Z")
    #expect(request.basis == .relative)
  }

  @Test func doesNotDateAcrossAChange() async throws {
    let text = """
      $ date -u
      Wed Jul  3 08:48:30 UTC 2024
      $ kubectl apply -f ops.yaml
      $ kubectl get ops
      NAME               TYPE     CLUSTER   STATUS    PROGRESS   AGE
      vtx-custom-cs2s9   Custom   vtx       Running   0/1        28s
      """
    let request = try #require(try await events(in: text).first { $0.kind == .operationRequested })
    #expect(request.at == nil)
    #expect(request.attributes["age_s"] == 28)
  }
}

/// Pieces of objects that `-o jsonpath` printed.
@Suite struct JSONPathTests {
  typealias Row = (text: String, found: [String])

  static let rows: [Row] = [
    (
      """
      $ kubectl -n shop get ops shop-switchover-x7 -o jsonpath='{.spec.clusterName}{"\\n"}{.status.phase}{"\\n"}'
      shop
      Failed
      """, ["operation.requested shop shop-switchover-x7", "state.observed shop shop-switchover-x7 Failed"]
    ),
    (
      """
      $ kubectl get cm -n shop shop-mysql-haconfig -o jsonpath={.metadata.annotations} | jq .
      {
        "enable": "false"
      }
      $ date
      """, ["state.observed false"]
    ),
    (
      """
      [root@jump ~]# kubectl get pod -n shop shop-mysql-0 -o jsonpath='{.metadata.labels.kubeblocks\\.io/role} {.status.phase}'
      primary Running
      """, ["role.observed shop-mysql-0 primary"]
    ),
    // The answer does not have the shape that was asked for.
    (
      """
      $ kubectl get pod shop-mysql-0 -o jsonpath='{.status.phase} on {.spec.nodeName}'
      Error from server (NotFound): pods "shop-mysql-0" not found
      """, []
    ),
    // A piece without the cluster says nothing about the request itself.
    (
      """
      $ kubectl get ops x7 -o jsonpath='{.status.components.mysql.progressDetails}'
      [{"message":"waiting","objectKey":"CheckRoleLabel/mysql","startTime":"2023-11-28T03:12:11Z","status":"Processing"}]
      """, ["operation.progress x7"]
    ),
  ]

  @Test("Plain paths of one object are read, and nothing is read into what has another shape", arguments: rows.indices)
  func pieces(_ index: Int) async throws {
    let row = Self.rows[index]
    let found = try await events(in: row.text).map { event in
      [
        event.kind.rawValue, event.cluster, event.attributes["operation"]?.string ?? event.instance, event.role,
        (event.attributes["phase"] ?? event.attributes["enable"])?.string,
      ].compactMap(\.self).joined(separator: " ")
    }
    for wanted in row.found { #expect(found.contains { $0.hasPrefix(wanted) }, "\(wanted) in \(found)") }
    if row.found.isEmpty { #expect(found.allSatisfy { !$0.hasPrefix("role") && !$0.hasPrefix("state") }, "\(found)") }
    if index == 4 { #expect(found.allSatisfy { $0.hasPrefix("operation.progress") }, "\(found)") }
  }

  @Test(
    "Templates that are more than paths, answers that another program cut, and lists are left alone",
    arguments: [
      "kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{end}'",
      "kubectl get cm orc -o jsonpath='{.data.x}' | grep -i read",
      "kubectl get pods -l app=x -o jsonpath='{.items[0].metadata.name}'",
      "kubectl get deploy kubeblocks -o jsonpath={..image}", "kubectl get pod a-0 -o jsonpath='{.status.phase",
    ])
  func leavesOthersAlone(_ command: String) { #expect(JSONPathCommand(command) == nil) }
}
