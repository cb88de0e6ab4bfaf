import Foundation

/// Secrets that only the lines around a line betray: lines are kept as they stand, one by one, while a document says over
/// several what is secret.
struct KeptLineRedactor: Sendable, Codable {
  /// The line before named an environment variable that holds a secret.
  private var awaitsValue = false
  /// Inside `data:` of an object that may be a Secret: the indent of that key.
  private var data: Int?

  /// The line with its secret replaced; nil where these lines betray none.
  mutating func redact(_ line: Span<UInt8>) -> String? {
    guard !line.isEmpty else { return nil }
    switch line[0] {
    case ASCII.space, UInt8(ascii: "-"), UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "d"), UInt8(ascii: "s"),
      UInt8(ascii: "e"):
      break
    default:
      // No line of a document: a log.
      awaitsValue = false
      data = nil
      return line.find("Action Executed") == nil ? nil : Self.withoutEncoded(line.text())
    }
    let text = line.text()
    let indent = text.utf8.prefix { $0 == ASCII.space }.count
    let body = Self.body(of: text, indent)
    let key = Self.key(of: body)
    defer { awaitsValue = key == "name" && SecretScanner.isSecretName(Array(Self.value(of: body).utf8)) }
    if awaitsValue, key == "value" { return Self.masked(text) }
    if text.contains("\"kind\":\"Secret\"") { return Redactor.mark }
    if let open = data, !text.isEmpty, indent <= open { data = nil }
    if data == nil, key == "data" || key == "stringData", Self.value(of: body).filter({ $0 != "{" }).isEmpty {
      data = indent
      return nil
    }
    guard data != nil, Self.isEncoded(Self.value(of: body)) else { return nil }
    return Self.masked(text)
  }

  /// The output of an action in base64, where a secret stands in it.
  private static func withoutEncoded(_ text: String) -> String? {
    var clean = text
    for word in text.split(whereSeparator: { $0 == "\"" || $0 == " " })
    where word.utf8.count >= 16 && isEncoded(String(word)) {
      guard let plain = Data(base64Encoded: String(word)), !SecretScanner.secrets(in: Array(plain)).isEmpty else {
        continue
      }
      clean = clean.replacing(word, with: Redactor.mark)
    }
    return clean == text ? nil : clean
  }

  /// What a line says behind its dash, or behind the brace of a flow entry that goes on in the next line
  /// (`env: [{name: X_PASSWORD,`).
  private static func body(of text: String, _ indent: Int) -> Substring {
    if let brace = text.lastIndex(of: "{"), !text[brace...].contains("}"), text[brace...].contains(":") {
      return text[text.index(after: brace)...]
    }
    return text.utf8.dropFirst(indent).first == UInt8(ascii: "-") ? text.drop { $0 == " " || $0 == "-" } : text[...]
  }

  /// `key: value`, `"key": "value",`
  private static func key(of text: Substring) -> String {
    guard let colon = text.firstIndex(of: ":") else { return "" }
    return text[..<colon].filter { $0 != "\"" && $0 != " " }
  }

  private static func value(of text: Substring) -> String {
    guard let colon = text.firstIndex(of: ":") else { return "" }
    return text[text.index(after: colon)...].filter { $0 != "\"" && $0 != " " && $0 != "," && $0 != "\t" }
  }

  private static func masked(_ text: String) -> String {
    guard let colon = text.firstIndex(of: ":") else { return Redactor.mark }
    return text[...colon] + " " + Redactor.mark
  }

  /// Base64 of six bytes or more.
  private static func isEncoded(_ text: String) -> Bool {
    text.utf8.count >= 8 && text.utf8.count.isMultiple(of: 4)
      && text.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "+/=".utf8.contains($0) }
  }
}
