/// The formats of a query's answer.
public enum TableFormat: String, Sendable, CaseIterable { case table, csv, json, ndjson, markdown }

/// Writes rows as they come; only `table` waits for the last row, because it aligns.
public struct TableWriter {
  private let format: TableFormat
  private var columns: [String] = []
  private var waiting: [[String]] = []
  private var isFirst = true

  public init(format: TableFormat) { self.format = format }

  /// Starts the answer of a statement.
  public mutating func begin(_ names: [String]) -> String {
    let before = end()
    columns = names
    isFirst = true
    switch format {
    case .table:
      waiting = [names.map(TerminalText.cell)]
      return before
    case .csv: return before + names.map(CSVText.cell).joined(separator: ",") + "\r\n"
    case .json: return before + "["
    case .ndjson: return before
    case .markdown:
      return before + MarkdownText.row(names.map(MarkdownText.cell)) + MarkdownText.row(names.map { _ in "---" })
    }
  }

  public mutating func row(_ values: [QueryValue]) -> String {
    defer { isFirst = false }
    switch format {
    case .table:
      waiting.append(values.map { TerminalText.cell($0.text) })
      return ""
    case .csv: return values.map(CSVText.cell).joined(separator: ",") + "\r\n"
    case .json: return (isFirst ? "\n" : ",\n") + object(values)
    case .ndjson: return object(values) + "\n"
    case .markdown: return MarkdownText.row(values.map { MarkdownText.cell($0.text) })
    }
  }

  /// Ends the answer.
  public mutating func end() -> String {
    defer {
      columns = []
      waiting = []
    }
    guard !columns.isEmpty else { return "" }
    switch format {
    case .json: return isFirst ? "]\n" : "\n]\n"
    case .table: return aligned()
    default: return ""
    }
  }

  /// Keys in the order of the columns: a person reads it.
  private func object(_ values: [QueryValue]) -> String {
    var out = "{"
    for (index, value) in values.enumerated() {
      if index > 0 { out += "," }
      JSONValue.quote(columns[index], to: &out)
      out += ":" + value.json.compact
    }
    return out + "}"
  }

  private func aligned() -> String {
    var widths = columns.map { _ in 0 }
    for row in waiting { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.columns) } }
    var out = ""
    for (number, row) in waiting.enumerated() {
      var line = ""
      for (index, cell) in row.enumerated() {
        if index > 0 { line += "  " }
        line += cell.padded(to: index == row.count - 1 ? 0 : widths[index])
      }
      out += line + "\n"
      if number == 0 { out += widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ") + "\n" }
    }
    return out
  }
}

extension QueryValue {
  var text: String {
    switch self {
    case .null: ""
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let text): text
    }
  }

  var json: JSONValue {
    switch self {
    case .null: .null
    case .integer(let value): .integer(value)
    case .real(let value): .number(value)
    case .text(let text): .string(text)
    }
  }
}

/// Text inside a CSV cell (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front.
enum CSVText {
  static func cell(_ value: QueryValue) -> String {
    if case .text(let text) = value { return cell(text) }
    return value.text
  }

  static func cell(_ text: String) -> String {
    let clean = TerminalText.visible(text, keepingNewlines: true)
    let guarded = clean.first.map { "=+-@\t".contains($0) } == true ? "'" + clean : clean
    let needsQuotes = guarded.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return needsQuotes ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
  }
}
