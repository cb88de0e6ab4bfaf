import Mustache
import Synchronization

/// Mustache templates of plain text: escaping is up to what writes the report.
///
/// The texts of rules and reports are few and filled once an incident, so each is parsed once a run.
enum TextTemplate {
  private static let known = Mutex<[String: MustacheTemplate]>([:])

  /// Throws where the text is no template.
  static func parse(_ text: String) throws -> MustacheTemplate {
    if let template = known.withLock({ $0[text] }) { return template }
    let template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
    known.withLock { $0[text] = template }
    return template
  }
}
