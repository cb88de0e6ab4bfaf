/// Outcomes of a rule that can never be chosen: a variant the rule does not fit, one that is always outdone, conditions that
/// exclude each other. Only what is certain is reported.
extension RuleFileLint {
  func checkReachability() {
    for variant in rule.variants {
      checkFits(of: variant)
      checkHarmony(variant.when + rule.fits.asConditions + variant.fits.asConditions)
    }
    for refutation in rule.refutations { checkHarmony(refutation.conditions) }
    checkFitsOfRule()
    checkOutdone()
    checkConfidence()
  }

  // MARK: - Fits

  private func checkFits(of variant: Variant) {
    for field in variant.fits.fields {
      guard let outer = rule.fits.fields.first(where: { $0.name == field.name })?.matcher else { continue }
      for pattern in field.matcher.patterns where !outer.canMeet(pattern) {
        reader.report(
          at: variant.fits.place,
          "variant \(variant.name ?? "") can never hold for \(field.name) \(pattern.label): the rule itself does not fit it",
          help: "add it to 'fits' of the rule, or leave it out here")
      }
    }
  }

  /// Values of the rule's own fits that no variant and no refutation takes.
  private func checkFitsOfRule() {
    for field in rule.fits.fields {
      let variants = rule.variants.map(\.fits)
      let refutations = rule.refutations.map { $0.fits ?? Fits() }
      for pattern in field.matcher.patterns {
        let takes = { (fits: Fits) in
          fits.fields.first { $0.name == field.name }?.matcher.canMeet(pattern) ?? true
        }
        if !variants.contains(where: takes), !refutations.contains(where: takes) {
          reader.report(
            at: rule.fits.place, "\(field.name) \(pattern.label) fits, and no variant takes it",
            help: "leave it out, or add it to 'fits' of a variant")
        }
      }
    }
  }

  // MARK: - Variants

  /// A variant that holds only where a stronger one holds, too.
  private func checkOutdone() {
    for (index, weaker) in rule.variants.enumerated() {
      let other = rule.variants.enumerated().first { other, stronger in
        other != index
          && (stronger.weight > weaker.weight || stronger.weight == weaker.weight && other < index)
          && stronger.confidence.isSame(as: weaker.confidence) && stronger.asksLess(than: weaker)
      }
      guard let stronger = other?.element else { continue }
      let place = weaker.when.last?.place ?? weaker.fits.place
      reader.report(
        at: place,
        "variant \(weaker.name ?? "") can never be chosen: where it holds, \(stronger.name ?? "") holds and weighs no less",
        help: "give it a condition of its own or more weight")
    }
  }

  /// Hints that no variant can fall short of.
  private func checkConfidence() {
    let isVoid = rule.variants.allSatisfy { variant in
      guard let high = variant.confidence.high, variant.confidence.medium != nil else { return false }
      return Set(variant.when.filter { !$0.isOptional }.map(\.name)).isSuperset(of: high)
    }
    guard isVoid, let variant = rule.variants.first, let high = variant.confidence.high, !high.isEmpty else { return }
    reader.report(
      at: variant.when.first { high.contains($0.name) }?.place ?? RulePlace(),
      "a confidence below high can never be chosen: \(high.joined(separator: ", ")) must hold anyway",
      help: "name an optional condition under 'high'")
  }

  // MARK: - Conditions that exclude each other

  private func checkHarmony(_ conditions: [Condition]) {
    let needed = conditions.filter { !$0.isOptional }
    for (index, left) in needed.enumerated() {
      for right in needed[(index + 1)...] {
        guard let reason = Self.conflict(left, right) ?? Self.conflict(right, left) else { continue }
        let later = [left, right].filter { $0.place.line > 1 }.max { $0.place.line < $1.place.line } ?? right
        reader.report(at: later.place, "'\(left.name)' and '\(right.name)' can never hold together: \(reason)")
      }
    }
  }

