/// A query of `templates/queries`; its first comment line says what it answers.
public struct SavedQuery: Sendable {
  public var name: String
  public var sql: String

  public var summary: String {
    let comment = sql.split(separator: "\n").first { $0.hasPrefix("--") } ?? ""
    return String(comment.drop { $0 == "-" || $0 == " " })
  }
}

extension Templates {
  /// The saved queries, by name.
  public var queries: [SavedQuery] {
    files(under: "queries/", suffix: ".sql").map { file in
      SavedQuery(name: String(file.path.dropFirst("queries/".count).dropLast(".sql".count)), sql: file.text)
    }
  }
}
