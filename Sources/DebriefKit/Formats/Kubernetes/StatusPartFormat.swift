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
