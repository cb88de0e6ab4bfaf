/// A tree as text that is read many times faster than YAML: the embedded templates are parsed when the program is built.
///
/// One node a line, parents first: a letter (`p` plain scalar, `q` other scalar, `l` sequence, `m` mapping), line, column,
/// then a scalar's text or the number of elements or pairs. `\n` and `\\` stand for a newline and a backslash.
extension TemplateNode {
  package var tree: String {
    var lines: [String] = []
    write(&lines)
    return lines.joined(separator: "\n")
  }

  private func write(_ lines: inout [String]) {
    switch self {
    case .scalar(let scalar):
      let text = scalar.string.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      lines.append("\(scalar.isPlain ? "p" : "q")\(mark.line) \(mark.column) \(text)")
    case .sequence(let elements, _):
      lines.append("l\(mark.line) \(mark.column) \(elements.count)")
      for element in elements { element.write(&lines) }
    case .mapping(let mapping, _):
      lines.append("m\(mark.line) \(mark.column) \(mapping.count)")
      for (key, value) in mapping {
        key.write(&lines)
        value.write(&lines)
      }
    }
  }

  /// Reads what `tree` gave; nil where it was not whole.
  package init?(tree: String) {
    var reader = TreeReader(bytes: Array(tree.utf8))
    guard let node = reader.node() else { return nil }
    self = node
  }
}

private struct TreeReader {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func node() -> TemplateNode? {
    guard position < bytes.count else { return nil }
    let letter = bytes[position]
    position += 1
    guard let line = number(), let column = number() else { return nil }
    let mark = TemplateNode.Mark(line: line, column: column)
    switch letter {
    case UInt8(ascii: "p"): return .scalar(TemplateNode.Scalar(text(), isPlain: true, mark))
    case UInt8(ascii: "q"): return .scalar(TemplateNode.Scalar(text(), isPlain: false, mark))
    case UInt8(ascii: "l"):
      guard let count = number() else { return nil }
      var elements: [TemplateNode] = []
      elements.reserveCapacity(count)
      for _ in 0..<count {
        guard let element = node() else { return nil }
        elements.append(element)
      }
      return .sequence(elements, mark)
    case UInt8(ascii: "m"):
      guard let count = number() else { return nil }
      var pairs: [TemplateNode.Mapping.Element] = []
      pairs.reserveCapacity(count)
      for _ in 0..<count {
        guard let key = node(), let value = node() else { return nil }
        pairs.append((key, value))
      }
      return .mapping(TemplateNode.Mapping(pairs), mark)
    default: return nil
    }
  }

  /// Digits and the one byte behind them.
  private mutating func number() -> Int? {
    var value: Int?
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
      value = (value ?? 0) &* 10 &+ Int(digit)
      position += 1
    }
    position += 1
    return value
  }

  private mutating func text() -> String {
    let start = position
    var hasEscape = false
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == UInt8(ascii: "\\") { hasEscape = true }
      position += 1
    }
    let own = bytes[start..<min(position, bytes.count)]
    position += 1
    return String(decoding: hasEscape ? Self.unescaped(own) : own, as: UTF8.self)
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var isEscaped = false
    for byte in text {
      if isEscaped {
        out.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        out.append(byte)
      }
    }
    return out[...]
  }
}
