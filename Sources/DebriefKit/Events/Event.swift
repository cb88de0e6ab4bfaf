/// How an event's time is known.
public enum TimeBasis: String, Sendable, CaseIterable, Codable {
  /// Written with a zone (or the zone is proved) and finer than a second.
  case exact
  /// Written with a zone, in whole seconds: the true time lies within the second that follows.
  case seconds
  /// Civil time whose zone or year was assumed, or a time placed by order or by neighbours.
  case inferred
  /// An age (`11m`) counted back from the time of capture.
  case relative
  /// No time at all.
  case none
}

/// How loud the line was.
public enum Severity: Int, Sendable, CaseIterable, Comparable, Codable {
  case debug = 0
  case info = 1
  case notice = 2
  case warning = 3
  case error = 4
  case fatal = 5

  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// One thing that happened, in the vocabulary of `EventKind`, with the place of its proof.
///
/// Formats fill in what the line says and leave the rest nil; they never guess a field from a file's name.
public struct Event: Sendable, Equatable, Codable {
  /// Microseconds since 1970 UTC; nil without a time.
  public var at: Int64?
  public var basis: TimeBasis = .none
  /// The civil time as written where the stamp has no zone, counted as if it were UTC; lets the zone be corrected later.
  public var localAt: Int64?
  /// When the last of a folded run happened.
  public var lastAt: Int64?
  /// How many lines of this shape were folded into this event.
  public var repeats = 1
  /// Where the first line stands.
  public var position = LinePosition(line: 1, offset: 0, length: 0)
  /// The process inside the source (`pod/container`, a compose service) where several are mixed; nil for a plain log.
  public var stream: String?
  /// What kind of witness wrote the line: `sentinel`, `redis`, `pika`, `codis`, `lorry`, `syncer`, `kbagent`,
  /// `controller`, `job`, `kubernetes`, `kubelet`, `audit`, `patroni`, `mysql`, `mongodb`, `postgresql`, `kbcli`,
  /// `redis-cli`, `file`.
  public var origin: String
  public var kind: EventKind
  public var severity: Severity = .info
  /// The KubeBlocks cluster, or the name sentinels monitor, where the line says it.
  public var cluster: String?
  public var component: String?
  /// The member, pod, job or operation the event is about, as the line names it (see `EventKind`).
  public var instance: String?
  /// The other party: the new primary, the replica's primary, the address called, the candidate.
  public var peer: String?
  /// Who did it or asked for it: a user, a client, `sentinel <id>`, a service account.
  public var actor: String?
  /// `primary`, `replica`, `sentinel`, `none`, or another word of the source in lower case.
  public var role: String?
  /// A short machine word: exit code, HTTP status, error code, reason (see `EventKind`).
  public var code: String?
  /// The text of the line without its header, secrets redacted.
  public var message: String?
  /// Everything else the line says; keys in snake_case.
  public var attributes: [String: JSONValue] = [:]

  public init(_ kind: EventKind, origin: String) {
    self.kind = kind
    self.origin = origin
  }

  /// A name that is empty was not said.
  mutating func dropEmptyNames() {
    if cluster?.isEmpty == true { cluster = nil }
    if component?.isEmpty == true { component = nil }
    if instance?.isEmpty == true { instance = nil }
    if peer?.isEmpty == true { peer = nil }
    if actor?.isEmpty == true { actor = nil }
    if code?.isEmpty == true { code = nil }
  }
}

/// The words engines use for the two roles, brought to `primary` and `replica`; other words stay, in lower case.
public enum RoleWord {
  public static func normalise(_ word: some StringProtocol) -> String {
    switch word.lowercased() {
    case "primary", "leader", "master": "primary"
    case "secondary", "follower", "slave", "replica", "standby", "sync standby": "replica"
    case "", "<none>", "none": "none"
    case let other: other
    }
  }
}
