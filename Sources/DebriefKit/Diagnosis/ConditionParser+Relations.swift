import TemplateTree

/// How a condition's events lie to those of another.
extension ConditionParser {
  struct OrderKeys {
    var after: (node: TemplateNode, other: Relation.Other?)?
    var before: (node: TemplateNode, other: Relation.Other?)?
    var near: (node: TemplateNode, other: Relation.Other?)?
    var named: (node: TemplateNode, other: Relation.Other?)?
    var within: (node: TemplateNode, window: ClosedRange<Int64>?)?
    var same: (node: TemplateNode, fields: [(own: Field, other: Field)])?
    var differs: (node: TemplateNode, fields: [(own: Field, other: Field)])?
  }

  func other(_ node: TemplateNode) -> Relation.Other? {
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
  func window(_ node: TemplateNode) -> ClosedRange<Int64>? {
    guard let bounds = node.sequence else { return reader.duration(node).map { 0...max(0, $0) } }
    let values = bounds.compactMap(reader.duration)
    guard values.count == 2, values[0] <= values[1] else {
      reader.report(node, "expected [from, to]", help: "write [2 s, 30 s]")
      return nil
    }
    return values[0]...values[1]
  }

  /// `instance`, `[instance, code]` or `{instance: peer}`: own field: the other's.
  func fieldPairs(_ node: TemplateNode) -> [(own: Field, other: Field)] {
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

  /// `sentinel`, `[agent, server]`, `every sentinel`, `nobody`, or `{log: …, from: NAME, to: NAME}`.
  func seenBy(_ node: TemplateNode) -> SeenBy? {
    var seenBy = SeenBy()
    guard node.mapping == nil else {
      for (key, keyNode, value) in reader.pairs(node, "log, from and to") {
        switch key {
        case "log": (seenBy.witnesses, seenBy.isEvery) = witnesses(value)
        case "from": seenBy.from = reader.text(value)
        case "to": seenBy.to = reader.text(value)
        default: reader.unknown(key, at: keyNode, among: ["log", "from", "to"])
        }
      }
      return seenBy
    }
    (seenBy.witnesses, seenBy.isEvery) = witnesses(node)
    return seenBy
  }

  private func witnesses(_ node: TemplateNode) -> ([SeenBy.Witness], Bool) {
    var isEvery = false
    let found = reader.elements(node).compactMap { element -> SeenBy.Witness? in
      guard var word = reader.text(element), word != "nobody" else { return nil }
      if word.hasPrefix("every ") {
        isEvery = true
        word.removeFirst("every ".count)
      }
      if let witness = SeenBy.Witness(rawValue: word) { return witness }
      reader.unknown(word, at: element, among: SeenBy.Witness.allCases.map(\.rawValue) + ["nobody"], what: "witness")
      return nil
    }
    return (found, isEvery)
  }

  func relations(_ keys: OrderKeys, _ node: TemplateNode) -> [Relation] {
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
