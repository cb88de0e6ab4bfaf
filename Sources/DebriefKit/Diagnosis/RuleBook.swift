public import Foundation

/// All rules, and the causes they may name.
public struct RuleBook: Sendable {
  /// Sorted by cause, then by path.
  let rules: [Rule]
  let templates: Templates

  /// The rules inside the program.
  public static func embedded() throws -> RuleBook { try RuleBook(.embedded) }

  /// The rules inside the program with those of a folder laid over them (`FOLDER/rules/*.yaml`).
  public init(overlay folder: URL) throws { try self.init(Templates(overlay: folder)) }

  /// The rules of some templates. Throws `RuleError` where a file cannot be used as it stands.
  public init(_ templates: Templates) throws {
    self.templates = templates
    var rules: [Rule] = []
    var problems: [RuleProblem] = []
    for file in templates.files(under: "rules/", suffix: ".yaml") {
      let reader = RuleReader(RuleSource(file))
      rules.append(RuleParser.rule(reader))
      problems += reader.problems.filter { $0.severity == .error }
    }
    guard problems.isEmpty else { throw RuleError(problems: problems) }
    self.rules = rules.sorted { ($0.cause, $0.path) < ($1.cause, $1.path) }
  }

  /// Rules already parsed, for examples of one file.
  init(rules: [Rule], templates: Templates = .embedded) {
    self.rules = rules.sorted { ($0.cause, $0.path) < ($1.cause, $1.path) }
    self.templates = templates
  }

  func vocabulary() throws -> CauseVocabulary {
    guard let text = templates.text("causes.yaml") else { throw TemplateError.missing("causes.yaml") }
    return try CauseVocabulary(yaml: text)
  }

  /// The rules for a cause.
  func rules(for cause: String) -> [Rule] { rules.filter { $0.cause == cause } }
}

extension Rule {
  /// Titles, remedies and the like; parsed when asked for.
  func texts() -> RuleTexts { ownTexts(0) { RuleTextParser(reader: RuleReader(source)).texts() } }

  /// Its conditions by slot.
  var slots: [(group: RuleSQL.Group, condition: Condition)] { ownSlots(0) { RuleSQL.slots(of: self) } }

  /// The statement; compiled when asked for: most rules fit no incident at hand.
  var sql: RuleSQL { sql(without: RuleNeeds()) }

  /// The statement as far as an incident needs it.
  func sql(for incident: IncidentRow) -> RuleSQL { sql(without: RuleNeeds(self, incident)) }

  private func sql(without left: RuleNeeds) -> RuleSQL { ownSQL(left) { RuleSQL(self, without: left) } }
}

// MARK: - For the command line

extension RuleBook {
  /// What `debrief rules list` shows of a rule.
  public struct Summary: Sendable {
    public let cause: String
    public let family: String
    public let weight: Int
    public let path: String
    public let means: String
  }

  /// One entry a rule, by cause.
  public func summaries() throws -> [Summary] {
    let vocabulary = try vocabulary()
    return rules.map { rule in
      let cause = vocabulary[rule.cause]
      return Summary(
        cause: rule.cause, family: cause?.family ?? "", weight: rule.weight, path: rule.path, means: cause?.means ?? "")
    }
  }

  /// The files of a cause's rules as they stand.
  public func texts(of cause: String) throws -> [String] { try known(cause).map(\.source.text) }

  /// The statements of a cause's rules for one incident, ready for `debrief query`.
  public func statements(of cause: String, incident: Int64) throws -> [String] {
    try known(cause).map { $0.sql.standalone(incident: incident) }
  }

  /// The examples of all rules, or of one cause; behind each those that an edit makes of it. Throws `RuleError` where one
  /// cannot be read.
  public func examples(of cause: String? = nil) throws -> [RuleExample] {
    var problems: [RuleProblem] = []
    let examples = try (cause.map(known) ?? rules).flatMap { rule in
      let reader = RuleReader(rule.source)
      let own = RuleExampleParser(reader: reader, cause: rule.cause).examples()
      problems += reader.problems.filter { $0.severity == .error }
      return own.flatMap { [$0] + $0.mutants }
    }
    guard problems.isEmpty else { throw RuleError(problems: problems) }
    return examples
  }

  func known(_ cause: String) throws -> [Rule] {
    let found = rules(for: cause)
    guard found.isEmpty else { return found }
    throw RuleBookError.noRule(cause: cause, nearest: Spelling.nearest(cause, in: rules.map(\.cause)))
  }
}

/// A question about rules that has no answer.
public enum RuleBookError: Error, CustomStringConvertible, Equatable {
  case noRule(cause: String, nearest: String?)
  case noCause(String, nearest: String?)
  case noIncident(Int64)

  public var description: String {
    switch self {
    case .noRule(let cause, let nearest):
      "there is no rule for \(cause)\(nearest.map { "; did you mean \($0)?" } ?? "; `debrief rules list` shows all")"
    case .noCause(let cause, let nearest):
      "\(cause) is no cause of causes.yaml\(nearest.map { "; did you mean \($0)?" } ?? "; add it there first")"
    case .noIncident(let id): "there is no incident \(id); `debrief query --named findings` shows all"
    }
  }
}
