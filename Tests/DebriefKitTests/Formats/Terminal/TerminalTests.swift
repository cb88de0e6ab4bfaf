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
