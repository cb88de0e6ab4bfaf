/// One row of a kubectl or kbcli table and what it says.
struct TableRow {
  let cells: [String: String]
  /// Whether the table has a column for the role label; its cells may be empty.
  let hasRoles: Bool
  /// The row stood without its table: the table may have held more.
  var isAlone = false
  let line: Int
  let text: String
  let block: Block
  let process: ProcessLog

  private func cell(_ name: String) -> String? {
    guard let text = cells[name], text != "<none>", text != "<unset>", text != "-" else { return nil }
    return text
  }

  private func event(_ kind: EventKind, origin: String = "kubernetes") -> Event {
    var event = block.event(kind, origin: origin, line: line)
    event.message = text
    event.set("namespace", cell("NAMESPACE") ?? process.command.flatMap(KubectlCommand.namespace))
    event.attributes["table"] = true
    if isAlone { event.attributes["row_alone"] = true }
    return event
  }

  /// `kubectl get` of several kinds puts the kind before each name: `pod/db-0`, `opsrequest.apps.kubeblocks.io/sw`.
  private var name: String {
    let cell = cells["NAME"] ?? ""
    return cell.lastIndex(of: "/").map { String(cell[cell.index(after: $0)...]) } ?? cell
  }

  /// When the table was printed, or nothing: the rows of an undated table stay undated, in their order.
  private var captured: Stamp? { process.capturedAt }

  /// Reads the row as what a table with these columns holds. False for tables of other things, which give nothing.
  @discardableResult
  func read(_ columns: [String], into events: inout EventSink, _ roles: inout RoleCensus) -> Bool {
    func has(_ names: String...) -> Bool { names.allSatisfy(columns.contains) }
    if has("REASON", "OBJECT", "MESSAGE") || has("REASON", "NAME", "MESSAGE") {
      // kubectl, kbcli, and `-o custom-columns`, whose names people choose.
      let times = ["LAST SEEN", "TIME", "LAST", "LASTSEEN", "LAST_SEEN", "TIMESTAMP", "WHEN"]
      readEvent(seen: columns.first(where: times.contains), into: &events)
    } else if has("CLUSTER", "COMPONENT", "ROLE") {
      guard tellsRole(columns) else {
        roles.isPartial = true
        return true
      }
      readInstance(into: &events, &roles)
    } else if has("TYPE", "CLUSTER", "STATUS", "PROGRESS") {
      readOperation(into: &events)
    } else if has("READY", "STATUS", "RESTARTS") {
      // kubectl's own columns stand before those of labels: where they are filled, an empty label is none.
      let role = columns.firstIndex(of: "ROLE") ?? 0
      readPod(tellsRole: tellsRole(columns) || role > 0 && cells[columns[role - 1]] != nil, into: &events, &roles)
    } else if has("COMPLETIONS", "DURATION") {
      readJob(into: &events)
    } else if has("LEADER", "READY", "REPLICAS") {
      readInstanceSet(into: &events)
    } else if has("STATUS", "ROLES", "VERSION") {
      readNode(into: &events)
    } else if has("TERMINATION-POLICY", "STATUS") {
      readCluster(into: &events)
    } else {
      return false
    }
    return true
  }

  private func tellsRole(_ columns: [String]) -> Bool {
    cells["ROLE"] != nil || TextTable.reaches(beyond: "ROLE", columns, cells)
  }

  // MARK: - Events

  /// `seen` is the column with the time.
  func readEvent(seen: String?, into events: inout EventSink) {
    var object = (cells["OBJECT"] ?? cells["NAME"] ?? "").split(separator: "/", maxSplits: 1).map(String.init)
    guard let reason = cells["REASON"] else { return }
    // A column of names alone: `Node worker-3 status is now: NodeNotReady` says that it is a node, else it is a pod.
    if object.count == 1 {
      let isNode = (cells["MESSAGE"] ?? "").hasPrefix("Node \(object[0]) ")
      object.insert(cell("KIND") ?? (isNode ? "node" : "pod"), at: 0)
    }
    guard object.count == 2 else { return }
    var source = KubernetesEvent()
    source.kind = object[0].split(separator: ".").first.map(String.init) ?? object[0]
    source.name = object[1]
    source.reason = reason
    source.message = cells["MESSAGE"] ?? ""
    source.isWarning = cells["TYPE"] == "Warning"
    source.namespace = cell("NAMESPACE")
    source.fieldPath = cell("SUBOBJECT")
    source.reporter = cell("SOURCE")
    // kbcli calls the pods of a cluster instances, and prints times in whole minutes.
    if source.kind.lowercased() == "instance" { source.kind = "pod" }
    let age = EventAge(
      seen.flatMap { cells[$0] } ?? "", first: cell("FIRST SEEN"), count: cell("COUNT"))
    for var event in source.translate({ kind in block.event(kind, origin: "kubernetes", line: line) }) {
      event.attributes["table"] = true
      age.date(&event, process)
      events.emit(event)
    }
  }

