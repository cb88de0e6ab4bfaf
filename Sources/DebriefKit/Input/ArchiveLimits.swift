/// How much an archive may unpack to before it is taken for a bomb.
struct ArchiveLimits: Sendable {
  var members = 50_000
  /// Of one outermost archive, everything inside counted.
  var bytes: Int64 = 16 << 30
  /// Unpacked to packed, checked once `ratioFloor` bytes came out: text packs 10 to 100 times, gzip at most 1032 times.
  var ratio: Int64 = 1000
  var ratioFloor: Int64 = 64 << 20
  /// Archives inside archives.
  var depth = 4
}
