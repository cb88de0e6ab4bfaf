/// One Kubernetes object, from whatever notation: JSON, YAML or `kubectl describe`.
struct KubernetesObject {
  let node: DocumentNode
  let block: Block
  let process: ProcessLog
  let apiVersion: String
  let kind: String
  let name: String
  let namespace: String?
  let labels: [String: String]
  let annotations: [String: String]

  /// `kind` is the kind where the object itself does not say it.
  init(_ node: DocumentNode, _ block: Block, _ process: ProcessLog, kind inherited: String? = nil) {
    self.node = node
    self.block = block
    self.process = process
    apiVersion = node["apiVersion"]?.text ?? ""
    kind = node["kind"]?.text ?? inherited ?? ""
    name = node.at("metadata", "name")?.text ?? node.at("metadata", "generateName")?.text ?? ""
    namespace = node.at("metadata", "namespace")?.text
    labels = node.at("metadata", "labels")?.texts ?? [:]
    annotations = node.at("metadata", "annotations")?.texts ?? [:]
  }

  /// The KubeBlocks cluster the object belongs to, by label.
  var cluster: String? { labels["app.kubernetes.io/instance"] }

  var component: String? {
    labels["apps.kubeblocks.io/component-name"] ?? labels["apps.kubeblocks.io/sharding-name"]
  }

  var created: Stamp? { KubernetesTime.stamp(node.at("metadata", "creationTimestamp")) }

  /// Whether there is more than a kind: of a document that is cut off behind it nothing can be said.
  var saysSomething: Bool {
    if kind == "Event" || !name.isEmpty { return true }
    return ["spec", "status"].contains { key in
      if case .object = node[key]?.content { true } else { false }
    }
  }

  /// Emits what the object says. Kinds that say nothing about a switchover give nothing.
  func read(into events: inout EventSink) {
    switch kind {
    case "OpsRequest": OpsRequestObject(self).read(into: &events)
    case "Job": readJob(into: &events)
    case "Pod": readPod(into: &events)
    case "Event": readEvent(into: &events)
    case "ConfigMap": readConfigMap(into: &events)
    case "Cluster": readCluster(into: &events)
    case "Component": readComponent(into: &events)
    case "InstanceSet", "ReplicatedStateMachine", "ConsensusSet": readInstanceSet(into: &events)
    case "ComponentDefinition": readComponentDefinition(into: &events)
    case "Node": readNode(into: &events)
    default: break
    }
  }

  /// An event whose proof is the line of `place`.
  func event(_ kind: EventKind, _ place: DocumentNode? = nil) -> Event {
    var event = block.event(kind, origin: "kubernetes", line: (place ?? node).line)
    event.cluster = cluster
    event.component = component
    if let namespace { event.attributes["namespace"] = .string(namespace) }
    return event
  }

  /// Where the state of the object counts from: the capture where it is known, else the newest time in the object.
  func observed(_ newest: Stamp?) -> Stamp? { process.capturedAt ?? newest ?? created }
}

extension Event {
  mutating func set(_ key: String, _ value: String?) {
    if let value, !value.isEmpty { attributes[key] = .string(value) }
  }

  mutating func set(_ key: String, _ value: Int64?) { if let value { attributes[key] = .integer(value) } }

  mutating func set(_ key: String, _ node: DocumentNode?) {
    guard let node else { return }
    if let number = node.integer { attributes[key] = .integer(number) } else { set(key, node.text) }
  }
}
