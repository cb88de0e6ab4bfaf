/// A value of a template's YAML that knows where it stands.
package indirect enum TemplateNode: Sendable {
  case scalar(Scalar)
  case sequence([TemplateNode], Mark)
  case mapping(Mapping, Mark)

  /// A place within the section, counted from 1.
  package struct Mark: Sendable, Equatable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  package struct Scalar: Sendable {
    package var string: String
    /// Written without quotes and not as a block of text: `null`, `true` and numbers mean what they say.
    package var isPlain: Bool
    package var mark: Mark

    package init(_ string: String, isPlain: Bool, _ mark: Mark) {
      self.string = string
      self.isPlain = isPlain
      self.mark = mark
    }
  }

  /// The pairs of a mapping in the order of the file.
  package struct Mapping: Sendable, RandomAccessCollection {
    package typealias Element = (key: TemplateNode, value: TemplateNode)

    private let pairs: [Element]

    package init(_ pairs: [Element]) { self.pairs = pairs }

    package var startIndex: Int { 0 }
    package var endIndex: Int { pairs.count }
    package subscript(position: Int) -> Element { pairs[position] }

    package subscript(key: String) -> TemplateNode? {
      pairs.first { $0.key.scalar?.string == key }?.value
    }
  }

  package var scalar: Scalar? { if case .scalar(let scalar) = self { scalar } else { nil } }
  package var sequence: [TemplateNode]? { if case .sequence(let elements, _) = self { elements } else { nil } }
  package var mapping: Mapping? { if case .mapping(let mapping, _) = self { mapping } else { nil } }

  package subscript(key: String) -> TemplateNode? { mapping?[key] }

  package var mark: Mark {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }
}
