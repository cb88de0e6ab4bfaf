extension KubernetesObject {
  /// Phase, replicas and definitions of a Cluster, one event a component; the queue of running operations with them.
  func readCluster(into events: inout EventSink) {
    guard apiVersion.contains("kubeblocks.io") else { return }
    let status = node["status"]
    let specs = (node.at("spec", "componentSpecs")?.items ?? []) + (node.at("spec", "shardings")?.items ?? [])
    for spec in specs.isEmpty ? [node] : specs {
      var event = event(.stateObserved, spec)
      event.code = "cluster"
      event.cluster = name
      event.component = spec.line == node.line ? nil : spec["name"]?.text
      event.set("phase", status?["phase"])
      event.set("replicas", spec["replicas"])
      event.set("component_def", spec["componentDef"] ?? spec["componentDefRef"])
      event.set("cluster_def", node.at("spec", "clusterDefinitionRef") ?? node.at("spec", "clusterDef"))
      event.set("service_version", spec["serviceVersion"] ?? node.at("spec", "clusterVersionRef"))
      event.set("operations", annotations["kubeblocks.io/ops-request"])
      if let component = event.component { event.set("component_phase", status?.at("components", component, "phase")) }
      event.message =
        "cluster \(name) is \(status?["phase"]?.text ?? "without a phase")"
        + (event.component.map { ", component \($0)" } ?? "")
        + (spec["replicas"]?.text.map { " with \($0) replicas" } ?? "")
      // A manifest has no status; its time of creation says nothing about the phase.
      events.emit(event, at: process.capturedAt)
    }
  }

  func readComponent(into events: inout EventSink) {
    guard apiVersion.contains("kubeblocks.io") else { return }
    var event = event(.stateObserved, node.at("status", "phase"))
    event.code = "component"
    event.component = component ?? name
    event.set("phase", node.at("status", "phase"))
    event.set("replicas", node.at("spec", "replicas"))
    event.set("component_def", node.at("spec", "compDef"))
    event.set("service_version", node.at("spec", "serviceVersion"))
    event.message = "component \(name) is \(node.at("status", "phase")?.text ?? "without a phase")"
    events.emit(event, at: process.capturedAt)
  }

  /// InstanceSet and its predecessors: how many members, and the roles the controller knows.
  func readInstanceSet(into events: inout EventSink) {
    var event = event(.stateObserved, node.at("spec", "replicas"))
    event.code = "instanceset"
    event.set("object", name)
    event.set("replicas", node.at("spec", "replicas"))
    event.set("ready_replicas", node.at("status", "readyReplicas"))
    event.set("current_replicas", node.at("status", "replicas"))
    event.message = "\(kind) \(name) has \(node.at("spec", "replicas")?.text ?? "?") replicas"
    events.emit(event, at: process.capturedAt)
    for member in node.at("status", "membersStatus")?.items ?? [] {
      guard let pod = member["podName"]?.text else { continue }
      let word = (member.at("role", "name") ?? member["role"])?.text ?? ""
      var role = self.event(.roleObserved, member.at("role", "name") ?? member)
      role.instance = pod
      role.role = RoleWord.normalise(word)
      role.attributes["witness"] = "label"
      role.set("label", word)
      role.set("object", name)
      role.message = "\(kind) \(name): \(pod) is \(word.isEmpty ? "without a role" : word)"
      events.emit(role, at: process.capturedAt)
    }
  }

  /// Conditions of a node.
  func readNode(into events: inout EventSink) {
    for condition in node.at("status", "conditions")?.items ?? [] {
      let status = condition["status"]?.text
      let kind: EventKind
      switch (condition["type"]?.text ?? "", status) {
      case ("Ready", "True"): kind = .nodeReady
      case ("Ready", _): kind = .nodeLost
      case ("DiskPressure", "True"): kind = .resourceDisk
      case ("MemoryPressure", "True"): kind = .resourceOOM
      default: continue
      }
      var event = event(kind, condition["lastTransitionTime"] ?? condition)
      event.instance = name
      event.code = condition["reason"]?.text
      event.message = condition["message"]?.text
      event.severity = kind == .nodeReady ? .info : .error
      events.emit(event, at: KubernetesTime.stamp(condition["lastTransitionTime"]))
    }
    if node.at("spec", "unschedulable")?.bool == true {
      var event = event(.nodeLost, node.at("spec", "unschedulable"))
      event.instance = name
      event.code = "NodeNotSchedulable"
      event.severity = .warning
      event.message = "node \(name) is cordoned"
      let taint = (node.at("spec", "taints")?.items ?? []).first {
        $0["key"]?.text == "node.kubernetes.io/unschedulable"
      }
      events.emit(event, at: KubernetesTime.stamp(taint?["timeAdded"]))
    }
  }
}
