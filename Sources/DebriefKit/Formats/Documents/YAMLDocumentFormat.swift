/// YAML documents of Kubernetes objects: single, in a `List`, separated by `---`, with comments before them.
struct YAMLDocumentFormat: BlockFormat {
  var name: String { "yaml" }
  var summary: String { "YAML documents of Kubernetes objects and events, single, in lists or separated by ---." }
  var samples: [String] {
    ["apiVersion: operations.kubeblocks.io/v1alpha1\nkind: OpsRequest\nmetadata:\n  name: ops-a"]
  }

  /// What Kubernetes writes in the first column. Anything else there ends the document: a log may follow.
  private static let topKeys: Set<String> = [
    "apiVersion", "kind", "metadata", "spec", "status", "items", "data", "binaryData", "stringData", "immutable",
    "type", "action", "count", "eventTime", "firstTimestamp", "lastTimestamp", "involvedObject", "message", "note",
    "reason", "related", "regarding", "reportingComponent", "reportingController", "reportingInstance", "series",
    "source", "deprecatedCount", "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedSource", "rules",
    "roleRef", "subjects", "subsets", "secrets", "webhooks", "provisioner", "parameters", "reclaimPolicy", "value",
    "volumeBindingMode", "allowVolumeExpansion", "preemptionPolicy", "globalDefault", "description", "endpoints",
    "ports", "addressType", "imagePullSecrets", "automountServiceAccountToken", "aggregationRule", "mountOptions",
  ]

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool {
    line.has("apiVersion: ") || line.has("- apiVersion: ") || line.has("kind: ") || line.has("items:")
      || (line.has("---") && line.count == 3)
  }

  /// `state`: 0 at the start, 1 after a leading `---`, 2 inside, 3 inside with `apiVersion` seen.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state == 0 {
      state = line.has("---") ? 1 : line.has("apiVersion:") ? 3 : 2
      return .more
    }
    if line.isEmpty { return .more }
    switch line[0] {
    case ASCII.space, UInt8(ascii: "#"): return .more
    case UInt8(ascii: "-"):
      return state >= 2 && line.has("- ") ? .more : .before
    default:
      guard let colon = line.firstIndex(of: ASCII.colon), colon < 32,
        colon + 1 == line.count || line[colon + 1] == ASCII.space, Self.topKeys.contains(line.text(0..<colon))
      else { return .before }
      if line.has("apiVersion:") {
        if state == 3 { return .before }
        state = 3
      } else if state == 1 {
        state = 2
      }
      return .more
    }
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    for line in block.lines.prefix(40) where line.hasPrefix("#") { CaptureTime.note(line, process) }
    var known = 0
    let documents = try DocumentNode.yaml(block.text)
    for document in documents { known += DocumentKinds.read(document, block, process, into: &events) }
    let isEmpty = documents.allSatisfy { $0.isNull }
    guard known > 0 || isEmpty else { throw BlockProblem(line: 0, reason: DocumentKinds.unknown) }
  }
}
