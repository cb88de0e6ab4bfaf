extension Event {
  /// The event as one JSON object: the columns of `event`, absent where nil. `source` is the name of the source.
  public func json(source: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind.rawValue), "origin": .string(origin), "at_basis": .string(basis.rawValue),
      "source": .string(source), "line": .integer(Int64(position.line)), "severity": .integer(Int64(severity.rawValue)),
    ]
    if let at { members["at"] = .string(Civil.iso(at)) }
    if let lastAt { members["last_at"] = .string(Civil.iso(lastAt)) }
    if repeats > 1 { members["repeat"] = .integer(Int64(repeats)) }
    let texts = [
      ("stream", stream), ("cluster", cluster), ("component", component), ("instance", instance), ("peer", peer),
      ("actor", actor), ("role", role), ("code", code), ("message", message),
    ]
    for (key, text) in texts { if let text { members[key] = .string(text) } }
    if !attributes.isEmpty { members["attributes"] = .object(attributes) }
    return .object(members)
  }
}
