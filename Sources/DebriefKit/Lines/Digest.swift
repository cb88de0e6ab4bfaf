#if canImport(CCrypto)
  import CCrypto
#else
  import CryptoKit
#endif

/// SHA-256 as the bytes go by, with the processor's instructions where it has them.
struct Digest: ~Copyable {
  #if canImport(CCrypto)
    private let context: OpaquePointer?

    init() {
      context = EVP_MD_CTX_new()
      EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    /// Another one that goes on from where this one is.
    init(copying other: borrowing Digest) {
      context = EVP_MD_CTX_new()
      EVP_MD_CTX_copy_ex(context, other.context)
    }

    deinit { EVP_MD_CTX_free(context) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The digest so far; more bytes may follow.
    func bytes() -> [UInt8] {
      let copy = EVP_MD_CTX_new()
      defer { EVP_MD_CTX_free(copy) }
      EVP_MD_CTX_copy_ex(copy, context)
      var bytes = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(copy, &bytes, nil)
      return bytes
    }
  #else
    private var hash = SHA256()

    init() {}

    init(copying other: borrowing Digest) { hash = other.hash }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    func bytes() -> [UInt8] { Array(hash.finalize()) }
  #endif

  /// The digest so far as 64 hexadecimal digits.
  func hexadecimal() -> String { Self.text(bytes()) }

  private static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Digest {
  /// Takes the next `count` bytes of a stream, fewer where it ends; gives them back where they are kept.
  mutating func read(_ stream: any ByteStream, _ count: Int64, keeps: Bool = false) throws -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var kept: [UInt8] = []
    var left = count
    while left > 0 {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(left, Int64(buffer.count)))])
      let count = try stream.read(into: room)
      guard count > 0 else { break }
      let part = UnsafeRawBufferPointer(rebasing: room[..<count])
      update(part)
      if keeps { kept.append(contentsOf: part) }
      left -= Int64(count)
    }
    return kept
  }
}
