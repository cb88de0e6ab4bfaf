public import Foundation

/// Runs a plan and writes the bundle: every command's output in a file, secrets out, and a list of what was run.
public struct BundleCollector {
  /// A command that was run.
  public struct Ran: Sendable {
    public var command: [String]
    /// Relative to the bundle; nil for the commands of loops.
    public var file: String?
    public var bytes = 0
    /// Why it gave nothing; nil for success.
    public var error: String?
    /// Its failure is usual and needs nobody's attention.
    public var isOptional = false

    /// One line for the list.
    ///
    /// The program's name stands in quotes, so that no format takes the line for a command with its answer.
    var line: String {
      let what = error == nil ? "wrote" : isOptional ? "not there" : "failed"
      let reason = error.map { " (\($0.split(separator: "\n").last.map(String.init) ?? $0))" } ?? ""
      return "debrief collect: \(what) \(file.map { $0 + ": " } ?? "")\(shown)\(reason)\n"
    }

    private var shown: String { "'\(command.first ?? "")' " + command.dropFirst().joined(separator: " ") }
  }

  let plan: CollectionPlan
  let values: [String: String]
  let runner: CommandRunner
  /// Called with each command before it runs.
  let progress: @Sendable ([String]) -> Void

  public private(set) var ran: [Ran] = []
  private var outputs: [[String]: String?] = [:]
  private var files: Set<String> = []

  /// - Parameter values: of the plan's parameters; the standard ones are filled in. Throws `CollectionError` where one is
  ///   missing or cannot be part of a command.
  public init(
    _ plan: CollectionPlan, values: [String: String], timeout: Double = 60,
    progress: @escaping @Sendable ([String]) -> Void = { _ in }
  ) throws {
    self.plan = plan
    var all: [String: String] = [:]
    for parameter in plan.parameters {
      guard let value = values[parameter.name] ?? parameter.standard else {
        throw CollectionError.missing(parameter.name, plan: plan.name)
      }
      guard Self.isHarmless(value) else { throw CollectionError.strange(parameter.name, value) }
      all[parameter.name] = value
    }
    for name in values.keys where !plan.parameters.contains(where: { $0.name == name }) {
      throw CollectionError.unknown(name, plan: plan.name)
    }
    self.values = all
    self.progress = progress
    runner = CommandRunner(timeout: timeout)
  }

  /// What would be run, one line a command; what only an output can tell stays `<name>`.
  public var commands: [String] {
    var lines: [String] = []
    for step in plan.steps {
      if let local = step.local, !Self.isThisHost(fill(local, values)) { continue }
      for loop in step.loops {
        let names = loop.names.map { "<\($0)>" }.joined(separator: " ")
        lines.append("for each \(names) of: \(loop.command.map { fill($0, values) }.joined(separator: " "))")
      }
      let command = step.command.map { fill($0, values) }.joined(separator: " ")
      lines.append((step.loops.isEmpty ? "" : "  ") + "\(command) > \(fill(step.file, values))")
    }
    return lines
  }

  /// Runs everything. `folder` must exist.
  public mutating func run(into folder: URL) throws {
    for step in plan.steps {
      for turn in try turns(step.loops[...], values, folder) {
        if let local = step.local, !Self.isThisHost(fill(local, turn)) { continue }
        try run(step, turn, folder)
      }
    }
    let list = ran.map { clean($0.line) }.joined()
    try Data(list.utf8).write(to: folder.appending(path: "collected.txt"))
  }

  // MARK: - Steps