  private static func conflict(_ left: Condition, _ right: Condition) -> String? {
    switch (left.subject, right.subject) {
    case (.events, .events):
      let isPlain = right.relations.isEmpty && right.count == nil && right.distinct.isEmpty && !right.predicates.isEmpty
      guard !left.isAbsent, right.isAbsent, isPlain, left.count?.holds(0) != true,
        right.predicates.allSatisfy({ absent in left.predicates.contains { $0.implies(absent) } })
      else { return nil }
      return "whatever meets '\(left.name)' is what '\(right.name)' excludes"
    case (.facts(let one), .facts(let two)), (.incident(let one), .incident(let two)):
      for field in one {
        if let other = two.first(where: { $0.name == field.name }), field.matcher.excludes(other.matcher) {
          return "they want \(field.name) to be different things"
        }
      }
      return nil
    case (.measure(let name, let one), .measure(let other, let two)) where name == other:
      let above = [one.above, two.above].compactMap(\.self).max()
      let below = [one.below, two.below].compactMap(\.self).min()
      if let above, let below, above >= below { return "\(name) is not above \(above) and below \(below) at once" }
      return one.isMissing != two.isMissing ? "\(name) is not there and missing at once" : nil
    default: return nil
    }
  }
}

// MARK: - What follows from what

extension Fits {
  /// The same as conditions of the incident.
  fileprivate var asConditions: [Condition] {
    fields.map { field in
      var condition = Condition(name: "fits \(field.name)")
      condition.subject = .incident([field])
      condition.place = place
      return condition
    }
  }

  /// Whether all that `other` fits is fitted, too.
  fileprivate func isWider(than other: Fits) -> Bool {
    fields.allSatisfy { field in
      guard let own = other.fields.first(where: { $0.name == field.name }) else { return false }
      return own.matcher.patterns.allSatisfy { field.matcher.patterns.contains($0) }
    }
  }
}

extension Variant {
  /// Whether the variant holds wherever `other` does.
  fileprivate func asksLess(than other: Variant) -> Bool {
    let theirs = Set(other.when.filter { !$0.isOptional }.map(\.meaning))
    let threats = Set(other.against.map(\.meaning))
    return fits.isWider(than: other.fits)
      && when.allSatisfy { $0.isOptional || theirs.contains($0.meaning) }
      && against.allSatisfy { threats.contains($0.meaning) }
  }
}

extension ConfidenceHints {
  fileprivate func isSame(as other: ConfidenceHints) -> Bool { high == other.high && medium == other.medium }
}

extension Condition {
  /// What decides whether the condition holds, without name and notes.
  fileprivate var meaning: String {
    var bare = self
    bare.name = ""
    bare.place = RulePlace()
    bare.note = nil
    bare.limit = 0
    return String(describing: bare)
  }
}

extension Predicate {
  /// Whether every event that meets this test meets the other.
  fileprivate func implies(_ other: Predicate) -> Bool {
    guard !isNegated, !other.isNegated else { return false }
    switch (test, other.test) {
    case (.field(let field, let own), .field(let same, let wider)) where field == same:
      return own.patterns.allSatisfy { pattern in
        wider.patterns.contains(pattern) || wider.patterns.contains(.present) && pattern != .missing
          || wider.patterns.contains { $0.covers(pattern) }
      }
    case (.contains(let own, false), .contains(let wider, false)):
      return own.allSatisfy { text in wider.contains { text.contains($0) } }
    default: return false
    }
  }
}

extension Matcher {
  /// Whether some value could meet the pattern and this matcher.
  fileprivate func canMeet(_ pattern: Pattern) -> Bool {
    switch pattern {
    case .exact(let text): patterns.contains { $0 == .present || $0.isOpen || $0.covers(.exact(text)) || $0 == pattern }
    case .missing: patterns.contains(.missing)
    default: true
    }
  }

  /// Whether no value meets both; only for values written out.
  fileprivate func excludes(_ other: Matcher) -> Bool {
    let isWritten = { (pattern: Pattern) in
      if case .exact = pattern { return true }
      return pattern == .missing
    }
    return patterns.allSatisfy(isWritten) && other.patterns.allSatisfy(isWritten)
      && !patterns.contains { other.patterns.contains($0) }
  }
}

extension Matcher.Pattern {
  /// Numbers and members of the incident: what they match is not known here.
  fileprivate var isOpen: Bool {
    switch self {
    case .number, .incident: true
    default: false
    }
  }

  fileprivate func covers(_ pattern: Self) -> Bool {
    guard case .exact(let text) = pattern else { return false }
    return switch self {
    case .exact(let own): own == text
    case .prefix(let own): text.hasPrefix(own)
    case .suffix(let own): text.hasSuffix(own)
    case .contains(let own): text.contains(own)
    case .number, .missing, .present, .incident: false
    }
  }
}
