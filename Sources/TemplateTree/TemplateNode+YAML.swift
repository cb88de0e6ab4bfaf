import Yams

extension TemplateNode {
  /// Parses a YAML text; nil where nothing stands in it.
  ///
  /// - Throws: `YamlError`, with the place where the text is broken.
  package init?(yaml: String) throws {
    guard let node = try Yams.compose(yaml: yaml, .basic, .default, .utf8) else { return nil }
    self.init(node)
  }

  private init(_ node: Yams.Node) {
    let mark = Mark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    switch node {
    case .scalar(let scalar):
      self = .scalar(Scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any, mark))
    case .sequence(let sequence): self = .sequence(sequence.map(TemplateNode.init), mark)
    case .mapping(let mapping):
      self = .mapping(Mapping(mapping.map { (key: TemplateNode($0.key), value: TemplateNode($0.value)) }), mark)
    // Yams resolves aliases while it composes.
    case .alias: self = .scalar(Scalar("", isPlain: true, mark))
    }
  }
}
