/// A text with places for what varies, the way pattern files write it: `Server <backend>/<server> is DOWN<why…>`.
///
/// Text stands for itself. `<name>` is one word, `<name:number>` a number, `<name…>` (or `<name...>`) anything, also
/// nothing; `<>` and `<…>` are not kept, `<<` is a `<`. `<stamp>` is a time. A place ends where the text behind it stands
/// first, and nothing is tried twice: matching is linear in the line, whatever the line holds.
struct TextPattern: Sendable {
  enum Place: Sendable { case word, number, anything, stamp }

  enum Part: Sendable {
    case text([UInt8])
    case place(name: String, Place)
  }

  /// Why a text is no pattern.
  struct Problem: Error { var message: String }

  /// What stood in the places.
  struct Match: Sendable {
    var ranges: [(name: String, range: Range<Int>)] = []
    var stamp: Stamp?

    func range(_ name: String) -> Range<Int>? { ranges.first { $0.name == name }?.range }
  }

  let source: String
  let parts: [Part]

  init(_ source: String) throws(Problem) {
    self.source = source
    var parts: [Part] = []
    var text: [UInt8] = []
    var rest = source[...]
    while let character = rest.first {
      rest.removeFirst()
      guard character == "<" else {
        text += String(character).utf8
        continue
      }
      if rest.first == "<" {
        rest.removeFirst()
        text.append(UInt8(ascii: "<"))
        continue
      }
      guard let close = rest.firstIndex(of: ">") else { throw Problem(message: "a place is not closed: <\(rest)") }
      if !text.isEmpty { parts.append(.text(text)) }
      if text.isEmpty, case .place = parts.last {
        throw Problem(message: "two places touch: nothing tells where the first ends")
      }
      text = []
      parts.append(try Self.place(rest[..<close]))
      rest = rest[rest.index(after: close)...]
    }
    if !text.isEmpty { parts.append(.text(text)) }
    if parts.isEmpty { throw Problem(message: "the pattern is empty") }
    self.parts = parts
  }

  private static func place(_ inner: Substring) throws(Problem) -> Part {
    for ending in ["…", "..."] where inner.hasSuffix(ending) {
      return .place(name: try checked(inner.dropLast(ending.count)), .anything)
    }
    if inner == "stamp" { return .place(name: "stamp", .stamp) }
    guard let colon = inner.firstIndex(of: ":") else { return .place(name: try checked(inner), .word) }
    let form = inner[inner.index(after: colon)...]
    guard form == "number" else {
      throw Problem(message: "<\(inner)>: the form '\(form)' is not known; there are <name>, <name:number> and <name…>")
    }
    return .place(name: try checked(inner[..<colon]), .number)
  }

  private static func checked(_ name: Substring) throws(Problem) -> String {
    guard name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }) else {
      throw Problem(
        message: "'\(name)' is no name of a place: letters, digits and _ only; a < of the text is written <<")
    }
    return String(name)
  }

  /// Names of the places that are kept.
  var names: [String] {
    parts.compactMap { if case .place(let name, let place) = $0, !name.isEmpty, place != .stamp { name } else { nil } }
  }

  func isNumber(_ name: String) -> Bool {
    parts.contains { if case .place(name, .number) = $0 { true } else { false } }
  }

  var hasStamp: Bool { parts.contains { if case .place(_, .stamp) = $0 { true } else { false } } }

  /// Nothing of it stands in a line as it is: it says nothing about whose line that is.
  var isBare: Bool {
    parts.allSatisfy { if case .place(_, let place) = $0 { place != .stamp } else { false } }
  }
}

// MARK: - Matching

extension TextPattern {
  /// Matches the whole of `range`.
  func match(_ line: Span<UInt8>, in range: Range<Int>, stamp form: StampForm? = nil) -> Match? {
    var found = Match()
    var index = range.lowerBound
    for (number, part) in parts.enumerated() {
      switch part {
      case .text(let text):
        guard Self.stands(text, line, at: index, range.upperBound) else { return nil }
        index += text.count
      case .place(_, .stamp):
        guard let (stamp, end) = form?.read(line, at: index), end <= range.upperBound else { return nil }
        found.stamp = stamp
        index = end
      case .place(let name, let place):
        let next: [UInt8]? = if number + 1 < parts.count, case .text(let text) = parts[number + 1] { text } else { nil }
        guard let end = Self.end(of: place, line, index..<range.upperBound, next) else { return nil }
        if !name.isEmpty { found.ranges.append((name, index..<end)) }
        index = end
      }
    }
    return index == range.upperBound ? found : nil
  }

  private static func end(of place: Place, _ line: Span<UInt8>, _ range: Range<Int>, _ next: [UInt8]?) -> Int? {
    var index = range.lowerBound
    if place == .number {
      if index < range.upperBound, line[index] == UInt8(ascii: "-") { index += 1 }
      let start = index
      while index < range.upperBound, ASCII.isDigit(line[index]) { index += 1 }
      guard index > start else { return nil }
      if index + 1 < range.upperBound, line[index] == UInt8(ascii: "."), ASCII.isDigit(line[index + 1]) {
        index += 1
        while index < range.upperBound, ASCII.isDigit(line[index]) { index += 1 }
      }
      return index
    }
    if place == .anything, next == nil { return range.upperBound }
    while index < range.upperBound {
      if let next, index > range.lowerBound || place == .anything, stands(next, line, at: index, range.upperBound) {
        return index
      }
      if place == .word, line[index] == ASCII.space || line[index] == ASCII.tab { break }
      index += 1
    }
    return next == nil && index > range.lowerBound ? index : nil
  }

  private static func stands(_ text: [UInt8], _ line: Span<UInt8>, at index: Int, _ end: Int) -> Bool {
    guard index + text.count <= end else { return false }
    for offset in text.indices where line[index + offset] != text[offset] { return false }
    return true
  }
}

/// The forms in which a `<stamp>` may be written.
enum StampForm: String, Sendable, CaseIterable {
  case iso, redis, glog, go, syslog, ctime, epoch

  func read(_ line: Span<UInt8>, at index: Int) -> TimestampReader.Reading? {
    guard index < line.count else { return nil }
    return switch self {
    case .iso: TimestampReader.iso(line, at: index)
    case .redis: TimestampReader.redis(line, at: index)
    case .glog: TimestampReader.glog(line, at: index)
    case .go: TimestampReader.go(line, at: index)
    case .syslog: TimestampReader.syslog(line, at: index)
    case .ctime: TimestampReader.ctime(line, at: index)
    case .epoch: TimestampReader.epoch(line, at: index)
    }
  }
}
