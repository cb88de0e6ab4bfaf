/// One output language of reports. A writer escapes by type at one place and reads nothing but the model.
package protocol ReportWriter: Sendable {
  /// The whole report, ending in a newline. `previous` is the text it replaces, whose human parts are kept.
  func write(_ report: ReportModel, replacing previous: String?) -> String
}

/// The output formats, by the name of `--format`.
public enum ReportFormat: String, Sendable, CaseIterable {
  case markdown, html, json, junit, sarif, line

  /// The one without `--format`.
  public static let standard = ReportFormat.markdown

  /// The usual ending of such a file.
  public var fileExtension: String {
    switch self {
    case .markdown: "md"
    case .html: "html"
    case .json: "json"
    case .junit: "xml"
    case .sarif: "sarif"
    case .line: "txt"
    }
  }

  /// Reads the words of the language. Throws where they are missing or damaged.
  package func writer(_ language: Language, _ templates: Templates) throws -> any ReportWriter {
    switch self {
    case .markdown:
      MarkdownReport(
        phrases: try Phrases(language, templates), collection: try CollectionHint.load(templates))
    case .html:
      HTMLReport(
        phrases: try Phrases(language, templates), collection: try CollectionHint.load(templates),
        style: templates.text("reports/report.css") ?? "")
    case .json: JSONReport()
    case .junit: JUnitReport(phrases: try Phrases(language, templates))
    case .sarif: SARIFReport()
    case .line: LineReport(phrases: try Phrases(language, templates))
    }
  }
}

extension ReportModel {
  /// The report in the given format and language. Throws where the texts of the language are missing or damaged.
  public func written(
    as format: ReportFormat, language: Language = .en, templates: Templates = .embedded,
    replacing previous: String? = nil
  ) throws -> String {
    try format.writer(language, templates).write(self, replacing: previous)
  }
}
