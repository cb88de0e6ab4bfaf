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

  /// What the container of a switchover job is called: all the name that a pod has of which only the status is known.
  static let jobContainers: Set<String> = ["switchover", "kb-switchover-job-container"]

  private var jobContainer: String? {
    containers.lazy.compactMap { $0["name"]?.text }.first(where: Self.jobContainers.contains)
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
