import Foundation

/// Writes every file of a folder as raw string literals into one Swift source: `EmbedTemplates FOLDER OUTPUT`.
@main
struct EmbedTemplates {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      FileHandle.standardError.write(Data("usage: EmbedTemplates FOLDER OUTPUT\n".utf8))
      exit(64)
    }
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
    source += "  static let files: [(path: String, text: String)] = [\n"
    for file in files {
      // A delimiter longer than any run of # in the text keeps the literal raw.
      var longest = 0
      var run = 0
      for character in file.text.utf8 {
        run = character == UInt8(ascii: "#") ? run + 1 : 0
        longest = max(longest, run)
      }
      let fence = String(repeating: "#", count: longest + 1)
      source += "    (\(fence)\"\(file.path)\"\(fence), \(fence)\"\"\"\n\(file.text)\n\"\"\"\(fence)),\n"
    }
    source += "  ]\n}\n"
    let output = URL(fileURLWithPath: arguments[2])
    if let old = try? String(contentsOf: output, encoding: .utf8), old == source { return }
    try source.write(to: output, atomically: true, encoding: .utf8)
  }
}
