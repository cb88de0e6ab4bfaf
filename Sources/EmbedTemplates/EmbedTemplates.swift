import Foundation
import TemplateTree

/// Writes every file of a folder as raw string literals into one Swift source, YAML files also as trees:
/// `EmbedTemplates FOLDER OUTPUT`.
@main
struct EmbedTemplates {
  /// Sections that only tests of templates read; they would double the size of the trees.
  static let unparsed: Set = ["tests", "samples"]

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { fail("usage: EmbedTemplates FOLDER OUTPUT") }
    let root = URL(fileURLWithPath: arguments[1], isDirectory: true).standardizedFileURL
    var files: [(path: String, text: String)] = []
    let walker = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
    while let url = walker?.nextObject() as? URL {
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
        !url.lastPathComponent.hasPrefix(".")
      else { continue }
      let path = String(url.standardizedFileURL.path.dropFirst(root.path.count + 1))
      files.append((path, try String(contentsOf: url, encoding: .utf8)))
    }
    files.sort { $0.path < $1.path }
    var source = "// Generated from templates/ by EmbedTemplates. Do not edit.\n\nenum EmbeddedTemplates {\n"
    source += "  static let files: [(path: String, text: String, trees: [EmbeddedTree])] = [\n"
    for file in files {
      source += "    (\(literal(file.path)), \(literal(file.text)), ["
      if file.path.hasSuffix(".yaml") { source += sections(of: file.text, path: arguments[1] + "/" + file.path) }
      source += "]),\n"
    }
    source += "  ]\n}\n"
    let output = URL(fileURLWithPath: arguments[2])
    if let old = try? String(contentsOf: output, encoding: .utf8), old == source { return }
    try source.write(to: output, atomically: true, encoding: .utf8)
  }

  private static func sections(of text: String, path: String) -> String {
    TemplateSection.all(of: text).map { section in
      let place = "EmbeddedTree(\(literal(section.key)), \(section.linesBefore), "
      guard !unparsed.contains(section.key) else { return "\n      \(place)nil)," }
      do {
        guard let node = try TemplateNode(yaml: String(section.text)) else { return "" }
        return "\n      \(place)\(literal(node.tree))),"
      } catch {
        fail("\(path):\(section.linesBefore + 1): error: in '\(section.key)': \(error)")
      }
    }.joined()
  }

  private static func literal(_ text: String) -> String {
    // A delimiter longer than any run of # in the text keeps the literal raw.
    var longest = 0
    var run = 0
    for character in text.utf8 {
      run = character == UInt8(ascii: "#") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "#", count: longest + 1)
    guard text.contains("\n") else { return "\(fence)\"\(text)\"\(fence)" }
    return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    exit(64)
  }
}
