import TemplateTree

/// A YAML template with its sections: those of the program are parsed already, those of an overlay when somebody asks.
struct RuleSource: Sendable {
  struct Section: Sendable {
    let key: String
    let linesBefore: Int
    /// The tree that stands for it; nil where it has to be parsed.
    var tree: String?
    /// Where the file was cut here.
    fileprivate var text: Substring?
  }

  let path: String
  let text: String
  /// In the order of the file.
  let sections: [Section]

  /// Without trees the text is cut here and parsed on demand.
  init(path: String, text: String, trees: [EmbeddedTree] = []) {
    self.path = path
    self.text = text
    sections =
      trees.isEmpty
      ? TemplateSection.all(of: text).map { Section(key: $0.key, linesBefore: $0.linesBefore, text: $0.text) }
      : trees.map { Section(key: $0.key, linesBefore: $0.linesBefore, tree: $0.tree) }
  }

  init(_ file: Templates.File) { self.init(path: file.origin, text: file.text, trees: file.trees) }

  /// `key: value` as it stands in the file.
  func text(of section: Section) -> Substring {
    section.text ?? TemplateSection.all(of: text).first { $0.linesBefore == section.linesBefore }?.text ?? ""
  }

  /// The section as a mapping with one pair. Throws `YamlError` where it cannot be parsed.
  func node(of section: Section) throws -> TemplateNode? {
    if let tree = section.tree, let node = TemplateNode(tree: tree) { return node }
    return try TemplateNode(yaml: String(text(of: section)))
  }

  /// The text of a line, counted from 1.
  func line(_ number: Int) -> String? {
    var current = 1
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if current == number { return String(line) }
      current += 1
    }
    return nil
  }
}
