/// A cause that nothing disproves and that lacks what would prove it: a hypothesis where no cause is supported, and an
/// alternative that could not be ruled out where one is.
struct OpenCause: Sendable {
  /// A condition that does not hold and could, for all that is known.
  struct Gap: Sendable {
    var condition: Condition
    /// Why nobody can say that it did not happen; nil where the condition names nobody who would have seen it.
    var doubt: Doubt?
    var witnesses: [SeenBy.Witness]
  }

  let rule: Rule
  let variant: Variant
  /// What speaks for it.
  let held: [RuleResult.ConditionResult]
  let gaps: [Gap]
  /// How telling that is: conditions that hardly another rule asks for.
  let support: Int

  /// What it would weigh if the gaps were filled.
  var weight: Int { variant.weight }
  /// Whether a log that was not read would decide every gap.
  var isDecidable: Bool { gaps.allSatisfy { $0.doubt != nil } }

  /// The way of an unsupported rule to hold that lacks least; nil where each is contradicted.
  init?(_ evaluation: RuleEvaluation, _ telling: TellingConditions, _ proof: Proof) throws {
    let incident = proof.incident.field
    guard evaluation.supported == nil, evaluation.rule.fits.matches(incident) else { return nil }
    var best: OpenCause?
    for (index, variant) in evaluation.rule.variants.enumerated() where variant.fits.matches(incident) {
      let results = evaluation.result.conditions(.when(index))
      let against = evaluation.result.conditions(.against(index))
      guard !against.contains(where: { $0.holds && $0.condition.isDecisive }),
        let gaps = try Self.gaps(results, proof), !gaps.isEmpty
      else { continue }
      let held = results.filter { $0.holds && !$0.evidence.isEmpty }
      let open = OpenCause(
        rule: evaluation.rule, variant: variant, held: held, gaps: gaps,
        support: held.count { telling.contains($0.condition) })
      if let other = best, !open.isBetter(than: other) { continue }
      best = open
    }
    guard let best else { return nil }
    self = best
  }

  private init(rule: Rule, variant: Variant, held: [RuleResult.ConditionResult], gaps: [Gap], support: Int) {
    self.rule = rule
    self.variant = variant
    self.held = held
    self.gaps = gaps
    self.support = support
  }

  /// More that speaks for it, then less that is missing, then more weight.
  func isBetter(than other: OpenCause) -> Bool {
    let (own, theirs) = (support * weight, other.support * other.weight)
    if own != theirs { return own > theirs }
    if gaps.count != other.gaps.count { return gaps.count < other.gaps.count }
    if weight != other.weight { return weight > other.weight }
    return rule.cause < other.rule.cause
  }

  // MARK: - What is missing

  /// The conditions that do not hold; nil where one of them is known not to.
  private static func gaps(_ results: [RuleResult.ConditionResult], _ proof: Proof) throws -> [Gap]? {
    let named = Dictionary(results.map { ($0.condition.name, $0) }, uniquingKeysWith: { first, _ in first })
    var gaps: [Gap] = []
    for result in results where !result.holds && !result.condition.isOptional {
      let condition = result.condition
      switch condition.subject {
      case .measure(_, let test):
        guard result.value == nil, !test.isMissing else { return nil }
        gaps.append(Gap(condition: condition, witnesses: []))
      case .facts:
        guard result.value == nil else { return nil }
        gaps.append(Gap(condition: condition, witnesses: []))
      case .incident, .incidents: return nil
      case .log: gaps.append(Gap(condition: condition, witnesses: []))
      case .events:
        // What must be absent is there, or events lie otherwise than asked.
        guard !condition.isAbsent, result.events == 0 else { return nil }
        let platform = proof.incident.field("platform")
        let usual =
          SeenBy.usual(for: condition) ?? (condition.isOfSentinels(on: platform) ? SeenBy(witnesses: [.sentinel]) : nil)
        guard let seenBy = condition.seenBy ?? usual, !seenBy.witnesses.isEmpty else {
          gaps.append(Gap(condition: condition, witnesses: []))
          continue
        }
        let witnesses = seenBy.witnesses(on: platform)
        guard !proof.coverage.processes.isEmpty else {
          gaps.append(Gap(condition: condition, witnesses: witnesses))
          continue
        }
        guard let doubt = try proof.absence(condition, named) ?? proof.actingSentinel(condition) else { return nil }
        gaps.append(Gap(condition: condition, doubt: doubt, witnesses: witnesses))
      }
    }
    return gaps
  }
}

extension Condition {
  /// The kinds it asks for, where they are written out.
  var exactKinds: [String] {
    predicates.flatMap { predicate -> [String] in
      guard case .field(.column("kind"), let matcher) = predicate.test, !predicate.isNegated else { return [] }
      return matcher.patterns.compactMap { pattern in
        if case .exact(let kind) = pattern { kind } else { nil }
      }
    }
  }

  /// Whether, of the kinds it asks for, those of sentinels are the ones that can occur on a platform.
  fileprivate func isOfSentinels(on platform: String?) -> Bool {
    platform == "sentinel" && exactKinds.contains { $0.hasPrefix("sentinel.") }
  }
}

/// Conditions that tell a cause from others: hardly another rule looks for the same.
struct TellingConditions: Sendable {
  /// Rules that ask for the same, at most, for a condition to be telling.
  static let most = 2

  private var asked: [String: Int] = [:]

  init(_ rules: [Rule]) {
    for rule in rules {
      let keys = Set(rule.variants.flatMap(\.when).filter { !$0.isAbsent }.flatMap(Self.keys))
      for key in keys { asked[key, default: 0] += 1 }
    }
  }

  func contains(_ condition: Condition) -> Bool {
    let keys = Self.keys(condition)
    return !keys.isEmpty && keys.allSatisfy { asked[$0, default: 0] <= Self.most }
  }

  /// Each kind with the tests that are more than whom it is about and which sign or witness it has.
  private static func keys(_ condition: Condition) -> [String] {
    guard case .events = condition.subject else { return [] }
    var kinds: [String] = []
    var rest: [String] = []
    for predicate in condition.predicates {
      guard case .field(.column("kind"), let matcher) = predicate.test, !predicate.isNegated else {
        if !isPlain(predicate) { rest.append(predicate.label) }
        continue
      }
      kinds = matcher.patterns.map(\.label)
    }
    let tests = rest.sorted().joined(separator: "; ")
    return kinds.isEmpty ? (tests.isEmpty ? [] : [tests]) : kinds.map { "\($0) \(tests)" }
  }

  private static func isPlain(_ predicate: Predicate) -> Bool {
    switch predicate.test {
    case .field(.column(let column), _): column != "code"
    case .field(.attribute(let name), _): ["sign", "type", "witness", "side"].contains(name)
    case .any(let sets): sets.count == 1 && sets[0].allSatisfy(isPlain)
    case .severity: true
    case .contains, .compare, .field(.text, _): false
    }
  }
}
