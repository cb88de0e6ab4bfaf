/// One event of the sentinel's own vocabulary: its line is the event, a blank and the payload.
struct SentinelEvent: Sendable {
  /// What stands after the event.
  enum Payload: Sendable, Equatable {
    /// `<type> <name> <ip> <port>[ @ <master> <ip> <port>]`, and more text for some events.
    case instance
    /// `N`
    case epoch
    /// `<id> <epoch>`
    case vote
    /// `<name> <old ip> <old port> <new ip> <new port>`
    case addresses
    /// Free text.
    case text
  }

  /// With its sign.
  let name: String
  let payload: Payload
  /// Versions that write it; `2.6` first, `unstable` last.
  let versions: String
  let meaning: String

  init(_ name: String, _ payload: Payload, versions: String = "2.8–unstable", _ meaning: String) {
    self.name = name
    self.payload = payload
    self.versions = versions
    self.meaning = meaning
  }

  init(_ name: String, versions: String = "2.8–unstable", _ meaning: String) {
    self.init(name, .instance, versions: versions, meaning)
  }

  static let byName: [Substring: SentinelEvent] = Dictionary(
    uniqueKeysWithValues: catalogue.map { (Substring($0.name), $0) })
}

// MARK: - The catalogue

extension SentinelEvent {
  static let catalogue: [SentinelEvent] = [
    .init("+monitor", "A primary is monitored from now on, at start or by SENTINEL MONITOR."),
    .init("-monitor", "SENTINEL REMOVE."),
    .init("+set", "SENTINEL SET of one option."),
    .init("+reset-master", "SENTINEL RESET: replicas, sentinels and a running failover are dropped."),
    .init("+slave", "A replica was discovered, or added again at a switch."),
    .init("+sentinel", "Another sentinel was heard of."),
    .init("+sentinel-address-switch", versions: "3.2–unstable", "A known sentinel has a new address."),
    .init("+sentinel-address-update", versions: "3.2–unstable", "The new address was taken over for other primaries."),
    .init("+sentinel-invalid-addr", versions: "3.2–unstable", "Another sentinel claims the same address."),
    .init("-dup-sentinel", versions: "2.6–3.0", "A duplicate sentinel was removed."),
    .init("+cmd-link", versions: "2.6–3.0", "The command connection is up."),
    .init("-cmd-link", versions: "2.6–3.0", "The command connection is down."),
    .init("+pubsub-link", versions: "2.6–3.0", "The subscription is up."),
    .init("-pubsub-link", versions: "2.6–3.0", "The subscription is down."),
    .init("-cmd-link-reconnection", "The command connection could not be made."),
    .init("-pubsub-link-reconnection", "The subscription could not be made."),
    .init("+sdown", "Subjectively down."),
    .init("-sdown", "No longer subjectively down."),
    .init("+odown", "Objectively down: the quorum agrees."),
    .init("-odown", "No longer objectively down."),
    .init("+reboot", "The run id changed: the process was restarted."),
    .init("+role-change", "The reported role fits the configuration again."),
    .init("-role-change", "The reported role does not fit the configuration."),
    .init("+new-epoch", .epoch, "The current epoch grew."),
    .init("+try-failover", "A failover starts and waits for its election."),
    .init("+vote-for-leader", .vote, "This sentinel's own vote."),
    .init("+elected-leader", "This sentinel won the election."),
    .init("+failover-state-select-slave", "Looking for a replica to promote."),
    .init("-failover-abort-no-good-slave", "No replica is fit for promotion."),
    .init("+selected-slave", "The replica that is to be promoted."),
    .init("+failover-state-send-slaveof-noone", "About to send SLAVEOF NO ONE."),
    .init("+failover-state-wait-promotion", "SLAVEOF NO ONE was sent; its answer is ignored."),
    .init("+promoted-slave", "The chosen replica reports the role of a primary."),
    .init("+failover-state-reconf-slaves", "The other replicas are redirected."),
    .init("+slave-reconf-sent", "SLAVEOF was sent to a replica."),
    .init("+slave-reconf-inprog", "The replica reports the new primary."),
    .init("+slave-reconf-done", "The replica's link to the new primary is up."),
    .init("-slave-reconf-sent-timeout", "Ten seconds without progress: counted as done."),
    .init("+failover-end-for-timeout", "The failover ended by time-out with replicas not redirected."),
    .init("+slave-reconf-sent-be", "A last SLAVEOF after the time-out."),
    .init("+failover-end", "The failover ended well."),
    .init("+switch-master", .addresses, "The configuration names another primary."),
    .init("+config-update-from", "A newer configuration was taken over from another sentinel."),
    .init("-failover-abort-not-elected", "No majority within the election time-out."),
    .init("-failover-abort-slave-timeout", "The chosen replica did not turn into a primary in time."),
    .init("+convert-to-slave", "A known replica reports itself as primary: SLAVEOF was sent."),
    .init("+fix-slave-config", "A replica follows a wrong address: SLAVEOF was sent."),
    .init("+tilt", .text, "The clock jumped or the process was stopped: sentinel only watches."),
    .init("-tilt", .text, "TILT ended."),
    .init("+script-child", .text, "A script was started."),
    .init("-script-child", .text, "A script ended."),
    .init("-script-error", .text, "A script failed."),
    .init("-script-timeout", .text, "A script was killed after 60 s."),
    .init("+failover-triggered", versions: "2.6", "A failover was triggered."),
    .init("+failover-state-wait-start", versions: "2.6", "The failover waits for its start."),
    .init("+failover-detected", versions: "2.6", "Another sentinel's failover was detected."),
    .init("+failover-takedown", versions: "2.6", "This sentinel takes a failover over."),
    .init("+demote-old-slave", versions: "2.6", "The old primary is demoted."),
    .init("-demote-flag-cleared", versions: "2.6", "The old primary is demoted no longer."),
    .init("-slave-restart-as-master", versions: "2.6", "A replica came back as primary."),
    .init("+redirect-to-master", .addresses, versions: "2.6", "Redirected to another primary."),
    .init("-failover-abort-master-is-back", versions: "2.6", "The primary is reachable again."),
    .init("-failover-abort-race", versions: "2.6", "Another sentinel was faster."),
    .init("-failover-abort-x-sdown", versions: "2.6", "The promoted replica went down."),
    .init("-promotion-timeout", versions: "2.6", "The promotion took too long."),
    .init("-slave-reconf-undo", versions: "2.6", "The redirection was undone."),
  ]
}