  // MARK: - Objects

  func readInstance(into events: inout EventSink, _ roles: inout RoleCensus) {
    var event = event(.roleObserved, origin: "kbcli")
    event.instance = name
    event.cluster = cell("CLUSTER")
    event.component = cell("COMPONENT")
    event.role = RoleWord.normalise(cells["ROLE"] ?? "")
    event.attributes["witness"] = "label"
    event.set("label", cell("ROLE"))
    event.set("status", cell("STATUS"))
    event.set("node", cell("NODE"))
    event.set("access_mode", cell("ACCESSMODE"))
    event.set("created_at", cell("CREATED-TIME"))
    roles.count(event)
    events.emit(event, at: captured)
  }

  func readOperation(into events: inout EventSink) {
    var state = event(.stateObserved, origin: cells["CREATED-TIME"] == nil ? "kubernetes" : "kbcli")
    state.code = "opsrequest"
    state.cluster = cell("CLUSTER")
    state.component = cell("COMPONENT")
    state.set("operation", name)
    state.set("type", cell("TYPE"))
    state.set("phase", cell("STATUS"))
    state.set("progress", cell("PROGRESS"))
    let created = cell("CREATED-TIME").flatMap(KubernetesTime.stamp)
    state.set("created_at", cell("CREATED-TIME"))
    state.set("age_s", cell("AGE").flatMap { KubernetesTime.age($0) })
    events.emit(state, at: captured ?? created)
    var request = state
    request.kind = .operationRequested
    request.code = nil
    request.at = nil
    if let created {
      // Whole minutes: too coarse to measure with.
      request.at = created.zoned ? created.micros : created.micros - process.clock.offset
      request.basis = .relative
    } else {
      request.setAge(cell("AGE").flatMap { KubernetesTime.age($0) }, process)
    }
    events.emit(request)
  }

  /// A row that is cut off before the role does not say that there is none.
  func readPod(tellsRole: Bool, into events: inout EventSink, _ roles: inout RoleCensus) {
    let status = cells["STATUS"] ?? ""
    let labels = Dictionary(
      (cell("LABELS") ?? "").split(separator: ",").compactMap { pair -> (String, String)? in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }, uniquingKeysWith: { first, _ in first })
    // The pod of a job stands in the same table and never has a role.
    let isJob =
      labels["job-name"] != nil || labels["batch.kubernetes.io/job-name"] != nil || JobName.job(ofPod: name) != nil
    let hasRole = (hasRoles && tellsRole || labels["kubeblocks.io/role"] != nil) && !isJob
    if hasRoles, !tellsRole, !isJob { roles.isPartial = true }
    func podEvent(_ kind: EventKind) -> Event {
      var event = self.event(kind)
      event.instance = name
      event.cluster = labels["app.kubernetes.io/instance"]
      event.component = labels["apps.kubeblocks.io/component-name"]
      event.peer = cell("NODE")
      event.set("ip", cell("IP"))
      event.set("status", status)
      event.set("ready", cell("READY"))
      event.set("restarts", cell("RESTARTS"))
      event.set("job", labels["job-name"] ?? labels["batch.kubernetes.io/job-name"] ?? JobName.job(ofPod: name))
      return event
    }
    if hasRole {
      let word = labels["kubeblocks.io/role"] ?? cells["ROLE"] ?? ""
      var role = podEvent(.roleObserved)
      role.role = RoleWord.normalise(word)
      role.set("label", word)
      role.attributes["witness"] = "label"
      role.set("node", cell("NODE"))
      role.peer = nil
      roles.count(role)
      events.emit(role, at: captured)
    }
    let plain = status.hasPrefix("Init:") ? String(status.dropFirst(5)) : status
    var event: Event
    switch plain {
    case "Completed":
      event = podEvent(.stateObserved)
      event.code = "pod"
    case "Evicted", "NodeShutdown": event = podEvent(.podEvicted)
    case "OOMKilled":
      event = podEvent(.resourceOOM)
    case _ where KubernetesReasons.waiting.contains(plain):
      event = podEvent(.podFailed)
    case "Error", "ContainerStatusUnknown", "DeadlineExceeded", "Pending", "ContainerCreating", "Terminating",
      "Unknown",
      "PodInitializing":
      event = podEvent(.stateObserved)
      event.severity = .warning
      event.set("pod", name)
      event.code = "pod"
    default:
      guard !hasRole else { return }
      event = podEvent(.stateObserved)
      event.code = "pod"
    }
    if event.kind != .stateObserved {
      event.code = plain
      event.severity = .error
    }
    event.set("age_s", cell("AGE").flatMap { KubernetesTime.age($0) })
    events.emit(event, at: captured)
  }

