import Yams

/// Conditions of a rule file.
struct ConditionParser {
  let reader: RuleReader

  static let keys = [
    "kind", "text", "all-text", "not", "any", "attributes", "severity", "count", "distinct", "at-least-instances",
    "after", "before", "near", "within", "same", "differs", "as", "absent", "optional", "decisive", "first", "latest",
    "limit", "note", "measure", "below", "above", "missing", "fact", "incident", "incidents", "log", "compare",
  ]
  static let predicateKeys = Field.columns + ["text", "all-text", "attributes", "not", "any", "compare"]

  /// The named conditions of `when`, `against` and the like.
  func conditions(_ node: Node) -> [Condition] {
    reader.pairs(node, "named conditions").map { pair in
      if !Self.isName(pair.key) {
        reader.report(
          pair.keyNode, "'\(pair.key)' cannot name a condition",
          help: "use small letters, digits and _, starting with a letter")
      }
      var condition = condition(pair.key, pair.value)
      condition.place = reader.place(pair.keyNode)
      return condition
    }
  }

  static func isName(_ text: String) -> Bool {
    text.utf8.first.map { (0x61...0x7A).contains($0) } == true
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  private func condition(_ name: String, _ node: Node) -> Condition {
    var condition = Condition(name: name)
    var order = OrderKeys()
    var measure: (name: String, test: Condition.MeasureTest)?
    var test = Condition.MeasureTest()
    for (key, keyNode, value) in reader.pairs(node, "a condition") {
      switch key {
      case "absent": condition.isAbsent = reader.flag(value)
      case "optional": condition.isOptional = reader.flag(value)
      case "decisive": condition.isDecisive = reader.flag(value)
      case "first": if reader.flag(value) { condition.pick = .first }
      case "latest": if reader.flag(value) { condition.pick = .latest }
      case "limit": condition.limit = reader.number(value, in: 1...50) ?? 3
      case "note": condition.note = reader.localised(value)
      case "count": condition.count = comparison(value)
      case "distinct":
        for pair in reader.pairs(value, "field: comparison") {
          if let field = field(pair.key, pair.keyNode), let comparison = comparison(pair.value) {
            condition.distinct.append((field, comparison))
          }
        }
      case "at-least-instances":
        if let least = reader.number(value, in: 1...1000) {
          condition.distinct.append((.column("instance"), Comparison(relation: .atLeast, value: Double(least))))
        }
      case "after": order.after = (value, other(value))
      case "before": order.before = (value, other(value))
      case "near": order.near = (value, other(value))
      case "as": order.named = (value, other(value))
      case "within": order.within = (value, window(value))
      case "same": order.same = (keyNode, fieldPairs(value))
      case "differs": order.differs = (keyNode, fieldPairs(value))
      case "measure":
        if let name = reader.text(value) {
          if !MeasureName.all.contains(name) {
            reader.unknown(name, at: value, among: MeasureName.all, what: "measure")
          }
          measure = (name, test)
        }
      case "below": test.below = reader.duration(value).map { Double($0) / 1e6 }
      case "above": test.above = reader.duration(value).map { Double($0) / 1e6 }
      case "missing": test.isMissing = reader.flag(value)
      case "fact": condition.subject = .facts(matchers(value))
      case "incident":
        condition.subject = .incident(matchers(value))
        checkIncidentFields(value)
      case "incidents":
        condition.subject = .incidents(matchers(value))
        checkIncidentFields(value)
      case "log": condition.subject = .log(matcher(value))
      default:
        if let predicate = predicate(key, keyNode, value) { condition.predicates.append(predicate) }
      }
    }
    if let measure { condition.subject = .measure(measure.name, test) }
    condition.relations = relations(order, node)
    return condition
  }

  // MARK: - Tests of an event

  private func predicate(_ key: String, _ keyNode: Node, _ value: Node) -> Predicate? {
    switch key {
    case "text", "all-text":
      let texts = reader.texts(value)
      if texts.contains(where: { $0.trimmed().isEmpty }) { reader.report(value, "an empty text is in every line") }
      return Predicate(
        test: .contains(texts.map { $0.lowercased() }, all: key == "all-text"),
        label: "\(key) \(texts.map { "'\($0)'" }.joined(separator: key == "text" ? " or " : " and "))")
    case "severity":
      guard let word = reader.text(value) else { return nil }
      guard let level = Field.severities.firstIndex(of: word) else {
        reader.unknown(word, at: value, among: Field.severities, what: "severity")
        return nil
      }
      return Predicate(test: .severity(atLeast: level), label: "severity at least \(word)")
    case "compare": return compare(value)
    case "attributes":
      return all(reader.pairs(value, "attributes").map { (.attribute($0.key), $0.keyNode, $0.value) })
    case "not":
      let inner = predicates(value)
      guard !inner.isEmpty else { return nil }
      // not: {a, b} means neither a nor b.
      return Predicate(
        test: .any(inner.map { [$0] }), isNegated: true,
        label: "not \(inner.map(\.label).joined(separator: " or "))")
    case "any":
      let sets = reader.elements(value).map(predicates)
      return Predicate(
        test: .any(sets),
        label: sets.map { $0.map(\.label).joined(separator: " and ") }.joined(separator: " or "))
    case _ where Field.columns.contains(key):
      if key == "kind" { checkKinds(value) }
      return Predicate(test: .field(.column(key), matcher(value)), label: "\(key) \(written(value))")
    default:
      reader.unknown(key, at: keyNode, among: Self.keys + Field.columns)
      return nil
    }
  }

  /// `attributes.have < attributes.need`
  private func compare(_ node: Node) -> Predicate? {
    guard let text = reader.text(node) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 3, let relation = Comparison.Operator(rawValue: words[1]),
      let left = operand(words[0], node), let right = operand(words[2], node)
    else {
      reader.report(node, "expected a comparison of two fields", help: "write attributes.have < attributes.need")
      return nil
    }
    return Predicate(test: .compare(left, relation, right), label: text)
  }

  private func operand(_ word: String, _ node: Node) -> Predicate.Operand? {
    if let number = Double(word) { return .number(number) }
    return field(word, node).map(Predicate.Operand.field)
  }

  private func predicates(_ node: Node) -> [Predicate] {
    reader.pairs(node, "tests of an event").compactMap { pair in
      guard Self.predicateKeys.contains(pair.key) || pair.key == "severity" else {
        reader.unknown(pair.key, at: pair.keyNode, among: Self.predicateKeys)
        return nil
      }
      return predicate(pair.key, pair.keyNode, pair.value)
    }
  }

  private func all(_ fields: [(field: Field, keyNode: Node, value: Node)]) -> Predicate? {
    let tests = fields.map { entry in
      Predicate(
        test: .field(entry.field, matcher(entry.value)),
        label: "\(entry.keyNode.scalar?.string ?? "") \(written(entry.value))")
    }
    if tests.count == 1 { return tests.first }
    return tests.isEmpty ? nil : Predicate(test: .any([tests]), label: tests.map(\.label).joined(separator: " and "))
  }

  private func checkKinds(_ node: Node) {
    for element in reader.elements(node) {
      guard let kind = element.scalar?.string, !KindName.isKnown(kind) else { continue }
      let nearest = Spelling.nearest(kind, in: KindName.all)
      reader.report(
        element, "unknown kind '\(kind)'",
        help: nearest.map { "did you mean '\($0)'?" } ?? "the kinds are the table in Events/EventKind.swift")
    }
  }

  private func checkIncidentFields(_ node: Node) {
    for pair in node.mapping ?? [:] {
      let name = pair.key.scalar?.string ?? ""
      if !Fits.names.contains(name) { reader.unknown(name, at: pair.key, among: Fits.names, what: "field") }
    }
  }

  // MARK: - Values

  func matchers(_ node: Node) -> [(name: String, matcher: Matcher)] {
    reader.pairs(node, "name: value").map { ($0.key, matcher($0.value)) }
  }

  func matcher(_ node: Node) -> Matcher {
    Matcher(patterns: reader.elements(node).compactMap(pattern))
  }

  private func pattern(_ node: Node) -> Matcher.Pattern? {
    if RuleReader.isNull(node) { return .missing }
    guard let text = reader.text(node) else { return nil }
    if text == "*" { return .present }
    if text.hasPrefix("$") {
      let name = String(text.dropFirst())
      if !Matcher.incidentFields.contains(name) {
        reader.unknown(name, at: node, among: Matcher.incidentFields, what: "field of the incident")
      }
      return .incident(name)
    }
    if "<>=".contains(text.prefix(1)), let comparison = Comparison(text) { return .number(comparison) }
    switch (text.hasPrefix("*"), text.hasSuffix("*")) {
    case (true, true): return .contains(String(text.dropFirst().dropLast()))
    case (true, false): return .suffix(String(text.dropFirst()))
    case (false, true): return .prefix(String(text.dropLast()))
    case (false, false): return .exact(text)
    }
  }

  private func comparison(_ node: Node) -> Comparison? {
    guard let comparison = reader.text(node).flatMap(Comparison.init) else {
      reader.report(node, "expected a comparison", help: "write \">= 3\", \"< 10\" or a number")
      return nil
    }
    return comparison
  }

  private func written(_ node: Node) -> String {
    reader.elements(node).map { RuleReader.isNull($0) ? "missing" : $0.scalar?.string ?? "" }.joined(separator: " or ")
  }

  private func field(_ name: String, _ node: Node) -> Field? {
    if name.hasPrefix("attributes.") { return .attribute(String(name.dropFirst("attributes.".count))) }
    if Field.columns.contains(name) { return .column(name) }
    reader.unknown(name, at: node, among: Field.columns + ["attributes.NAME"], what: "field")
    return nil
  }

  // MARK: - Relations

  private struct OrderKeys {
    var after: (node: Node, other: Relation.Other?)?
    var before: (node: Node, other: Relation.Other?)?
    var near: (node: Node, other: Relation.Other?)?
    var named: (node: Node, other: Relation.Other?)?
    var within: (node: Node, window: ClosedRange<Int64>?)?
    var same: (node: Node, fields: [(own: Field, other: Field)])?
    var differs: (node: Node, fields: [(own: Field, other: Field)])?
  }

  private func other(_ node: Node) -> Relation.Other? {
    switch reader.text(node) {
    case "$start": return .start
    case "$end": return .end
    case let name? where ConditionParser.isName(name): return .condition(name)
    case nil: return nil
    default:
      reader.report(node, "expected the name of a condition, $start or $end")
      return nil
    }
  }

  /// `5 s` is from now to 5 s; `[2 s, 30 s]` is between.
  private func window(_ node: Node) -> ClosedRange<Int64>? {
    guard let bounds = node.sequence else { return reader.duration(node).map { 0...max(0, $0) } }
    let values = bounds.compactMap(reader.duration)
    guard values.count == 2, values[0] <= values[1] else {
      reader.report(node, "expected [from, to]", help: "write [2 s, 30 s]")
      return nil
    }
    return values[0]...values[1]
  }

  /// `instance`, `[instance, code]` or `{instance: peer}`: own field: the other's.
  private func fieldPairs(_ node: Node) -> [(own: Field, other: Field)] {
    if node.mapping != nil {
      return reader.pairs(node, "own field: other field").compactMap { pair in
        guard let own = field(pair.key, pair.keyNode), let name = reader.text(pair.value),
          let other = field(name, pair.value)
        else { return nil }
        return (own, other)
      }
    }
    return reader.elements(node).compactMap { element in
      reader.text(element).flatMap { field($0, element) }.map { ($0, $0) }
    }
  }

  private func relations(_ keys: OrderKeys, _ node: Node) -> [Relation] {
    var relations: [Relation] = []
    func with(_ other: Relation.Other, _ change: (inout Relation) -> Void) {
      let index = relations.firstIndex { $0.other == other } ?? relations.endIndex
      if index == relations.endIndex { relations.append(Relation(other: other)) }
      change(&relations[index])
    }
    for (order, key) in [(Relation.Order.after, keys.after), (.before, keys.before), (.near, keys.near)] {
      guard let other = key?.other else { continue }
      with(other) { relation in
        relation.orders.append(order)
        relation.within = keys.within?.window
      }
    }
    if let within = keys.within, relations.isEmpty {
      reader.report(within.node, "'within' needs something to be near to", help: "add after:, before: or near:")
    }
    let compared = keys.named?.other ?? (relations.count == 1 ? relations.first?.other : nil)
    for (key, value) in [("same", keys.same), ("differs", keys.differs)] {
      guard let value else { continue }
      guard let compared, case .condition = compared else {
        reader.report(value.node, "'\(key)' needs to know whose field is meant", help: "add as: NAME of a condition")
        continue
      }
      with(compared) { relation in
        if key == "same" { relation.same = value.fields } else { relation.differs = value.fields }
      }
    }
    return relations
  }
}

/// The measures of DESIGN: planned switchover, failover, topology.
enum MeasureName {
  static let all = [
    "request_to_end", "job_runtime", "api_latency", "switch_time", "label_lag", "detection_time", "election_time",
    "promotion_time", "reconfiguration_time", "no_primary_window", "dual_primary_window",
    "old_primary_return_to_demotion",
  ]
}

/// The kinds rules may name: fixed ones, families with `*`, and the open families.
enum KindName {
  static let open = ["sentinel.", "audit."]
  static let all: [String] = [
    "operation.requested", "operation.validated", "operation.rejected", "operation.started", "operation.progress",
    "operation.succeeded", "operation.failed", "operation.cancelled", "job.created", "job.started", "job.succeeded",
    "job.failed", "pod.scheduled", "pod.started", "pod.ready", "pod.terminated", "pod.failed", "pod.evicted",
    "api.request", "api.response", "api.error", "script.check", "script.succeeded", "script.failed", "script.output",
    "role.observed", "role.changed", "label.changed", "probe.succeeded", "probe.failed", "lease.acquired", "lease.lost",
    "lease.expired", "lease.released", "switchover.recorded", "switchover.consumed", "promotion.started",
    "promotion.succeeded", "promotion.failed", "demotion.started", "demotion.succeeded", "demotion.failed",
    "replication.started", "replication.connected", "replication.broken", "replication.resync.full",
    "replication.resync.partial", "replication.lag", "vote.cast", "vote.received", "instance.started",
    "instance.stopped", "instance.crashed", "instance.restarted", "config.rewritten", "config.rewrite.failed",
    "state.observed", "write.accepted", "write.refused", "access.denied", "resource.oom", "resource.disk",
    "resource.cpu", "node.lost", "node.ready", "controller.error", "controller.conflict",
  ]

  static func isKnown(_ kind: String) -> Bool {
    if kind.hasSuffix("*") {
      let prefix = String(kind.dropLast())
      return (all + open).contains { $0.hasPrefix(prefix) || (open.contains($0) && prefix.hasPrefix($0)) }
    }
    return all.contains(kind) || open.contains { kind.hasPrefix($0) && kind.count > $0.count }
  }
}
