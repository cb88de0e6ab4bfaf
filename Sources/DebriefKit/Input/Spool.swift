#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that can be read from any place: a file, or memory. Reading moves nothing, so threads may share it.
enum ByteStore: Sendable {
  case memory([UInt8])
  case file(OpenFile)

  /// A descriptor that is closed with its last user.
  final class OpenFile: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
  }

  /// Fills the front of `buffer` from `offset` on; 0 at the end.
  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    switch self {
    case .memory(let bytes):
      guard offset >= 0, offset < Int64(bytes.count) else { return 0 }
      let start = Int(offset)
      let count = min(buffer.count, bytes.count - start)
      bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
      return count
    case .file(let file):
      while true {
        let count = pread(file.descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        if count >= 0 { return count }
        if errno != EINTR { throw IntakeError.unreadable(path: "descriptor", reason: systemReason()) }
      }
    }
  }
}

/// A part of a store: one member of an archive, or a whole file.
struct ByteRange: Sendable {
  var store: ByteStore
  var start: Int64
  var count: Int64

  /// A whole file. Throws `IntakeError.unreadable`.
  static func file(path: String, size: Int64) throws -> ByteRange {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw IntakeError.unreadable(path: path, reason: systemReason()) }
    return ByteRange(store: .file(ByteStore.OpenFile(descriptor: descriptor)), start: 0, count: size)
  }

  func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let left = count - offset
    guard left > 0 else { return 0 }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(Int64(buffer.count), left))])
    return try store.read(at: start + offset, into: room)
  }

  /// The first bytes, at most `most`.
  func head(_ most: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    let count = bytes.withUnsafeMutableBytes { (try? read(at: 0, into: $0)) ?? 0 }
    return Array(bytes[..<count])
  }
}

/// Reads a `ByteRange` from front to back.
final class RangeStream: ByteStream {
  private let range: ByteRange
  private var position: Int64 = 0

  init(_ range: ByteRange) { self.range = range }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try range.read(at: position, into: buffer)
    position += Int64(count)
    return count
  }
}

/// Bytes that were read already, then the rest of the stream.
final class PrefixedStream: ByteStream {
  private let prefix: MemoryStream
  private let rest: any ByteStream

  init(_ prefix: [UInt8], _ rest: any ByteStream) {
    self.prefix = MemoryStream(prefix)
    self.rest = rest
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = prefix.read(into: buffer)
    return count > 0 ? count : try rest.read(into: buffer)
  }
}

/// Collects what comes out of an archive: in memory while it is little, then in a file without a name, which the system
/// removes with the last descriptor, whatever happens to the program.
struct Spool {
  private var bytes: [UInt8] = []
  private var file: ByteStore.OpenFile?
  private(set) var count: Int64 = 0
  private let memory: Int

  init(memory: Int = 8 << 20) { self.memory = memory }

  mutating func append(_ part: UnsafeRawBufferPointer) throws {
    if file == nil, bytes.count + part.count > memory { try spill() }
    if let file {
      try Self.write(part, to: file.descriptor)
    } else {
      bytes.append(contentsOf: part)
    }
    count += Int64(part.count)
  }

  mutating func append(_ part: [UInt8]) throws { try part.withUnsafeBytes { try append($0) } }

  /// Everything that comes from a stream.
  mutating func append(all stream: any ByteStream) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try stream.read(into: buffer)
      guard count > 0 else { return }
      try append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  func store() -> ByteStore { file.map(ByteStore.file) ?? .memory(bytes) }

  private mutating func spill() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/debrief.XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else {
      throw IntakeError.unreadable(path: folder, reason: "no temporary file: \(systemReason())")
    }
    unlink(name)
    let file = ByteStore.OpenFile(descriptor: descriptor)
    try bytes.withUnsafeBytes { try Self.write($0, to: descriptor) }
    bytes = []
    self.file = file
  }

  private static func write(_ part: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var rest = part
    while !rest.isEmpty {
      #if canImport(Darwin)
        let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, rest.baseAddress, rest.count)
      #else
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw IntakeError.unreadable(path: "temporary file", reason: systemReason())
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}
