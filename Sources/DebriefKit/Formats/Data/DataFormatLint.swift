/// Checks pattern files the way a compiler does, and runs their samples.
public enum DataFormatLint {
  public struct Result: Sendable {
    public var problems: [RuleProblem] = []
    public var formats = 0
    public var samples = 0
  }

  /// Everything wrong in the pattern files of some templates, by file and line.
  public static func run(_ templates: Templates) async throws -> Result {
    var result = Result()
    let files = DataFormats.files(templates).map {
      file -> (reader: RuleReader, format: DataFormat, samples: [DataFormatSample]) in
      let reader = RuleReader(RuleSource(file))
      return (reader, DataFormatParser(reader: reader).format(), DataFormatSample.all(reader))
    }
    // Samples are run with formats that can be read; the others have said what is wrong.
    let formats = files.allSatisfy(\.reader.problems.isEmpty) ? try DataFormats(templates) : nil
    for (index, file) in files.enumerated() {
      checkName(file.format, file.reader, earlier: files[..<index].map(\.format))
      checkBuiltIns(file.format, file.reader)
      checkCover(file.format, file.samples, file.reader)
      if let formats {
        for sample in file.samples { try await sample.check(file.format, among: formats, file.reader) }
      }
      result.formats += 1
      result.samples += file.samples.count
      result.problems += file.reader.problems.sorted {
        ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message)
      }
    }
    return result
  }

  private static func checkName(_ format: DataFormat, _ reader: RuleReader, earlier: [DataFormat]) {
    guard !format.name.isEmpty else { return }
    let file = reader.source.path.split(separator: "/").last.map(String.init) ?? ""
    if file != format.name + ".yaml" {
      reader.reportFile("the file is called \(file)", help: "call it \(format.name).yaml, after its format")
    }
    let builtIn = FormatRegistry.lines.map(\.name) + FormatRegistry.blocks.map(\.name)
    if builtIn.contains(format.name) { reader.reportFile("a built-in format is called '\(format.name)'") }
    if earlier.contains(where: { $0.name == format.name }) {
      reader.reportFile("two formats are called '\(format.name)'")
    }
    if !format.summary.hasSuffix(".") {
      reader.reportFile("the summary is no sentence", help: "end it with a full stop")
    }
  }

  /// Built-in formats win; one that would take their lines is wrong about what is its own.
  private static func checkBuiltIns(_ format: DataFormat, _ reader: RuleReader) {
    let samples =
      FormatRegistry.lines.flatMap { own in own.samples.map { (own.name, $0) } }
      + FormatRegistry.blocks.flatMap { own in own.samples.map { (own.name, $0) } }
    for (name, sample) in samples {
      for line in sample.split(separator: "\n") {
        let bytes = Array(line.utf8)
        guard case .record = format.read(bytes.span) else { continue }
        let place = reader.source.sections.first { $0.key == "start" }.map { RulePlace(line: $0.linesBefore + 1) }
        reader.report(
          at: place ?? RulePlace(), "the format takes a line of the built-in format '\(name)': \(line.prefix(80))",
          help: "say more of how a line starts, so that only yours match")
        return
      }
    }
  }

  /// A pattern that no sample shows is a guess.
  private static func checkCover(_ format: DataFormat, _ samples: [DataFormatSample], _ reader: RuleReader) {
    for line in format.lines {
      for pattern in line.patterns {
        let isShown = samples.contains { sample in
          guard case .events = sample.expectation else { return false }
          return sample.text.split(separator: "\n").contains { text in shows(pattern, Array(text.utf8), format) }
        }
        if !isShown { reader.report(at: line.place, "no sample shows the pattern '\(pattern.source)'") }
      }
    }
  }

  /// Whether the pattern matches the message of a line; layers around it may be there.
  private static func shows(_ pattern: TextPattern, _ bytes: [UInt8], _ format: DataFormat) -> Bool {
    let line = bytes.span
    for start in 0..<line.count where start == 0 || line[start - 1] == ASCII.space {
      if pattern.match(line, in: start..<line.count) != nil { return true }
    }
    return false
  }
}
