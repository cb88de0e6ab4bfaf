/// The kinds rules and pattern files may name: fixed ones, families with `*`, and the open families.
enum KindName {
  static let open = ["sentinel.", "audit."]
  static let all: [String] = [
    "operation.requested", "operation.validated", "operation.rejected", "operation.started", "operation.progress",
    "operation.succeeded", "operation.failed", "operation.cancelled", "job.created", "job.started", "job.succeeded",
    "job.failed", "pod.scheduled", "pod.started", "pod.ready", "pod.terminated", "pod.failed", "pod.evicted",
    "api.request", "api.response", "api.error", "script.check", "script.succeeded", "script.failed", "script.output",
    "role.observed", "role.changed", "label.changed", "probe.succeeded", "probe.failed", "lease.acquired", "lease.lost",
    "lease.expired", "lease.released", "switchover.recorded", "switchover.consumed", "promotion.started",
    "promotion.succeeded", "promotion.failed", "demotion.started", "demotion.succeeded", "demotion.failed",
    "replication.started", "replication.connected", "replication.broken", "replication.resync.full",
    "replication.resync.partial", "replication.lag", "vote.cast", "vote.received", "instance.started",
    "instance.stopped", "instance.crashed", "instance.restarted", "instance.warned", "config.rewritten",
    "config.rewrite.failed",
    "state.observed", "write.accepted", "write.refused", "access.denied", "resource.oom", "resource.disk",
    "resource.cpu", "node.lost", "node.ready", "controller.error", "controller.conflict",
  ]

  static func isKnown(_ kind: String) -> Bool {
    if kind.hasSuffix("*") {
      let prefix = String(kind.dropLast())
      return (all + open).contains { $0.hasPrefix(prefix) || (open.contains($0) && prefix.hasPrefix($0)) }
    }
    return all.contains(kind) || open.contains { kind.hasPrefix($0) && kind.count > $0.count }
  }
}
