import DebriefKit
import Foundation

/// The file that `-o` names, or the file of a given name in the folder that `-o` names. Written whole or not at all.
struct OutputFile {
  var path: String

  init(path: String, folderName: String) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    self.path =
      (exists && isFolder.boolValue) || path.hasSuffix("/")
      ? URL(fileURLWithPath: path).appendingPathComponent(folderName).relativePath : path
  }

  /// The text that is about to be replaced. Throws `TimelineError.cannotWrite` for something that is no text: it would
  /// be lost.
  func previous() throws -> String? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TimelineError.cannotWrite(path: path, reason: "what is there is not a report (no readable UTF-8 text)")
    }
    return text
  }

  func write(_ text: String) throws {
    let url = URL(fileURLWithPath: path)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
    } catch {
      throw TimelineError.cannotWrite(path: path, reason: error.localizedDescription)
    }
  }
}
