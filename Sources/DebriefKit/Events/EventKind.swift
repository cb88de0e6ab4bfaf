/// What happened, as a dotted word. The families and their fields:
///
/// | kind | `instance` | `peer` | `code` | usual `attributes` |
/// |---|---|---|---|---|
/// | `operation.*` | source, the member that is to step down | candidate | reason of the condition or rejection | `operation` (name of the OpsRequest), `type`, `api` (group/version), `candidate`, `phase`, `progress` |
/// | `job.*` | job | | reason | `operation`, `backoff_limit` |
/// | `pod.*` | pod | node | exit code, or waiting/terminated reason (`Killing`, `Deleted`, `sandbox-gone`) | `container`, `job`, `reason`, `operation`, `restart_count` |
/// | `api.request` | member named as primary | address called | | `path`, `candidate`, `port`, `user_agent` |
/// | `api.response`, `api.error` | member named as primary | | HTTP status or error code (`ERR_…`, `timedOut`) | `cost_ms`, `body` |
/// | `script.check` | | candidate | `wait-started`, `started`, `target`, `attempt`, `try-transfer`, `step-down` … | `timeout_s` |
/// | `script.output` | | | short word for the line: `weight-lowered`, `skip-leader`, `role-leader`, `noop-not-primary`, `empty-weight`, kubectl's reason … | `value` |
/// | `script.succeeded` | the new primary the script saw | | `switched`, `transferred`, `verified`, `complete` | |
/// | `script.failed` | | | `switchover-failed`, `gave-up`, `no-candidate`, `engine-timeout`, a SQL error number … | |
/// | `role.observed`, `role.changed` | member | its primary, for a replica | cmd of the client that ordered it | `witness` (database, label, manager), `client_name`, `client_addr` |
/// | `label.changed` | pod | | | `from` |
/// | `probe.*` | pod | | probe code | `role`, `term` |
/// | `lease.*` | holder (origin `controller`: the operator's own lease) | | `acquired`, `no-leader`, `no-lease`, `acquire-failed`, `expired`, `renew-failed`, `attempting` … | `object`, `ttl`, `age_s` |
/// | `switchover.recorded`, `switchover.consumed` | old primary | candidate | `created`, `found`, `to-other-member`, `patroni-request`; `deleted` | `object` |
/// | `promotion.*`, `demotion.*` | member | | | |
/// | `replication.*` | the replica | its primary | cause word: `connection-refused`, `master-lost`, `replica-lost`, `timeout`, `output-buffer-limit`, `no-backlog`, `id-mismatch`, `diverged`, `no-master-link`, `snapshot-failed` … | `side` (who wrote the line: primary, replica), `lag`, `lost_bytes`, `offset`, `replid`, `reason` |
/// | `sentinel.<event>` | subject as `ip:port` (sentinels: id); for `+switch-master` the new primary | the monitored primary; for `+switch-master` the old one | | `sign`, `type`, `epoch`, `quorum_have`, `quorum_need`, `name` |
/// | `vote.cast`, `vote.received` | the id voted for | | | `epoch`; `actor` is the voter |
/// | `instance.warned` | | | | a warning that no table knows, with its text |
/// | `instance.*` | member, where the log knows its own name | | `start`, `ready`, `loaded`, signal or reason | `port`, `pid`, `version`, `mode`, `run_id`, `sentinel_id` |
/// | `config.*`, `state.observed` | member the configuration or state belongs to | | what was looked at (`info-replication`, `sentinel-masters`, `sentinel-replicas`, `master-addr`, `ckquorum`, `info-sentinel`, `dbsize`, `rdb-loaded`, `redis.conf`, `sentinel.conf`, `pika.conf`, `topom-group`, `topom-server`, `haconfig`, `leader-configmap`, `switchover-configmap`, `opsrequest`, `job`, `pod`, `cluster`, `component`, `instanceset`, `phase`, `patroni-member`, `read-only`, `action-limit`; `roles` counts the primaries of one table: `primaries`, `members`, `names`) | every field found |
/// | `write.*`, `access.denied`, `resource.*`, `node.*` | member, node or object | | reason | |
/// | `controller.error` | member or object | | `no-healthy-members`, `primary-label-count`, `no-primary-label`, `throttled`, `dcs-unreachable`, `dns-check-failed`, or the message as a slug | `operation`, `namespace` |
/// | `controller.conflict` | pod or object | | `stale-role-event`, `conflict` | `term`, `operation` |
/// | `audit.<verb>` | object name | | HTTP status | `resource`, `namespace`, `user`, `subresource` |
/// | `log.line` | | | | kept only on request |
public struct EventKind: Hashable, Sendable, RawRepresentable, Codable, ExpressibleByStringLiteral {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  public init(stringLiteral value: String) { rawValue = value }

  /// The word before the first dot.
  public var family: Substring {
    // Asked for with every event: bytes, no characters.
    rawValue[..<(rawValue.utf8.firstIndex(of: UInt8(ascii: ".")) ?? rawValue.endIndex)]
  }
}

// MARK: - Operations and what they start

