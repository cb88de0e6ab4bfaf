import TemplateTree
import Testing

@testable import DebriefKit

/// What was parsed when the program was built must be what the YAML says.
@Suite struct TemplateTreeTests {
  @Test func embeddedTreesAreTheirYAML() throws {
    var compared = 0
    for file in Templates.embedded.files where file.path.hasSuffix(".yaml") {
      let sections = TemplateSection.all(of: file.text)
      #expect(sections.map(\.key) == file.trees.map(\.key), "\(file.path)")
      for (section, tree) in zip(sections, file.trees) {
        #expect(section.linesBefore == tree.linesBefore, "\(file.path) \(section.key)")
        guard let text = tree.tree else { continue }
        let parsed = try TemplateNode(yaml: String(section.text))
        #expect(parsed?.tree == text && TemplateNode(tree: text)?.tree == text, "\(file.path) \(section.key)")
        compared += 1
      }
    }
    #expect(compared > 500)
  }

  @Test(arguments: [
    "a: b", "a: [x, 'y', \"null\", null, ~]", "a: {b: {c: [1, {d: e}]}, 'f: g': 2}",
    "a:\n  - |\n    one\n    two\n  - >-\n    x\n    y",
    #"a: 'back\slash \n and "quotes"'"#, "a: \"new\\nline\"", "a: []", "a: {}", "a:", "a: 中文 😀", "- x\n- {y: z}",
    "&x [a, *y]",
  ])
  func keepsEveryValue(yaml: String) throws {
    guard let node = try? TemplateNode(yaml: yaml) else {
      #expect(yaml.contains("*y"), "only the unknown alias is no YAML")
      return
    }
    let again = try #require(TemplateNode(tree: node.tree))
    #expect(Self.told(again) == Self.told(node))
  }

  @Test(arguments: ["", "x1 1 a", "m1 1 2\np1 1 a\np1 3 b", "l1 1 1", "p", "p1", "m", "l1 1 x"])
  func refusesWhatIsNotWhole(tree: String) { #expect(TemplateNode(tree: tree) == nil) }

  @Test func cutsAtTopLevelKeys() {
    let sections = TemplateSection.all(of: "# note\na: 1\n  b: 2\n- c: 3\n\nd:\n  e: 4\n")
    #expect(sections.map(\.key) == ["a", "d"])
    #expect(sections.map(\.linesBefore) == [1, 5])
    #expect(sections.map { String($0.text) } == ["a: 1\n  b: 2\n- c: 3\n\n", "d:\n  e: 4\n"])
  }

  /// Everything a node says, written another way than `tree` does.
  private static func told(_ node: TemplateNode) -> String {
    let place = "@\(node.mark.line):\(node.mark.column)"
    return switch node {
    case .scalar(let scalar): "\(scalar.string.debugDescription)\(scalar.isPlain ? "" : "!")\(place)"
    case .sequence(let elements, _): "[\(elements.map(told).joined(separator: ","))]\(place)"
    case .mapping(let pairs, _):
      "{\(pairs.map { told($0.key) + ":" + told($0.value) }.joined(separator: ","))}\(place)"
    }
  }
}
