import TemplateTree

/// Reads a pattern file: `name`, `summary`, `origin`, `start`, `stamp`, `levels`, `continues`, `lines`; `samples` when
/// they are asked for.
struct DataFormatParser {
  let reader: RuleReader

  static let formatKeys: Set = ["name", "summary", "origin", "start", "stamp", "levels", "continues", "lines"]
  static let lineKeys: Set = Set(DataFormat.columns).union(["pattern", "kind", "severity", "attributes"])
  static let severities: [String: Severity] = [
    "debug": .debug, "info": .info, "notice": .notice, "warning": .warning, "error": .error, "fatal": .fatal,
  ]

  /// The format, whatever is wrong with it; problems are left with the reader. Samples are not parsed, only asked for: a
  /// format without samples is refused.
  func format() -> DataFormat {
    var format = DataFormat(name: "", origin: "")
    reader.sections(Self.formatKeys.contains) { key, _, value in
      switch key {
      case "name": format.name = reader.text(value) ?? ""
      case "summary": format.summary = reader.text(value) ?? ""
      case "origin": format.origin = reader.text(value) ?? ""
      case "start": format.starts = reader.elements(value).compactMap(start)
      case "stamp": format.stampForm = stampForm(value)
      case "levels": format.levels = levels(value)
      case "continues": format.continuesIndented = continues(value)
      default: format.lines = reader.elements(value).compactMap(line)
      }
    }
    if format.origin.isEmpty { format.origin = format.name }
    checkKeys()
    checkPlaces(format)
    return format
  }

  // MARK: - Parts

  private func pattern(_ node: TemplateNode) -> TextPattern? {
    guard let text = reader.text(node) else { return nil }
    do throws(TextPattern.Problem) {
      return try TextPattern(text)
    } catch {
      reader.report(node, error.message)
      return nil
    }
  }

  private func start(_ node: TemplateNode) -> TextPattern? {
    guard let pattern = pattern(node) else { return nil }
    guard case .place("message", .anything) = pattern.parts.last else {
      reader.report(
        node, "a start does not end with <message…>", help: "what follows the header is the message: '… <message…>'")
      return nil
    }
    return pattern
  }

  private func stampForm(_ node: TemplateNode) -> StampForm? {
    guard let word = reader.text(node) else { return nil }
    let form = StampForm(rawValue: word)
    if form == nil { reader.unknown(word, at: node, among: StampForm.allCases.map(\.rawValue), what: "form of stamps") }
    return form
  }

  private func levels(_ node: TemplateNode) -> [String: Severity] {
    var levels: [String: Severity] = [:]
    for (word, _, value) in reader.pairs(node, "words of levels") { levels[word.lowercased()] = severity(value) }
    return levels
  }

  private func severity(_ node: TemplateNode) -> Severity? {
    guard let word = reader.text(node) else { return nil }
    if Self.severities[word] == nil {
      reader.unknown(word, at: node, among: Self.severities.keys.sorted(), what: "severity")
    }
    return Self.severities[word]
  }

  private func continues(_ node: TemplateNode) -> Bool {
    let word = reader.text(node) ?? ""
    if !["indented", "none"].contains(word) {
      reader.unknown(word, at: node, among: ["indented", "none"], what: "rule for lines that go on")
    }
    return word == "indented"
  }

  private func line(_ node: TemplateNode) -> DataFormat.Line? {
    var line = DataFormat.Line(patterns: [], kind: "", columns: [], attributes: [], place: reader.place(node))
    for (key, keyNode, value) in reader.pairs(node, "a line") {
      switch key {
      case "pattern": line.patterns = reader.elements(value).compactMap(pattern)
      case "kind":
        let kind = reader.text(value) ?? ""
        if !KindName.isKnown(kind) || kind.hasSuffix("*") {
          reader.unknown(kind, at: value, among: KindName.all, what: "kind")
        }
        line.kind = EventKind(rawValue: kind)
      case "severity": line.severity = severity(value)
      case "attributes":
        for (name, _, text) in reader.pairs(value, "attributes") {
          if let text = reader.text(text) { line.attributes.append((name, Filling(text))) }
        }
      case _ where DataFormat.columns.contains(key):
        if let text = reader.text(value) { line.columns.append((key, Filling(text))) }
      default: reader.unknown(key, at: keyNode, among: Self.lineKeys.sorted())
      }
    }
    if line.patterns.isEmpty || line.kind.rawValue.isEmpty {
      reader.report(node, "a line needs a pattern and a kind")
      return nil
    }
    return line
  }

  // MARK: - What must be there

  private func checkKeys() {
    let samples = reader.source.sections.filter { $0.key == "samples" }
    for section in samples
    where !reader.source.text(of: section).split(separator: "\n").dropFirst().contains(where: {
      $0.trimmed().hasPrefix("-")
    }) {
      reader.report(
        at: RulePlace(line: section.linesBefore + 1), "the format has no samples", help: Self.samplesHelp)
    }
    if samples.isEmpty { reader.reportFile("the format has no samples", help: Self.samplesHelp) }
    reader.checkKeys(
      known: Self.formatKeys.union(["samples"]), needed: ["name", "summary", "start", "lines"], of: "format")
  }

  private static let samplesHelp = "a format without samples is refused: add real lines and the events they give"

  private func checkPlaces(_ format: DataFormat) {
    let stamped = format.starts.contains(where: \.hasStamp)
    if stamped, format.stampForm == nil {
      reader.reportFile(
        "a start has a <stamp>, and nothing says how it is written",
        help: "add stamp: \(StampForm.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let head = Set(format.starts.flatMap(\.names))
    for line in format.lines {
      let names = line.columns.flatMap(\.value.names) + line.attributes.flatMap(\.value.names)
      for pattern in line.patterns {
        if pattern.hasStamp { reader.report(at: line.place, "a <stamp> stands in 'start', not in a line") }
        for name in names where !head.contains(name) && !pattern.names.contains(name) {
          let nearest = Spelling.nearest(name, in: pattern.names + head.sorted())
          reader.report(
            at: line.place, "the place <\(name)> is not in the pattern '\(pattern.source)'",
            help: nearest.map { "did you mean <\($0)>?" })
        }
      }
    }
  }
}
