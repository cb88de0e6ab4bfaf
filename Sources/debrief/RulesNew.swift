import ArgumentParser
import DebriefKit
import Foundation

/// `debrief rules new CAUSE`
struct RulesNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write the scaffold of a rule to FOLDER/rules/CAUSE.yaml.")

  @Argument(help: "The cause, an id of causes.yaml.") var cause: String

  @Option(help: "The folder to write to, laid out like templates/.") var templates = "templates"

  func run() throws {
    let known = FileManager.default.fileExists(atPath: templates) ? try TemplatesFolder.load(templates) : .embedded
    let text = try RuleScaffold.text(for: cause, in: known)
    let folder = URL(fileURLWithPath: templates, isDirectory: true).appending(path: "rules")
    let file = folder.appending(path: "\(cause).yaml")
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw CommandFailure(.cannotWrite, "\(file.relativePath) is there already")
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    } catch {
      throw CommandFailure(.cannotWrite, "\(file.path): cannot be written: \(error.localizedDescription)")
    }
    Terminal.note("\(file.path) is written; next: debrief rules lint \(cause).yaml --templates \(templates)")
  }
}
