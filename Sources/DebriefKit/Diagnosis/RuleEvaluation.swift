/// A cause that is disproved, and by what.
struct Exclusion: Sendable {
  var cause: String
  /// Even where the cause's own evidence supports it.
  var isDecisive = false
  var note: Localised?
  /// The conditions whose events the note may name.
  var conditions: [RuleResult.ConditionResult]
  var evidence: [Finding.Evidence]
  /// What it does not prove.
  var doubts: [Doubt] = []
}

/// What the result of a rule means for its cause.
struct RuleEvaluation: Sendable {
  let result: RuleResult
  let rule: Rule
  /// The variant that holds and proves most.
  private(set) var supported: (index: Int, weight: Int, confidence: Confidence)?
  /// Conditions of `against` that killed a variant which would have held.
  private(set) var killers: [RuleResult.ConditionResult] = []
  /// What the groups that hold do not prove.
  private var doubted: [RuleSQL.Group: [Doubt]] = [:]

  /// Evaluates a result, and asks what of it is proved.
  init(_ result: RuleResult, proof: Proof) throws {
    self.init(result, incident: proof.incident.field)
    if let supported {
      try doubt(.when(supported.index), proof)
      for index in rule.rulesOut.indices { try doubt(.ruledOut(index), proof) }
    } else {
      for index in rule.refutations.indices { try doubt(.refutation(index), proof) }
    }
  }

  private mutating func doubt(_ group: RuleSQL.Group, _ proof: Proof) throws {
    guard result.holds(group) else { return }
    let doubts = try proof.doubts(result.conditions(group), result.conditions(.when(supported?.index ?? 0)))
    if !doubts.isEmpty { doubted[group] = doubts }
  }

  /// What the supported cause rests on without proof.
  var doubts: [Doubt] { supported.flatMap { doubted[.when($0.index)] } ?? [] }

  /// `incident` gives the fields of the incident by their names in `fits`.
  init(_ result: RuleResult, incident: (String) -> String?) {
    self.result = result
    rule = result.rule
    guard rule.fits.matches(incident) else { return }
    for (index, variant) in rule.variants.enumerated() {
      guard variant.fits.matches(incident), result.holds(.when(index)), hasEvidence(index) else { continue }
      let against = result.conditions(.against(index)).filter(\.holds)
      let decisive = against.filter(\.condition.isDecisive)
      guard decisive.isEmpty else {
        killers = decisive
        continue
      }
      var confidence = confidence(of: variant, index)
      for _ in against { confidence = confidence.lowered }
      let score = Double(variant.weight) * confidence.share
      if let best = supported, Double(best.weight) * best.confidence.share >= score { continue }
      supported = (index, variant.weight, confidence)
    }
  }

  private func hasEvidence(_ variant: Int) -> Bool {
    result.conditions(.when(variant)).contains { $0.holds && !$0.evidence.isEmpty }
  }

  private func confidence(of variant: Variant, _ index: Int) -> Confidence {
    let hints = variant.confidence
    guard hints.high != nil || hints.medium != nil else {
      return variant.weight >= 70 ? .high : variant.weight >= 40 ? .medium : .low
    }
    let held = Set(result.conditions(.when(index)).filter(\.holds).map(\.condition.name))
    if let high = hints.high, held.isSuperset(of: high) { return .high }
    if let medium = hints.medium { return held.isSuperset(of: medium) ? .medium : .low }
    return hints.high == nil ? .high : .medium
  }

  /// The evidence of a supported cause: what its conditions bound, then what speaks against it.
  var evidence: [Finding.Evidence] {
    guard let supported else { return [] }
    return Self.evidence(of: result.conditions(.when(supported.index)), .supports)
      + Self.evidence(of: result.conditions(.against(supported.index)), .contradicts)
  }

  /// The first group of `refuted` that holds and can be shown.
  func refutation(_ incident: (String) -> String?) -> Exclusion? {
    guard supported == nil else { return nil }
    if !killers.isEmpty, rule.fits.matches(incident) {
      return Exclusion(
        cause: rule.cause, note: killers.lazy.compactMap(\.condition.note).first, conditions: killers,
        evidence: Self.evidence(of: killers, .contradicts))
    }
    for (index, refutation) in rule.refutations.enumerated() {
      guard rule.fits.replaced(by: refutation.fits).matches(incident), result.holds(.refutation(index)) else {
        continue
      }
      let conditions = result.conditions(.refutation(index))
      let evidence = Self.evidence(of: conditions, .contradicts)
      let doubts = doubted[.refutation(index)] ?? []
      // What nobody could have seen rules nothing out.
      if !evidence.isEmpty, !doubts.contains(where: \.hasNoWitness) {
        return Exclusion(
          cause: rule.cause, note: refutation.note ?? refutation.conditions.lazy.compactMap(\.note).first,
          conditions: conditions, evidence: evidence, doubts: doubts)
      }
    }
    return nil
  }

  /// Causes this supported one rules out, with the evidence for that.
  var ruledOut: [Exclusion] {
    guard let supported else { return [] }
    return rule.rulesOut.enumerated().compactMap { index, ruledOut in
      let doubts = doubted[.ruledOut(index)] ?? []
      guard result.holds(.ruledOut(index)), !doubts.contains(where: \.hasNoWitness) else { return nil }
      let own = Self.evidence(of: result.conditions(.ruledOut(index)), .contradicts)
      let evidence =
        own.isEmpty ? Self.evidence(of: result.conditions(.when(supported.index)), .contradicts) : own
      guard !evidence.isEmpty else { return nil }
      return Exclusion(
        cause: ruledOut.cause, isDecisive: ruledOut.isDecisive, note: ruledOut.note,
        conditions: result.conditions(.when(supported.index)) + result.conditions(.ruledOut(index)), evidence: evidence,
        doubts: doubts)
    }
  }

  static func evidence(
    of conditions: [RuleResult.ConditionResult], _ stance: Finding.Evidence.Stance
  ) -> [Finding.Evidence] {
    var seen: Set<Int64> = []
    return conditions.filter(\.holds).flatMap { result in
      result.evidence.filter { seen.insert($0).inserted }.map {
        Finding.Evidence(event: $0, stance: stance, note: result.condition.note)
      }
    }
  }
}

extension Fits {
  /// These fits with the fields of others in their place.
  func replaced(by other: Fits?) -> Fits {
    guard let other else { return self }
    let names = Set(other.fields.map(\.name))
    return Fits(fields: fields.filter { !names.contains($0.name) } + other.fields)
  }
}
