/// What the layers around a line said.
struct LayerContext: Sendable, Equatable, Codable {
  /// Key of the process in a mixed source: `pod/container`, a service.
  var stream: String?
  var pod: String?
  var container: String?
  /// The time the collector wrote.
  var outer: Stamp?
}

/// Takes the layers off a line, in any order, and pushes what is inside: BOM, CRLF, ANSI colours, CRI, docker json-file,
/// `kubectl logs --prefix` and `--timestamps`, stern, compose, syslog and journald, viewers that put a time or a container
/// before the line, quoting and escapes of markdown. What a layer says is remembered in the context.
///
/// The first byte decides which layers are tried. Layers that could be mistaken for text (compose, stern) are believed where
/// a log line stands behind them, and from then on.
struct LayerPeeler: Codable {
  private var scratch: [UInt8] = []
  private var partial: [String: [UInt8]] = [:]
  /// Once a source has shown nanosecond stamps, shorter ones (trailing zeros are cut) are taken as stamps too.
  private var hasTimestamps = false
  /// Names that stood before log lines: `service` of compose, `pod container` of stern.
  private var names: Set<String> = []
  /// Whose log `kubectl cluster-info dump` has announced.
  private var section = LayerContext()
  private var indentation = Indentation()

  static let mostLayers = 6

  private enum CodingKeys: CodingKey { case partial, hasTimestamps, names, section, indentation }

  /// `insideBlock`: the reader is in the middle of an object of many lines, whose indentation is its own.
  mutating func peel(
    _ line: Span<UInt8>, first: Bool, insideBlock: Bool, _ body: (Span<UInt8>, LayerContext) throws -> Void
  ) rethrows {
    var start = 0
    var end = line.count
    if first, line.has("\u{FEFF}") { start = 3 }
    if end > start, line[end - 1] == ASCII.carriageReturn { end -= 1 }
    start += indentation.take(line.extracting(start..<end), insideBlock: insideBlock, startsText: Self.startsQuotation)
    let inner = line.extracting(start..<end)
    if turnsSection(inner) { return }
    if needsCleaning(inner) {
      clean(inner)
      let copy = scratch
      try peelInner(copy.span, section, body)
    } else {
      try peelInner(inner, section, body)
    }
  }

  /// `==== START logs for container <c> of pod <ns>/<pod> ====` and `==== END logs …`, as `kubectl cluster-info dump` puts
  /// them around each log, in a file each or all in one.
  private mutating func turnsSection(_ line: Span<UInt8>) -> Bool {
    guard line.has("==== ") else { return false }
    if line.has("END logs for container ", at: 5) {
      section = LayerContext()
      return true
    }
    guard line.has("START logs for container ", at: 5), let of = line.find(" of pod ", from: 30) else { return false }
    let owner = line.text(of + 8..<line.count).prefix { $0 != " " }.split(separator: "/")
    guard owner.count == 2 else { return false }
    section.container = line.text(30..<of)
    section.pod = String(owner[1])
    section.stream = "\(owner[1])/\(line.text(30..<of))"
    return true
  }

