/// The part of a rule file that decides whether a cause applies. Texts and remedies are `RuleTexts`, examples `RuleExample`.
///
/// The language is specified in CONTRIBUTING.md. In short: a rule names conditions; each binds the events that meet it, and
/// those are the evidence. `RuleParser` reads a file, `RuleSQL` turns it into one statement, `RuleResult` is what the
/// statement said about an incident, `RuleEvaluation` what that means for the cause, `Conclusion` puts all causes in order.
struct Rule: Sendable {
  var cause: String
  var source: RuleSource
  /// What the rule proves by itself, 1 to 100.
  var weight = 50
  /// Counts only where nothing else is supported.
  var isFallback = false
  var fits = Fits()
  /// The ways to recognise the cause; the strongest that holds counts.
  var variants: [Variant] = []
  /// Conditions that speak against the cause, whatever variant holds.
  var against: [Condition] = []
  /// Groups of conditions that disprove the cause.
  var refutations: [Refutation] = []
  /// Causes that are symptoms of this one.
  var explains: [String] = []
  var rulesOut: [RuledOut] = []
  /// Made from the rule as it was parsed: a rule that is changed afterwards must not have been asked for them.
  let ownTexts = OnDemand<Int, RuleTexts>()
  let ownSlots = OnDemand<Int, [(group: RuleSQL.Group, condition: Condition)]>()
  let ownSQL = OnDemand<RuleNeeds, RuleSQL>()

  var path: String { source.path }
  /// The file's name without its ending.
  var name: String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
  }
}

/// Which incidents a rule is for; every field that is named must match.
struct Fits: Sendable {
  var fields: [(name: String, matcher: Matcher)] = []
  /// Where they stand in the file.
  var place = RulePlace()

  static let names = [
    "kind", "platform", "engine", "outcome", "claimed", "cluster", "component", "old_primary", "new_primary",
    "candidate", "requested_by",
  ]

  func matches(_ incident: (String) -> String?) -> Bool {
    fields.allSatisfy { $0.matcher.matches(incident($0.name), incident: incident) }
  }
}

struct Variant: Sendable {
  /// Nil where a rule has only one.
  var name: String?
  var fits = Fits()
  var weight: Int
  var when: [Condition] = []
  var against: [Condition] = []
  var confidence: ConfidenceHints = ConfidenceHints()
}

/// Conditions that must hold for a confidence; without hints the weight decides.
struct ConfidenceHints: Sendable {
  var high: [String]?
  var medium: [String]?
}

/// Conditions that disprove the cause when they all hold.
struct Refutation: Sendable {
  /// Narrows or, with a field of its own, replaces the rule's `fits`.
  var fits: Fits?
  var conditions: [Condition]
  var note: Localised?
}

/// Another cause that this one rules out.
struct RuledOut: Sendable {
  var cause: String
  /// Further conditions; without any, the rule's own evidence disproves the other cause.
  var conditions: [Condition] = []
  var note: Localised?
  /// Also against a cause that its own evidence supports.
  var isDecisive = false
}

/// What is said about a finding.
struct RuleTexts: Sendable {
  var title: Localised?
  var explanation: Localised?
  /// Titles and explanations of single variants.
  var variants: [String: (title: Localised?, explanation: Localised?)] = [:]
  var remedies: [RemedyTemplate] = []
  /// What the texts calculate with, in the order of the file.
  var numbers: [Number] = []
  var needs: [Need] = []
}

/// What to do, by stage.
struct RemedyTemplate: Sendable {
  enum Stage: String, Sendable, CaseIterable, Comparable {
    case stop, repair, configure, prevent

    static func < (left: Self, right: Self) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }

  var key: String
  var stage: Stage
  var title: Localised
  var body: Localised
  var command: String?
  var docs: [String] = []
}

/// An artefact that would settle whether the cause applies.
struct Need: Sendable {
  var artefact: Localised
  var command: String?
}
