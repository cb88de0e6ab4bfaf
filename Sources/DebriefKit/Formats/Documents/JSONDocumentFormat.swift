/// JSON documents: pretty-printed over many lines, one a line, or back to back as `kbcli report` writes them.
struct JSONDocumentFormat: BlockFormat {
  var name: String { "json" }
  var summary: String { "JSON documents of Kubernetes objects and events, single, in lists or back to back." }
  var samples: [String] {
    [
      #"{"apiVersion":"apps.kubeblocks.io/v1alpha1","kind":"OpsRequest","metadata":{"name":"ops-a"},"spec":{"type":"Switchover"}}"#
    ]
  }

  var ownsIndentation: Bool { true }

  func opens(_ line: Span<UInt8>) -> Bool {
    // Support bundles keep objects in an array.
    if line.has("["), line.count == 1 || line.has("[{\"", at: 0) && line.find("\"apiVersion\"") != nil { return true }
    if OperationQueue.opens(line) { return true }
    guard !line.isEmpty, line[0] == UInt8(ascii: "{") else { return false }
    var end = line.count
    while end > 1, line[end - 1] == ASCII.space { end -= 1 }
    if end == 1 { return true }
    let head = line.extracting(0..<min(line.count, 4096))
    return head.find("\"apiVersion\"") != nil || head.find("\"kind\"") != nil || head.find("\"servers\"") != nil
      || line.count > 4096
        && line.find("\"apiVersion\"") != nil
  }

  /// `state` holds the nesting depth; strings never run over the end of a line.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    if state > 0 {
      // Nothing inside a document starts in the first column with anything but these: the document was cut off.
      if !line.isEmpty, !Self.continues(line[0]) { return .before }
      if line.count == 1, line[0] == UInt8(ascii: "{") { return .before }
    }
    var inString = false
    var index = 0
    while index < line.count {
      let byte = line[index]
      if inString {
        if byte == UInt8(ascii: "\\") { index += 1 } else if byte == UInt8(ascii: "\"") { inString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): inString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): state += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): state -= 1
        default: break
        }
      }
      index += 1
    }
    return state <= 0 ? .last : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    let bytes = Array(block.text.utf8)
    let read = JSONDocumentReader.documents(bytes.span)
    var known = 0
    for document in read.documents { known += DocumentKinds.read(document, block, process, into: &events) }
    if known == 0, OperationQueue.read(block.text, block, process, into: &events) { return }
    if known == 0, let topom = try? JSONValue.parse(block.text), CodisTopom.claims(topom) {
      var template = block.event(.stateObserved, origin: "file")
      template.code = "topom-group"
      for event in CodisTopom.events(topom, template) { events.emit(event) }
      return
    }
    if let problem = read.problem { throw BlockProblem(line: problem.line, reason: problem.reason) }
    if known == 0 { throw BlockProblem(line: 0, reason: DocumentKinds.unknown) }
  }

  private static func continues(_ byte: UInt8) -> Bool {
    switch byte {
    case ASCII.space, ASCII.tab, ASCII.carriageReturn, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      true
    default: ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
    }
  }
}

/// Who reads which documents, whatever notation they were written in.
enum DocumentKinds {
  static let unknown = "no document of a kind that debrief knows, or nothing but its kind"

  /// Reads one document and the ones inside it; gives how many were of a known kind. The items of a typed list (`PodList`)
  /// do not repeat their kind.
  static func read(
    _ document: DocumentNode, _ block: Block, _ process: ProcessLog, kind inherited: String? = nil,
    into events: inout EventSink
  ) -> Int {
    if case .array(let elements) = document.content {
      return elements.reduce(0) { $0 + read($1, block, process, kind: inherited, into: &events) }
    }
    guard let kind = document["kind"]?.text ?? inherited else {
      guard let whole = ObjectPart(document, process)?.whole else { return 0 }
      KubernetesObject(whole, block, process).read(into: &events)
      return 1
    }
    if document["items"] != nil || kind.hasSuffix("List") {
      let items = document["items"]?.items ?? []
      let itemKind = kind == "List" ? nil : kind.hasSuffix("List") ? String(kind.dropLast(4)) : nil
      let known = items.reduce(0) { $0 + read($1, block, process, kind: itemKind, into: &events) }
      var roles = RoleCensus()
      for item in items {
        if let role = KubernetesObject(item, block, process, kind: itemKind).role { roles.count(role) }
      }
      roles.emit(block, process, into: &events)
      // An empty list is understood as well.
      return max(1, known)
    }
    let object = KubernetesObject(document, block, process, kind: kind)
    guard object.saysSomething else { return 0 }
    object.read(into: &events)
    return 1
  }
}
