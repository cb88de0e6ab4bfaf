/// A value of a JSON or YAML document, or of `kubectl describe`, that knows on which line it stands.
struct DocumentNode: Sendable {
  indirect enum Content: Sendable {
    case scalar(JSONValue)
    case array([DocumentNode])
    case object([String: DocumentNode])
  }

  /// Counted from 0 at the start of the block.
  var line: Int
  var content: Content

  init(line: Int, _ content: Content) {
    self.line = line
    self.content = content
  }

  /// The member of an object, nil elsewhere and for null.
  subscript(key: String) -> DocumentNode? {
    guard case .object(let members) = content, let member = members[key], !member.isNull else { return nil }
    return member
  }

  /// The value at a path of object keys.
  func at(_ path: String...) -> DocumentNode? {
    var node: DocumentNode? = self
    for key in path { node = node?[key] }
    return node
  }

  var isNull: Bool { if case .scalar(.null) = content { true } else { false } }

  /// A scalar as text; nil for the empty string, null, arrays and objects.
  var text: String? {
    guard case .scalar(let value) = content, let text = value.scalarText, !text.isEmpty else { return nil }
    return text
  }

  var integer: Int64? { if case .scalar(let value) = content { value.integer } else { nil } }

  var bool: Bool? { if case .scalar(let value) = content { value.bool } else { nil } }

  /// The elements of an array. An object counts as its only element: `kubectl describe` shows lists of one like that.
  var items: [DocumentNode] {
    switch content {
    case .array(let elements): elements
    case .object: [self]
    case .scalar: []
    }
  }

  /// The members of an object, sorted by key.
  var members: [(key: String, value: DocumentNode)] {
    guard case .object(let members) = content else { return [] }
    return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The members that are scalars, as text.
  var texts: [String: String] {
    guard case .object(let members) = content else { return [:] }
    return members.compactMapValues { if case .scalar(let value) = $0.content { value.scalarText } else { nil } }
  }

  /// Without the lines.
  var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let elements): .array(elements.map(\.value))
    case .object(let members): .object(members.mapValues(\.value))
    }
  }
}
