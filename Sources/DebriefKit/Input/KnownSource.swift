/// A source that an earlier run stored.
struct KnownSource: Sendable {
  var id: Int64
  var sha256: String
  var bytes: Int64
  /// What a diagnosis took its clock to be ahead, in microseconds; it was corrected by that.
  var skew: Int64
  var zoneBasis: String
  var yearBasis: String
  var resumePoint: ResumePoint?
}
