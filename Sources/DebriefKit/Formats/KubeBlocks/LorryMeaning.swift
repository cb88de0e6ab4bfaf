/// What lorry and syncer say: the HA loop, the lease in the cluster's ConfigMaps, the role probe, their HTTP API.
enum LorryMeaning {
  static func interpret(_ teller: ZapTeller, into events: inout EventSink) -> Bool {
    let message = teller.message
    let text = message.text
    switch message.logger {
    case "HA", "DCS-K8S", "HTTPServer", "event", "checkrole", "cronjobs", "Volume-Protection", "pinger":
      if teller.process.facts["component"] == nil { teller.process.facts["component"] = "lorry" }
    default: break
    }
    if lease(text, teller, &events) || switchover(text, teller, &events) || role(text, teller, &events)
      || database(text, teller, &events) || probe(text, teller, &events) || api(text, teller, &events)
    {
      teller.process.memory["sidecar_works"] = "true"
      return true
    }
    return sidecar(text, teller, &events)
  }

  // MARK: - The lease

  private static func lease(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let me = teller.member
    switch text {
    case "Take the leader success!":
      var event = teller.event(.leaseAcquired, origin: teller.origin, code: "acquired", instance: me)
      event.role = "primary"
      event.attributes["witness"] = "manager"
      events.emit(event)
    case "Cluster has no leader, attempt to take the leader":
      events.emit(teller.event(.leaseLost, origin: teller.origin, code: "no-leader"))
    case "cluster has no leader lease", "Leader configmap is not found":
      events.emit(teller.event(.leaseLost, origin: teller.origin, code: "no-lease"))
    case "Take the leader failed", "Acquire lease failed":
      events.emit(teller.event(.leaseLost, origin: teller.origin, code: "acquire-failed", instance: me))
    case "release lease", "Release leader":
      events.emit(teller.event(.leaseReleased, origin: teller.origin, code: "released", instance: me))
    case "release lease failed":
      events.emit(teller.event(.controllerError, origin: teller.origin, code: "release-lease-failed", instance: me))
    case "k8s get cluster error", "Get Cluster failed", "get switchover failed":
      var event = teller.event(.controllerError, origin: teller.origin, code: "dcs-unreachable", instance: me)
      event.severity = max(event.severity, .warning)
      events.emit(event)
    default:
      if text.hasPrefix("lock expired: map[") {
        expired(text, teller, &events)
      } else if text.hasPrefix("lost lease") || text.hasPrefix("update lease failed")
        || text.hasPrefix("lose the lease")
      {
        events.emit(teller.event(.leaseLost, origin: teller.origin, code: "lost", instance: me))
      } else {
        return false
      }
    }
    return true
  }

  /// `lock expired: map[… leader:x renew-time:n ttl:15], now: n`: Go's print of a map, values in unix seconds.
  private static func expired(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) {
    var event = teller.event(.leaseExpired, origin: teller.origin, code: "expired")
    func value(_ key: String) -> Substring? {
      guard let mark = text.firstRange(of: key) else { return nil }
      let value = text[mark.upperBound...].prefix { $0 != " " && $0 != "]" && $0 != "," }
      return value.isEmpty ? nil : value
    }
    event.instance = (value(" leader:") ?? value("[leader:") ?? value(" holder:") ?? value("[holder:")).map(String.init)
    let renewed = value("renew-time:").flatMap { Int64($0) }
    let now = value("now: ").flatMap { Int64($0) }
    let ttl = value(" ttl:").flatMap { Int64($0) }
    if let renewed { event.attributes["renew_time"] = .integer(renewed) }
    if let acquired = value("acquire-time:").flatMap({ Int64($0) }) {
      event.attributes["acquire_time"] = .integer(acquired)
    }
    if let ttl { event.attributes["ttl"] = .integer(ttl) }
    if let renewed, let now { event.attributes["age_s"] = .integer(now - renewed) }
    // The holder's database state is long and says nothing of the lock.
    if let renewed, let ttl, let now {
      event.message = "lock expired: leader:\(event.instance ?? "") renew-time:\(renewed) ttl:\(ttl), now: \(now)"
    }
    events.emit(event)
  }

  // MARK: - The request for a switchover that waits in a ConfigMap

