#if canImport(CCrypto)
  import CCrypto
#else
  import CryptoKit
#endif

/// Keeps from others what was learned of a source: AES-256-GCM with a key that follows from all bytes of the source.
///
/// Whoever has the source can open it and learns nothing new; whoever has only its SHA-256 cannot: the key is the digest of
/// the bytes and some more, and one does not follow from the other.
struct Seal: Sendable {
  private static let label = Array("debrief: key of what was learned of this source".utf8)
  private static let nonceBytes = 12
  private static let tagBytes = 16

  private let key: [UInt8]

  /// The key that follows from what `digest` has seen.
  init(_ digest: borrowing Digest) {
    var labelled = Digest(copying: digest)
    Self.label.withUnsafeBytes { labelled.update($0) }
    key = labelled.bytes()
  }

  private static func nonce() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<nonceBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  #if canImport(CCrypto)
    /// Nonce, text and tag; nil where the system's library refuses.
    func close(_ plain: [UInt8]) -> [UInt8]? {
      let nonce = Self.nonce()
      let context = EVP_CIPHER_CTX_new()
      defer { EVP_CIPHER_CTX_free(context) }
      var text = [UInt8](repeating: 0, count: plain.count)
      var tag = [UInt8](repeating: 0, count: Self.tagBytes)
      var (count, rest): (Int32, Int32) = (0, 0)
      guard EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
        EVP_EncryptUpdate(context, &text, &count, plain, Int32(plain.count)) == 1, Int(count) == plain.count,
        EVP_EncryptFinal_ex(context, nil, &rest) == 1,
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), &tag) == 1
      else { return nil }
      return nonce + text + tag
    }

    /// What was sealed; nil where the source was another one, or the sealed bytes were touched.
    func open(_ sealed: [UInt8]) -> [UInt8]? {
      guard sealed.count >= Self.nonceBytes + Self.tagBytes else { return nil }
      let nonce = Array(sealed.prefix(Self.nonceBytes))
      let text = Array(sealed.dropFirst(Self.nonceBytes).dropLast(Self.tagBytes))
      var tag = Array(sealed.suffix(Self.tagBytes))
      let context = EVP_CIPHER_CTX_new()
      defer { EVP_CIPHER_CTX_free(context) }
      var plain = [UInt8](repeating: 0, count: text.count)
      var (count, rest): (Int32, Int32) = (0, 0)
      guard EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce) == 1,
        EVP_DecryptUpdate(context, &plain, &count, text, Int32(text.count)) == 1, Int(count) == text.count,
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1,
        EVP_DecryptFinal_ex(context, nil, &rest) == 1
      else { return nil }
      return plain
    }
  #else
    func close(_ plain: [UInt8]) -> [UInt8]? {
      guard let nonce = try? AES.GCM.Nonce(data: Self.nonce()),
        let box = try? AES.GCM.seal(plain, using: SymmetricKey(data: key), nonce: nonce)
      else { return nil }
      return box.combined.map(Array.init)
    }

    func open(_ sealed: [UInt8]) -> [UInt8]? {
      guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
      return (try? AES.GCM.open(box, using: SymmetricKey(data: key))).map(Array.init)
    }
  #endif
}
