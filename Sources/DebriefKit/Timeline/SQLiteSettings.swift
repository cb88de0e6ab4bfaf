import CSQLite

/// What holds for all connections of the process.
enum SQLiteSettings {
  /// Once; where another part of the program has begun with SQLite already, nothing changes.
  private static let made = csqlite_prepare()

  /// Makes them; comes before the first connection.
  static func make() { _ = made }
}