  private mutating func peelInner(
    _ line: Span<UInt8>, _ outerContext: LayerContext, _ body: (Span<UInt8>, LayerContext) throws -> Void
  ) rethrows {
    var context = outerContext
    var start = 0
    var isPartial = false
    layers: for _ in 0..<Self.mostLayers {
      guard start < line.count else { break }
      switch line[start] {
      case UInt8(ascii: "["):
        if line.has("[{\"", at: start), let text = LogStore.document(line, start + 1, &context) {
          let bytes = Array(text.utf8)
          try peelInner(bytes.span, context, body)
          return
        }
        guard let end = prefix(line, start, &context) ?? viewer(line, start, &context) else { break layers }
        start = end
      case UInt8(ascii: "{"):
        if let end = LogStore.labels(line, start, &context) {
          start = end
          continue layers
        }
        guard let text = LogStore.document(line, start, &context) else { break layers }
        // The bytes inside are other bytes: the text was escaped.
        let bytes = Array(text.utf8)
        try peelInner(bytes.span, context, body)
        return
      case UInt8(ascii: ">"):
        // `> ` quotes, `>` alone is an empty quoted line; `>>> x` is what Redis says of its configuration.
        guard start + 1 == line.count || line[start + 1] == ASCII.space else { break layers }
        start = min(start + 2, line.count)
      case UInt8(ascii: "`"):
        // The fence of a block of code holds nothing.
        if line.has("```", at: start) { return }
        // A line in quotation marks of its own.
        guard Self.startsLog(line, start + 1) else { break layers }
        let end = line[line.count - 1] == UInt8(ascii: "`") ? line.count - 1 : line.count
        try peelInner(line.extracting(start + 1..<end), context, body)
        return
      case UInt8(ascii: "-"), UInt8(ascii: "*"):
        // An item of a list.
        guard start + 2 < line.count, line[start + 1] == ASCII.space,
          Self.startsDated(line, start + 2) || line[start + 2] == UInt8(ascii: "`") && Self.startsDated(line, start + 3)
        else { break layers }
        start += 2
      case UInt8(ascii: "|"):
        guard let cell = row(line, start, &context) else { break layers }
        try peelInner(line.extracting(cell), context, body)
        return
      default:
        if ASCII.isDigit(line[start]) {
          if let cri = criHeader(line, start) {
            context.outer = cri.stamp
            start = cri.end
            isPartial = cri.partial
            continue layers
          }
          if let (stamp, end) = timestamp(line, start) ?? stampBeforeLog(line, start) {
            context.outer = stamp
            start = end
            continue layers
          }
        }
        guard let end = named(line, start, &context) ?? syslog(line, start, &context) else { break layers }
        start = end
      }
    }
    let inner = line.extracting(start..<line.count)
    // Nearly every line is whole, and no other line waits for its end.
    guard isPartial || !partial.isEmpty else { return try body(inner, context) }
    let key = context.stream ?? ""
    if isPartial {
      for index in 0..<inner.count { partial[key, default: []].append(inner[index]) }
    } else if var whole = partial.removeValue(forKey: key) {
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

  /// `<RFC3339Nano> ` as `kubectl logs --timestamps` writes it; before the labels of a log store any stamp is one.
  private mutating func timestamp(_ line: Span<UInt8>, _ start: Int) -> (Stamp, Int)? {
    guard start + 20 < line.count, ASCII.isDigit(line[start]), line[start + 10] == UInt8(ascii: "T"),
      let (stamp, end) = TimestampReader.iso(line, at: start), stamp.zoned, end < line.count,
      line[end] == ASCII.space || line[end] == ASCII.tab
    else { return nil }
    var unused = LayerContext(outer: stamp)
    if line.has("{", at: end + 1), LogStore.labels(line, end + 1, &unused) != nil { return (stamp, end + 1) }
    guard line[end] == ASCII.space else { return nil }
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

  /// Whether the line has colours or escapes of markdown.
  private func needsCleaning(_ line: Span<UInt8>) -> Bool {
    if line.firstIndex(of: ASCII.escape, from: 0) != nil { return true }
    var from = 0
    while let index = line.firstIndex(of: UInt8(ascii: "\\"), from: from) {
      if Self.isMarkdownEscape(line, index) { return true }
      from = index + 1
    }
    return false
  }

  /// `\*`, `\#`, `\_`, `\<`, `\>` behind a blank or at the start: no log and no JSON writes these.
  private static func isMarkdownEscape(_ line: Span<UInt8>, _ index: Int) -> Bool {
    guard index + 1 < line.count, index == 0 || line[index - 1] == ASCII.space else { return false }
    switch line[index + 1] {
    case UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "_"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      return index + 2 >= line.count || line[index + 2] == ASCII.space
    default: return false
    }
  }

  /// Drops `ESC [ … letter` sequences and the backslashes of markdown.
  private mutating func clean(_ line: Span<UInt8>) {
    scratch.removeAll(keepingCapacity: true)
    var index = 0
    while index < line.count {
      guard line[index] == ASCII.escape else {
        if line[index] == UInt8(ascii: "\\"), Self.isMarkdownEscape(line, index) { index += 1 }
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

// MARK: - Collectors and viewers

extension LayerPeeler {
  /// `[lorry]2024-…`: a container's name in brackets, the log line right behind.
  private func viewer(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Int? {
    guard start + 2 < line.count, ASCII.isLetter(line[start + 1]) else { return nil }
    var index = start + 1
    while index < line.count, Self.isName(line[index]) { index += 1 }
    guard index < line.count, line[index] == UInt8(ascii: "]"), index - start < 64 else { return nil }
    var end = index + 1
    if end < line.count, line[end] == ASCII.space { end += 1 }
    guard Self.startsLog(line, end) else { return nil }
    context.container = line.text(start + 1..<index)
    context.stream = context.container
    return end
  }

  /// A row of a viewer's table with a log line in its last cell: `|   | 2024-06-18 18:20:30.025 | pod / container | 1:M … |`.
  private func row(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Range<Int>? {
    var end = line.count
    while end > start + 1, line[end - 1] == ASCII.space { end -= 1 }
    if line[end - 1] == UInt8(ascii: "|") { end -= 1 }
    while end > start + 1, line[end - 1] == ASCII.space { end -= 1 }
    var cell = start + 1
    var owner: Range<Int>?
    for _ in 0..<Self.mostLayers {
      while cell < end, line[cell] == ASCII.space { cell += 1 }
      // A time of the viewer's own is a cell; a line that begins with one is the log's.
      let bar = line.firstIndex(of: UInt8(ascii: "|"), from: cell).flatMap { $0 < end ? $0 : nil }
      if Self.startsLog(line, cell), bar.map({ $0 - cell > 30 }) ?? true {
        if let owner { name(line.text(owner), &context) }
        return cell..<end
      }
      guard let bar else { return nil }
      var last = bar
      while last > cell, line[last - 1] == ASCII.space { last -= 1 }
      if last > cell, ASCII.isLetter(line[cell]) { owner = cell..<last }
      cell = bar + 1
    }
    return nil
  }

  /// `pod`, `pod / container`, `pod/container`
  private func name(_ owner: String, _ context: inout LayerContext) {
    let parts = owner.split(separator: "/").map { $0.split(separator: " ").joined(separator: " ") }
    guard let pod = parts.first, !pod.isEmpty, !pod.contains(" ") else { return }
    context.pod = pod
    context.container = parts.count > 1 ? parts[1] : context.container
    context.stream = parts.joined(separator: "/")
  }

  /// A viewer's own time before a line that has its own: `2024-05-24 11:26:36.123  2024-05-24T03:26:36Z INFO …`.
  private mutating func stampBeforeLog(_ line: Span<UInt8>, _ start: Int) -> (Stamp, Int)? {
    guard start + 24 < line.count, let (stamp, end) = TimestampReader.iso(line, at: start) else { return nil }
    var index = end
    while index < line.count, line[index] == ASCII.space || line[index] == ASCII.tab { index += 1 }
    guard index > end else { return nil }
    if Self.startsCapture(line, index) {
      // `ts` before what redis-cli printed: its other lines have the stamp, too.
      hasTimestamps = hasTimestamps || stamp.zoned
      return (stamp, index)
    }
    // Grafana saves `stamp⇥line`; the lines of a script have no time of their own.
    if index == end + 1, line[end] == ASCII.tab, stamp.zoned, Self.startsScript(line, index) { return (stamp, index) }
    guard start + 40 < line.count, Self.startsDated(line, index) else { return nil }
    return (stamp, index)
  }

  /// `service  | text` of compose and `pod container text` of stern.
  private mutating func named(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Int? {
    guard ASCII.isLetter(line[start]) || ASCII.isDigit(line[start]) else { return nil }
    var index = start
    var hasDash = false
    while index < line.count, Self.isName(line[index]), index - start < 253 {
      if line[index] == UInt8(ascii: "-") || line[index] == UInt8(ascii: "_") { hasDash = true }
      index += 1
    }
    guard index < line.count, index > start + 1 else { return nil }
    // The longest name of all stands right before the bar.
    guard line[index] == ASCII.space || line[index] == UInt8(ascii: "|") else { return nil }
    var next = index
    while next < line.count, line[next] == ASCII.space { next += 1 }
    guard next < line.count else { return nil }
    if line[next] == UInt8(ascii: "|") {
      let text = min(next + (next + 1 < line.count && line[next + 1] == ASCII.space ? 2 : 1), line.count)
      let name = line.text(start..<index)
      // Compose pads the names: two blanks before the bar are its mark, one could be a table.
      guard names.contains(name) || next > index + 1 || Self.startsLog(line, text) else { return nil }
      names.insert(name)
      context.stream = name
      context.container = name
      return text
    }
    guard hasDash, next == index + 1 else { return nil }
    var end = next
    while end < line.count, Self.isName(line[end]), end - next < 64 { end += 1 }
    guard end > next, end < line.count, line[end] == ASCII.space, ASCII.isLetter(line[next]) else { return nil }
    let name = line.text(start..<end)
    guard names.contains(name) || Self.startsLog(line, end + 1) || Self.startsScript(line, end + 1) else { return nil }
    names.insert(name)
    context.pod = line.text(start..<index)
    context.container = line.text(next..<end)
    context.stream = "\(line.text(start..<index))/\(line.text(next..<end))"
    return end + 1
  }

  /// `Mar  9 22:00:03 host program[812]: text` of syslog and journald.
  private func syslog(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Int? {
    guard let (stamp, end) = TimestampReader.syslog(line, at: start), end < line.count, line[end] == ASCII.space,
      let host = line.firstIndex(of: ASCII.space, from: end + 1), let colon = line.find(": ", from: host + 1),
      colon - host < 80
    else { return nil }
    var name = host + 1
    while name < colon, Self.isName(line[name]) { name += 1 }
    guard name == colon || line[name] == UInt8(ascii: "["), name > host + 1 else { return nil }
    context.outer = stamp
    context.stream = line.text(host + 1..<name)
    return colon + 2
  }

  private static func isName(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".")
  }

  /// A line of some log: a date, `1:X …`, klog, JSON, logrus.
  private static func startsLog(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard start < line.count else { return false }
    switch line[start] {
    case UInt8(ascii: "{"): return line.has("{\"", at: start)
    case UInt8(ascii: "t"): return line.has("time=\"", at: start)
    case UInt8(ascii: "["): return start + 1 < line.count && ASCII.isDigit(line[start + 1])
    case UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "E"), UInt8(ascii: "F"):
      return start + 6 < line.count && line.fixed(4, at: start + 1) != nil && line[start + 5] == ASCII.space
    default: return startsDated(line, start)
    }
  }

  /// What opens a quotation that is shifted: a line of a log, or a command behind its prompt.
  private static func startsQuotation(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("$ ", at: start) || startsLog(line, start)
  }

  /// The first words of the switchover scripts, which print no time.
  private static func startsScript(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("curl http", at: start) || line.has("curl result:", at: start) || line.has("INFO: ", at: start)
      || line.has("ERROR: ", at: start) || line.has("+ ", at: start) || line.has("++ ", at: start)
  }

  /// The first lines of what `redis-cli PSUBSCRIBE` prints.
  private static func startsCapture(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("pmessage", at: start) || line.has("psubscribe", at: start) || line.has("1) \"p", at: start)
      || line.has("Reading messages... (press", at: start)
  }

  /// `2024-05-24…` or `1:X 02 Apr 2025 …`
  private static func startsDated(_ line: Span<UInt8>, _ start: Int) -> Bool {
    guard start + 19 < line.count, ASCII.isDigit(line[start]) else { return false }
    if TimestampReader.iso(line, at: start) != nil { return true }
    guard let pid = line.number(at: start), pid.end + 3 < line.count, line[pid.end] == ASCII.colon else { return false }
    return ASCII.isLetter(line[pid.end + 1]) && line[pid.end + 2] == ASCII.space
  }
}
