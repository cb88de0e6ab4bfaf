/// An OpsRequest, of every API group.
///
/// `switchover[].instanceName` changed its meaning: up to 0.9 (apps.kubeblocks.io/v1alpha1) it is the pod to become
/// primary, from 1.0 (operations.kubeblocks.io) the pod that holds the role now. Here `instance` is always the one that is
/// to step down, where the object says it, and `peer` the wanted primary.
struct OpsRequestObject {
  /// One component of the request.
  private struct Target {
    var component: String?
    var source: String?
    var candidate: String?
    var place: DocumentNode
  }

  private let object: KubernetesObject
  private let spec: DocumentNode?
  private let status: DocumentNode?
  private let targets: [Target]
  private let cluster: String?

  init(_ object: KubernetesObject) {
    self.object = object
    spec = object.node["spec"]
    status = object.node["status"]
    cluster = spec?["clusterName"]?.text ?? spec?["clusterRef"]?.text ?? object.cluster
    targets = Self.targets(object)
  }

  private static func targets(_ object: KubernetesObject) -> [Target] {
    let spec = object.node["spec"]
    var targets: [Target] = []
    let namesTarget = !object.apiVersion.hasPrefix("operations.")
    for entry in spec?["switchover"]?.items ?? [] {
      let instance = entry["instanceName"]
      var target = Target(
        component: (entry["componentName"] ?? entry["componentObjectName"])?.text, source: nil,
        candidate: entry["candidateName"]?.text, place: instance ?? entry)
      if namesTarget {
        target.candidate = instance?.text == "*" ? nil : instance?.text
      } else {
        target.source = instance?.text
      }
      targets.append(target)
    }
    for entry in (spec?.at("custom", "components") ?? spec?.at("customSpec", "components"))?.items ?? [] {
      let parameters = Dictionary(
        (entry["parameters"]?.items ?? []).compactMap { item in item["name"]?.text.map { ($0, item["value"]) } },
        uniquingKeysWith: { first, _ in first })
      let known = parameters.compactMapValues { $0?.text }
      targets.append(
        Target(
          component: (entry["componentName"] ?? entry["name"])?.text, source: known["primary"],
          candidate: known["candidate"], place: parameters["primary"].flatMap { $0 } ?? entry))
    }
    // The controller writes down who the primary was when it started.
    for condition in object.node.at("status", "conditions")?.items ?? [] {
      guard let message = condition["message"]?.text, message.hasPrefix("{"), let json = try? JSONValue.parse(message)
      else { continue }
      for (component, value) in json.object {
        guard let old = value["OldPrimary"]?.string, !old.isEmpty else { continue }
        if let index = targets.firstIndex(where: { $0.component == component }) {
          targets[index].source = targets[index].source ?? old
        } else if targets.isEmpty {
          targets.append(Target(component: component, source: old, candidate: nil, place: condition))
        }
      }
    }
    if targets.isEmpty { targets.append(Target(place: spec ?? object.node)) }
    return targets
  }

  // MARK: - Events

  func read(into events: inout EventSink) {
    let isManifest = status == nil && object.created == nil
    // Every operation names its cluster: without it, this is a piece of one, and says only what stands in it.
    let isPiece = !isManifest && cluster == nil
    let start = object.node.at("metadata", "creationTimestamp") ?? object.node
    for target in targets
    where !isPiece || object.created != nil || target.source != nil || target.candidate != nil {
      var event = event(.operationRequested, isManifest ? target.place : start, target)
      describe(&event, target)
      if isManifest {
        event.attributes["manifest"] = true
        object.process.manifest = event
      }
      events.emit(event, at: object.created)
    }
    guard !isManifest else { return }
    let ended = readConditions(into: &events)
    readComponents(into: &events)
    if !ended, let kind = endKind, let stamp = KubernetesTime.stamp(status?["completionTimestamp"]) {
      var event = event(kind, status?["completionTimestamp"] ?? object.node)
      event.code = phase
      events.emit(event, at: stamp)
    }
    if isPiece, phase == nil { return }
    var state = event(.stateObserved, status?["phase"] ?? object.node)
    state.code = "opsrequest"
    state.set("created_at", object.node.at("metadata", "creationTimestamp"))
    state.set("completed_at", status?["completionTimestamp"])
    if phase == "Failed" || phase == "Aborted" { state.severity = .error }
    state.message =
      "\(object.name) is \(phase ?? "without a phase"), progress \(status?["progress"]?.text ?? "unknown")"
    events.emit(state, at: object.observed(newest))
  }

  /// One event a condition; true where one of them is an end. The condition Failed has status False by design.
  private func readConditions(into events: inout EventSink) -> Bool {
    var ended = false
    for condition in status?["conditions"]?.items ?? [] {
      let type = condition["type"]?.text ?? ""
      let isTrue = condition["status"]?.text == "True"
      let reason = condition["reason"]?.text
      let kind = KubernetesReasons.operation(condition: type, isTrue: isTrue, reason: reason)
      var event = event(kind, condition["lastTransitionTime"] ?? condition["message"] ?? condition)
      event.code = reason ?? type
      event.message = condition["message"]?.text ?? reason ?? type
      if kind == .operationFailed || kind == .operationRejected { event.severity = .error }
      if [.operationSucceeded, .operationFailed, .operationCancelled].contains(kind) { ended = true }
      events.emit(event, at: KubernetesTime.stamp(condition["lastTransitionTime"]))
    }
    return ended
  }