  private static func switchover(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    switch text {
    case "Found switchover Setting":
      var event = teller.event(.switchoverRecorded, origin: teller.origin, code: "found")
      let setting = message.fields["configmap"]
      event.instance = setting?["leader"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      event.peer = setting?["candidate"]?.string.flatMap { $0.isEmpty ? nil : $0 }
      if let setting { event.message = "\(text) \(setting.compact)" }
      events.emit(event)
    case "manual switchover to other member":
      events.emit(teller.event(.switchoverRecorded, origin: teller.origin, code: "to-other-member"))
    case "manual switchover to new leader":
      var event = teller.event(
        .demotionStarted, origin: teller.origin, code: "manual-switchover", instance: teller.member)
      event.peer = message["new leader"] ?? message["leader"]
      events.emit(event)
    case "manual switchover to current member":
      if let name = message["member"] { teller.learn(member: name) }
      let event = teller.event(
        .promotionStarted, origin: teller.origin, code: "manual-switchover",
        instance: message["member"] ?? teller.member)
      events.emit(event)
    case "Create switchover configmap failed":
      events.emit(teller.event(.controllerError, origin: teller.origin, code: "create-switchover-failed"))
    case "Delete switchOver configmap failed", "Delete switchover configmap failed":
      events.emit(teller.event(.controllerError, origin: teller.origin, code: "delete-switchover-failed"))
    default:
      let lower = text.lowercased()
      if lower.hasPrefix("create switchover configmap ") {
        var event = teller.event(.switchoverRecorded, origin: teller.origin, code: "created")
        if let name = text.split(separator: " ").last { event.attributes["object"] = .string(String(name)) }
        events.emit(event)
      } else if lower.hasPrefix("delete switchover") {
        events.emit(teller.event(.switchoverConsumed, origin: teller.origin, code: "deleted"))
      } else {
        return false
      }
    }
    return true
  }

  // MARK: - Who leads

  private static func role(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    func observed(_ member: String?, _ role: String, _ witness: JSONValue, peer: String? = nil) {
      var event = teller.event(.roleObserved, origin: teller.origin, instance: member)
      event.role = RoleWord.normalise(role)
      event.peer = peer
      event.attributes["witness"] = witness
      events.emit(event)
    }
    switch text {
    case "This member is Cluster's leader":
      observed(teller.member, "primary", "manager")
    case "there is a healthy leader exists":
      observed(message["leader"], "primary", "manager")
    case "current member still follow the leader":
      observed(teller.member, "replica", "manager", peer: message["leader name"] ?? message["leader-name"])
    case "check member":
      // The labels of all members, the way the probe reads them before it decides.
      guard let role = message["role"] else { return true }
      observed(message["member"], role, "label")
    case "there is a another leader":
      observed(message["member"], "primary", "label")
    case "reset old leader role to none":
      var event = teller.event(
        .probeSucceeded, origin: teller.origin, code: "reset-old-leader", instance: message["member"])
      event.role = "none"
      events.emit(event)
    case "The cluster has no other helathy members!":
      var event = teller.event(
        .controllerError, origin: teller.origin, code: "no-healthy-members", instance: teller.member)
      event.severity = .warning
      events.emit(event)
    case "The cluster is not healthy, wait...":
      events.emit(
        teller.event(.controllerError, origin: teller.origin, code: "cluster-not-healthy", instance: teller.member))
    case "Current Member is deleted!", "Waiting for the database Leader to be ready.":
      var event = teller.event(
        .controllerError, origin: teller.origin, code: SnakeCase.slug(text), instance: teller.member)
      event.severity = max(event.severity, .warning)
      events.emit(event)
    default: return false
    }
    return true
  }

  // MARK: - What the database was told

  private static func database(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    let me = teller.member
    func emit(_ kind: EventKind, _ code: String, role: String? = nil, peer: String? = nil) {
      var event = teller.event(kind, origin: teller.origin, code: code, instance: me)
      event.role = role
      event.peer = peer
      if role != nil { event.attributes["witness"] = "manager" }
      events.emit(event)
    }
    if text.hasPrefix("promote success") {
      emit(.promotionSucceeded, "promoted", role: "primary")
    } else if text.hasPrefix("promote failed") {
      emit(.promotionFailed, "promote-failed")
    } else if text.contains("EnsurePromoteGTIDContinuity") {
      emit(.promotionFailed, "gtid-continuity")
    } else if text.hasPrefix("demote success") {
      emit(.demotionSucceeded, "demoted", role: "replica")
    } else if text.hasPrefix("demote failed") {
      emit(.demotionFailed, "demote-failed")
    } else if text == "reconfig replset" {
      emit(.promotionStarted, "reconfig-replset")
    } else if text == "follow new leader" {
      emit(.replicationStarted, "follow", peer: leaderHost(message["changemaster"]))
    } else if text == "successfully follow new leader" {
      emit(.replicationConnected, "follow", peer: message["leader-name"] ?? message["leader name"])
    } else if text == "follow failed" {
      emit(.replicationBroken, "follow-failed")
    } else if text == "slave status error" {
      emit(.replicationBroken, "slave-status-error")
    } else if text.hasPrefix("The member "), let mark = text.firstRange(of: " has lag: ") {
      var event = teller.event(.replicationLag, origin: teller.origin, code: "lag")
      event.instance = String(text[..<mark.lowerBound].dropFirst(11))
      let lag = text[mark.upperBound...].prefix { $0.isNumber || $0 == "-" || $0 == "." }
      event.attributes["lag"] = Int64(lag).map { .integer($0) } ?? .string(String(lag))
      events.emit(event)
    } else if text == "DB startup ready" {
      emit(.instanceStarted, "ready")
    } else {
      return false
    }
    return true
  }

  /// `change master to master_host='x.y',…` → `x`.
  private static func leaderHost(_ statement: String?) -> String? {
    guard let statement, let mark = statement.firstRange(of: "master_host='") else { return nil }
    let host = statement[mark.upperBound...].prefix { $0 != "'" && $0 != "." }
    return host.isEmpty ? nil : String(host)
  }

  // MARK: - The role probe

  private static func probe(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    switch text {
    case "send event success":
      guard let body = message["message"], let sent = RoleSnapshot(probe: body) else { return true }
      sent.emit(.probeSucceeded, code: "sent", teller, into: &events)
    case "send event failed":
      events.emit(teller.event(.probeFailed, origin: teller.origin, code: "send-failed", instance: teller.member))
    case "executing checkRole error":
      events.emit(teller.event(.probeFailed, origin: teller.origin, code: "check-role-error", instance: teller.member))
    case "role checks failed continuously":
      var event = teller.event(
        .probeFailed, origin: teller.origin, code: "failed-continuously", instance: teller.member)
      event.attributes["times"] = message.fields["times"]
      events.emit(event)
    case "DB is not ready", "DB is not ready, ping failed":
      events.emit(teller.event(.probeFailed, origin: teller.origin, code: "db-not-ready", instance: teller.member))
    default:
      guard text.hasPrefix("send event: map[") else { return false }
      guard let found = RoleSnapshot(goMap: text) else { return true }
      found.emit(found.from == nil ? .roleObserved : .roleChanged, code: nil, teller, into: &events)
    }
    return true
  }

  // MARK: - The HTTP API

  private static func api(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    switch text {
    case "HTTP API Called" where message.fields["path"] != nil && message.fields["status code"] == nil:
      let path = message["path"] ?? ""
      teller.process.facts["api_path"] = path
      guard isSwitch(path) else { return true }
      var event = teller.event(.apiRequest, origin: teller.origin)
      event.message = "\(message["method"] ?? "POST") \(path)"
      event.attributes["path"] = .string(path)
      event.attributes["user_agent"] = message.fields["useragent"] ?? message.fields["user-agent"]
      events.emit(event)
    case "HTTP API Called" where message.fields["path"] == nil:
      let status = message["status code"] ?? ""
      let path = teller.process.facts["api_path"] ?? ""
      guard isSwitch(path) || (status.first.map { $0 > "3" } ?? false) && status != "451" else { return true }
      var event = teller.event(
        (status.first.map { $0 < "4" } ?? true) ? .apiResponse : .apiError, origin: teller.origin)
      event.code = status
      event.message = "HTTP \(status) for \(path)"
      event.attributes["path"] = .string(path)
      event.attributes["cost_ms"] = message.fields["cost"]
      events.emit(event)
    case "operation precheck failed", "operation exec failed":
      var event = teller.event(
        .apiError, origin: teller.origin,
        code: text == "operation exec failed" ? "ERR_OPERATION_FAILED" : "ERR_PRECHECK_FAILED")
      event.severity = max(event.severity, .warning)
      event.attributes["path"] = teller.process.facts["api_path"].map { .string($0) }
      events.emit(event)
    default: return false
    }
    return true
  }

  private static func isSwitch(_ path: String) -> Bool {
    path.hasSuffix("/switchover") || path.hasSuffix("/action")
  }

  // MARK: - The sidecar itself

  private static func sidecar(_ text: String, _ teller: ZapTeller, _ events: inout EventSink) -> Bool {
    let message = teller.message
    switch text {
    case "succeed to init volume protection":
      if let pod = message["pod"] { teller.learn(member: pod) }
    case "dns check failed":
      // A sidecar looks up its own name while it starts, and later those of others. Where the log's name or a layer tells
      // the member, that counts.
      if teller.member == nil, teller.process.memory["sidecar_works"] == nil, let error = message.error,
        let mark = error.firstRange(of: "lookup ")
      {
        teller.learn(member: error[mark.upperBound...].prefix { $0 != "." && $0 != " " && $0 != ":" })
      }
      var event = teller.event(
        .controllerError, origin: teller.origin, code: "dns-check-failed", instance: teller.member)
      event.severity = .warning
      events.emit(event)
    case "Starting HTTP Server", "HA starting":
      events.emit(teller.event(.stateObserved, origin: teller.origin, code: "sidecar-started", instance: teller.member))
    default:
      guard
        text.hasPrefix("DB Service is not") || text == "recover member failed" || text.hasPrefix("Create Ha ConfigMap")
      else { return false }
      events.emit(
        teller.event(.controllerError, origin: teller.origin, code: SnakeCase.slug(text), instance: teller.member))
    }
    return true
  }
}
