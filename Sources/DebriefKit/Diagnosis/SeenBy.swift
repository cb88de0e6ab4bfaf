/// Who would have shown that something happened: what makes an absence evidence.
///
/// That nothing matches proves something only where a log that would show it covers the time in question. A condition
/// names such logs with `seen-by`; without it the kinds say who usually writes them.
struct SeenBy: Sendable, Equatable {
  enum Witness: String, Sendable, CaseIterable {
    case sentinel, job, agent, server, `operator`, audit, codis
    /// The log of that member, whichever process in it wrote it.
    case oldPrimary = "old-primary"
    case newPrimary = "new-primary"
    case candidate

    /// Origins of the events that such a log gives.
    var origins: Set<String> {
      switch self {
      case .sentinel: ["sentinel"]
      case .job: ["job"]
      case .agent: ["lorry", "syncer", "kbagent", "patroni"]
      case .server: ["redis", "pika", "mysql", "postgresql", "mongodb"]
      case .operator: ["controller"]
      case .audit: ["audit"]
      case .codis: ["codis"]
      case .oldPrimary, .newPrimary, .candidate: Witness.server.origins.union(Witness.agent.origins)
      }
    }

    /// The field of the incident that names the member.
    var member: String? {
      switch self {
      case .oldPrimary: "old_primary"
      case .newPrimary: "new_primary"
      case .candidate: "candidate"
      default: nil
      }
    }
  }

  /// Any of these is enough; none for a condition that only tells rules apart and needs no proof (`nobody`).
  var witnesses: [Witness] = []
  /// Each of these logs must cover the time, for any of them may be the one that shows it.
  var isEvery = false
  /// Conditions whose events bound the time in question; else what the condition is near to, else the incident.
  var from: String?
  var to: String?

  /// The witnesses there are on a platform, each once: beside redis and pika no agent runs, and the server says what it does.
  func witnesses(on platform: String?) -> [Witness] {
    let hasAgents = platform != "sentinel" && platform != "codis"
    var known: [Witness] = []
    for witness in witnesses {
      let witness = witness == .agent && !hasAgents ? .server : witness
      if !known.contains(witness) { known.append(witness) }
    }
    return known
  }

  /// Who usually shows what a condition looks for; nil where nobody can be named.
  static func usual(for condition: Condition) -> SeenBy? {
    var kinds: [String] = []
    var origins: Set<String> = []
    var member: String?
    for predicate in condition.predicates where !predicate.isNegated {
      guard case .field(.column(let column), let matcher) = predicate.test else { continue }
      for pattern in matcher.patterns {
        switch (column, pattern) {
        case ("kind", .exact(let kind)), ("kind", .prefix(let kind)): kinds.append(kind)
        case ("origin", .exact(let origin)): origins.insert(origin)
        case ("member", .incident(let field)), ("instance", .incident(let field)): member = field
        default: break
        }
      }
    }
    if !origins.isEmpty {
      let named = Witness.allCases.filter { $0.member == nil && !$0.origins.isDisjoint(with: origins) }
      return named.isEmpty ? nil : SeenBy(witnesses: named)
    }
    guard !kinds.isEmpty else { return nil }
    func all(_ families: String...) -> Bool { kinds.allSatisfy { kind in families.contains { kind.hasPrefix($0) } } }
    if all("sentinel.", "vote.") { return SeenBy(witnesses: [.sentinel]) }
    if all("label.") { return SeenBy(witnesses: [.operator, .audit]) }
    if all("script.") { return SeenBy(witnesses: [.job]) }
    let own = Witness.allCases.first { $0.member != nil && $0.member == member }
    if all("lease.", "promotion.", "demotion.", "switchover.") { return SeenBy(witnesses: [own ?? .agent, .agent]) }
    if all("instance.", "replication.") { return SeenBy(witnesses: own.map { [$0] } ?? [.server]) }
    return nil
  }
}

/// Something a finding does not prove.
struct Doubt: Sendable, Equatable {
  enum Kind: String, Sendable {
    /// An absence that no log covers.
    case notProvable = "not-provable"
    /// An order that the clocks do not decide.
    case undecidable = "order-not-decidable"
  }

  var kind: Kind
  var condition: String
  /// What was not seen; nil for an order.
  var sought: String?
  /// Why that is no proof.
  var text: Localised
  /// No log was read at all that could have shown it.
  var hasNoWitness = false

  /// Whether both have the same reason.
  func joins(_ other: Doubt) -> Bool {
    kind == other.kind && text == other.text && hasNoWitness == other.hasNoWitness && sought != nil
  }

  mutating func join(_ other: Doubt) {
    condition += ", \(other.condition)"
    if let more = other.sought, let own = sought, !own.contains(more) { sought = "\(own) / \(more)" }
  }

  func concerns(_ name: String) -> Bool { condition.split(separator: ", ").contains { $0 == name } }

  /// The whole sentence.
  func sentence(_ language: Language) -> String {
    guard let sought else { return text[language] }
    return language == .en ? "no \(sought): \(text.en)" : "没有 \(sought)：\(text.zh)"
  }
}