  func readJob(into events: inout EventSink) {
    var created = event(.jobCreated)
    created.instance = name
    created.setAge(cell("AGE").flatMap { KubernetesTime.age($0) }, process)
    events.emit(created)
    var state = event(.stateObserved)
    state.code = "job"
    state.instance = name
    state.set("completions", cell("COMPLETIONS"))
    state.set("status", cell("STATUS"))
    events.emit(state, at: captured)
  }

  /// `NAME LEADER READY REPLICAS AGE`
  func readInstanceSet(into events: inout EventSink) {
    guard let replicas = cell("REPLICAS") else { return }
    var event = event(.stateObserved)
    event.code = "instanceset"
    event.instance = name
    event.message = "InstanceSet \(name) has \(replicas) replicas"
    event.set("object_kind", "InstanceSet")
    event.set("object", name)
    event.set("replicas", replicas)
    event.set("ready", cell("READY"))
    events.emit(event, at: captured)
  }

  func readNode(into events: inout EventSink) {
    guard let status = cell("STATUS"), status.contains("NotReady") || status.contains("SchedulingDisabled") else {
      return
    }
    var event = event(.nodeLost)
    event.instance = name
    event.code = status.contains("NotReady") ? "NodeNotReady" : "NodeNotSchedulable"
    event.severity = .warning
    events.emit(event, at: captured)
  }

  func readCluster(into events: inout EventSink) {
    var event = event(.stateObserved)
    event.code = "cluster"
    event.cluster = name
    event.set("phase", cell("STATUS"))
    event.set("cluster_def", cell("CLUSTER-DEFINITION"))
    event.set("service_version", cell("VERSION"))
    events.emit(event, at: captured)
  }
}

/// `16m`, `2m (x3 over 5m)`, or an absolute time: how long ago an event was seen last and first, and how often.
struct EventAge {
  var last: Int64?
  var first: Int64?
  var count: Int64 = 1
  var stamp: Stamp?

  init(_ text: String, first firstSeen: String? = nil, count: String? = nil) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == ")" })
    last = words.first.flatMap { KubernetesTime.age($0) }
    stamp = last == nil ? KubernetesTime.stamp(text) : nil
    if let over = words.firstIndex(of: "over"), over + 1 < words.count {
      self.first = KubernetesTime.age(words[over + 1])
    }
    if let times = words.first(where: { $0.hasPrefix("x") }).flatMap({ Int64($0.dropFirst()) }) { self.count = times }
    if let firstSeen { self.first = KubernetesTime.age(firstSeen) }
    if let count = count.flatMap({ Int64($0) }) { self.count = count }
  }

  /// Dates an event: the first time as `at`, the last as `lastAt`.
  func date(_ event: inout Event, _ process: ProcessLog) {
    if let stamp {
      process.clock.date(&event, with: stamp)
      if stamp.precision == .minutes { event.basis = .relative }
      return
    }
    let isRole = event.kind == .roleObserved
    guard count > 1, let first, let last, first > last, !isRole else {
      event.setAge(last, process)
      return
    }
    event.setAge(first, process)
    event.repeats = Int(min(count, 1_000_000))
    if let at = event.at { event.lastAt = at + (first - last) * Civil.microsPerSecond }
  }
}
