import TemplateTree

/// `unless:` of an example that must not show the cause: one edit after which it must. Such an example is a near miss by
/// construction; without it an example that has nothing to do with the cause would pass, too. `then:` says where another
/// verdict follows, such as that a cause is no longer ruled out.
///
/// The edit is made in the lines of the rule file, so that it reaches events, columns, facts, measures and pasted logs alike.
extension RuleExampleParser {
  private enum Change {
    case replace(String, with: String)
    case drop(String)
    /// An event, or a line behind the last source.
    case add(TemplateNode)

    /// How the example reads with the edit.
    var label: String {
      switch self {
      case .replace(let old, let new): "with '\(new)' for '\(old)'"
      case .drop(let text): "without '\(text)'"
      case .add(let node): "with '\(node.scalar?.string ?? node.mapping?["kind"]?.scalar?.string ?? "another event")'"
      }
    }
  }

  /// The example with each of its edits. `end` is the line on which the next example starts, within the section.
  func mutants(of node: TemplateNode, _ example: RuleExample, before end: Int?) -> [RuleExample] {
    guard let mapping = node.mapping, let unless = mapping["unless"] else { return [] }
    guard !example.expectation.isPositive else {
      reader.report(
        unless, "'unless' belongs to an example that expects absent or ruled-out",
        help: "it says what to change for the rule to fire")
      return []
    }
    return reader.elements(unless).compactMap { element in
      guard let (change, verdict) = edit(element) else { return nil }
      guard var mutant = apply(change, at: element, to: node, before: end) else { return nil }
      mutant.name = "\(example.name), but \(change.label)"
      mutant.line = reader.place(element).line
      mutant.expectation = verdict
      return mutant
    }
  }

  private func edit(_ node: TemplateNode) -> (Change, RuleExample.Expectation)? {
    var words: [String: String] = [:]
    var added: TemplateNode?
    var verdict = RuleExample.Expectation.supported
    for (key, keyNode, value) in reader.pairs(node, "an edit") {
      switch key {
      case "replace", "with", "drop": words[key] = reader.text(value)
      case "add": added = value
      case "then": verdict = expectation(value) ?? verdict
      default: reader.unknown(key, at: keyNode, among: ["replace", "with", "drop", "add", "then"])
      }
    }
    switch (words["replace"], words["with"], words["drop"], added) {
    case (let old?, let new?, nil, nil): return (.replace(old, with: new), verdict)
    case (nil, nil, let text?, nil): return (.drop(text), verdict)
    case (nil, nil, nil, let added?): return (.add(added), verdict)
    default:
      reader.report(
        node, "expected one edit", help: "write {replace: TEXT, with: TEXT}, {drop: TEXT} or {add: an event or a line}")
      return nil
    }
  }

  private func apply(_ change: Change, at place: TemplateNode, to node: TemplateNode, before end: Int?) -> RuleExample?
  {
    var lines = body(of: node, before: end)
    switch change {
    case .replace(let text, let other):
      guard let index = line(with: text, in: lines, at: place) else { return nil }
      lines[index].text = lines[index].text.replacing(text, with: other)
    case .drop(let text):
      guard let index = line(with: text, in: lines, at: place) else { return nil }
      lines.remove(at: index)
    case .add: break
    }
    let own = RuleReader(RuleSource(path: reader.source.path, text: ""))
    guard let edited = try? TemplateNode(yaml: lines.map(\.text).joined(separator: "\n"))
    else {
      reader.report(place, "with this edit the example is no YAML any more")
      return nil
    }
    let parser = RuleExampleParser(reader: own, cause: cause)
    var mutant = parser.example(edited)
    if case .add(let added) = change { parser.add(added, to: &mutant) }
    for problem in own.problems { reader.report(place, "with this edit: \(problem.message)", help: problem.help) }
    return own.problems.isEmpty ? mutant : nil
  }

  private func add(_ node: TemplateNode, to example: inout RuleExample) {
    if let line = node.scalar?.string {
      guard let last = example.files.indices.last else {
        return reader.report(node, "a line needs a source to stand in", help: "add an event: {kind: …}")
      }
      let text = example.files[last].text
      example.files[last].text = text + (text.hasSuffix("\n") ? "" : "\n") + line + "\n"
    } else {
      example.events.append(Dictionary(columns(node, RuleExample.eventColumns)) { first, _ in first })
    }
  }

  /// The lines of an example as a mapping of its own, without the edits; what it is called and expects cannot be edited.
  private func body(of node: TemplateNode, before end: Int?) -> [(text: String, isInput: Bool)] {
    guard let mapping = node.mapping,
      let section = reader.source.sections.first(where: { $0.key == "tests" })
    else { return [] }
    let start = node.mark
    let all = reader.source.text(of: section).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let last = min(end ?? all.count + 1, all.count + 1)
    var lines = all[(start.line - 1)..<(last - 1)].map { (text: $0, isInput: true) }
    // "  - name: x" becomes "    name: x".
    lines[0].text = String(repeating: " ", count: start.column - 1) + lines[0].text.dropFirst(start.column - 1)
    let keys = mapping.map { (name: $0.key.scalar?.string ?? "", line: $0.key.mark.line) }
    for (index, key) in keys.enumerated() {
      let next = index + 1 < keys.count ? keys[index + 1].line : last
      for line in key.line..<max(next, key.line) {
        if ["name", "expect"].contains(key.name) { lines[line - start.line].isInput = false }
        if key.name == "unless" { lines[line - start.line] = ("", false) }
      }
    }
    return lines
  }

  private func line(with text: String, in lines: [(text: String, isInput: Bool)], at place: TemplateNode) -> Int? {
    let found = lines.indices.filter { lines[$0].isInput && lines[$0].text.contains(text) }
    guard let only = found.first, found.count == 1, lines[only].text.ranges(of: text).count == 1 else {
      reader.report(
        place,
        found.isEmpty ? "no line of the example has '\(text)'" : "'\(text)' stands in the example more than once",
        help: found.isEmpty
          ? "write the example over several lines, and the text as it stands there" : "take more of its line")
      return nil
    }
    return only
  }
}
