/// One audited request and what it means for a switchover.
struct AuditEvent {
  private let json: JSONValue
  private let record: Record
  private let process: ProcessLog
  private let verb: String
  private let resource: String
  private let name: String
  private let code: Int64

  init(_ json: JSONValue, _ record: Record, _ process: ProcessLog) {
    self.process = process
    self.json = json
    self.record = record
    verb = json["verb"]?.string ?? ""
    resource = json.at("objectRef", "resource")?.string ?? ""
    name =
      json.at("objectRef", "name")?.string ?? json.at("requestObject", "metadata", "name")?.string
      ?? json.at("responseObject", "metadata", "name")?.string ?? ""
    code = json.at("responseStatus", "code")?.integer ?? 0
  }

  func read(into events: inout EventSink) {
    if code >= 400 { refused(into: &events) }
    guard isOfInterest, !isRenewal else { return }
    emit(event(.audit(verb)), into: &events)
    guard code < 400 else { return }
    switch resource {
    case "pods": labels(into: &events)
    case "configmaps", "leases": highAvailability(into: &events)
    case "opsrequests": operation(into: &events)
    case "jobs" where verb == "create":
      var job = event(.jobCreated)
      job.set("operation", object("metadata", "labels")?["ops.kubeblocks.io/ops-name"]?.string)
      job.set("action", object("metadata", "labels")?["opsrequest.kubeblocks.io/action-name"]?.string)
      job.message = "job \(name) created"
      emit(job, into: &events)
    default: break
    }
  }

  private var isOfInterest: Bool {
    guard ["create", "update", "patch", "delete", "deletecollection"].contains(verb) else { return false }
    switch resource {
    case "opsrequests", "jobs": return true
    case "configmaps", "leases":
      return ["-switchover", "-leader", "-haconfig"].contains { name.hasSuffix($0) }
    case "pods":
      if verb == "delete" || json.at("objectRef", "subresource")?.string == "eviction" { return true }
      return object("metadata", "labels") != nil
        && (role != nil || json.at("requestObject", "metadata", "labels") != nil)
    default: return false
    }
  }

  /// A lease is renewed every few seconds; only a new holder, or one refused, is worth an event.
  private var isRenewal: Bool {
    guard name.hasSuffix("-leader"), code < 400, verb != "delete" else { return false }
    guard let holder else { return true }
    return process.memory.updateValue(holder, forKey: "holder of \(name)") == holder
  }