  private func readComponents(into events: inout EventSink) {
    for (component, state) in status?["components"]?.members ?? [] {
      let target = targets.first { $0.component?.lowercased() == component.lowercased() }
      if let reason = state["reason"] {
        var event = event(.operationProgress, reason, target)
        event.code = reason.text
        event.message = state["message"]?.text
        events.emit(event, at: KubernetesTime.stamp(status?["completionTimestamp"]) ?? newest)
      }
      if state.at("preCheckResult", "pass")?.bool == false {
        var event = event(.operationRejected, state["preCheckResult"], target)
        event.code = "PreCheckFailed"
        event.severity = .error
        event.message = state.at("preCheckResult", "message")?.text
        events.emit(event, at: KubernetesTime.stamp(status?["completionTimestamp"]) ?? newest)
      }
      for detail in state["progressDetails"]?.items ?? [] {
        readDetail(detail, component, target, into: &events)
        for task in detail["actionTasks"]?.items ?? [] { readDetail(task, component, target, into: &events) }
      }
    }
  }

  /// A progress detail or a task of it: its start and its latest state.
  private func readDetail(
    _ detail: DocumentNode, _ component: String, _ target: Target?, into events: inout EventSink
  ) {
    let key = detail["objectKey"]?.text ?? detail["actionName"]?.text
    let start = KubernetesTime.stamp(detail["startTime"])
    let end = KubernetesTime.stamp(detail["endTime"])
    if let start, end != nil {
      var event = event(.operationProgress, detail["startTime"], target)
      event.code = "start"
      event.message = key.map { "\($0) started" }
      event.set("object_key", key)
      events.emit(event, at: start)
    }
    guard detail["message"] != nil || detail["status"] != nil else { return }
    var event = event(.operationProgress, detail["message"] ?? detail["status"], target)
    event.component = event.component ?? component
    event.code = detail["status"]?.text
    event.message = detail["message"]?.text ?? key.map { "\($0): \(detail["status"]?.text ?? "?")" }
    event.severity = detail["status"]?.text == "Failed" ? .error : .info
    event.set("object_key", key)
    event.set("group", detail["group"])
    event.set("action", detail["actionName"])
    event.set("target_pod", detail["targetPodName"])
    events.emit(event, at: end ?? start ?? newest)
  }

  // MARK: - Fields

  private var phase: String? { status?["phase"]?.text }

  private var endKind: EventKind? {
    switch phase {
    case "Succeed": .operationSucceeded
    case "Failed": .operationFailed
    case "Cancelled", "Aborted": .operationCancelled
    default: nil
    }
  }

  /// The newest time the object shows.
  private var newest: Stamp? {
    let conditions = (status?["conditions"]?.items ?? []).map { $0["lastTransitionTime"] }
    let stamps = (conditions + [status?["completionTimestamp"], status?["startTimestamp"]]).compactMap {
      KubernetesTime.stamp($0)
    }
    return stamps.max { $0.micros < $1.micros } ?? object.created
  }

  private func event(_ kind: EventKind, _ place: DocumentNode?, _ target: Target? = nil) -> Event {
    let target = target ?? targets.first
    var event = object.event(kind, place)
    event.cluster = cluster
    event.component = target?.component ?? event.component
    event.instance = target?.source
    event.peer = target?.candidate
    event.set("operation", object.name)
    event.set("type", spec?["type"])
    event.set("api", object.apiVersion)
    event.set("phase", phase)
    event.set("progress", status?["progress"])
    return event
  }

  /// What only the request itself carries.
  private func describe(_ event: inout Event, _ target: Target) {
    let entry = spec?["switchover"]?.items.first
    event.set("uid", object.node.at("metadata", "uid"))
    event.set("instance_name", entry?["instanceName"])
    event.set("candidate_name", entry?["candidateName"])
    event.set("candidate", target.candidate)
    event.set("timeout_s", spec?["timeoutSeconds"])
    event.set("definition", spec?.at("custom", "opsDefinitionName") ?? spec?["opsDefinitionName"])
    if spec?["force"]?.bool == true { event.attributes["force"] = true }
    if spec?["cancel"]?.bool == true { event.attributes["cancel"] = true }
    if let haDisabled = object.annotations["kubeblocks.io/disable-ha"] { event.set("disable_ha", haDisabled) }
    event.set("queue_end_time", object.annotations["operations.kubeblocks.io/queue-end-time"])
    let managers = (object.node.at("metadata", "managedFields")?.items ?? []).compactMap { $0["manager"]?.text }
    let people = managers.first { $0.hasPrefix("kubectl") || $0.hasPrefix("kbcli") }
    let applied = object.annotations["kubectl.kubernetes.io/last-applied-configuration"] == nil ? nil : "kubectl"
    event.actor = people ?? applied
    let type = spec?["type"]?.text ?? "operation"
    event.message =
      "\(type) \(object.name) on cluster \(cluster ?? "?")"
      + (target.source.map { ", from \($0)" } ?? "") + (target.candidate.map { ", to \($0)" } ?? "")
  }
}
