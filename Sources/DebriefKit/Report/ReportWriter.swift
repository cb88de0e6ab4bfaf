/// One output language of reports. A writer escapes by type at one place and reads nothing but the model.
protocol ReportWriter: Sendable {
  /// The whole report, ending in a newline. `previous` is the text it replaces, whose human parts are kept.
  func write(_ report: ReportModel, replacing previous: String?) -> String
}

/// The output formats, by the name of `--format`.
public enum ReportFormat: String, Sendable, CaseIterable {
  case json, line

  /// The one without `--format`.
  public static let standard = ReportFormat.line

  /// The usual ending of such a file.
  public var fileExtension: String {
    switch self {
    case .json: "json"
    case .line: "txt"
    }
  }

  func writer(_ phrases: Phrases) -> any ReportWriter {
    switch self {
    case .json: JSONReport()
    case .line: LineReport(phrases: phrases)
    }
  }
}

extension ReportModel {
  /// The report in the given format and language. Throws `PhraseProblem` where the texts of the language are damaged.
  public func written(
    as format: ReportFormat, language: Language = .en, templates: Templates = .embedded,
    replacing previous: String? = nil
  ) throws -> String {
    try format.writer(Phrases(language, templates)).write(self, replacing: previous)
  }
}
