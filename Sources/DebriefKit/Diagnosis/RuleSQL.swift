/// A rule as one SQL statement over `scope`, `this` and `party` (see `IncidentScope`).
///
/// Each condition is a common table expression with the events that satisfy it; the result has a row a condition:
/// `slot`, `condition`, `holds`, `events`, `lines`, `value` and `evidence` (event ids with commas between).
struct RuleSQL: Sendable {
  enum Group: Hashable, Sendable {
    case when(Int)
    case against(Int)
    case refutation(Int)
    case ruledOut(Int)
  }

  let text: String
  /// What each row of the result is about, by `slot`.
  let slots: [(group: Group, condition: Condition)]
  /// Slots without a row of their own, and the slot whose row tells of them, too: variants often share a condition.
  let shared: [Int: Int]

  /// Events of a condition that others refer to; more of them would make pairs quadratic and prove nothing new.
  static let mostReferred = 1000

  init(_ rule: Rule, without left: RuleNeeds = RuleNeeds()) {
    slots = rule.slots
    (text, shared) = RuleStatement(rule, without: left).written()
  }

  /// The conditions of a rule by slot.
  static func slots(of rule: Rule) -> [(group: Group, condition: Condition)] {
    var slots: [(group: Group, condition: Condition)] = []
    func add(_ group: Group, _ conditions: [Condition]) { slots += conditions.map { (group, $0) } }
    for (index, variant) in rule.variants.enumerated() {
      add(.when(index), variant.when)
      add(.against(index), variant.against)
    }
    for (index, refutation) in rule.refutations.enumerated() { add(.refutation(index), refutation.conditions) }
    for (index, ruledOut) in rule.rulesOut.enumerated() { add(.ruledOut(index), ruledOut.conditions) }
    return slots
  }

  /// The statement for one incident of a timeline, ready for `debrief query`.
  func standalone(incident: Int64) -> String {
    let whole =
      text.hasPrefix("WITH ")
      ? "WITH \(IncidentScope.prelude),\n" + text.dropFirst("WITH ".count)
      : "WITH \(IncidentScope.prelude)\n" + text
    return whole.replacing(":incident", with: String(incident))
  }
}
