/// Requests for a switchover that the HA layer keeps, that nobody carries out, and that keep everybody from the lead.
///
/// Who made one may be long gone: a restart, a scaling, an operation that was deleted. What is left is the ConfigMap, and
/// the members that find it on every cycle.
struct KubeBlocksStandingRequests {
  let members: KubeBlocksMembers
  let directory: MemberDirectory

  func add(_ events: [TimelineEvent], _ drafts: inout [KubeBlocksDraft]) {
    var found: [String: [TimelineEvent]] = [:]
    for event in events where event.kind == .switchoverRecorded && event.code == "found" && event.at != nil {
      if let cluster = members.cluster(of: event, directory) { found[cluster, default: []].append(event) }
    }
    for (cluster, reads) in found.sorted(by: { $0.key < $1.key }) {
      guard !drafts.contains(where: { $0.cluster == cluster }), let first = reads.compactMap(\.at).min() else {
        continue
      }
      let own = events.filter { members.cluster(of: $0, directory) == cluster }
      guard isLeaderless(own, since: first), !own.contains(where: { Self.isTaken($0, since: first) }) else { continue }
      let object = own.first { $0.kind == .switchoverRecorded && $0.origin == "kubernetes" && $0.at != nil }
      var draft = KubeBlocksDraft(operation: nil, cluster: cluster)
      draft.request = object ?? reads.min { ($0.at ?? .max) < ($1.at ?? .max) }
      draft.source = reads.lazy.compactMap(\.instance).first
      draft.candidate = reads.lazy.compactMap(\.peer).first
      draft.events = [object].compactMap { $0 } + reads
      if let lost = lostLater(own, than: object?.at ?? first) {
        draft.isFailover = true
        draft.request = lost
        draft.source = directory.resolve(lost.instance) ?? draft.source
        draft.events.append(lost)
      }
      drafts.append(draft)
    }
  }

  /// A minute and more after the request was first read, members still find that nobody leads.
  private func isLeaderless(_ events: [TimelineEvent], since first: Int64) -> Bool {
    events.contains { event in
      (event.kind == .leaseLost && event.code == "no-leader" || event.kind == .leaseExpired)
        && event.until.map { $0 >= first + KubeBlocksDraft.minute } == true
    }
  }

  /// The request was there for a minute and more when the lease of the one who led ran out: it did not take the lead away,
  /// it only keeps it from being taken again.
  private func lostLater(_ events: [TimelineEvent], than request: Int64) -> TimelineEvent? {
    guard !events.contains(where: { $0.kind == .leaseReleased && ($0.at ?? .min) >= request }) else { return nil }
    let lost = events.first { $0.kind == .leaseExpired && directory.resolve($0.instance) != nil && $0.at != nil }
    return lost.flatMap { ($0.at ?? 0) - request >= KubeBlocksDraft.minute ? $0 : nil }
  }

  private static func isTaken(_ event: TimelineEvent, since first: Int64) -> Bool {
    switch event.kind {
    case .leaseAcquired: event.origin != "controller" && (event.at ?? .min) >= first
    case .promotionSucceeded, .switchoverConsumed: (event.at ?? .min) >= first
    case .roleObserved, .roleChanged: event.role == "primary" && (event.until ?? .min) >= first
    default: false
    }
  }
}