extension EventKind {
  public static let operationRequested: EventKind = "operation.requested"
  public static let operationValidated: EventKind = "operation.validated"
  public static let operationRejected: EventKind = "operation.rejected"
  public static let operationStarted: EventKind = "operation.started"
  public static let operationProgress: EventKind = "operation.progress"
  public static let operationSucceeded: EventKind = "operation.succeeded"
  public static let operationFailed: EventKind = "operation.failed"
  public static let operationCancelled: EventKind = "operation.cancelled"
  public static let jobCreated: EventKind = "job.created"
  public static let jobStarted: EventKind = "job.started"
  public static let jobSucceeded: EventKind = "job.succeeded"
  public static let jobFailed: EventKind = "job.failed"
  public static let podScheduled: EventKind = "pod.scheduled"
  /// A container of the pod started; `attributes.container` says which.
  public static let podStarted: EventKind = "pod.started"
  public static let podReady: EventKind = "pod.ready"
  /// A container of the pod ended; `code` is its exit code.
  public static let podTerminated: EventKind = "pod.terminated"
  /// The pod cannot start or run: waiting reasons, failed scheduling, failed mounts, unhealthy probes.
  public static let podFailed: EventKind = "pod.failed"
  public static let podEvicted: EventKind = "pod.evicted"
  public static let apiRequest: EventKind = "api.request"
  public static let apiResponse: EventKind = "api.response"
  public static let apiError: EventKind = "api.error"
  public static let scriptCheck: EventKind = "script.check"
  public static let scriptSucceeded: EventKind = "script.succeeded"
  public static let scriptFailed: EventKind = "script.failed"
  public static let scriptOutput: EventKind = "script.output"
}

// MARK: - Roles and how they move

extension EventKind {
  public static let roleObserved: EventKind = "role.observed"
  public static let roleChanged: EventKind = "role.changed"
  public static let labelChanged: EventKind = "label.changed"
  public static let probeSucceeded: EventKind = "probe.succeeded"
  public static let probeFailed: EventKind = "probe.failed"
  public static let leaseAcquired: EventKind = "lease.acquired"
  public static let leaseLost: EventKind = "lease.lost"
  public static let leaseExpired: EventKind = "lease.expired"
  public static let leaseReleased: EventKind = "lease.released"
  public static let switchoverRecorded: EventKind = "switchover.recorded"
  public static let switchoverConsumed: EventKind = "switchover.consumed"
  public static let promotionStarted: EventKind = "promotion.started"
  public static let promotionSucceeded: EventKind = "promotion.succeeded"
  public static let promotionFailed: EventKind = "promotion.failed"
  public static let demotionStarted: EventKind = "demotion.started"
  public static let demotionSucceeded: EventKind = "demotion.succeeded"
  public static let demotionFailed: EventKind = "demotion.failed"
  public static let replicationStarted: EventKind = "replication.started"
  public static let replicationConnected: EventKind = "replication.connected"
  public static let replicationBroken: EventKind = "replication.broken"
  public static let replicationResyncFull: EventKind = "replication.resync.full"
  public static let replicationResyncPartial: EventKind = "replication.resync.partial"
  public static let replicationLag: EventKind = "replication.lag"
  public static let voteCast: EventKind = "vote.cast"
  public static let voteReceived: EventKind = "vote.received"

  /// `+failover-end` is `sentinel.failover.end`; the sign is kept in `attributes.sign`.
  public static func sentinel(_ event: some StringProtocol) -> EventKind {
    let isSigned = event.utf8.first == UInt8(ascii: "+") || event.utf8.first == UInt8(ascii: "-")
    var name = Array("sentinel.".utf8)
    for byte in event.utf8.dropFirst(isSigned ? 1 : 0) {
      name.append(byte == UInt8(ascii: "-") ? UInt8(ascii: ".") : byte)
    }
    return EventKind(rawValue: String(decoding: name, as: UTF8.self))
  }

  /// Whether it is `.sentinel(event)`, told without building that: asked of every event for many names.
  public func isSentinel(_ event: String) -> Bool {
    var bytes = rawValue.utf8.makeIterator()
    for byte in "sentinel.".utf8 where bytes.next() != byte { return false }
    let isSigned = event.utf8.first == UInt8(ascii: "+") || event.utf8.first == UInt8(ascii: "-")
    for byte in event.utf8.dropFirst(isSigned ? 1 : 0)
    where bytes.next() != (byte == UInt8(ascii: "-") ? UInt8(ascii: ".") : byte) { return false }
    return bytes.next() == nil
  }

  public static func audit(_ verb: some StringProtocol) -> EventKind { EventKind(rawValue: "audit.\(verb)") }
}

// MARK: - Members and what they run on

extension EventKind {
  public static let instanceStarted: EventKind = "instance.started"
  public static let instanceStopped: EventKind = "instance.stopped"
  public static let instanceCrashed: EventKind = "instance.crashed"
  public static let instanceRestarted: EventKind = "instance.restarted"
  /// A warning of a member's own log that no table knows: kept for rules to match by its text.
  public static let instanceWarned: EventKind = "instance.warned"
  public static let configRewritten: EventKind = "config.rewritten"
  public static let configRewriteFailed: EventKind = "config.rewrite.failed"
  /// A configuration item or a state that somebody printed; `attributes` holds the fields.
  public static let stateObserved: EventKind = "state.observed"
  public static let writeAccepted: EventKind = "write.accepted"
  public static let writeRefused: EventKind = "write.refused"
  public static let accessDenied: EventKind = "access.denied"
  public static let resourceOOM: EventKind = "resource.oom"
  public static let resourceDisk: EventKind = "resource.disk"
  public static let resourceCPU: EventKind = "resource.cpu"
  public static let nodeLost: EventKind = "node.lost"
  public static let nodeReady: EventKind = "node.ready"
  public static let controllerError: EventKind = "controller.error"
  public static let controllerConflict: EventKind = "controller.conflict"
  public static let logLine: EventKind = "log.line"
}

extension EventKind {
  /// Kinds that come in floods and say nothing new by repeating: runs of them with one shape become one event.
  public var folds: Bool {
    switch family {
    case "replication", "api", "probe", "lease", "controller", "access", "script", "pod", "switchover", "resource",
      "config", "demotion", "write", "log":
      true
    case "role": self == .roleObserved
    case "instance": self == .instanceWarned
    default: false
    }
  }
}
