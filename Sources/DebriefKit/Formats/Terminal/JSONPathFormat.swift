/// `kubectl get KIND NAME -o jsonpath='{…}{"\n"}{…}'` and what it printed: pieces of one object, put back into its shape.
///
/// Only templates of plain paths are read (no ranges, filters or wildcards), for one object that the command names, printed
/// as they are or through `jq .`: of anything else nobody can tell which word is the value of which path.
struct JSONPathFormat: BlockFormat {
  let name = "kubectl-jsonpath"
  let summary = "kubectl get of one object with -o jsonpath, and its answer."
  let samples = [
    "$ kubectl -n shop get ops shop-switchover-x7 -o jsonpath='{.status.phase}{\"\\n\"}{.status.progress}{\"\\n\"}'\nFailed\n1/1"
  ]

  func opens(_ line: Span<UInt8>) -> Bool {
    // The queue of operations in an annotation is read as it stands.
    guard line.find("jsonpath=") != nil, line.find("/ops-request") == nil, let command = Prompt.command(in: line) else {
      return false
    }
    return JSONPathCommand(line.text(command)) != nil
  }

  /// `state` counts the lines.
  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    state += 1
    // The prompt; then the answer, to the next prompt or an empty line.
    if state == 1 { return .more }
    return line.isEmpty || Prompt.command(in: line) != nil || state > 400 ? .before : .more
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) throws {
    let first = Array(block.lines[0].utf8)
    guard let text = Prompt.command(in: first.span).map({ first.span.text($0) }), let command = JSONPathCommand(text)
    else { return }
    TerminalFormat.take(text, at: block.position().line, process)
    let answer = block.lines.dropFirst().joined(separator: "\n")
    guard !answer.isEmpty, let object = command.object(answer) else { return }
    let document = Block(lines: [object.compact], positions: [block.position(1)], outer: block.outer)
    try JSONDocumentFormat().interpret(document, process, into: &events)
  }
}

/// A `kubectl get` with a template of plain paths.
struct JSONPathCommand {
  private enum Piece: Equatable {
    case literal(String)
    case path([Step])
  }

  fileprivate enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  private let kind: String
  private let name: String
  private let namespace: String?
  private var pieces: [Piece] = []

  private static let valued: Set<Substring> = [
    "-n", "--namespace", "--context", "--kubeconfig", "--as", "--cluster",
  ]

  init?(_ command: String) {
    guard let mark = command.firstRange(of: "jsonpath=") else { return nil }
    var rest = command[mark.upperBound...]
    let quote = rest.first
    let template: Substring
    if quote == "'" || quote == "\"" {
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(where: { $0 == quote }) else { return nil }
      template = rest[..<end]
      rest = rest[rest.index(after: end)...]
    } else {
      template = rest.prefix { $0 != " " }
      rest = rest[template.endIndex...]
    }
    // What another program makes of the answer is not the answer.
    let tail = rest.split(separator: " ")
    if let pipe = tail.firstIndex(of: "|"),
      !["jq", "jq .", "jq -r ."].contains(tail[(pipe + 1)...].joined(separator: " "))
    {
      return nil
    }
    var words = command[..<mark.lowerBound].split(separator: " ")
    // `-o`, `-o=`, `--output=`: what it is given is the template.
    if words.last?.hasPrefix("-") == true { words.removeLast() }
    words += tail.prefix { $0 != "|" }
    guard let verb = words.firstIndex(of: "get"), words[..<verb].contains("kubectl") else { return nil }
    var names: [Substring] = []
    var index = verb + 1
    while index < words.count {
      let word = words[index]
      if ["-l", "--selector", "-A", "--all-namespaces", ";", "&&"].contains(word) { return nil }
      if word.hasPrefix("-") {
        index += Self.valued.contains(word) ? 2 : 1
        continue
      }
      names += word.split(separator: "/")
      index += 1
    }
    guard names.count == 2, let kind = KubectlCommand.kinds[String(names[0].prefix { $0 != "." })] else { return nil }
    self.kind = kind
    name = String(names[1])
    namespace = KubectlCommand.namespace(command)
    guard parse(template) else { return nil }
  }

