/// A log format that is data: a pattern file of `templates/formats` or of an engineer's own folder.
///
/// Built-in formats win: a data format is only asked about lines that none of them claims.
struct DataFormat: LineFormat {
  /// How a message becomes an event.
  struct Line: Sendable {
    /// The ways the message is written; they have the same places.
    var patterns: [TextPattern]
    var kind: EventKind
    /// Nil: what the line's level says.
    var severity: Severity?
    /// Columns of the event, by name.
    var columns: [(name: String, value: Filling)]
    var attributes: [(name: String, value: Filling)]
    var place = RulePlace()
  }

  var name: String
  var summary = ""
  /// The witness its events name.
  var origin: String
  /// The ways a line starts; each ends with the place `message`.
  var starts: [TextPattern] = []
  var stampForm: StampForm?
  /// Words of the place `level`, in lower case.
  var levels: [String: Severity] = [:]
  /// Lines that start with a blank belong to the record before them.
  var continuesIndented = false
  var lines: [Line] = []
  var samples: [String] = []

  static let columns = ["instance", "peer", "actor", "role", "code", "cluster", "component"]

  func read(_ line: Span<UInt8>) -> Reading {
    if continuesIndented, line.count > 0, line[0] == ASCII.space || line[0] == ASCII.tab { return .continuation }
    for (index, start) in starts.enumerated() {
      guard let match = start.match(line, in: 0..<line.count, stamp: stampForm), let message = match.range("message")
      else { continue }
      // A start that says nothing leaves it to the message whether the line is ours.
      if start.isBare, self.line(for: line, message) == nil { continue }
      var head = LineHead(stamp: match.stamp, message: message)
      if let level = match.range("level") { head.severity = severity(line.text(level)) }
      head.number = Int64(index)
      return .record(head)
    }
    return .foreign
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { self.line(for: line, head.message) == nil }

  private func line(for bytes: Span<UInt8>, _ message: Range<Int>) -> (
    line: Line, pattern: TextPattern, match: TextPattern.Match
  )? {
    for line in lines {
      for pattern in line.patterns {
        if let match = pattern.match(bytes, in: message) { return (line, pattern, match) }
      }
    }
    return nil
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let bytes = Array(record.line.utf8)
    // Bytes that were no UTF-8 are longer as text: what was measured on the bytes is measured anew.
    guard case .record(let head) = read(bytes.span), let (line, pattern, match) = line(for: bytes.span, head.message)
    else { return }
    let start = starts[Int(head.number)]
    let values = Values(
      bytes: bytes,
      ranges: match.ranges + (start.match(bytes.span, in: 0..<bytes.count, stamp: stampForm)?.ranges ?? []))
    if process.pod == nil, let pod = values["pod"] { process.pod = pod }
    var event = record.event(line.kind, origin: origin)
    if let severity = line.severity { event.severity = severity }
    for (name, filling) in line.columns { event.set(column: name, filling.text(values)) }
    for (name, filling) in line.attributes {
      guard let text = filling.text(values) else { continue }
      event.attributes[name] = filling.isNumber(pattern) ? JSONValue.scalar(text) : .string(text)
    }
    events.emit(event)
  }

  private func severity(_ word: String) -> Severity {
    let word = word.lowercased()
    if let own = levels[word] { return own }
    return switch word {
    case "trace", "debug": .debug
    case "notice": .notice
    case "warn", "warning": .warning
    case "err", "error", "alert": .error
    case "crit", "critical", "fatal", "emerg", "panic": .fatal
    default: .info
    }
  }
}

/// What the places of a line held.
struct Values {
  var bytes: [UInt8]
  var ranges: [(name: String, range: Range<Int>)]

  subscript(name: String) -> String? {
    ranges.first { $0.name == name }.map { String(decoding: bytes[$0.range], as: UTF8.self) }
  }
}

/// A field of an event: a text in which `<name>` stands for what was found there.
struct Filling: Sendable {
  private enum Part: Sendable { case text(String), place(String) }

  private let parts: [Part]

  /// `<name>` without a form; every other `<` is a character.
  init(_ text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      parts.append(.place(String(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  var names: [String] { parts.compactMap { if case .place(let name) = $0 { name } else { nil } } }

  /// Nil where a place held nothing.
  func text(_ values: Values) -> String? {
    var out = ""
    for part in parts {
      switch part {
      case .text(let text): out += text
      case .place(let name):
        guard let value = values[name], !value.isEmpty else { return nil }
        out += value
      }
    }
    return out
  }

  /// Whether it is nothing but a number of the line.
  func isNumber(_ pattern: TextPattern) -> Bool {
    guard parts.count == 1, case .place(let name) = parts[0] else { return false }
    return pattern.isNumber(name)
  }
}

extension Event {
  fileprivate mutating func set(column: String, _ value: String?) {
    guard let value else { return }
    switch column {
    case "instance": instance = value
    case "peer": peer = value
    case "actor": actor = value
    case "role": role = RoleWord.normalise(value)
    case "code": code = value
    case "cluster": cluster = value
    default: component = value
    }
  }
}

extension JSONValue {
  fileprivate static func scalar(_ text: String) -> JSONValue {
    Int64(text).map(JSONValue.integer) ?? Double(text).map(JSONValue.number) ?? .string(text)
  }
}
