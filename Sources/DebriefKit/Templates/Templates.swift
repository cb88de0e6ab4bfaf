public import Foundation

/// The files an engineer may change without a compiler: those inside the program, and a folder laid over them.
///
/// Paths are relative to `templates/` (`rules/endpoint-refused.yaml`). A file of the overlay replaces the embedded one of
/// the same path; other files of the overlay are added.
public struct Templates: Sendable {
  public struct File: Sendable {
    /// Relative to `templates/`, with `/`.
    public let path: String
    public let text: String
    /// Where problems with the file are to be looked for: the file of the overlay, else `templates/…`.
    public let origin: String
    /// What was parsed when the program was built; nothing for files of an overlay.
    var trees: [EmbeddedTree] = []
  }

  /// Sorted by path.
  public let files: [File]

  /// What the program carries.
  public static let embedded = Templates(
    files: EmbeddedTemplates.files.map {
      File(path: $0.path, text: $0.text, origin: "templates/\($0.path)", trees: $0.trees)
    })

  private init(files: [File]) { self.files = files.sorted { $0.path < $1.path } }

  /// The embedded files with a folder laid over them. Throws `TemplateError.noFolder` where there is no such folder.
  public init(overlay folder: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw TemplateError.noFolder(folder.path)
    }
    var files: [String: File] = [:]
    for file in Self.embedded.files { files[file.path] = file }
    let root = folder.standardizedFileURL.resolvingSymlinksInPath()
    let walker = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
    while let url = walker?.nextObject() as? URL {
      let isFile = try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
      guard isFile, !url.lastPathComponent.hasPrefix(".") else { continue }
      let path = String(url.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1))
      let text = try String(contentsOf: url, encoding: .utf8)
      files[path] = File(path: path, text: text, origin: folder.appending(path: path).relativePath)
    }
    self.init(files: Array(files.values))
  }

  /// The text of one file.
  public func text(_ path: String) -> String? { file(path)?.text }

  func file(_ path: String) -> File? { files.first { $0.path == path } }

  /// The files of a folder such as `rules/`, by path.
  public func files(under folder: String, suffix: String = "") -> [File] {
    files.filter { $0.path.hasPrefix(folder) && $0.path.hasSuffix(suffix) }
  }
}

/// A section of an embedded YAML template.
struct EmbeddedTree: Sendable {
  let key: String
  let linesBefore: Int
  /// As `TemplateNode.tree` writes it; nil for what only tests read.
  let tree: String?

  init(_ key: String, _ linesBefore: Int, _ tree: String?) {
    self.key = key
    self.linesBefore = linesBefore
    self.tree = tree
  }
}

/// Why templates cannot be used.
public enum TemplateError: Error, CustomStringConvertible, Equatable {
  case noFolder(String)
  case missing(String)

  public var description: String {
    switch self {
    case .noFolder(let path): "\(path): no such folder; --templates takes a folder laid out like templates/"
    case .missing(let path): "the template \(path) is missing"
    }
  }
}
