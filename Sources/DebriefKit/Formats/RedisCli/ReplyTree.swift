/// An answer of redis-cli: a value or a list, as it prints them for people (`1)  1) "name"`).
indirect enum ReplyTree: Equatable {
  case value(String)
  case list([ReplyTree])

  var text: String? { if case .value(let text) = self { text } else { nil } }
  var elements: [ReplyTree] { if case .list(let elements) = self { elements } else { [] } }

  /// Reads numbered lines. The columns of the closing brackets tell the depth: numbers are aligned at them.
  static func parse(_ lines: [String]) -> ReplyTree {
    var stack: [(column: Int, elements: [ReplyTree])] = []
    func close() {
      guard let top = stack.popLast() else { return }
      if stack.isEmpty {
        stack.append(top)
      } else {
        stack[stack.count - 1].elements.append(.list(top.elements))
      }
    }
    for line in lines {
      let (columns, value) = numbers(line)
      guard let first = columns.first else { continue }
      while stack.count > 1, let top = stack.last, top.column > first { close() }
      for (index, column) in columns.enumerated() where index > 0 || stack.isEmpty || (stack.last?.column ?? 0) < column
      {
        stack.append((column, []))
      }
      if value == "(empty array)" || value == "(empty list or set)" {
        stack[stack.count - 1].elements.append(.list([]))
      } else {
        stack[stack.count - 1].elements.append(.value(plain(value)))
      }
    }
    while stack.count > 1 { close() }
    return .list(stack.first?.elements ?? [])
  }

  /// The columns of the `N)` in front, and the rest.
  static func numbers(_ line: String) -> (columns: [Int], value: String) {
    let bytes = Array(line.utf8)
    var columns: [Int] = []
    var index = 0
    var end = 0
    while index < bytes.count {
      while index < bytes.count, bytes[index] == ASCII.space { index += 1 }
      let start = index
      while index < bytes.count, ASCII.isDigit(bytes[index]) { index += 1 }
      guard index > start, index < bytes.count, bytes[index] == UInt8(ascii: ")") else { break }
      guard index + 1 == bytes.count || bytes[index + 1] == ASCII.space else { break }
      columns.append(index)
      index += 1
      end = index
    }
    while end < bytes.count, bytes[end] == ASCII.space { end += 1 }
    return (columns, String(decoding: bytes[end...], as: UTF8.self))
  }

  /// `"text"`, `(integer) 5`, `(nil)` and bare text as plain text.
  static func plain(_ value: String) -> String {
    if value.hasPrefix("(integer) ") { return String(value.dropFirst(10)) }
    if value.hasPrefix("(double) ") { return String(value.dropFirst(9)) }
    if value == "(nil)" { return "" }
    guard value.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") else { return value }
    return String(value.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
  }

  /// Names and values in turn, as a dictionary; hyphens become underscores.
  var pairs: [String: String] {
    var pairs: [String: String] = [:]
    var index = 0
    while index + 1 < elements.count {
      if let key = elements[index].text, let value = elements[index + 1].text {
        pairs[key.replacing("-", with: "_")] = value
      }
      index += 2
    }
    return pairs
  }

  /// The raw form, names and values on bare lines: a new entry starts wherever `first` stands in the place of a name.
  static func entries(ofRaw lines: [String], startingWith first: String) -> [[String: String]] {
    var entries: [[String: String]] = []
    var index = 0
    while index + 1 < lines.count {
      if lines[index] == first { entries.append([:]) }
      if !entries.isEmpty { entries[entries.count - 1][lines[index].replacing("-", with: "_")] = lines[index + 1] }
      index += 2
    }
    return entries
  }
}
