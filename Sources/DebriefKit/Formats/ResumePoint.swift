import Foundation

/// Where reading a log can go on once it has grown: the start of its first line that was not whole, with everything that
/// the lines before it told and later lines may need.
///
/// What lines told may be a secret (a line that is not finished, a password to be found again), so the state is sealed with
/// a key that only the source's own bytes give.
struct ResumePoint: Sendable, Equatable {
  /// A larger state (a document of which only the start is there) is not kept: 1 MiB.
  static let largest = 1 << 20
  /// Counts up whenever the same state would mean something else.
  static let revision = 2

  var line: Int
  var offset: Int64
  /// Events stored by then. Those behind them came of an end that may not have been one.
  var events: Int64
  /// Who wrote the state, with which options: `ReadOptions.reader`.
  var reader: String
  var sealed: [UInt8]
}

extension ResumePoint {
  init?(_ state: ReaderState, reader: String, seal: Seal) {
    guard let plain = try? JSONEncoder().encode(state), plain.count <= Self.largest,
      let sealed = seal.close(Array(plain))
    else { return nil }
    self.init(
      line: state.position.line, offset: state.position.offset, events: state.events, reader: reader, sealed: sealed)
  }

  /// The state; nil where it was not sealed by a reader of these bytes.
  func state(_ seal: Seal) -> ReaderState? {
    seal.open(sealed).flatMap { try? JSONDecoder().decode(ReaderState.self, from: Data($0)) }
  }
}

/// All that reading carries from line to line.
struct ReaderState: Codable {
  var position: LinePosition
  var overlong: [LinePosition]
  var events: Int64
  var peeler: LayerPeeler
  var recogniser: Recogniser.State
}

extension ReadOptions {
  /// Everything but the source that decides what comes of its lines. Two that are equal read alike.
  func reader(of item: InputItem) -> String {
    let clock = clock(for: item)
    let formats = FormatRegistry.lines.map(\.name) + FormatRegistry.blocks.map(\.name)
    let parts = [
      Version.current, "\(ResumePoint.revision)", "\(clock.offset)", clock.zoneBasis, "\(year ?? 0)",
      "\(keepsAllLines)",
      "\(redacts)", self.formats.digest,
    ]
    var digest = Digest()
    for part in parts + formats { Array("\(part)\n".utf8).withUnsafeBytes { digest.update($0) } }
    return digest.hexadecimal()
  }
}
