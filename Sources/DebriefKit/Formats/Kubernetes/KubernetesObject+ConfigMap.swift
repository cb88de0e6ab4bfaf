extension KubernetesObject {
  /// The HA layer keeps its state in the annotations of three ConfigMaps: `-leader`, `-haconfig` and `-switchover`.
  func readConfigMap(into events: inout EventSink) {
    if name.hasSuffix("-config") { return readPatroniConfig(into: &events) }
    let suffixes = [
      ("-leader", "leader-configmap"), ("-haconfig", "haconfig"), ("-switchover", "switchover-configmap"),
    ]
    guard let (suffix, code) = suffixes.first(where: { name.hasSuffix($0.0) }) else { return }
    let isHA = ["leader", "ttl", "enable", "candidate", "renew-time", "MaxLagOnSwitchover"].contains {
      annotations[$0] != nil
    }
    guard isHA else { return }
    let place = node.at("metadata", "annotations")
    func haEvent(_ kind: EventKind, _ line: DocumentNode?) -> Event {
      var event = event(kind, line ?? place)
      event.attributes["object"] = .string(name)
      return event
    }
    var state = haEvent(.stateObserved, place)
    state.code = code
    state.instance = annotations["leader"].flatMap { $0.isEmpty ? nil : $0 }
    state.peer = annotations["candidate"].flatMap { $0.isEmpty ? nil : $0 }
    for (key, value) in annotations where key != "dbstate" && !key.contains("kubectl.kubernetes.io") {
      state.set(key.replacing("-", with: "_"), value)
    }
    state.set("created_at", node.at("metadata", "creationTimestamp"))
    state.message =
      "\(name): "
      + annotations.filter { $0.key != "dbstate" && !$0.key.contains("kubectl.") }
      .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")

    switch suffix {
    case "-leader":
      let renewed = unix("renew-time")
      events.emit(state, at: process.capturedAt ?? renewed)
      guard let holder = state.instance else { return }
      var role = haEvent(.roleObserved, place?["renew-time"] ?? place?["leader"])
      role.instance = holder
      role.role = "primary"
      role.attributes["witness"] = "manager"
      role.set("ttl", annotations["ttl"].flatMap(Int64.init))
      role.message = "\(name) names \(holder) as leader"
      events.emit(role, at: renewed ?? process.capturedAt)
      if let acquired = unix("acquire-time") {
        var lease = haEvent(.leaseAcquired, place?["acquire-time"])
        lease.instance = holder
        lease.role = "primary"
        lease.attributes["witness"] = "manager"
        lease.message = "\(holder) holds the lease \(name) since then"
        events.emit(lease, at: acquired)
      }
    case "-switchover":
      events.emit(state, at: process.capturedAt ?? created)
      var recorded = haEvent(.switchoverRecorded, node.at("metadata", "creationTimestamp"))
      recorded.instance = state.instance
      recorded.peer = state.peer
      recorded.message = state.message
      events.emit(recorded, at: created)
    default: events.emit(state, at: process.capturedAt)
    }
  }

  /// Patroni's `<scope>-config` keeps the settings of the whole cluster as JSON; of them the maintenance mode is told.
  private func readPatroniConfig(into events: inout EventSink) {
    guard let text = annotations["config"], let settings = try? JSONValue.parse(text), settings["pause"]?.bool == true
    else { return }
    var event = event(.stateObserved, node.at("metadata", "annotations", "config"))
    event.code = "paused"
    event.attributes["object"] = .string(name)
    event.message = "\(name): pause is true, Patroni is in maintenance mode"
    events.emit(event, at: process.capturedAt)
  }

  /// An annotation in seconds since 1970.
  private func unix(_ key: String) -> Stamp? {
    guard let seconds = annotations[key].flatMap(Int64.init), seconds > 1_000_000_000, seconds < 10_000_000_000
    else { return nil }
    return Stamp(micros: seconds * Civil.microsPerSecond, zoned: true, precision: .seconds)
  }
}
