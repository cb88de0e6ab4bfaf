/// One named condition of a rule: what must be true, and which events prove it.
struct Condition: Sendable {
  /// What is looked at.
  enum Subject: Sendable {
    /// Events of the incident; those that match are bound to the condition's name.
    case events
    case measure(String, MeasureTest)
    /// Facts of the incident (`incident.facts`).
    case facts([(name: String, matcher: Matcher)])
    /// Columns of the incident.
    case incident([(name: String, matcher: Matcher)])
    /// Other incidents of the same cluster; their first events are bound.
    case incidents([(name: String, matcher: Matcher)])
    /// A source of such a format, read for the time of the incident: tells silence from a log that was not collected.
    case log(Matcher)
  }

  struct MeasureTest: Sendable {
    /// Seconds.
    var below: Double?
    var above: Double?
    var isMissing = false
  }

  /// Which of several matching events the name stands for.
  enum Pick: String, Sendable { case first, latest }

  var name: String
  /// Where the condition stands in its file.
  var place = RulePlace()
  var subject = Subject.events
  /// All must hold for an event to match.
  var predicates: [Predicate] = []
  /// How a matching event lies to other conditions' events; one entry a condition or moment referred to.
  var relations: [Relation] = []
  /// Lines (folded events count as often as they repeat), such as `>= 3`.
  var count: Comparison?
  /// Different values of a field over all matching events.
  var distinct: [(field: Field, comparison: Comparison)] = []
  /// Holds when nothing matches.
  var isAbsent = false
  /// Who would have shown it, for an absence; nil leaves it to the kinds (`SeenBy.usual`).
  var seenBy: SeenBy?
  /// Evidence where it is there; the rule does not need it.
  var isOptional = false
  /// In `against`: kills the cause.
  var isDecisive = false
  var pick: Pick?
  /// How many lines are shown as evidence.
  var limit = 3
  var note: Localised?

  /// Whether the condition can bind events at all.
  var bindsEvents: Bool {
    switch subject {
    case .events, .incidents: !isAbsent
    case .measure(_, let test): !test.isMissing
    case .facts, .incident, .log: false
    }
  }
}

/// What can be compared of an event.
enum Field: Hashable, Sendable {
  case column(String)
  case attribute(String)
  /// `message` in lower case.
  case text

  static let columns = [
    "kind", "origin", "severity", "cluster", "component", "instance", "peer", "actor", "role", "code", "message",
    "stream", "step", "source", "member", "other",
  ]
  static let severities = ["debug", "info", "notice", "warning", "error", "fatal"]
}

/// A test of one field of an event.
struct Predicate: Sendable {
  indirect enum Test: Sendable {
    case field(Field, Matcher)
    /// `text`, `all-text`: the message contains any, or all, of these; letter case does not count.
    case contains([String], all: Bool)
    case severity(atLeast: Int)
    /// Two fields, or a field and a number, of the same event.
    case compare(Operand, Comparison.Operator, Operand)
    /// One of several sets of tests.
    case any([[Predicate]])
  }

  enum Operand: Sendable {
    case field(Field)
    case number(Double)
  }

  var test: Test
  var isNegated = false
  /// As written, for `rules why`.
  var label: String
}

/// Any of several patterns.
struct Matcher: Sendable {
  enum Pattern: Sendable, Equatable {
    case exact(String)
    case prefix(String)
    case suffix(String)
    case contains(String)
    case number(Comparison)
    /// `null`: nothing there.
    case missing
    /// `*`: anything there.
    case present
    /// `$old_primary` and the like: any name of that member, or the incident's value.
    case incident(String)

    /// As written in a rule.
    var label: String {
      switch self {
      case .exact(let text): text
      case .prefix(let text): text + "*"
      case .suffix(let text): "*" + text
      case .contains(let text): "*" + text + "*"
      case .number(let comparison): comparison.sql
      case .missing: "null"
      case .present: "*"
      case .incident(let name): "$" + name
      }
    }
  }

  var patterns: [Pattern]

  /// Fields of the incident that `$name` refers to.
  static let incidentFields = [
    "old_primary", "new_primary", "candidate", "cluster", "component", "requested_by", "engine", "platform",
  ]
  /// Those that are members with several names.
  static let memberFields: Set = ["old_primary", "new_primary", "candidate"]

  /// Whether a single value matches; `incident` gives the incident's fields.
  func matches(_ value: String?, incident: (String) -> String?) -> Bool {
    patterns.contains { pattern in
      switch pattern {
      case .exact(let text): value == text
      case .prefix(let text): value?.hasPrefix(text) ?? false
      case .suffix(let text): value?.hasSuffix(text) ?? false
      case .contains(let text): value?.contains(text) ?? false
      case .number(let comparison): value.flatMap { Double($0) }.map(comparison.holds) ?? false
      case .missing: value == nil
      case .present: value != nil
      case .incident(let name): value != nil && value == incident(name)
      }
    }
  }
}

/// `>= 3`
struct Comparison: Sendable, Equatable {
  enum Operator: String, Sendable, CaseIterable {
    // The longer ones first: they are tried in this order.
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="
  }

  var relation: Operator
  var value: Double

  init(relation: Operator, value: Double) {
    self.relation = relation
    self.value = value
  }

  /// Reads `>= 3`, `< 10`, `= 2`, `3`; nil for anything else.
  init?(_ text: String) {
    let trimmed = text.trimmed()
    let relation = Operator.allCases.first { trimmed.hasPrefix($0.rawValue) }
    let rest = trimmed.dropFirst(relation?.rawValue.count ?? 0).trimmed()
    guard let value = Double(rest) else { return nil }
    self.relation = relation ?? .equal
    self.value = value
  }

  func holds(_ number: Double) -> Bool {
    switch relation {
    case .atLeast: number >= value
    case .atMost: number <= value
    case .above: number > value
    case .below: number < value
    case .equal: number == value
    }
  }

  var sql: String { "\(relation.rawValue) \(value.sqlLiteral)" }
}

extension Double {
  /// A whole number without its fraction, so that integers compare as integers.
  var sqlLiteral: String { self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self) }
}

/// How a matching event lies to the events of another condition, or to a moment of the incident.
struct Relation: Sendable {
  enum Other: Hashable, Sendable {
    case condition(String)
    /// `$start`, `$end`
    case start
    case end
  }

  enum Order: String, Sendable { case after, before, near }

  var other: Other
  var orders: [Order] = []
  /// Microseconds.
  var within: ClosedRange<Int64>?
  var same: [(own: Field, other: Field)] = []
  var differs: [(own: Field, other: Field)] = []
}
