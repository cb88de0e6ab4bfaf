/// A number that the texts of a rule may name: observed, set somewhere, or worked out from others.
///
/// What is not known has no value, and texts say then which artefact has it.
struct Number: Sendable {
  enum Source: Sendable {
    /// A measure of the incident.
    case measure(String)
    /// The newest event of the incident with this attribute; what it is counted in.
    case attribute(String, unit: Unit, kinds: [String], code: String?)
    /// The time between the first events of two conditions; `$start` and `$end` are the incident's own.
    case between(String, String)
    /// More than the largest of these: numbers, and the longest of their histories.
    case above([String])
  }

  enum Unit: String, Sendable, CaseIterable {
    case us, ms, s, min, h
    /// No time at all: how often.
    case times

    var seconds: Double {
      switch self {
      case .us: 0.000_001
      case .ms: 0.001
      case .s, .times: 1
      case .min: 60
      case .h: 3600
      }
    }
  }

  var name: String
  var source: Source
  /// Another number that is added; without it the sum is not known either.
  var plus: String?
  var times = 1.0
  /// What is added on top for safety, as a share.
  var margin = 0.0
  /// Rounded up to a multiple of this, in seconds.
  var step: Double?
  var atLeast: Double?
  var atMost: Double?
  /// The measure of earlier attempts that it is compared with.
  var history: String?

  var isCount: Bool { if case .attribute(_, .times, _, _) = source { true } else { false } }
}

/// What a number came to, and how it went before.
struct NumberValue: Sendable {
  /// Nil where nothing says.
  var value: Double?
  /// The limit `at-most` was reached.
  var isCapped = false
  var isCount = false
  var history: [Double] = []

  /// What a text sees of it.
  var context: [String: Any] {
    var context: [String: Any] = [:]
    if let value {
      context["value"] = isCount ? Self.plain(value) : Duration.text(value)
      context["seconds"] = Self.plain(value)
      context["ms"] = Self.plain((value * 1000).rounded())
    }
    if isCapped { context["capped"] = true }
    if !history.isEmpty { context["history"] = spread }
    return context
  }

  private var spread: [String: Any] {
    let sorted = history.sorted()
    let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    var spread: [String: Any] = [
      "count": sorted.count, "min": Duration.text(sorted[0]), "max": Duration.text(sorted[sorted.count - 1]),
      "median": Duration.text(middle),
    ]
    if sorted.count > 1 { spread["several"] = true }
    guard let value else { return spread }
    let over = sorted.count { $0 > value }
    spread["value"] = Duration.text(value)
    spread["over"] = over
    spread["percent"] = Int((100 * Double(over) / Double(sorted.count)).rounded())
    if over > 0 { spread["some"] = true }
    return spread
  }

  private static func plain(_ value: Double) -> String {
    let tenths = (value * 10).rounded() / 10
    return tenths == tenths.rounded() ? String(Int64(tenths)) : String(tenths)
  }
}
