import GRDB

/// One statement about the role of one member by one witness.
struct RoleEvidence: Sendable {
  enum Witness: String, Sendable { case database, label, manager }

  var event: TimelineEvent
  var member: String
  var cluster: String?
  var role: String
  var witness: Witness
  var at: Int64?
  var until: Int64?

  /// Reads every event that says something about a role.
  static func all(_ events: [TimelineEvent], _ directory: MemberDirectory) -> [RoleEvidence] {
    // A clock that runs ahead leaves versions from the future: they date nothing.
    let newest = events.lazy.filter { !isVersion($0) }.compactMap(\.until).max() ?? .max
    return events.compactMap { event in
      isVersion(event) && (event.at ?? .max) > newest ? nil : one(event, directory)
    }
  }

  /// The operator notes in an annotation when the role event was sent that it last wrote into the label.
  private static func isVersion(_ event: TimelineEvent) -> Bool {
    event.kind == .stateObserved && event.code == "role-snapshot-version"
  }

  private static func one(_ event: TimelineEvent, _ directory: MemberDirectory) -> RoleEvidence? {
    let role: String
    let witness: Witness
    switch event.kind {
    case .roleObserved, .roleChanged:
      guard let stated = event.role else { return nil }
      role = stated
      witness = event.attribute("witness").flatMap(Witness.init) ?? .database
    case .stateObserved where isVersion(event):
      guard let stated = event.role else { return nil }
      (role, witness) = (stated, .label)
    case .labelChanged:
      guard let stated = event.role else { return nil }
      role = stated
      witness = .label
    case .leaseAcquired where event.origin != "controller": (role, witness) = ("primary", .manager)
    case .leaseReleased where event.origin != "controller": (role, witness) = ("replica", .manager)
    case .promotionSucceeded: (role, witness) = ("primary", .database)
    case .demotionSucceeded: (role, witness) = ("replica", .database)
    case let kind where kind.isSentinel("switch-master"): (role, witness) = ("primary", .manager)
    default: return nil
    }
    guard let member = directory.subject(of: event) else { return nil }
    return RoleEvidence(
      event: event, member: member, cluster: directory.cluster(of: member) ?? event.cluster, role: role,
      witness: witness, at: event.at, until: event.until)
  }
}

/// Joins statements of one witness about one member into intervals.
struct RoleIntervals {
  static func store(_ db: Database, _ evidence: [RoleEvidence], _ directory: MemberDirectory) throws {
    var ids: [String: Int64] = [:]
    for (cluster, members) in directory.members.sorted(by: { $0.key < $1.key }) {
      for member in members.sorted() {
        try db.run("INSERT OR IGNORE INTO instance(cluster, name) VALUES(?, ?)", [cluster, member])
        ids[member] = db.lastInsertedRowID
      }
    }
    for entry in directory.aliases {
      guard let id = ids[entry.name] else { continue }
      try db.run("INSERT INTO instance_alias(alias, instance_id) VALUES(?, ?)", [entry.alias, id])
    }
    var open: [String: (role: String, from: RoleEvidence, last: RoleEvidence)] = [:]
    func close(_ key: String, _ next: RoleEvidence?) throws {
      guard let run = open.removeValue(forKey: key), let id = ids[run.from.member] else { return }
      try db.run(
        """
        INSERT INTO role_interval(instance_id, role, from_at, to_at, according_to, from_event, to_event)
        VALUES(?, ?, ?, ?, ?, ?, ?)
        """,
        [
          id, run.role, run.from.at, next?.at ?? run.last.until, run.from.witness.rawValue, run.from.event.id,
          (next ?? run.last).event.id,
        ])
    }
    for item in evidence where item.at != nil {
      let key = "\(item.member)\u{0}\(item.witness.rawValue)"
      if open[key]?.role == item.role {
        open[key]?.last = item
        continue
      }
      try close(key, item)
      open[key] = (item.role, item, item)
    }
    for key in open.keys.sorted() { try close(key, nil) }
  }
}