  private var holder: String? {
    let text = object("metadata", "annotations")?["leader"]?.string ?? object("spec", "holderIdentity")?.string
    return text.flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: - Fields

  private func object(_ path: String...) -> JSONValue? {
    for root in ["requestObject", "responseObject"] {
      var value = json[root]
      for key in path { value = value?[key] }
      if let value, value != .null { return value }
    }
    return nil
  }

  private func event(_ kind: EventKind) -> Event {
    var event = record.event(kind, origin: "audit")
    event.instance = name
    event.actor = json.at("user", "username")?.string
    event.code = code == 0 ? nil : String(code)
    event.cluster = object("metadata", "labels")?["app.kubernetes.io/instance"]?.string ?? cluster
    event.component = object("metadata", "labels")?["apps.kubeblocks.io/component-name"]?.string
    event.set("resource", resource)
    event.set("verb", verb)
    event.set("namespace", json.at("objectRef", "namespace")?.string)
    event.set("subresource", json.at("objectRef", "subresource")?.string)
    event.set("user_agent", json["userAgent"]?.string)
    event.message =
      "\(verb) \(resource)/\(name) by \(event.actor ?? "?")" + (code > 0 ? ": \(code)" : "")
      + (json.at("responseStatus", "message")?.string.map { " \($0)" } ?? "")
    return event
  }

  /// A member's service account is named `kb-<cluster>`.
  private var cluster: String? {
    guard let user = json.at("user", "username")?.string, user.hasPrefix("system:serviceaccount:"),
      let account = user.split(separator: ":").last, account.hasPrefix("kb-")
    else { return nil }
    return String(account.dropFirst(3))
  }

  private func emit(_ event: Event, into events: inout EventSink) {
    let text = (json["stageTimestamp"] ?? json["requestReceivedTimestamp"])?.string
    events.emit(event, at: text.flatMap(KubernetesTime.stamp))
  }

  // MARK: - Meanings

  private func refused(into events: inout EventSink) {
    let text = json.at("responseStatus", "message")?.string ?? ""
    var refusal: Event
    switch code {
    case 401,
      403 where !text.contains("admission webhook"):
      refusal = event(.accessDenied)
    case 409 where isOfInterest || resource == "clusters":
      refusal = event(.controllerConflict)
    case 400, 403, 422, 429:
      guard resource == "opsrequests" || text.contains("admission webhook") || text.contains("exceeded quota") else {
        return
      }
      refusal = event(resource == "opsrequests" ? .operationRejected : .podFailed)
    default: return
    }
    refusal.severity = code == 409 ? .warning : .error
    refusal.code = json.at("responseStatus", "reason")?.string ?? String(code)
    if text.contains("admission webhook") { refusal.code = "admission-webhook" }
    if resource == "opsrequests" { describe(&refusal) }
    emit(refusal, into: &events)
    guard refusal.kind == .accessDenied, resource == "opsrequests", verb == "create" else { return }
    // Who may not ask has asked all the same, and was refused.
    refusal.kind = .operationRejected
    emit(refusal, into: &events)
  }

  private var role: String? {
    json.at("requestObject", "metadata", "labels")?["kubeblocks.io/role"]?.scalarText
      ?? json["requestObject"]?.array.lazy.first { $0["path"]?.string == "/metadata/labels/kubeblocks.io~1role" }?[
        "value"]?
      .scalarText
  }

  private func labels(into events: inout EventSink) {
    if json.at("objectRef", "subresource")?.string == "eviction" {
      var evicted = event(.podEvicted)
      evicted.severity = .warning
      emit(evicted, into: &events)
      return
    }
    guard verb == "patch" || verb == "update", let role else { return }
    var changed = event(.labelChanged)
    changed.role = RoleWord.normalise(role)
    changed.set("label", role)
    changed.attributes["witness"] = "label"
    changed.message = "label kubeblocks.io/role=\(role) on \(name)"
    emit(changed, into: &events)
  }

  private func highAvailability(into events: inout EventSink) {
    let annotations = object("metadata", "annotations")
    let leader = holder
    if name.hasSuffix("-leader"), let leader, verb != "delete" {
      var holder = event(.roleObserved)
      holder.instance = leader
      holder.role = "primary"
      holder.attributes["witness"] = "manager"
      holder.set("object", name)
      holder.code = nil
      holder.message = "\(name) names \(leader) as leader"
      emit(holder, into: &events)
    }
    if name.hasSuffix("-switchover") {
      var request = event(verb == "delete" ? .switchoverConsumed : .switchoverRecorded)
      request.instance = leader
      request.peer = annotations?["candidate"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      request.set("object", name)
      request.message = "\(verb) \(name)"
      emit(request, into: &events)
    }
  }

  private func operation(into events: inout EventSink) {
    guard verb == "create" else {
      ended(into: &events)
      return
    }
    var request = event(.operationRequested)
    request.code = nil
    describe(&request)
    emit(request, into: &events)
  }

  /// The controller writes the end of an operation into its status.
  private func ended(into events: inout EventSink) {
    guard let phase = json.at("requestObject", "status", "phase")?.string else { return }
    let kinds: [String: EventKind] = [
      "Succeed": .operationSucceeded, "Failed": .operationFailed, "Cancelled": .operationCancelled,
      "Aborted": .operationCancelled,
    ]
    var end = event(kinds[phase] ?? .operationProgress)
    describe(&end)
    end.code = phase
    end.set("phase", phase)
    end.set("progress", json.at("requestObject", "status", "progress")?.string)
    if kinds[phase] == .operationFailed { end.severity = .error }
    emit(end, into: &events)
  }

  /// The fields of the OpsRequest in the body.
  private func describe(_ event: inout Event) {
    event.instance = nil
    event.set("operation", name)
    guard let spec = object("spec") else { return }
    let api = object("apiVersion")?.string ?? json.at("objectRef", "apiGroup")?.string ?? ""
    event.set("api", api)
    event.set("type", spec["type"]?.string)
    event.set("definition", spec.at("custom", "opsDefinitionName")?.string)
    event.cluster = spec["clusterName"]?.string ?? spec["clusterRef"]?.string ?? event.cluster
    let entry = spec["switchover"]?[0]
    let custom = spec.at("custom", "components")?[0]
    event.component = entry?["componentName"]?.string ?? custom?["componentName"]?.string ?? event.component
    let instance = entry?["instanceName"]?.string
    if api.hasPrefix("operations.") {
      event.instance = instance
      event.peer = entry?["candidateName"]?.string
    } else {
      event.peer = instance == "*" ? nil : instance
    }
    for parameter in custom?["parameters"]?.array ?? [] {
      let value = parameter["value"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      if parameter["name"]?.string == "primary" { event.instance = value }
      if parameter["name"]?.string == "candidate" { event.peer = value }
    }
  }
}
