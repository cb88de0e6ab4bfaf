/// The columns of a table as kubectl and kbcli print it: names in capitals, at least two blanks between them.
struct TextTable {
  struct Column: Equatable {
    var name: String
    /// Counted in characters.
    var start: Int
  }

  let columns: [Column]

  /// Takes the header apart. nil where the line is none.
  init?(header: String) {
    var columns: [Column] = []
    var name = ""
    var start = 0
    var blanks = 0
    for (index, character) in header.enumerated() {
      if character == " " || character == "\t" {
        blanks += 1
        if character == "\t" { blanks += 1 }
        continue
      }
      if name.isEmpty || blanks > 1 {
        if !name.isEmpty { columns.append(Column(name: name, start: start)) }
        name = ""
        start = index
      } else if blanks == 1 {
        name += " "
      }
      blanks = 0
      name.append(character)
    }
    if !name.isEmpty { columns.append(Column(name: name, start: start)) }
    guard columns.count > 1 else { return nil }
    self.columns = columns
  }

  func has(_ names: String...) -> Bool { names.allSatisfy { name in columns.contains { $0.name == name } } }

  /// The cells of a row by column name, cut at the header's columns; a row that does not keep to them (pasted through
  /// something that changed the blanks) is cut at its own wide gaps, if they are as many.
  func cells(_ row: String) -> [String: String] {
    let characters = Array(row)
    let fits = columns.dropFirst().allSatisfy { column in
      column.start > characters.count || Self.isBlank(characters[column.start - 1])
    }
    if !fits {
      let parts = Self.parts(row)
      // The cell of an added label is the last and may be empty.
      if parts.count == columns.count || parts.count == columns.count - 1 && columns.last?.name == "ROLE" {
        return Dictionary(zip(columns.map(\.name), parts), uniquingKeysWith: { first, _ in first })
      }
    }
    var cells: [String: String] = [:]
    for (index, column) in columns.enumerated() {
      let end = index + 1 < columns.count ? columns[index + 1].start : characters.count
      guard column.start < characters.count else { continue }
      let text = String(characters[column.start..<min(end, characters.count)])
      let cell = Self.trim(text)
      if !cell.isEmpty, cells[column.name] == nil { cells[column.name] = cell }
    }
    return cells
  }

  /// Whether a row goes on behind the column, so that an empty cell in it is empty and not cut off.
  static func reaches(beyond name: String, _ columns: [String], _ cells: [String: String]) -> Bool {
    guard let index = columns.firstIndex(of: name) else { return true }
    return columns[(index + 1)...].contains { cells[$0] != nil }
  }

  /// The parts between gaps of two blanks or more, or tabs.
  static func parts(_ row: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var blanks = 0
    for character in row {
      if character == " " || character == "\t" {
        blanks += character == "\t" ? 2 : 1
        continue
      }
      if blanks > 1, !part.isEmpty {
        parts.append(part)
        part = ""
      } else if blanks == 1, !part.isEmpty {
        part += " "
      }
      blanks = 0
      part.append(character)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }

  static func trim(_ text: some StringProtocol) -> String {
    let end = text.lastIndex { !isBlank($0) }.map { text.index(after: $0) } ?? text.startIndex
    let start = text.firstIndex { !isBlank($0) } ?? end
    return String(text[start..<max(start, end)])
  }

  private static func isBlank(_ character: Character) -> Bool {
    character == " " || character == "\t" || character == "\r"
  }
}
