import CArchive

/// Walks through an archive with libarchive, from any `ByteRange`. Nothing is ever written to a path of the archive.
final class ArchiveReader {
  /// One entry, before its bytes are read.
  struct Entry {
    var name: String
    var isFile: Bool
    /// Microseconds UTC.
    var modifiedAt: Int64?
  }

  enum Failure: Error { case damaged(String) }

  private let archive: OpaquePointer
  private let source: Source
  /// Compressed without being an archive: a single log.
  private(set) var isRaw = false

  /// What the C callbacks read from.
  private final class Source {
    let range: ByteRange
    var position: Int64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)

    init(_ range: ByteRange) { self.range = range }

    deinit { buffer.deallocate() }
  }

  init(_ range: ByteRange) throws {
    guard let archive = archive_read_new() else { throw Failure.damaged("no memory") }
    self.archive = archive
    source = Source(range)
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_bzip2(archive)
    archive_read_support_filter_xz(archive)
    archive_read_support_filter_zstd(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_zip(archive)
    archive_read_support_format_7zip(archive)
    archive_read_support_format_raw(archive)
    archive_read_set_seek_callback(archive) { _, context, offset, whence in
      guard let source = ArchiveReader.source(context) else { return Int64(ARCHIVE_FATAL) }
      let target =
        switch whence {
        case 1: source.position + offset
        case 2: source.range.count + offset
        default: offset
        }
      source.position = max(0, min(target, source.range.count))
      return source.position
    }
    let context = Unmanaged.passUnretained(source).toOpaque()
    let opened = archive_read_open2(
      archive, context, nil,
      { _, context, out in
        guard let source = ArchiveReader.source(context) else { return -1 }
        out?.pointee = UnsafeRawPointer(source.buffer.baseAddress)
        guard let count = try? source.range.read(at: source.position, into: source.buffer) else { return -1 }
        source.position += Int64(count)
        return count
      },
      { _, context, count in
        guard let source = ArchiveReader.source(context) else { return 0 }
        let step = max(0, min(count, source.range.count - source.position))
        source.position += step
        return step
      }, nil)
    guard opened == ARCHIVE_OK else {
      let reason = self.reason
      throw Failure.damaged(reason)
    }
  }

  deinit { archive_read_free(archive) }

  private static func source(_ context: UnsafeMutableRawPointer?) -> Source? {
    context.map { Unmanaged<Source>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The next entry; nil at the end.
  func next() throws -> Entry? {
    var entry: OpaquePointer?
    let code = archive_read_next_header(archive, &entry)
    if code == ARCHIVE_EOF { return nil }
    guard code >= ARCHIVE_WARN, let entry else { throw Failure.damaged(reason) }
    isRaw = archive_format(archive) == ARCHIVE_FORMAT_RAW
    // Names that are no UTF-8 come only through the locale-free getter.
    let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    let modified = archive_entry_mtime_is_set(entry) != 0 ? Int64(archive_entry_mtime(entry)) * 1_000_000 : nil
    return Entry(
      name: name.map {
        String(
          decoding: UnsafeBufferPointer(start: $0, count: Self.length($0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
      } ?? "member",
      isFile: UInt32(archive_entry_filetype(entry)) == 0o100000, modifiedAt: modified)
  }

  /// Reads on in the bytes of the current entry; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw Failure.damaged(reason) }
    return count
  }

  private var reason: String { archive_error_string(archive).map { String(cString: $0) } ?? "damaged" }

  private static func length(_ name: UnsafePointer<CChar>) -> Int {
    var length = 0
    while length < 65_536, name[length] != 0 { length += 1 }
    return length
  }
}

// MARK: - What is an archive

extension ArchiveReader {
  /// Whether the first bytes are those of an archive or of compressed data.
  static func recognises(_ head: [UInt8]) -> Bool {
    let magics: [[UInt8]] = [
      [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06], [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD],
      [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], Array("BZh".utf8), [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C],
    ]
    if magics.contains(where: { head.starts(with: $0) }) { return true }
    return head.count >= 262 && head[257..<262].elementsEqual("ustar".utf8)
  }
}

/// Unpacks a single compressed log on the fly: nothing is kept, however large it is.
final class CompressedStream: ByteStream {
  private let reader: ArchiveReader
  private let packed: Int64
  private let limits: ArchiveLimits
  private var unpacked: Int64 = 0
  private let path: String

  init(_ range: ByteRange, path: String, limits: ArchiveLimits) throws {
    self.path = path
    self.limits = limits
    packed = range.count
    do {
      reader = try ArchiveReader(range)
      guard try reader.next() != nil else { throw ArchiveReader.Failure.damaged("empty") }
    } catch ArchiveReader.Failure.damaged(let reason) {
      throw IntakeError.unreadable(path: path, reason: reason)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    do {
      let count = try reader.read(into: buffer)
      unpacked += Int64(count)
      guard unpacked <= limits.bytes, unpacked <= limits.ratioFloor || unpacked / limits.ratio <= packed else {
        throw IntakeError.unreadable(
          path: path, reason: "it unpacks to suspiciously much (more than \(unpacked) bytes)")
      }
      return count
    } catch ArchiveReader.Failure.damaged(let reason) {
      throw IntakeError.unreadable(path: path, reason: "the compressed data is damaged: \(reason)")
    }
  }
}
