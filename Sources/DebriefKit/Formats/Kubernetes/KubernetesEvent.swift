/// A Kubernetes event (core/v1, events.k8s.io, or a row of a table), and what it means.
struct KubernetesEvent {
  var reason = ""
  var message = ""
  var isWarning = false
  /// Kind and name of the object it is about.
  var kind = ""
  var name = ""
  var namespace: String?
  var fieldPath: String?
  /// Who reports it: `kubelet`, `job-controller`, `lorry`, `kbagent`.
  var reporter: String?
  var host: String?
  var count: Int64 = 1

  /// The events it stands for; their times are the caller's.
  func translate(_ make: (EventKind) -> Event) -> [Event] {
    // Up to 0.5 the readiness probe fails on purpose when the role changed: its message is the news.
    if reason == "checkRole" || reason == "roleProbe" || message.contains("\"checkRole\"")
      || message.contains("\"roleChanged\"")
    {
      let roles = RoleProbeMessage.events(of: self, make)
      if !roles.isEmpty { return roles }
    }
    guard var event = translated(make) else { return [] }
    event.code = event.code ?? reason
    event.message = event.message ?? message
    event.set("namespace", namespace)
    event.set("reporter", reporter)
    if isWarning, event.severity < .warning { event.severity = .warning }
    return [event]
  }

  private func translated(_ make: (EventKind) -> Event) -> Event? {
    switch kind.lowercased() {
    case "opsrequest": operation(make)
    case "job": job(make)
    case "pod": pod(make)
    case "node": node(make)
    case "cluster", "component": phase(make)
    default: isWarning ? warning(make) : nil
    }
  }

  private func operation(_ make: (EventKind) -> Event) -> Event {
    var event = make(KubernetesReasons.operation(reason: reason))
    event.set("operation", name)
    event.cluster = Self.word(after: "luster: ", in: message)
    // Up to 0.9 the controller writes down who the primary was when it started, and who is to follow.
    if message.hasPrefix("{"), let (component, target) = (try? JSONValue.parse(message))?.object.first {
      event.component = target["componentName"]?.string ?? component
      event.cluster = event.cluster ?? target["Cluster"]?.string
      event.instance = target["OldPrimary"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      event.peer = target["instanceName"]?.string.flatMap { $0.isEmpty || $0 == "*" ? nil : $0 }
    }
    if event.kind == .operationFailed || event.kind == .operationRejected { event.severity = .error }
    return event
  }

  private func job(_ make: (EventKind) -> Event) -> Event? {
    var event: Event
    switch reason {
    case "SuccessfulCreate":
      event = make(.jobStarted)
      event.set("pod", Self.word(after: "Created pod: ", in: message))
    case "Completed": event = make(.jobSucceeded)
    case "BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy":
      event = make(.jobFailed)
      event.severity = .error
    case "FailedCreate":
      event = make(.podFailed)
      event.set("job", name)
      event.severity = .error
    default:
      guard isWarning else { return nil }
      return warning(make)
    }
    event.instance = name
    return event
  }

  private func pod(_ make: (EventKind) -> Event) -> Event? {
    var event: Event
    switch reason {
    case "Scheduled":
      event = make(.podScheduled)
      event.peer = message.split(separator: " ").last.map(String.init)
    case "Started":
      event = make(.podStarted)
    case "Killing":
      event = make(.podTerminated)
    case "OOMKilling", "SystemOOM":
      event = make(.resourceOOM)
    case "NodeNotReady":
      event = make(.nodeLost)
      event.set("pod", name)
      event.instance = host
      return event
    case _ where KubernetesReasons.evictions.contains(reason):
      event = make(.podEvicted)
    case "Failed", "BackOff":
      event = make(.podFailed)
      event.code = pullCode ?? reason
    case _ where KubernetesReasons.podTrouble.contains(reason):
      event = make(.podFailed)
    default:
      guard isWarning else { return nil }
      return warning(make)
    }
    event.instance = name
    event.set("container", container)
    event.set("job", JobName.job(ofPod: name))
    return event
  }

  /// `Failed` and `BackOff` say in their text whether an image or the container is meant.
  private var pullCode: String? {
    if message.hasPrefix("Error: ") {
      let word = String(message.dropFirst(7).prefix { $0.isLetter })
      if KubernetesReasons.waiting.contains(word) { return word }
    }
    if message.hasPrefix("Back-off pulling image") { return "ImagePullBackOff" }
    if message.hasPrefix("Failed to pull image") { return "ErrImagePull" }
    if message.hasPrefix("Back-off restarting") { return "CrashLoopBackOff" }
    return nil
  }

  private func node(_ make: (EventKind) -> Event) -> Event? {
    var event: Event
    switch reason {
    case "NodeNotReady", "NodeNotSchedulable", "DeletingNode", "RemovingNode", "Shutdown", "Rebooted":
      event = make(.nodeLost)
      event.severity = .warning
    case "NodeReady", "NodeSchedulable": event = make(.nodeReady)
    case "NodeHasDiskPressure", "EvictionThresholdMet", "FreeDiskSpaceFailed": event = make(.resourceDisk)
    case "SystemOOM", "OOMKilling", "NodeHasInsufficientMemory", "NodeHasMemoryPressure": event = make(.resourceOOM)
    default:
      guard isWarning else { return nil }
      return warning(make)
    }
    event.instance = name
    return event
  }

  private func phase(_ make: (EventKind) -> Event) -> Event? {
    guard !isWarning else { return warning(make) }
    let isPhase =
      reason == "ComponentPhaseTransition" || reason == "ClusterPhaseTransition"
      || message.contains("current phase is")
    guard isPhase else { return nil }
    var event = make(.stateObserved)
    event.code = "phase"
    if kind.lowercased() == "cluster" { event.cluster = name } else { event.component = name }
    event.set("phase", message.split(separator: " ").last.map(String.init))
    return event
  }

  /// A warning of a reason nobody taught us: kept, so that rules can match its text.
  private func warning(_ make: (EventKind) -> Event) -> Event {
    var event = make(.controllerError)
    event.instance = name
    event.severity = .warning
    if kind.lowercased() == "cluster" { event.cluster = name }
    return event
  }

  /// `spec.containers{switchover}`, or the name the message ends with.
  var container: String? {
    if let fieldPath, let open = fieldPath.firstIndex(of: "{"), let close = fieldPath.lastIndex(of: "}"), open < close {
      return String(fieldPath[fieldPath.index(after: open)..<close])
    }
    for mark in ["Started container ", "Stopping container ", "Created container ", "Container "] {
      if let word = Self.word(after: mark, in: message), message.hasPrefix(mark) { return word }
    }
    return nil
  }

  static func word(after mark: String, in text: String) -> String? {
    guard let range = text.firstRange(of: mark) else { return nil }
    let rest = text[range.upperBound...]
    let word = rest.prefix { !$0.isWhitespace && $0 != "," && $0 != "\"" }
    // A quoted word that nothing closes is cut off.
    let isWhole = !mark.hasSuffix("\"") || word.endIndex < rest.endIndex
    return word.isEmpty || !isWhole ? nil : String(word)
  }
}

/// Jobs by the names of their pods.
enum JobName {
  /// A switchover job's pod is named after the job, with five random characters behind it.
  static func job(ofPod name: String) -> String? {
    guard name.contains("-switchover-"), let dash = name.lastIndex(of: "-"), name[dash...].count == 6 else {
      return nil
    }
    return String(name[..<dash])
  }
}
