/// Seconds as text, at most three decimals, no trailing zeros.
enum Seconds {
  static func text(_ seconds: Double) -> String {
    let thousandths = Int64((seconds * 1000).rounded())
    let sign = thousandths < 0 ? "-" : ""
    let whole = abs(thousandths) / 1000
    let rest = abs(thousandths) % 1000
    guard rest > 0 else { return "\(sign)\(whole)" }
    var decimals = String(rest)
    decimals = String(repeating: "0", count: 3 - decimals.utf8.count) + decimals
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(sign)\(whole).\(decimals)"
  }

  /// Microseconds with their sign: `+1.2`, `−0.4`.
  static func signed(_ micros: Int64) -> String {
    (micros < 0 ? "−" : "+") + text(Double(abs(micros)) / 1_000_000)
  }
}
