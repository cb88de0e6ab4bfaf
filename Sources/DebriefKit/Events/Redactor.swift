/// Replaces secrets in everything that is about to be stored. The source itself is never changed.
///
/// Secrets are found by the form around them (`SecretScanner`). What was found once is known for the rest of the source,
/// so that a bare repeat of the same word is replaced too.
struct Redactor: Sendable, Codable {
  static let mark = "<redacted>"
  /// Shorter words, and words of letters alone, would be found in innocent text.
  static let shortestLearned = 6
  static let mostLearned = 64

  private var learned: [[UInt8]] = []

  /// Whether a bare word may be a secret by now.
  var hasLearned: Bool { !learned.isEmpty }
  var learnedCount: Int { learned.count }

  mutating func redact(_ event: inout Event) {
    if let message = event.message { event.message = redact(message) }
    if let peer = event.peer, peer.utf8.contains(0x40) { event.peer = redact(peer) }
    if !event.attributes.isEmpty {
      for (key, value) in event.attributes { event.attributes[key] = redact(value, key: key) }
    }
  }

  mutating func redact(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let found = SecretScanner.mightHold(bytes.span) ? SecretScanner.secrets(in: bytes) : []
    for range in found { learn(bytes[range]) }
    guard !found.isEmpty || holdsLearned(bytes) else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var index = 0
    for range in found where range.lowerBound >= index {
      out += bytes[index..<range.lowerBound]
      out += Self.mark.utf8
      index = range.upperBound
    }
    out += bytes[index...]
    for secret in learned { out = Self.replacing(secret, in: out) }
    return String(decoding: out, as: UTF8.self)
  }

  /// Remembers the secrets of a text that is not stored itself.
  mutating func learn(from text: String) {
    let bytes = Array(text.utf8)
    for range in SecretScanner.secrets(in: bytes) { learn(bytes[range]) }
  }

  private mutating func learn(_ secret: ArraySlice<UInt8>) {
    guard secret.count >= Self.shortestLearned, secret.count < 512, learned.count < Self.mostLearned,
      secret.contains(where: { !ASCII.isLetter($0) || $0 < 0x61 }), !learned.contains(Array(secret))
    else { return }
    learned.append(Array(secret))
    // A secret that holds another one goes first.
    learned.sort { $0.count > $1.count }
  }

  private mutating func redact(_ value: JSONValue, key: String) -> JSONValue {
    switch value {
    case .string(let text):
      if SecretScanner.isSecretName(Array(key.utf8)), SecretScanner.isSecretValue(Array(text.utf8)) {
        learn(Array(text.utf8)[...])
        return .string(Self.mark)
      }
      return .string(redact(text))
    case .array(let elements): return .array(elements.map { redact($0, key: "") })
    case .object(var members):
      // An environment entry names its secret in a sibling: {"name":"X_PASSWORD","value":"…"}.
      let named = members["name"]?.string ?? members["key"]?.string ?? ""
      for (key, value) in members {
        let name = key == "value" && SecretScanner.isSecretName(Array(named.utf8)) ? named : key
        members[key] = redact(value, key: name)
      }
      return .object(members)
    default: return value
    }
  }

  // MARK: - Bare repeats

  private func holdsLearned(_ bytes: [UInt8]) -> Bool {
    learned.contains { Self.firstIndex(of: $0, in: bytes, from: 0) != nil }
  }

  private static func replacing(_ secret: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard var hit = firstIndex(of: secret, in: bytes, from: 0) else { return bytes }
    var out: [UInt8] = []
    var index = 0
    while true {
      out += bytes[index..<hit]
      out += mark.utf8
      index = hit + secret.count
      guard let next = firstIndex(of: secret, in: bytes, from: index) else { break }
      hit = next
    }
    out += bytes[index...]
    return out
  }

  private static func firstIndex(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = needle.first, bytes.count >= needle.count else { return nil }
    var index = start
    while index <= bytes.count - needle.count {
      if bytes[index] == first, bytes[index..<index + needle.count].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }
}
