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

    deinit { EVP_MD_CTX_free(context) }

    mutating func update(_ bytes: UnsafeRawBufferPointer) { EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) }

    /// The digest so far; more bytes may follow.
    func hexadecimal() -> String {
      let copy = EVP_MD_CTX_new()
      defer { EVP_MD_CTX_free(copy) }
      EVP_MD_CTX_copy_ex(copy, context)
      var bytes = [UInt8](repeating: 0, count: 32)
      EVP_DigestFinal_ex(copy, &bytes, nil)
      return Self.text(bytes)
    }
  #else
    private var hash = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    func hexadecimal() -> String { Self.text(Array(hash.finalize())) }
  #endif

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
