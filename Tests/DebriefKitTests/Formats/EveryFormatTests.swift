import Testing

@testable import DebriefKit

/// Every registered format on real lines and on damaged ones: the tables stand in `Golden/`.
@Suite struct EveryFormatTests {
  private static let names = FormatRegistry.lines.map(\.name) + FormatRegistry.blocks.map(\.name)

  @Test(arguments: GoldenRow.all)
  func readsWhatStandsThere(_ row: GoldenRow) async throws {
    let found = row.rendering(try await read(row.text))
    #expect(found == row.gives, "what was found:\n\(found)")
  }

  @Test func everyFormatHasAGoldenAndAMalformedText() {
    for name in Self.names {
      let rows = GoldenRow.all.filter { $0.format == name }
      #expect(rows.contains { $0.kind == .golden }, "\(name) has no golden text: add one in Tests/…/Golden")
      #expect(rows.contains { $0.kind == .malformed }, "\(name) has no malformed text: add one in Tests/…/Golden")
    }
    for row in GoldenRow.all { #expect(Self.names.contains(row.format), "\(row.format) is not registered") }
  }

  @Test(arguments: GoldenRow.all.filter { $0.kind == .golden })
  func takesItsGoldenText(_ row: GoldenRow) async throws {
    let summary = try await read(row.text).summary
    #expect(summary.format.split(separator: "+").contains(Substring(row.format)), "taken by \(summary.format)")
    let blank = row.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count { $0.isEmpty }
    #expect(summary.unrecognised <= blank, "only blank lines may be left over")
    #expect(summary.problems.isEmpty)
  }

  @Test(arguments: GoldenRow.all)
  func inventsNothing(_ row: GoldenRow) async throws {
    for event in try await read(row.text).events { #expect(Invention.find(in: event, of: row.text) == nil) }
  }

  // MARK: - Claims

  /// Line formats that both claim a line, the first in the registry being the more specific.
  private static let sharedLines: [[String]] = [
    // An error of kubectl may also be the answer to a command somebody typed.
    ["kubectl-error", "terminal"]
  ]

  /// A line format, and a block format that would open at its line were line formats not asked first.
  private static let sharedWithBlocks: [[String]] = [
    // An audited request is a JSON document as well; a log of them is read a line at a time.
    ["audit", "json"]
  ]

  /// Golden texts, the formats' own samples, and the variants of the reference.
  private static let allLines: Set<String> = {
    let samples = FormatRegistry.lines.flatMap(\.samples) + FormatRegistry.blocks.flatMap(\.samples)
    let references = ReferenceLines.all.map { GoldenRow.tabs(in: $0.text) } + ReferenceLines.sentinelEvents
    return Set((GoldenRow.all.map(\.text) + samples + references).flatMap(lines))
  }()

  private static func lines(of text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  private static func claimants(_ line: String) -> [String] {
    let bytes = Array(line.utf8)
    return FormatRegistry.lines.filter { if case .record = $0.read(bytes.span) { true } else { false } }.map(\.name)
  }

  private static func openers(_ line: String) -> [String] {
    let bytes = Array(line.utf8)
    return FormatRegistry.blocks.filter { $0.opens(bytes.span) }.map(\.name)
  }

  @Test func atMostOneLineFormatClaimsALine() {
    for line in Self.allLines {
      let claimants = Self.claimants(line)
      #expect(claimants.count <= 1 || Self.sharedLines.contains(claimants), "\(claimants): \(line)")
    }
  }

  @Test func everyVariantOfTheReferenceIsItsFormats() {
    for (format, text) in ReferenceLines.all {
      for line in Self.lines(of: GoldenRow.tabs(in: text)) { #expect(Self.claimants(line) == [format], "\(line)") }
    }
    for line in ReferenceLines.sentinelEvents { #expect(Self.claimants(line) == ["redis-log"], "\(line)") }
  }

  @Test func noBlockOpensAtALineOfALog() {
    for line in Self.allLines {
      guard let claimant = Self.claimants(line).first else { continue }
      for opener in Self.openers(line) {
        #expect(Self.sharedWithBlocks.contains([claimant, opener]), "\(claimant), \(opener): \(line)")
      }
    }
  }

  /// Only of the first line: those inside may look like the start of another, as INFO does below its command.
  @Test func oneBlockFormatOpensAtTheFirstLineOfABlock() {
    for row in GoldenRow.all where row.kind == .golden {
      guard FormatRegistry.blocks.contains(where: { $0.name == row.format }),
        let first = Self.lines(of: row.text).first(where: { Self.claimants($0).isEmpty })
      else { continue }
      #expect(Self.openers(first) == [row.format], "\(first)")
    }
    for format in FormatRegistry.blocks {
      for sample in format.samples {
        guard let first = Self.lines(of: sample).first else { continue }
        #expect(Self.openers(first) == [format.name], "\(first)")
      }
    }
  }
}

/// Finds fields of an event that its source does not bear out.
enum Invention {
  /// What formats say in their own words: a person at a prompt, the dashboard whose log it is.
  private static let ownWords: Set<String> = ["user", "codis-dashboard"]

  /// What is made up, or nil.
  static func find(in event: Event, of text: String) -> String? {
    let fields = [
      ("cluster", event.cluster), ("component", event.component), ("instance", event.instance), ("peer", event.peer),
      ("actor", event.actor),
    ]
    for (name, value) in fields {
      if let value, !stands(value, in: text) { return "\(name) \(value) of line \(event.position.line)" }
    }
    // Words of the vocabulary are ours; a number in one is the source's.
    for number in (event.code ?? "").split(whereSeparator: { !$0.isNumber }) where !text.contains(number) {
      return "code \(event.code ?? "") of line \(event.position.line)"
    }
    return nil
  }

  private static func stands(_ value: String, in text: String) -> Bool {
    if text.contains(value) || ownWords.contains(value) { return !value.isEmpty }
    if value.hasPrefix("sentinel ") { return text.contains(value.dropFirst(9)) }
    // The address of two words of the line. Pika's replication port is the service's plus 2000.
    guard let colon = value.lastIndex(of: ":") else { return false }
    let host = value[..<colon].filter { $0 != "[" && $0 != "]" }
    let port = String(value[value.index(after: colon)...])
    guard !port.isEmpty, host.isEmpty || text.contains(host) else { return false }
    // Whom redis-cli asks where it is told no port.
    if port == "6379", text.contains("redis-cli") { return true }
    return text.contains(port) || (Int(port).map { text.contains(":\($0 + 2000)") } ?? false)
  }
}
