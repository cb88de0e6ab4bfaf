/// What the layers around a line said.
struct LayerContext: Sendable, Equatable {
  /// Key of the process in a mixed source: `pod/container`, a service.
  var stream: String?
  var pod: String?
  var container: String?
  /// The time the collector wrote.
  var outer: Stamp?
}

/// Takes the layers off a line (BOM, CRLF, ANSI colours, CRI, `kubectl logs --prefix` and `--timestamps`), in any order,
/// and pushes what is inside. What a layer says is remembered in the context.
struct LayerPeeler {
  private var scratch: [UInt8] = []
  private var partial: [String: [UInt8]] = [:]
  /// Once a source has shown nanosecond stamps, shorter ones (trailing zeros are cut) are taken as stamps too.
  private var hasTimestamps = false

  mutating func peel(_ line: Span<UInt8>, first: Bool, _ body: (Span<UInt8>, LayerContext) throws -> Void) rethrows {
    var start = 0
    var end = line.count
    if first, line.has("\u{FEFF}") { start = 3 }
    if end > start, line[end - 1] == ASCII.carriageReturn { end -= 1 }
    if line.firstIndex(of: ASCII.escape, from: start) != nil {
      stripColours(line.extracting(start..<end))
      let clean = scratch
      try peelInner(clean.span, body)
    } else {
      try peelInner(line.extracting(start..<end), body)
    }
  }

  private mutating func peelInner(_ line: Span<UInt8>, _ body: (Span<UInt8>, LayerContext) throws -> Void) rethrows {
    var context = LayerContext()
    var start = 0
    var isPartial = false
    for _ in 0..<4 {
      if let end = prefix(line, start, &context) {
        start = end
      } else if let cri = criHeader(line, start) {
        context.outer = cri.stamp
        start = cri.end
        isPartial = cri.partial
      } else if let (stamp, end) = timestamp(line, start) {
        context.outer = stamp
        start = end
      } else {
        break
      }
    }
    let inner = line.extracting(start..<line.count)
    let key = context.stream ?? ""
    if isPartial {
      for index in 0..<inner.count { partial[key, default: []].append(inner[index]) }
    } else if !partial.isEmpty, var whole = partial.removeValue(forKey: key) {
      for index in 0..<inner.count { whole.append(inner[index]) }
      try body(whole.span, context)
    } else {
      try body(inner, context)
    }
  }

  /// `[pod/<pod>/<container>] `
  private func prefix(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Int? {
    guard line.has("[pod/", at: start), let close = line.find("] ", from: start) else { return nil }
    let name = line.text(start + 5..<close)
    guard let slash = name.firstIndex(of: "/") else { return nil }
    context.stream = name
    context.pod = String(name[..<slash])
    context.container = String(name[name.index(after: slash)...])
    return close + 2
  }

  /// `<RFC3339Nano> stdout|stderr F|P `
  private func criHeader(_ line: Span<UInt8>, _ start: Int) -> (stamp: Stamp, end: Int, partial: Bool)? {
    guard start + 30 < line.count, ASCII.isDigit(line[start]), let (stamp, end) = TimestampReader.iso(line, at: start),
      stamp.zoned, line.has(" stdout ", at: end) || line.has(" stderr ", at: end)
    else { return nil }
    var index = end + 8
    guard index < line.count, line[index] == UInt8(ascii: "F") || line[index] == UInt8(ascii: "P") else { return nil }
    let partial = line[index] == UInt8(ascii: "P")
    // Tags may follow the letter (`F:tag`).
    while index < line.count, line[index] != ASCII.space { index += 1 }
    return (stamp, min(index + 1, line.count), partial)
  }

  /// `<RFC3339Nano> ` as `kubectl logs --timestamps` writes it.
  private mutating func timestamp(_ line: Span<UInt8>, _ start: Int) -> (Stamp, Int)? {
    guard start + 20 < line.count, ASCII.isDigit(line[start]), line[start + 10] == UInt8(ascii: "T"),
      let (stamp, end) = TimestampReader.iso(line, at: start), stamp.zoned, end < line.count, line[end] == ASCII.space
    else { return nil }
    if !hasTimestamps {
      // 7 to 9 digits are what Go prints; formats of their own write 3 or 6.
      var digits = 0
      var index = start + 20
      while index < end, ASCII.isDigit(line[index]) {
        digits += 1
        index += 1
      }
      guard line[start + 19] == UInt8(ascii: "."), digits >= 7 else { return nil }
      hasTimestamps = true
    }
    return (stamp, end + 1)
  }

  /// Drops `ESC [ … letter` sequences.
  private mutating func stripColours(_ line: Span<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    var index = 0
    while index < line.count {
      guard line[index] == ASCII.escape else {
        scratch.append(line[index])
        index += 1
        continue
      }
      index += 1
      guard index < line.count, line[index] == UInt8(ascii: "[") else { continue }
      index += 1
      while index < line.count, !ASCII.isLetter(line[index]) { index += 1 }
      index += 1
    }
  }
}
