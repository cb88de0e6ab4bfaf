/// Reads JSON documents that stand back to back, with the line of every value.
///
/// A document that is cut off gives what was complete, and the problem: half a list of events is still evidence.
struct JSONDocumentReader {
  private var scanner = JSONScanner()
  private var line = 0
  private var counted = 0
  /// Why the text ended early.
  private(set) var problem: (line: Int, reason: String)?

  /// All documents in `bytes`.
  static func documents(_ bytes: Span<UInt8>) -> (documents: [DocumentNode], problem: (line: Int, reason: String)?) {
    var reader = JSONDocumentReader()
    var documents: [DocumentNode] = []
    while reader.problem == nil {
      reader.scanner.skipBlanks(bytes)
      guard reader.scanner.index < bytes.count, let document = reader.value(bytes, depth: 0) else { break }
      documents.append(document)
    }
    return (documents, reader.problem)
  }

  /// nil where nothing usable stands; `problem` says why.
  private mutating func value(_ bytes: Span<UInt8>, depth: Int) -> DocumentNode? {
    scanner.skipBlanks(bytes)
    let start = here(bytes)
    guard scanner.index < bytes.count else { return fail(bytes, "the JSON document is cut off") }
    guard depth < JSONScanner.deepest else { return fail(bytes, "nested deeper than \(JSONScanner.deepest)") }
    switch bytes[scanner.index] {
    case UInt8(ascii: "{"): return object(bytes, start, depth)
    case UInt8(ascii: "["): return array(bytes, start, depth)
    default: return scalar(bytes).map { DocumentNode(line: start, .scalar($0)) }
    }
  }

  private mutating func scalar(_ bytes: Span<UInt8>) -> JSONValue? {
    do {
      return try scanner.next(bytes)
    } catch {
      _ = fail(bytes, error.reason)
      return nil
    }
  }

  private mutating func object(_ bytes: Span<UInt8>, _ start: Int, _ depth: Int) -> DocumentNode {
    var members: [String: DocumentNode] = [:]
    scanner.advance()
    var first = true
    while problem == nil, !ends("}", bytes) {
      if !first, !scanner.take(",", bytes) {
        _ = fail(bytes, "expected ',' or '}'")
        break
      }
      first = false
      scanner.skipBlanks(bytes)
      guard scanner.index < bytes.count, bytes[scanner.index] == UInt8(ascii: "\"") else {
        _ = fail(bytes, "expected a key in quotes")
        break
      }
      guard let key = scalar(bytes)?.string else { break }
      scanner.skipBlanks(bytes)
      guard scanner.take(":", bytes) else {
        _ = fail(bytes, "expected ':' after the key")
        break
      }
      if let member = value(bytes, depth: depth + 1) { members[key] = member }
    }
    return DocumentNode(line: start, .object(members))
  }

  private mutating func array(_ bytes: Span<UInt8>, _ start: Int, _ depth: Int) -> DocumentNode {
    var elements: [DocumentNode] = []
    scanner.advance()
    var first = true
    while problem == nil, !ends("]", bytes) {
      if !first, !scanner.take(",", bytes) {
        _ = fail(bytes, "expected ',' or ']'")
        break
      }
      first = false
      if let element = value(bytes, depth: depth + 1) { elements.append(element) }
    }
    return DocumentNode(line: start, .array(elements))
  }

  private mutating func ends(_ close: StaticString, _ bytes: Span<UInt8>) -> Bool {
    scanner.skipBlanks(bytes)
    return scanner.take(close, bytes)
  }

  private mutating func fail(_ bytes: Span<UInt8>, _ reason: String) -> DocumentNode? {
    if problem == nil {
      problem = (here(bytes), scanner.index < bytes.count ? reason : "the JSON document is cut off")
    }
    return nil
  }

  /// The line of the scanner's place; counts only the bytes since the last call.
  private mutating func here(_ bytes: Span<UInt8>) -> Int {
    while counted < min(scanner.index, bytes.count) {
      if bytes[counted] == ASCII.newline { line += 1 }
      counted += 1
    }
    return line
  }
}
