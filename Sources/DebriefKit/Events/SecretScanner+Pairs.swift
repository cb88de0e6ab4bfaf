// What is secret stands beside its name: entries of environment lists on one line, as JSON or as YAML writes them.
extension SecretScanner {
  /// `,"value":"…"`, `, value: …` after the name of an environment variable.
  static func environment(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    var index = skipBlanks(bytes, start)
    guard key("value", bytes, &index), let range = scalar(bytes, index) else { return nil }
    return isSecretValue(Array(bytes[range])) ? range : nil
  }

  /// `value: …, name: X_PASSWORD`: the same in the other order; `start` is behind the word `value`.
  static func valueBeforeName(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    var index = start
    _ = skipQuote(bytes, &index)
    index = skipBlanks(bytes, index)
    guard index < bytes.count, bytes[index] == ASCII.colon, let range = scalar(bytes, index + 1) else { return nil }
    index = range.upperBound
    _ = skipQuote(bytes, &index)
    index = skipBlanks(bytes, index)
    guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { return nil }
    index = skipBlanks(bytes, index + 1)
    guard key("name", bytes, &index), let name = scalar(bytes, index), isSecretName(Array(bytes[name])) else {
      return nil
    }
    return isSecretValue(Array(bytes[range])) ? range : nil
  }

  /// Goes over a key, in quotes or not, and its colon.
  private static func key(_ word: StaticString, _ bytes: [UInt8], _ index: inout Int) -> Bool {
    var end = index
    _ = skipQuote(bytes, &end)
    let letters = end..<min(end + word.utf8CodeUnitCount, bytes.count)
    guard equal(Array(bytes[letters]), word) else { return false }
    end = letters.upperBound
    _ = skipQuote(bytes, &end)
    end = skipBlanks(bytes, end)
    guard end < bytes.count, bytes[end] == ASCII.colon else { return false }
    index = end + 1
    return true
  }

  /// A value, in quotes or up to the next comma or bracket.
  private static func scalar(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    if let inside = quoted(bytes, start) { return inside }
    let first = skipBlanks(bytes, start)
    let end = bareEnd(bytes, first)
    return end > first ? first..<end : nil
  }
}
