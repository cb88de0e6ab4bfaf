/// Compares a source with what an earlier run stored of the same path.
enum SourceIdentity {
  /// Whether the bytes are the ones stored.
  static func isUnchanged(_ item: InputItem, since known: KnownSource) throws -> Bool {
    // Standard input can be read only once, so it is always new.
    guard item.path != "-", item.size == known.bytes || item.size == nil else { return false }
    return try hash(item, bytes: known.bytes, mustEnd: true) == known.sha256
  }

  /// Whether the source starts with the stored bytes and has grown since.
  static func continues(_ item: InputItem, _ known: KnownSource) throws -> Bool {
    guard let size = item.size, size > known.bytes else { return false }
    return try hash(item, bytes: known.bytes) == known.sha256
  }

  /// nil where `mustEnd` is asked and more bytes follow: the size of compressed logs is not known beforehand.
  private static func hash(_ item: InputItem, bytes: Int64, mustEnd: Bool = false) throws -> String? {
    var digest = Digest()
    let stream = try item.open()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var left = bytes
    while left > 0 {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(left, Int64(buffer.count)))])
      let count = try stream.read(into: room)
      guard count > 0 else { break }
      digest.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
      left -= Int64(count)
    }
    if mustEnd, try stream.read(into: buffer) > 0 { return nil }
    return digest.hexadecimal()
  }
}

/// A source that an earlier run stored.
struct KnownSource: Sendable {
  var id: Int64
  var sha256: String
  var bytes: Int64
  var lines: Int64
}