  private mutating func parse(_ template: Substring) -> Bool {
    var rest = template
    while let first = rest.first {
      guard first == "{" else {
        let literal = rest.prefix { $0 != "{" }
        pieces.append(.literal(String(literal)))
        rest = rest[literal.endIndex...]
        continue
      }
      guard let close = rest.firstIndex(of: "}") else { return false }
      let inside = rest[rest.index(after: rest.startIndex)..<close]
      rest = rest[rest.index(after: close)...]
      if inside.hasPrefix("\""), inside.hasSuffix("\""), inside.count >= 2 {
        let text = String(inside.dropFirst().dropLast())
        pieces.append(.literal(text.replacing("\\n", with: "\n").replacing("\\t", with: "\t")))
      } else if let path = Self.path(inside) {
        pieces.append(.path(path))
      } else {
        return false
      }
    }
    return pieces.contains { if case .path = $0 { true } else { false } }
  }

  /// `.metadata.annotations.kubeblocks\.io/role`, `.status.conditions[0].message`, `['a']`; nil for anything else.
  private static func path(_ text: Substring) -> [Step]? {
    var steps: [Step] = []
    var rest = text.hasPrefix("$") ? text.dropFirst() : text
    while let first = rest.first {
      if first == "[" {
        guard let close = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<close]
        if let index = Int(inside), index >= 0, index < 100 {
          steps.append(.index(index))
        } else if inside.count > 2, inside.hasPrefix("'"), inside.hasSuffix("'") {
          steps.append(.key(String(inside.dropFirst().dropLast())))
        } else {
          return nil
        }
        rest = rest[rest.index(after: close)...]
        continue
      }
      guard first == "." else { return nil }
      rest = rest.dropFirst()
      var key = ""
      while let character = rest.first, character != ".", character != "[" {
        rest = rest.dropFirst()
        guard character == "\\" else {
          key.append(character)
          continue
        }
        guard let escaped = rest.popFirst() else { return nil }
        key.append(escaped)
      }
      guard !key.isEmpty, key != "*", !key.contains(" ") else { return nil }
      steps.append(.key(key))
    }
    return steps.isEmpty ? nil : steps
  }

  // MARK: - The answer

  /// The object as far as the answer tells it; nil where the answer does not have the shape of the template.
  func object(_ answer: String) -> JSONValue? {
    var values: [(path: [Step], text: Substring)] = []
    var rest = answer[...]
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .literal(let text):
        // The shell's prompt, or the paste, took the last line break.
        let wanted = index == pieces.count - 1 ? text.trimmed() : text
        guard wanted.isEmpty || rest.hasPrefix(wanted) else { return nil }
        rest = rest.dropFirst(wanted.count)
      case .path(let path):
        let next = pieces[(index + 1)...].first
        var value = rest
        if case .literal(let text) = next, !text.isEmpty, let end = rest.firstRange(of: text) {
          value = rest[..<end.lowerBound]
        } else if case .path = next {
          return nil
        }
        rest = rest[value.endIndex...]
        values.append((path, value))
      }
    }
    var metadata: [String: JSONValue] = ["name": .string(name)]
    if let namespace { metadata["namespace"] = .string(namespace) }
    var object: JSONValue = .object(["kind": .string(kind), "metadata": .object(metadata)])
    var told = false
    for (path, text) in values where !text.isEmpty && text.trimmed() != "<none>" {
      let value = Self.value(String(text), path)
      if path.contains(.key("switchover")), path.first == .key("spec") {
        // Without a version nobody knows what an instanceName stands for, unless a candidate stands beside it.
        guard text.contains("candidateName") else { continue }
        object = object.setting([.key("apiVersion")], to: .string("operations.kubeblocks.io/v1alpha1"))
      }
      object = object.setting(path, to: value)
      told = true
    }
    return told ? object : nil
  }

  private static func value(_ text: String, _ path: [Step]) -> JSONValue {
    if text.hasPrefix("{") || text.hasPrefix("["), let parsed = try? JSONValue.parse(text) { return parsed }
    // Annotations and labels are texts, whatever they look like.
    if path.contains(.key("annotations")) || path.contains(.key("labels")) || path.first == .key("data") {
      return .string(text)
    }
    if text == "true" || text == "false" { return .bool(text == "true") }
    return Int64(text).map { .integer($0) } ?? .string(text)
  }
}

extension JSONValue {
  fileprivate func setting(_ path: [JSONPathCommand.Step], to value: JSONValue) -> JSONValue {
    guard let first = path.first else { return value }
    let rest = Array(path.dropFirst())
    switch first {
    case .key(let key):
      var members = object
      members[key] = (members[key] ?? .object([:])).setting(rest, to: value)
      return .object(members)
    case .index:
      // Which element it was is of no matter to what is read from it.
      return .array([JSONValue.object([:]).setting(rest, to: value)])
    }
  }
}
