import TemplateTree

/// The causes a rule may name (`templates/causes.yaml`).
struct CauseVocabulary: Sendable {
  struct Cause: Sendable {
    var id: String
    var family: String
    var means: String
  }

  let causes: [Cause]
  private let index: [String: Int]

  /// Reads `causes:`; one cause a line as in the embedded file.
  init(yaml: String) throws {
    let pairs = try TemplateNode(yaml: yaml)?["causes"]?.mapping ?? TemplateNode.Mapping([])
    causes = pairs.map { key, value in
      Cause(
        id: key.scalar?.string ?? "", family: value["family"]?.scalar?.string ?? "",
        means: value["means"]?.scalar?.string ?? "")
    }
    index = Dictionary(causes.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }

  subscript(id: String) -> Cause? { index[id].map { causes[$0] } }
}
