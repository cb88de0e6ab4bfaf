import GRDB

/// Which open causes are worth a reader's time, and how they are kept.
struct OpenCauses: Sendable {
  /// Shown at most.
  static let most = 3

  private let telling: TellingConditions
  /// Causes people name at once: those that rules know how to rule out.
  private let popular: Set<String>

  init(_ rules: [Rule]) {
    telling = TellingConditions(rules)
    popular = Set(
      rules.flatMap { rule in rule.rulesOut.map(\.cause) + (rule.refutations.isEmpty ? [] : [rule.cause]) })
  }

  /// Whether a rule is worth asking beside a root though the incident lacks an event that it needs: people
  /// would name it, or something telling may speak for it.
  func isWorthAsking(_ rule: Rule, _ incident: IncidentRow) -> Bool {
    isPopular(rule)
      || rule.variants.contains { variant in
        variant.when.contains { $0.bindsEvents && $0.canHold(incident) && telling.contains($0) }
      }
  }

  private func isPopular(_ rule: Rule) -> Bool { popular.contains(rule.cause) }

  /// Where no cause is supported: what it may have been, the likeliest first.
  func hypotheses(_ evaluations: [RuleEvaluation], _ conclusion: Conclusion, _ proof: Proof) throws -> [OpenCause] {
    try open(evaluations, conclusion, proof).filter { $0.support > 0 || isPopular($0.rule) && !$0.held.isEmpty }
  }

  /// Where one is supported: other explanations that a log which was not read could still prove.
  func alternatives(_ evaluations: [RuleEvaluation], _ conclusion: Conclusion, _ proof: Proof) throws -> [OpenCause] {
    guard let root = conclusion.root else { return [] }
    return try open(evaluations, conclusion, proof).filter { open in
      open.isDecidable && !root.explains.contains(open.rule.cause)
        && (isPopular(open.rule) || conclusion.hasRival(open))
    }
  }

  private func open(
    _ evaluations: [RuleEvaluation], _ conclusion: Conclusion, _ proof: Proof
  ) throws -> [OpenCause] {
    var best: [String: OpenCause] = [:]
    for evaluation in evaluations where !conclusion.settled.contains(evaluation.rule.cause) {
      guard let open = try OpenCause(evaluation, telling, proof) else { continue }
      if let other = best[open.rule.cause], !open.isBetter(than: other) { continue }
      best[open.rule.cause] = open
    }
    return best.values.sorted { $0.isBetter(than: $1) }
  }
}

extension OpenCause {
  /// For `near` and `open` in `incident.facts`: `{"cause", "rule", "missing", "reasons", "witnesses", "evidence", "needs"}`.
  func json(_ incident: IncidentRow, _ shared: FindingContext, in db: Database) throws -> JSONValue {
    let language = shared.language
    let text = try FindingText(incident, held, shared, in: db)
    let needs = rule.texts().needs.map { need -> JSONValue in
      var members: [String: JSONValue] = ["artefact": .string(text.render(need.artefact[language]))]
      if let command = need.command { members["command"] = .string(text.render(command)) }
      return .object(members)
    }
    var reasons: [String] = []
    for gap in gaps {
      let reason = gap.doubt?.sentence(language) ?? gap.condition.unseen(language)
      if let reason, !reasons.contains(reason) { reasons.append(reason) }
    }
    var witnesses: [String] = []
    for origin in gaps.flatMap({ $0.witnesses.flatMap { $0.origins.sorted() } }) where !witnesses.contains(origin) {
      witnesses.append(origin)
    }
    // What hardly another cause shows first.
    let evidence = held.flatMap(\.evidence)
    return .object([
      "cause": .string(rule.cause), "rule": .string(rule.name), "missing": Self.list(gaps.map(\.condition.name)),
      "reasons": Self.list(reasons), "witnesses": Self.list(witnesses),
      "evidence": .array(evidence.prefix(4).map(JSONValue.integer)), "needs": .array(needs),
    ])
  }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}

extension Condition {
  /// That it was not seen, where nobody can be named who would have; its note says what it would have shown.
  fileprivate func unseen(_ language: Language) -> String? {
    if let note, !note[language].contains("{{") {
      return language == .en ? "not seen: \(note.en)" : "没有看到：\(note.zh)"
    }
    guard case .events = subject else { return nil }
    return language == .en ? "no \(sought) was read" : "没有读到 \(sought)"
  }
}
