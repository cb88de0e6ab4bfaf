/// The status of an object without the rest: `kubectl get pod x -o yaml | yq .status`, `kubectl get job x -o json | jq
/// .status`, or what follows `status:`. Its keys tell the kind; the command above it or the file's name tells the object.
struct ObjectPart {
  private let status: DocumentNode
  private let process: ProcessLog
  private let asked: KubectlCommand.Object?

  init?(_ document: DocumentNode, _ process: ProcessLog) {
    guard document["metadata"] == nil else { return nil }
    let inner = document["status"]
    if let inner, case .object = inner.content { status = inner } else { status = document }
    self.process = process
    asked = process.command.flatMap(KubectlCommand.object)
  }

  /// The object as far as the part tells it; nil where nobody can say whose status it is.
  var whole: DocumentNode? {
    guard let kind, asked.map({ $0.kind == kind }) != false, let name = name(kind) else { return nil }
    var metadata = ["name": text(name)]
    if let namespace = asked?.namespace { metadata["namespace"] = text(namespace) }
    if kind == "Pod", let job = job(name) { metadata["labels"] = node(["job-name": text(job)]) }
    return node(["kind": text(kind), "metadata": node(metadata), "status": status])
  }

  private var kind: String? {
    if !containers.isEmpty { return "Pod" }
    if status["clusterGeneration"] != nil, status["conditions"] != nil { return "OpsRequest" }
    let ofJobs = ["failed", "succeeded", "completionTime", "uncountedTerminatedPods"]
    return ofJobs.contains { status[$0] != nil } ? "Job" : nil
  }

  private var containers: [DocumentNode] {
    (status["containerStatuses"]?.items ?? []).filter { $0["state"] != nil }
  }

  /// What the container of a switchover job is called.
  private var jobContainer: String? {
    containers.lazy.compactMap { $0["name"]?.text }.first {
      $0 == "switchover" || $0 == "kb-switchover-job-container"
    }
  }

  private func name(_ kind: String) -> String? {
    if let asked { return asked.name }
    let file = process.path.split(separator: "/").last?.prefix { $0 != "." } ?? ""
    if kind != "OpsRequest", file.contains("-switchover-") { return String(file) }
    // The pod of a switchover job is known by its container: whose job it was, the rest of what was handed over may tell.
    return kind == "Pod" ? jobContainer ?? process.member : nil
  }

  /// `<job>-<five letters>`
  private func job(_ pod: String) -> String? {
    guard jobContainer != nil || pod.contains("-switchover-") else { return nil }
    guard let dash = pod.lastIndex(of: "-"), pod.distance(from: dash, to: pod.endIndex) == 6 else { return pod }
    return String(pod[..<dash])
  }

  private func text(_ text: String) -> DocumentNode { DocumentNode(line: status.line, .scalar(.string(text))) }
  private func node(_ members: [String: DocumentNode]) -> DocumentNode {
    DocumentNode(line: status.line, .object(members))
  }
}

/// The status of an object in YAML, without `kind` and `metadata`.
struct StatusPartFormat: BlockFormat {
  let name = "yaml-status"
  let summary = "The status of a pod, a job or an OpsRequest in YAML, cut out of the object (yq .status)."
  let samples = [
    "containerStatuses:\n- name: switchover\n  state:\n    terminated:\n      exitCode: 137"
  ]

  private static let topKeys: Set<String> = [
    "conditions", "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses", "hostIP", "hostIPs",
    "message", "nominatedNodeName", "phase", "podIP", "podIPs", "qosClass", "reason", "resize", "startTime", "status",
    "active", "failed", "succeeded", "ready", "terminating", "completionTime", "uncountedTerminatedPods",
    "clusterGeneration", "components", "completionTimestamp", "progress", "startTimestamp", "observedGeneration",
    "lastConfiguration", "cancelTimestamp",
  ]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool {
    let heads: [StaticString] = ["conditions:", "containerStatuses:", "initContainerStatuses:", "status:"]
    return heads.contains { line.count == $0.utf8CodeUnitCount && line.has($0) } || line.has("clusterGeneration: ")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if line.isEmpty { return state == 0 ? .before : .more }
    defer { state += 1 }
    if state == 0 || line[0] == ASCII.space || line.has("- ") { return .more }
    guard let colon = line.firstIndex(of: ASCII.colon), colon < 32, Self.topKeys.contains(line.text(0..<colon)) else {
      return .before
    }
    return .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    var known = 0
    for document in try DocumentNode.yaml(block.text) {
      known += DocumentKinds.read(document, block, process, into: &events)
    }
    guard known > 0 else { throw BlockProblem(line: 0, reason: DocumentKinds.unknown) }
  }
}
