import TemplateTree

/// What to collect, from `templates/collect/<name>.yaml`: commands, the file each one's output goes to, and loops over what
/// other commands print.
public struct CollectionPlan: Sendable {
  public struct Parameter: Sendable {
    public var name: String
    /// Nil where it must be given.
    public var standard: String?
    public var help: String
  }

  struct Step: Sendable {
    /// Relative to the bundle; `<name>` stands for a value.
    var file = ""
    var command: [String] = []
    var loops: [Loop] = []
    /// Its failure is usual: another version, a member that never restarted.
    var isOptional = false
    /// The command stands before its output, as in a terminal, so that the output says whose it is.
    var hasPrompt = false
    /// Only where this host is the one debrief runs on.
    var local: String?
  }

  /// A command whose output gives values, each with which the step runs once.
  struct Loop: Sendable {
    enum Reading: Sendable {
      /// The words of each line.
      case words([String])
      /// Lines in turn.
      case lines([String])
      /// The line after a line that is the key, as redis-cli prints fields.
      case pairs([(key: String, name: String)])
      /// Places of a pattern that a line matches.
      case match(TextPattern)
    }

    var command: [String]
    var values: Reading
  }

  public var name: String
  public var summary = ""
  public var parameters: [Parameter] = []
  var steps: [Step] = []

  /// Reads a plan. Throws `TemplateError.missing` for a name without a file, `RuleError` for a file that cannot be used.
  public init(_ name: String, _ templates: Templates) throws {
    let path = "collect/\(name).yaml"
    guard let file = templates.files(under: path).first else { throw TemplateError.missing(path) }
    let reader = RuleReader(RuleSource(file))
    self = CollectionPlanParser(reader: reader).plan(name)
    guard reader.problems.isEmpty else { throw RuleError(problems: reader.problems) }
  }

  init(name: String) { self.name = name }

  /// The plans there are, by name.
  public static func names(_ templates: Templates) -> [String] {
    templates.files(under: "collect/", suffix: ".yaml").map { String($0.path.dropFirst(8).dropLast(5)) }
  }
}

private struct CollectionPlanParser {
  let reader: RuleReader

  func plan(_ name: String) -> CollectionPlan {
    var plan = CollectionPlan(name: name)
    reader.sections({ _ in true }) { key, keyNode, value in
      switch key {
      case "summary": plan.summary = reader.text(value) ?? ""
      case "parameters": plan.parameters = reader.pairs(value, "parameters").map { parameter($0.key, $0.value) }
      case "steps": plan.steps = reader.elements(value).map { step($0, Set(plan.parameters.map(\.name))) }
      default: reader.unknown(key, at: keyNode, among: ["summary", "parameters", "steps"])
      }
    }
    return plan
  }

  private func parameter(_ name: String, _ node: TemplateNode) -> CollectionPlan.Parameter {
    var parameter = CollectionPlan.Parameter(name: name, help: "")
    for (key, keyNode, value) in reader.pairs(node, "a parameter") {
      switch key {
      case "default": parameter.standard = reader.text(value)
      case "help": parameter.help = reader.text(value) ?? ""
      default: reader.unknown(key, at: keyNode, among: ["default", "help"])
      }
    }
    return parameter
  }

  private func step(_ node: TemplateNode, _ parameters: Set<String>) -> CollectionPlan.Step {
    var step = CollectionPlan.Step()
    for (key, keyNode, value) in reader.pairs(node, "a step") {
      switch key {
      case "file": step.file = reader.text(value) ?? ""
      case "run": step.command = reader.texts(value)
      case "each": step.loops = reader.elements(value).flatMap(reader.elements).compactMap(loop)
      case "optional": step.isOptional = reader.flag(value)
      case "prompt": step.hasPrompt = reader.flag(value)
      case "local": step.local = reader.text(value)
      default: reader.unknown(key, at: keyNode, among: ["file", "run", "each", "optional", "prompt", "local"])
      }
    }
    if step.file.isEmpty || step.command.isEmpty { reader.report(node, "a step needs file and run") }
    let known = parameters.union(step.loops.flatMap(\.names))
    for name in ([step.file] + step.command).flatMap({ Filling($0).names }) where !known.contains(name) {
      reader.unknown(name, at: node, among: known.sorted(), what: "value")
    }
    return step
  }

  private func loop(_ node: TemplateNode) -> CollectionPlan.Loop? {
    var command: [String] = []
    var values: CollectionPlan.Loop.Reading?
    for (key, keyNode, value) in reader.pairs(node, "a loop") {
      switch key {
      case "run": command = reader.texts(value)
      case "words": values = .words(reader.texts(value))
      case "lines": values = .lines(reader.texts(value))
      case "pairs": values = .pairs(reader.pairs(value, "fields").map { ($0.key, reader.text($0.value) ?? "") })
      case "match":
        do throws(TextPattern.Problem) {
          values = .match(try TextPattern(reader.text(value) ?? ""))
        } catch {
          reader.report(value, error.message)
        }
      default: reader.unknown(key, at: keyNode, among: ["run", "words", "lines", "pairs", "match"])
      }
    }
    guard !command.isEmpty, let values else {
      reader.report(node, "a loop needs run and one of words, lines, pairs, match")
      return nil
    }
    return CollectionPlan.Loop(command: command, values: values)
  }
}

extension CollectionPlan.Loop {
  /// The names it gives values to.
  var names: [String] {
    switch values {
    case .words(let names), .lines(let names): names
    case .pairs(let pairs): pairs.map(\.name)
    case .match(let pattern): pattern.names
    }
  }

  /// The values in an output, one dictionary a turn.
  func turns(_ output: String) -> [[String: String]] {
    let lines = output.split(whereSeparator: \.isNewline).map { $0.trimmed() }.filter { !$0.isEmpty }
    switch values {
    case .words(let names):
      return lines.compactMap { line -> [String: String]? in
        let words = line.split(separator: " ").map(String.init)
        return words.count == names.count ? Dictionary(zip(names, words), uniquingKeysWith: { $1 }) : nil
      }
    case .lines(let names):
      return stride(from: 0, to: lines.count - names.count + 1, by: max(1, names.count)).map { start in
        Dictionary(zip(names, lines[start...].map(Self.unquoted)), uniquingKeysWith: { $1 })
      }
    case .pairs(let pairs):
      var turns: [[String: String]] = []
      var turn: [String: String] = [:]
      for (index, line) in lines.enumerated() where index + 1 < lines.count {
        guard let name = pairs.first(where: { $0.key == Self.unquoted(line) })?.name else { continue }
        turn[name] = Self.unquoted(lines[index + 1])
        if turn.count == pairs.count {
          turns.append(turn)
          turn = [:]
        }
      }
      return turns
    case .match(let pattern):
      return lines.compactMap { line -> [String: String]? in
        let bytes = Array(line.utf8)
        guard let match = pattern.match(bytes.span, in: 0..<bytes.count) else { return nil }
        let values = Values(bytes: bytes, ranges: match.ranges)
        return Dictionary(
          pattern.names.compactMap { name in values[name].map { (name, Self.unquoted($0)) } }, uniquingKeysWith: { $1 })
      }
    }
  }

  private static func unquoted(_ text: String) -> String { text.trimming { $0 == "\"" || $0 == "'" } }
}
