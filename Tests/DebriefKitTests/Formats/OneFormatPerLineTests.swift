import Testing

@testable import DebriefKit

/// Formats say which lines are theirs; where two claim one, the registry's order would decide in silence.
@Suite struct OneFormatPerLineTests {
  static let samples: [(format: String, line: String)] = FormatRegistry.lines.flatMap { format in
    format.samples.compactMap { sample in
      sample.split(separator: "\n").first.map { (format.name, String($0)) }
    }
  }

  @Test func everyFormatHasSamplesAndASummary() {
    for format in FormatRegistry.lines { #expect(!format.samples.isEmpty, "\(format.name)") }
    for format in FormatRegistry.blocks { #expect(!format.samples.isEmpty, "\(format.name)") }
    for format in Pipeline.formats {
      #expect(format.summary.hasSuffix("."), "\(format.name): a summary is a sentence")
      #expect(!format.name.isEmpty && !format.name.contains(" "), "\(format.name)")
    }
    let names = Pipeline.formats.map(\.name)
    #expect(Set(names).count == names.count, "two formats share a name")
  }

  @Test func aFormatRecognisesItsOwnSamples() {
    for format in FormatRegistry.lines {
      for sample in format.samples {
        guard let line = sample.split(separator: "\n").first else { continue }
        #expect(Self.claims(format, String(line)), "\(format.name) does not know its own sample: \(line)")
      }
    }
    for format in FormatRegistry.blocks {
      for sample in format.samples {
        let opens = sample.split(separator: "\n").contains { line in
          let bytes = Array(line.utf8)
          return format.opens(bytes.span)
        }
        #expect(opens, "\(format.name) does not open its own sample")
      }
    }
  }

  /// Pairs where both are right, the first one in the registry being the more specific: an error of kubectl may also be
  /// the answer to a command somebody typed.
  static let shared = [["kubectl-error", "terminal"]]

  @Test func noOtherFormatClaimsThem() {
    for (name, line) in Self.samples {
      let claimants = FormatRegistry.lines.filter { Self.claims($0, line) }.map(\.name)
      #expect(claimants == [name] || Self.shared.contains(claimants), "\(line)")
    }
  }

  private static func claims(_ format: any LineFormat, _ line: String) -> Bool {
    let bytes = Array(line.utf8)
    return if case .record = format.read(bytes.span) { true } else { false }
  }
}
