/// One thing to read: a file, a member of an archive, standard input.
struct InputItem: Sendable {
  /// The path as handed over or found, `-` for standard input.
  var path: String
  /// The name inside the archive, for members; nested archives are joined with `!`.
  var member: String?
  /// Bytes, when known beforehand.
  var size: Int64?
  /// When it was last changed: microseconds UTC.
  var modifiedAt: Int64?
  /// Whether it is a file that programs write to, as it stands: no archive, no pipe.
  var isPlainFile = false
  var open: @Sendable () throws -> any ByteStream

  /// What reports call it.
  var name: String { member.map { "\(path)!\($0)" } ?? path }
}
