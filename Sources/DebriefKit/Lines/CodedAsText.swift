/// Bytes of a text, written down as that text: a list of numbers takes four times as much. Bytes that are no text stay
/// what they are.
@propertyWrapper
struct CodedAsText: Codable, Sendable {
  var wrappedValue: [UInt8]

  init(wrappedValue: [UInt8]) { self.wrappedValue = wrappedValue }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      wrappedValue = Array(text.utf8)
    } else {
      wrappedValue = try container.decode([UInt8].self)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let text = String(validating: wrappedValue, as: UTF8.self) {
      try container.encode(text)
    } else {
      try container.encode(wrappedValue)
    }
  }
}
