/// Members that ask each other, or themselves, for data: whoever is asked is a replica without a link.
struct ReplicationLoop {
  let events: [TimelineEvent]
  let directory: MemberDirectory

  /// The events up to a moment, in which somebody took over and the loop, if there was one, ended; all without one.
  init(events: [TimelineEvent], directory: MemberDirectory, until end: Int64? = nil) {
    let isAsked = events.contains(where: Self.isRefusal)
    self.events = !isAsked ? [] : end.map { end in events.filter { ($0.at ?? .max) < end } } ?? events
    self.directory = directory
  }

  private static func isRefusal(_ event: TimelineEvent) -> Bool {
    event.kind == .replicationBroken && event.code == "no-master-link"
  }

  /// Whether nobody is left outside: a member that answers as a replica of itself, or several that all find only a replica
  /// where they ask. A chain below a primary that is gone ends with one who finds nobody.
  var isClosed: Bool {
    let refused = events.filter(Self.isRefusal)
    guard !refused.isEmpty else { return false }
    let isOwn = events.contains { event in
      event.kind == .roleObserved && event.role == "replica" && event.instance != nil
        && directory.name(event.instance) == directory.name(event.peer)
    }
    if isOwn { return true }
    let inside = Set(refused.map(\.process))
    let since = refused.compactMap(\.at).min() ?? .min
    let isOpen = events.contains { event in
      event.kind == .replicationBroken && event.attribute("side") == "replica" && !inside.contains(event.process)
        && (event.until ?? .min) > since
    }
    return inside.count >= 2 && !isOpen && hasPrimary != true
  }

  /// Whether the last word of anybody about its own role is that of a primary; nil where nobody says a word.
  var hasPrimary: Bool? {
    var roles: [String: String] = [:]
    for event in events where event.kind == .roleObserved || event.kind == .roleChanged {
      // A log that names nobody is a member all the same.
      guard let role = event.role, event.attribute("witness") != "manager" else { continue }
      roles[directory.subject(of: event) ?? "\(event.process.source) \(event.process.stream)"] = role
    }
    return roles.isEmpty ? nil : roles.values.contains("primary")
  }
}
