/// `kubectl describe` as a tree: `Key:  value` lines, nested by indentation, with texts that run over lines.
struct DescribeTree {
  final class Item {
    let key: String
    var value: String
    let line: Int
    let indent: Int
    var children: [Item] = []
    /// Lines below the item that have no key: words of a command, labels, rows of a table.
    var texts: [(text: String, line: Int)] = []

    init(key: String, value: String, line: Int, indent: Int) {
      self.key = key
      self.value = value
      self.line = line
      self.indent = indent
    }

    func child(_ key: String) -> Item? { children.first { $0.key == key } }

    /// The value and the texts below, one a line.
    var lines: [String] { (value.isEmpty || value == "<none>" ? [] : [value]) + texts.map(\.text) }
  }

  let root: Item

  init(_ lines: [String]) {
    root = Item(key: "", value: "", line: 0, indent: -1)
    var stack = [root]
    var last: Item?
    for (index, line) in lines.enumerated() {
      let indent = line.utf8.prefix { $0 == ASCII.space }.count
      let body = TextTable.trim(line)
      guard !body.isEmpty else { continue }
      guard let (key, value) = Self.pair(body) else {
        guard let open = last else { continue }
        // Only a sentence goes on in the next line; a name is whole.
        let isList = ["Labels", "Annotations", "Tolerations"].contains(open.key)
        if isList || !open.value.contains(" ") {
          open.texts.append((body, index))
        } else {
          open.value += "\n" + body
        }
        continue
      }
      while stack.count > 1, let top = stack.last, top.indent >= indent { stack.removeLast() }
      let item = Item(key: key, value: value, line: index, indent: indent)
      stack.last?.children.append(item)
      stack.append(item)
      last = item
    }
  }

  /// `Key:  value` and `Key:`; text with a single blank behind the colon is no key.
  private static func pair(_ body: String) -> (key: String, value: String)? {
    guard let colon = body.firstIndex(of: ":") else { return nil }
    let key = body[..<colon]
    guard !key.isEmpty, key.utf8.count < 64,
      key.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || " -_./()".utf8.contains($0) })
    else { return nil }
    let rest = body[body.index(after: colon)...]
    if rest.isEmpty { return (String(key), "") }
    guard rest.hasPrefix("  ") else { return nil }
    return (String(key), TextTable.trim(rest))
  }
}

// MARK: - Custom resources

extension DescribeTree.Item {
  /// The children as the object they were printed from. Lists of objects are printed flat: as keys come sorted, a key that
  /// does not come after the one before it starts the next element.
  func document() -> DocumentNode {
    guard !children.isEmpty else {
      if !texts.isEmpty {
        return DocumentNode(line: line, .array(texts.map { DocumentNode(line: $0.line, .scalar(.string($0.text))) }))
      }
      return DocumentNode(line: line, .scalar(value == "<nil>" ? .null : .string(value)))
    }
    var elements: [[String: DocumentNode]] = [[:]]
    var lines = [children[0].line]
    var previous = ""
    for child in children {
      let key = Self.fieldName(child.key)
      if !previous.isEmpty, key <= previous {
        elements.append([:])
        lines.append(child.line)
      }
      elements[elements.count - 1][key] = child.document()
      previous = key
    }
    let objects = zip(elements, lines).map { DocumentNode(line: $1, .object($0)) }
    return objects.count == 1
      ? DocumentNode(line: line, .object(elements[0])) : DocumentNode(line: line, .array(objects))
  }

  /// `Creation Timestamp` → creationTimestamp, `API Version` → apiVersion, `Redis - Sentinel` → redis-sentinel.
  static func fieldName(_ label: String) -> String {
    let words = label.split(separator: " ")
    guard words.count > 1 || label.first?.isUppercase == true else { return label }
    if words.contains("-") { return words.joined().lowercased() }
    return words.enumerated().map { index, word in
      index == 0 ? word.lowercased() : word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
  }
}
