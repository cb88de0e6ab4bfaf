extension KubernetesObject {
  /// The job that a pod belongs to.
  var job: String? {
    let owners = node.at("metadata", "ownerReferences")?.items ?? []
    return labels["batch.kubernetes.io/job-name"] ?? labels["job-name"]
      ?? owners.first { $0["kind"]?.text == "Job" }?["name"]?.text
  }

  /// A pod of a database that has roles, or should have.
  private var isMember: Bool {
    labels["kubeblocks.io/role"] != nil || labels["workloads.kubeblocks.io/instance"] != nil
  }

  /// What the label of a member says; nil for other pods.
  var role: Event? {
    guard kind == "Pod", isMember else { return nil }
    var event = event(
      .roleObserved, node.at("metadata", "labels", "kubeblocks.io/role") ?? node.at("metadata", "labels"))
    event.instance = name
    event.role = RoleWord.normalise(labels["kubeblocks.io/role"] ?? "")
    return event
  }

  func readPod(into events: inout EventSink) {
    let status = node["status"]
    let environment = JobEnvironment(node.at("spec", "containers")?.items ?? [])
    func podEvent(_ kind: EventKind, _ place: DocumentNode?) -> Event {
      var event = event(kind, place)
      event.instance = name
      event.set("job", job)
      event.peer = node.at("spec", "nodeName")?.text
      if job == nil { event.set("ip", status?["podIP"]) }
      if job != nil {
        event.cluster = environment["KB_CLUSTER_NAME"] ?? event.cluster
        event.component = environment["KB_COMP_NAME"] ?? event.component
        event.set("operation", operation ?? environment["KB_OPS_NAME"])
      }
      return event
    }
    if isMember {
      readRole(podEvent, into: &events)
      readActionLimit(into: &events)
    }
    readPodConditions(podEvent, environment, into: &events)
    for (key, isInit) in [("initContainerStatuses", true), ("containerStatuses", false)] {
      for container in status?[key]?.items ?? [] {
        readContainer(container, isInit: isInit, isMember: isMember, podEvent, environment, into: &events)
      }
    }
    if let reason = status?["reason"], let text = reason.text {
      let isEviction = KubernetesReasons.evictions.contains(text) || text == "Evicted" || text == "NodeShutdown"
      var event = podEvent(isEviction ? .podEvicted : .podFailed, reason)
      event.code = text
      event.severity = .error
      event.message = status?["message"]?.text ?? text
      events.emit(event, at: newestOfPod ?? created)
    }
    if let deletion = node.at("metadata", "deletionTimestamp") {
      var event = podEvent(.podTerminated, deletion)
      event.code = "Deleted"
      event.message = "pod \(name) is being deleted"
      events.emit(event, at: KubernetesTime.stamp(deletion))
    }
  }

  private var newestOfPod: Stamp? {
    (node.at("status", "conditions")?.items ?? []).compactMap { KubernetesTime.stamp($0["lastTransitionTime"]) }
      .max { $0.micros < $1.micros }
  }

  /// The role label of a member, and the addresses it is known by.
  private func readRole(_ make: (EventKind, DocumentNode?) -> Event, into events: inout EventSink) {
    let role = labels["kubeblocks.io/role"]
    var event = make(
      .roleObserved, node.at("metadata", "labels", "kubeblocks.io/role") ?? node.at("metadata", "labels"))
    event.role = RoleWord.normalise(role ?? "")
    event.attributes["witness"] = "label"
    event.set("label", role)
    event.set("ip", node.at("status", "podIP"))
    event.set("host_ip", node.at("status", "hostIP"))
    event.set("node", node.at("spec", "nodeName"))
    event.set("role_version", annotations["apps.kubeblocks.io/last-role-snapshot-version"])
    event.set(
      "images", (node.at("spec", "containers")?.items ?? []).compactMap { $0["image"]?.text }.joined(separator: " "))
    event.set(
      "containers", (node.at("spec", "containers")?.items ?? []).compactMap { $0["name"]?.text }.joined(separator: " "))
    let ready = (node.at("status", "conditions")?.items ?? []).first { $0["type"]?.text == "Ready" }?["status"]?.text
    event.set("ready", ready)
    event.message = role.map { "label kubeblocks.io/role=\($0)" } ?? "no label kubeblocks.io/role"
    // The label's own time is not in the object: only a capture time may date it.
    events.emit(event, at: process.capturedAt)
    if let micros = annotations["apps.kubeblocks.io/last-role-snapshot-version"].flatMap(Int64.init), role != nil,
      micros > 1_000_000_000_000_000
    {
      var version = make(.stateObserved, node.at("metadata", "annotations"))
      version.code = "role-snapshot-version"
      version.role = event.role
      version.set("version", micros)
      version.message = "apps.kubeblocks.io/last-role-snapshot-version: \(micros)"
      events.emit(version, at: Stamp(micros: micros, zoned: true, precision: .micros))
    }
  }

  private func readPodConditions(
    _ make: (EventKind, DocumentNode?) -> Event, _ environment: JobEnvironment, into events: inout EventSink
  ) {
    let isJobPod = job != nil
    for condition in node.at("status", "conditions")?.items ?? [] {
      let place = condition["lastTransitionTime"] ?? condition
      let stamp = KubernetesTime.stamp(condition["lastTransitionTime"])
      let isTrue = condition["status"]?.text == "True"
      // `kubectl describe` shows conditions without their times: a state without a time proves nothing.
      guard stamp != nil || condition["type"]?.text == "DisruptionTarget" else { continue }
      var event: Event
      switch (condition["type"]?.text ?? "", isTrue) {
      case ("PodScheduled", true):
        event = make(.podScheduled, place)
        if isJobPod { environment.describe(&event) }
        event.message = "pod \(name) scheduled"
      case ("PodScheduled", false):
        event = make(.podFailed, place)
        event.code = condition["reason"]?.text == "Unschedulable" ? "FailedScheduling" : condition["reason"]?.text
        event.severity = .error
      case ("PodReadyToStartContainers", false) where isJobPod:
        event = make(.podTerminated, place)
        event.code = "sandbox-gone"
        event.message = "the sandbox of pod \(name) is gone (PodReadyToStartContainers False)"
      case ("DisruptionTarget", true):
        event = make(.podEvicted, place)
        event.code = condition["reason"]?.text ?? "DisruptionTarget"
        event.severity = .warning
      case ("Ready", true) where !isJobPod:
        event = make(.podReady, place)
        event.message = "pod \(name) ready"
      case ("Ready", false) where !isJobPod:
        event = make(.podFailed, place)
        event.code = condition["reason"]?.text ?? "NotReady"
        event.severity = .warning
      default: continue
      }
      event.set("reason", condition["reason"])
      event.message = condition["message"]?.text ?? event.message ?? condition["reason"]?.text
      events.emit(event, at: stamp)
    }
  }

  private func readContainer(
    _ container: DocumentNode, isInit: Bool, isMember: Bool, _ make: (EventKind, DocumentNode?) -> Event,
    _ environment: JobEnvironment, into events: inout EventSink
  ) {
    func stateEvent(_ kind: EventKind, _ place: DocumentNode?) -> Event {
      var event = make(kind, place)
      event.set("container", container["name"])
      event.set("image", container["image"])
      event.set("restart_count", container["restartCount"])
      if isInit { event.attributes["init"] = true }
      return event
    }
    for (key, isLast) in [("lastState", true), ("state", false)] {
      guard let state = container[key] else { continue }
      if let running = state["running"], let started = running["startedAt"] {
        var event = stateEvent(.podStarted, started)
        if !isMember { environment.describe(&event) }
        event.message = "container \(container["name"]?.text ?? "?") started"
        events.emit(event, at: KubernetesTime.stamp(started))
      }
      if let ended = state["terminated"] {
        if let started = ended["startedAt"] {
          var event = stateEvent(.podStarted, started)
          if !isMember { environment.describe(&event) }
          event.message = "container \(container["name"]?.text ?? "?") started"
          events.emit(event, at: KubernetesTime.stamp(started))
        }
        let code = ended["exitCode"]
        let reason = ended["reason"]?.text
        var event = stateEvent(.podTerminated, code ?? ended)
        event.code = code?.text
        event.severity = code?.integer == 0 ? .info : .error
        if !isMember, !isInit { environment.describe(&event) }
        event.set("reason", reason)
        event.set("signal", ended["signal"])
        event.set("started_at", ended["startedAt"])
        event.message =
          "container \(container["name"]?.text ?? "?") ended"
          + (code?.text.map { " with exit code \($0)" } ?? "") + (reason.map { " (\($0))" } ?? "")
          + (ended["message"]?.text.map { ": \($0)" } ?? "")
        if isLast { event.attributes["last_state"] = true }
        let stamp = KubernetesTime.stamp(ended["finishedAt"])
        events.emit(event, at: stamp)
        if reason == "OOMKilled" {
          var kill = stateEvent(.resourceOOM, ended["reason"])
          kill.code = "OOMKilled"
          kill.severity = .error
          kill.message = "container \(container["name"]?.text ?? "?") of pod \(name) was killed for memory (OOMKilled)"
          events.emit(kill, at: stamp)
        }
      }
      if let waiting = state["waiting"], let reason = waiting["reason"]?.text,
        KubernetesReasons.waiting.contains(reason)
      {
        var event = stateEvent(.podFailed, waiting["reason"])
        event.code = reason
        event.severity = .error
        event.message = waiting["message"]?.text ?? reason
        events.emit(event, at: observed(newestOfPod))
      }
    }
  }
}
