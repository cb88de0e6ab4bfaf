import GRDB

/// An event of the incident under diagnosis, as far as rules are filtered by it.
struct ScopeEvent: Sendable {
  var columns: [String?]
  var severity: Int
  /// The message in lower case.
  var text: String?

  /// Columns that are compared before a rule is compiled; others are left to its statement.
  static let names = ["kind", "origin", "code", "role", "step"]

  /// Reads the events that `IncidentScope` has made ready.
  static func all(in db: Database) throws -> [ScopeEvent] {
    try db.all("SELECT severity, text, \(names.joined(separator: ", ")) FROM scope") { row in
      ScopeEvent(
        columns: names.indices.map { row[$0 + 2] }, severity: row[0], text: row[1])
    }
  }
}

// Most rules cannot hold, and compiling their statements is what a short diagnosis costs. What follows is never wrong
// about a rule that could: every test it does not decide is taken as met.
extension Rule {
  /// Whether some variant or refutation may hold.
  func canMatch(_ incident: IncidentRow) -> Bool {
    fits.matches(incident.field)
      && variants.contains { $0.canHold(incident) }
      || refutations.contains { $0.canHold(incident, fits) }
  }
}

extension Variant {
  func canHold(_ incident: IncidentRow) -> Bool {
    fits.matches(incident.field) && when.allSatisfy { $0.canHold(incident) }
  }

  /// Whether a log that was not read may still prove it: nothing but events is missing.
  func isOpen(_ incident: IncidentRow) -> Bool {
    fits.matches(incident.field)
      && when.allSatisfy { condition in
        if case .events = condition.subject { true } else { condition.canHold(incident) }
      }
  }
}

extension Refutation {
  /// Whether it may hold of a rule that fits such incidents.
  func canHold(_ incident: IncidentRow, _ fits: Fits) -> Bool {
    fits.replaced(by: self.fits).matches(incident.field) && conditions.allSatisfy { $0.canHold(incident) }
  }
}

extension Condition {
  func canHold(_ incident: IncidentRow) -> Bool {
    guard !isOptional else { return true }
    switch subject {
    case .events:
      return isMet(by: incident)
    case .measure(let name, let test):
      guard let seconds = incident.measures[name] else { return test.isMissing }
      return !test.isMissing && test.below.map { seconds < $0 } ?? true && test.above.map { seconds > $0 } ?? true
    case .facts(let facts): return facts.allSatisfy { $0.matcher.canMatch(incident.facts[$0.name]) }
    case .incident(let fields):
      return fields.allSatisfy { name, matcher in
        !Fits.names.contains(name) || matcher.canMatch(incident.field(name).map(JSONValue.string))
      }
    case .incidents, .log: return true
    }
  }

  /// Whether some event may meet all tests; what is absent or counted as none is no event.
  func isMet(by incident: IncidentRow) -> Bool {
    if isAbsent || count?.holds(0) == true { return true }
    // Most conditions name kinds that an incident has none of: then no event needs to be looked at.
    guard let kinds = kindMatcher else { return isMet(by: incident.events) }
    return incident.byKind.contains { kind, events in
      kinds.patterns.contains { $0.canMatch(kind) } && isMet(by: events)
    }
  }

  private func isMet(by events: [ScopeEvent]) -> Bool {
    events.contains { event in predicates.allSatisfy { $0.canHold(event) } }
  }

  /// The kinds it asks for.
  private var kindMatcher: Matcher? {
    for predicate in predicates where !predicate.isNegated {
      if case .field(.column("kind"), let matcher) = predicate.test { return matcher }
    }
    return nil
  }
}

extension Predicate {
  fileprivate func canHold(_ event: ScopeEvent) -> Bool {
    guard !isNegated else { return true }
    switch test {
    case .field(.column(let name), let matcher):
      guard let index = ScopeEvent.names.firstIndex(of: name) else { return true }
      let value = event.columns[index]
      return matcher.patterns.contains { $0.canMatch(value) }
    case .contains(let texts, let all):
      guard let text = event.text else { return false }
      return all ? texts.allSatisfy { text.contains($0) } : texts.contains { text.contains($0) }
    case .severity(let level): return event.severity >= level
    case .any(let sets): return sets.contains { $0.allSatisfy { $0.canHold(event) } }
    case .field, .compare: return true
    }
  }
}

extension Matcher.Pattern {
  fileprivate func canMatch(_ value: String?) -> Bool {
    switch self {
    case .missing: value == nil
    case .exact(let text): value == text
    case .prefix(let text): value?.utf8.starts(with: text.utf8) ?? false
    case .suffix, .contains, .present, .number, .incident: value != nil
    }
  }
}

extension Matcher {
  /// Whether a value of the incident may match; a list counts as the number of its elements.
  fileprivate func canMatch(_ value: JSONValue?) -> Bool {
    patterns.contains { pattern in
      switch (pattern, value) {
      case (.missing, nil), (.missing, .null): true
      case (_, nil), (_, .null): false
      case (.exact(let text), .string(let value)): text == value
      case (.exact(let text), .bool(let flag)): text == String(flag) || text == (flag ? "1" : "0")
      case (.number(let comparison), .integer(let number)): comparison.holds(Double(number))
      case (.number(let comparison), .number(let number)): comparison.holds(number)
      case (.number(let comparison), .array(let elements)): comparison.holds(Double(elements.count))
      default: true
      }
    }
  }
}
