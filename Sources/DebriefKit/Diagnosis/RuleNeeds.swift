/// What a statement leaves out because an incident does not need it: to prepare and to run it is what a diagnosis costs.
struct RuleNeeds: Hashable, Sendable {
  /// Slots whose events are known not to be there.
  var unmet: Set<Int> = []
  /// Slots whose result nobody will look at.
  var unasked: Set<Int> = []
}

extension RuleNeeds {
  init(_ rule: Rule, _ incident: IncidentRow) {
    let slots = rule.slots
    let fitting = rule.variants.map { $0.fits.matches(incident.field) }
    // What a cause rules out, or what disproves it, counts only as a whole.
    let isSupportable = rule.variants.contains { $0.canHold(incident) }
    let disproving = rule.refutations.map { $0.canHold(incident, rule.fits) }
    let excluding = rule.rulesOut.map { isSupportable && $0.conditions.allSatisfy { $0.canHold(incident) } }
    // Refutations are measured from the events of the first variant.
    let isFirstNeeded = disproving.contains(true)
    for (slot, (group, condition)) in slots.enumerated() {
      let isAsked =
        switch group {
        case .when(0): fitting[0] || isFirstNeeded
        case .when(let variant), .against(let variant): fitting[variant]
        case .refutation(let index): disproving[index]
        case .ruledOut(let index): excluding[index]
        }
      if !isAsked { unasked.insert(slot) }
      if case .events = condition.subject, !condition.isMet(by: incident) { unmet.insert(slot) }
    }
  }
}
