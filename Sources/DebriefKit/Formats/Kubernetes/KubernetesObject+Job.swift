extension KubernetesObject {
  /// The OpsRequest that made the job: by label, by owner, or by the environment of its container.
  var operation: String? {
    if let label = labels["ops.kubeblocks.io/ops-name"] ?? labels["operations.kubeblocks.io/ops-name"] { return label }
    let owners = node.at("metadata", "ownerReferences")?.items ?? []
    return owners.first { $0["kind"]?.text == "OpsRequest" }?["name"]?.text ?? environment["KB_OPS_NAME"]
  }

  /// What the containers of a job or a pod were told.
  var environment: JobEnvironment {
    JobEnvironment((node.at("spec", "template", "spec", "containers") ?? node.at("spec", "containers"))?.items ?? [])
  }

  /// The cluster by label, by specification, or by the environment of a job's containers.
  var ownCluster: String? {
    cluster ?? node.at("spec", "clusterName")?.text ?? node.at("spec", "clusterRef")?.text
      ?? environment["KB_CLUSTER_NAME"]
  }

  func readJob(into events: inout EventSink) {
    let status = node["status"]
    let template = node.at("spec", "template", "spec")
    let environment = JobEnvironment(template?["containers"]?.items ?? [])
    func jobEvent(_ kind: EventKind, _ place: DocumentNode?) -> Event {
      var event = event(kind, place)
      event.instance = name
      event.cluster = environment["KB_CLUSTER_NAME"] ?? event.cluster
      event.component = environment["KB_COMP_NAME"] ?? event.component
      event.set("operation", operation ?? environment["KB_OPS_NAME"])
      event.set("backoff_limit", node.at("spec", "backoffLimit"))
      event.set("deadline_s", node.at("spec", "activeDeadlineSeconds"))
      event.set("action", labels["opsrequest.kubeblocks.io/action-name"])
      return event
    }
    if let created {
      var event = jobEvent(.jobCreated, node.at("metadata", "creationTimestamp"))
      event.set("uid", node.at("metadata", "uid"))
      environment.describe(&event)
      event.message = "job \(name) created"
      events.emit(event, at: created)
    }
    if let start = status?["startTime"] {
      var event = jobEvent(.jobStarted, start)
      event.message = "job \(name) started"
      events.emit(event, at: KubernetesTime.stamp(start))
    }
    var ended = false
    for condition in status?["conditions"]?.items ?? [] where condition["status"]?.text == "True" {
      let type = condition["type"]?.text ?? ""
      guard type == "Failed" || type == "Complete" else { continue }
      ended = true
      var event = jobEvent(
        type == "Failed" ? .jobFailed : .jobSucceeded, condition["lastTransitionTime"] ?? condition)
      event.code = condition["reason"]?.text ?? type
      event.message = condition["message"]?.text ?? "job \(name): \(type)"
      event.severity = type == "Failed" ? .error : .info
      event.set("failed", status?["failed"])
      events.emit(
        event,
        at: KubernetesTime.stamp(condition["lastTransitionTime"]) ?? KubernetesTime.stamp(status?["completionTime"]))
    }
    if !ended, let completion = status?["completionTime"] {
      var event = jobEvent(.jobSucceeded, completion)
      event.code = "Complete"
      event.message = "job \(name) completed"
      events.emit(event, at: KubernetesTime.stamp(completion))
      ended = true
    }
    guard !ended, status != nil else { return }
    var state = jobEvent(.stateObserved, status)
    state.code = "job"
    for key in ["active", "failed", "succeeded", "ready"] { state.set(key, status?[key]) }
    state.message = "job \(name) has not ended"
    events.emit(state, at: observed(KubernetesTime.stamp(status?["startTime"])))
  }
}

/// What the containers of a switchover job were told.
struct JobEnvironment {
  private var values: [String: DocumentNode] = [:]
  private var script: String?
  private var image: String?

  init(_ containers: [DocumentNode]) {
    for container in containers {
      for variable in container["env"]?.items ?? [] {
        if let name = variable["name"]?.text { values[name] = variable["value"] }
      }
      let command = (container["command"]?.items ?? []) + (container["args"]?.items ?? [])
      let words = command.isEmpty ? [container["command"], container["args"]].compactMap { $0?.text } : []
      let text =
        (command.compactMap(\.text) + words + Self.scalars(container["command"]) + Self.scalars(container["args"]))
        .joined(separator: "\n")
      if text.count > (script?.count ?? 0) { script = text }
      image = image ?? container["image"]?.text
    }
  }

  private static func scalars(_ node: DocumentNode?) -> [String] {
    guard let node, case .array(let elements) = node.content else { return [] }
    return elements.compactMap(\.text)
  }

  subscript(_ name: String) -> String? { values[name]?.text }

  var isSwitchover: Bool { self["KB_OPS_NAME"] != nil || self["primary"] != nil || self["KB_SWITCHOVER_ROLE"] != nil }

  func describe(_ event: inout Event) {
    event.set("operation", event.attributes["operation"]?.string ?? self["KB_OPS_NAME"])
    event.set("primary", self["primary"])
    event.set("candidate", self["candidate"])
    event.set("target_ip", self["TARGET_POD_IP"])
    event.set("replicas", values["KB_COMP_REPLICAS"]?.integer)
    event.set("port", self["SYNCER_SERVICE_PORT"] ?? self["LORRY_HTTP_PORT"])
    if self["SYNCER_SERVICE_PORT"] != nil { event.set("port_name", "SYNCER_SERVICE_PORT") }
    if self["LORRY_HTTP_PORT"] != nil { event.set("port_name", "LORRY_HTTP_PORT") }
    event.set("image", image)
    guard let script else { return }
    if event.attributes["port"] == nil, let range = script.firstRange(of: "SERVICE_PORT:-") {
      event.set("port", String(script[range.upperBound...].prefix { $0.isNumber }))
    }
    event.set("timeout_s", Self.timeout(in: script))
  }

  /// The fixed wait of the script: `timeout=60`, `timeout is 60s`, `wait-for-role 60`.
  private static func timeout(in script: String) -> Int64? {
    for mark in ["timeout is ", "timeout=", "TIMEOUT=", "wait-for-role ", "timeout_seconds="] {
      guard let range = script.firstRange(of: mark) else { continue }
      let digits = script[range.upperBound...].prefix { $0.isNumber }
      if let value = Int64(digits), value > 0 { return value }
    }
    return nil
  }
}
