import Yams

extension DocumentNode {
  /// More nodes than any artefact has: aliases of aliases (a "billion laughs" document) end here.
  private static let mostNodes = 2_000_000

  /// The documents of a YAML text. Throws `BlockProblem` with the line where it is broken.
  static func yaml(_ text: String) throws -> [DocumentNode] {
    var budget = mostNodes
    do {
      // A value: the error stays in the copy that was iterated.
      var sequence = try Yams.compose_all(yaml: text, .basic)
      var documents: [DocumentNode] = []
      while let document = sequence.next() { documents.append(try convert(document, &budget)) }
      if let error = sequence.error { throw error }
      return documents
    } catch let error as YamlError {
      throw problem(error)
    }
  }

  private static func convert(_ node: Yams.Node, _ budget: inout Int) throws -> DocumentNode {
    budget -= 1
    guard budget > 0 else { throw BlockProblem(line: 0, reason: "the YAML document unfolds to too many values") }
    let line = max(0, (node.mark?.line ?? 1) - 1)
    switch node {
    case .scalar(let scalar):
      let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      return DocumentNode(line: line, .scalar(isNull ? .null : .string(scalar.string)))
    case .sequence(let sequence):
      return DocumentNode(line: line, .array(try sequence.map { try convert($0, &budget) }))
    case .mapping(let mapping):
      var members: [String: DocumentNode] = [:]
      for (key, value) in mapping {
        guard case .scalar(let name) = key else { continue }
        var member = try convert(value, &budget)
        // The line of the key is the one a reader looks for.
        member.line = max(0, (key.mark?.line ?? line + 1) - 1)
        members[name.string] = member
      }
      return DocumentNode(line: line, .object(members))
    case .alias: return DocumentNode(line: line, .scalar(.null))
    }
  }

  private static func problem(_ error: YamlError) -> BlockProblem {
    switch error {
    case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
      .composer(_, let reason, let mark, _):
      BlockProblem(line: max(0, mark.line - 1), reason: reason)
    case .duplicatedKeysInMapping(_, let context):
      BlockProblem(line: max(0, context.mark.line - 1), reason: "a key stands twice in one mapping")
    default: BlockProblem(line: 0, reason: "not valid YAML")
    }
  }
}
