/// How sources are read.
public struct ReadOptions: Sendable {
  /// Zone for stamps without one, in microseconds east of Greenwich; nil means UTC is assumed and said so.
  public var zoneOffset: Int64?
  /// Zones of single sources: the key is the end of the source's path or name.
  public var zoneOffsets: [String: Int64] = [:]
  /// Year for stamps without one.
  public var year: Int?
  /// Store every line, not only events.
  public var keepsAllLines = false
  /// Replace secrets before anything is stored.
  public var redacts = true
  /// Formats that are data, asked where no built-in one knows a line.
  public var formats = DataFormats.embedded
  /// The present, microseconds UTC; no line without a year is dated after it.
  public var now: Int64

  public init(now: Int64) { self.now = now }

  func clock(for item: InputItem) -> SourceClock {
    let own = zoneOffsets.filter { item.name.hasSuffix($0.key) }.max { $0.key.count < $1.key.count }?.value
    let offset = own ?? zoneOffset
    return SourceClock(
      offset: offset ?? 0, zoneBasis: offset == nil ? "assumed" : "explicit", year: year,
      notAfter: min(item.modifiedAt ?? now, now))
  }
}
