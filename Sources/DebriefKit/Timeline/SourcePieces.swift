import GRDB

/// Which sources are pieces of one text: one log has one clock and one process, however many files it was cut into.
struct SourcePieces {
  private var places: [Int64: (first: Int64, linesBefore: Int)] = [:]
  private var pieces: [Int64: [Int64]] = [:]

  init(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT source_id, first_piece, lines_before FROM source
        WHERE first_piece IN (SELECT source_id FROM source) ORDER BY source_id
        """)
    for row in rows {
      let (source, first): (Int64, Int64) = (row[0], row[1])
      places[source] = (first, row[2])
      pieces[first, default: [first]].append(source)
    }
  }

  /// The first piece of the text that a source is a piece of: itself, for a whole one.
  func first(of source: Int64) -> Int64 { places[source]?.first ?? source }

  /// The number of a line in the whole text.
  func line(_ line: Int, of source: Int64) -> Int { line + (places[source]?.linesBefore ?? 0) }

  /// All pieces of the text that begins with a source.
  func all(from first: Int64) -> [Int64] { pieces[first] ?? [first] }
}