  private mutating func run(_ step: CollectionPlan.Step, _ turn: [String: String], _ folder: URL) throws {
    let file = fill(step.file, turn.mapValues(Self.fileName))
    guard files.insert(file).inserted else { return }
    let command = step.command.map { fill($0, turn) }
    var entry = Ran(command: command, file: file, isOptional: step.isOptional)
    progress(command)
    let raw = folder.appending(path: ".collecting")
    defer { try? FileManager.default.removeItem(at: raw) }
    let outcome = try runner.run(command, output: raw)
    let isEmpty = (try? raw.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0 == 0
    if outcome.status != 0 {
      entry.error = outcome.errors.isEmpty ? "exit code \(outcome.status)" : clean(outcome.errors)
    }
    // What came before a failure is evidence, too.
    if !isEmpty {
      let target = folder.appending(path: file)
      try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      var copy = CollectedFile()
      entry.bytes = try copy.copy(raw, to: target, prompt: step.hasPrompt ? Self.prompt(command) : [])
    } else if entry.error == nil {
      entry.file = nil
    }
    ran.append(entry)
  }

  /// `$ date; redis-cli …` and the date: who was asked what, and when.
  private static func prompt(_ command: [String]) -> [UInt8] {
    let now = Date()
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "EEE MMM d HH:mm:ss 'UTC' yyyy"
    return Array("$ date; \(command.joined(separator: " "))\n\(form.string(from: now))\n".utf8)
  }

  // MARK: - What people add

  /// Copies a file, or the files of a folder, into `added/`, without their secrets.
  public mutating func add(_ path: String, into folder: URL) throws {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder) else { throw IntakeError.missing(path: path) }
    let root = URL(fileURLWithPath: path)
    let names = isFolder.boolValue ? try files.subpathsOfDirectory(atPath: path).sorted() : [""]
    for name in names {
      let source = name.isEmpty ? root : root.appending(path: name)
      guard try source.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      let file = "added/" + root.lastPathComponent + (name.isEmpty ? "" : "/" + name)
      let target = folder.appending(path: file)
      try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      var copy = CollectedFile()
      ran.append(Ran(command: ["--add", path], file: file, bytes: try copy.copy(source, to: target, prompt: [])))
    }
  }

  // MARK: - Loops

  private mutating func turns(
    _ loops: ArraySlice<CollectionPlan.Loop>, _ values: [String: String], _ folder: URL
  ) throws -> [[String: String]] {
    guard let loop = loops.first else { return [values] }
    guard let output = try output(of: loop.command.map { fill($0, values) }, folder) else { return [] }
    return try loop.turns(output).filter { $0.values.allSatisfy(Self.isHarmless) }.flatMap { turn in
      try turns(loops.dropFirst(), values.merging(turn) { $1 }, folder)
    }
  }

  /// The output of a loop's command, run once however many steps ask for it; nil where it failed.
  private mutating func output(of command: [String], _ folder: URL) throws -> String? {
    if let known = outputs[command] { return known }
    progress(command)
    let raw = folder.appending(path: ".collecting")
    defer { try? FileManager.default.removeItem(at: raw) }
    let outcome = try runner.run(command, output: raw)
    guard outcome.status == 0 else {
      let error = outcome.errors.isEmpty ? "exit code \(outcome.status)" : clean(outcome.errors)
      ran.append(Ran(command: command, error: error))
      outputs[command] = .some(nil)
      return nil
    }
    let text = String(decoding: try Data(contentsOf: raw), as: UTF8.self)
    outputs[command] = text
    return text
  }

  // MARK: - Values

  private func fill(_ text: String, _ values: [String: String]) -> String {
    guard text.contains("<") else { return text }
    return values.reduce(text) { $0.replacing("<\($1.key)>", with: $1.value) }
  }

  private func clean(_ text: String) -> String {
    var redactor = Redactor()
    return redactor.redact(text)
  }

  /// What another program printed must not become an option, or a line of its own.
  static func isHarmless(_ value: String) -> Bool {
    !value.isEmpty && !value.hasPrefix("-") && value.utf8.count < 1024
      && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  /// No part of a name leads out of the bundle.
  static func fileName(_ value: String) -> String {
    let name = String(value.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" })
    return name.allSatisfy { $0 == "." } ? "_" : name
  }

  static func isThisHost(_ host: String) -> Bool {
    ["127.0.0.1", "::1", "localhost", ProcessInfo.processInfo.hostName].contains(host)
  }
}

/// Why nothing can be collected.
public enum CollectionError: Error, CustomStringConvertible, Equatable {
  case missing(String, plan: String)
  case unknown(String, plan: String)
  case strange(String, String)

  public var description: String {
    switch self {
    case .missing(let name, let plan): "--\(name) is missing: collect \(plan) needs it"
    case .unknown(let name, let plan): "collect \(plan) has no --\(name)"
    case .strange(let name, let value):
      "--\(name) \(value): a value may not be empty, start with - or hold control characters"
    }
  }
}
