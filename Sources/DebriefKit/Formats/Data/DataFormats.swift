import Synchronization

/// The formats that are data, of `templates/formats`. They are parsed when a line turns up that no built-in format
/// claims, and cost nothing before.
public final class DataFormats: Sendable {
  /// Those inside the program.
  public static let embedded = DataFormats(unchecked: .embedded)

  private let files: [Templates.File]
  private let parsed = Mutex<[DataFormat]?>(nil)

  /// Changes with every change of a file.
  let digest: String

  private init(unchecked templates: Templates) {
    files = Self.files(templates)
    digest = Self.digest(files)
  }

  private static func digest(_ files: [Templates.File]) -> String {
    var digest = Digest()
    for file in files { Array("\(file.path)\n\(file.text)".utf8).withUnsafeBytes { digest.update($0) } }
    return digest.hexadecimal()
  }

  /// Those of some templates. Throws `RuleError` where a file cannot be used: what an engineer brings along is checked at
  /// once.
  public init(_ templates: Templates) throws {
    files = Self.files(templates)
    digest = Self.digest(files)
    let readers = files.map { file in
      let reader = RuleReader(RuleSource(file))
      _ = DataFormatParser(reader: reader).format()
      return reader
    }
    let problems = readers.flatMap(\.problems).filter { $0.severity == .error }
    guard problems.isEmpty else { throw RuleError(problems: problems) }
  }

  static func files(_ templates: Templates) -> [Templates.File] { templates.files(under: "formats/", suffix: ".yaml") }

  /// All of them, by file.
  var all: [DataFormat] {
    parsed.withLock { formats in
      if let formats { return formats }
      let read = files.map { DataFormatParser(reader: RuleReader(RuleSource($0))).format() }
      formats = read
      return read
    }
  }

  /// Name, summary and sample texts of each, for `debrief formats`.
  public var summaries: [(name: String, summary: String, samples: [String])] {
    files.map { file in
      let reader = RuleReader(RuleSource(file))
      let format = DataFormatParser(reader: reader).format()
      return (format.name, format.summary, DataFormatSample.all(reader).map(\.text))
    }
  }
}
