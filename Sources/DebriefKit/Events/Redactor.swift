/// Replaces secrets in everything that is about to be stored. The source itself is never changed.
struct Redactor: Sendable {
  static let mark = "<redacted>"

  func redact(_ event: inout Event) {
    if let message = event.message { event.message = redact(message) }
    if !event.attributes.isEmpty { event.attributes = event.attributes.mapValues(redact) }
  }

  func redact(_ text: String) -> String { text }

  private func redact(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text): .string(redact(text))
    case .array(let elements): .array(elements.map(redact))
    case .object(let members): .object(members.mapValues(redact))
    default: value
    }
  }
}
