/// What each log can speak for, and how far the clocks of two logs agree: where silence and order prove something.
struct CoverageSection {
  let report: ReportModel
  let phrases: Phrases

  static let mostRows = 24
  static let mostClocks = 6
  static let mostGaps = 3

  func blocks() -> [Passage] {
    guard report.coverage.contains(where: { $0.from != nil }) else { return [] }
    var blocks: [Passage] = [
      .paragraph([.phrase(phrases["coverage.title"], [:])]),
      .table(
        phrases.columns("source", "process", "from", "to", "gaps"), report.coverage.prefix(Self.mostRows).map(row)),
    ]
    let left = report.coverage.count - Self.mostRows
    if left > 0 { blocks.append(.paragraph([.phrase(phrases["quality.more"], ["count": "\(left)"])])) }
    return blocks
  }

  private func row(_ span: ReportModel.CoveredTime) -> [[Inline]] {
    let none: [Inline] = [.phrase(phrases["coverage.undated"], [:])]
    var gaps: [Inline] = []
    for gap in span.gaps.prefix(Self.mostGaps) {
      if !gaps.isEmpty { gaps.append(.phrase(", ", [:])) }
      gaps += [.time(gap.from), .phrase(" – ", [:]), .time(gap.to)]
    }
    if span.gaps.count > Self.mostGaps {
      gaps.append(.phrase(phrases["quality.and-more"], ["count": "\(span.gaps.count - Self.mostGaps)"]))
    }
    return [
      [.code(report.shortName(span.source))], [.text(span.process)], span.from.map { [.time($0)] } ?? none,
      span.to.map { [.time($0)] } ?? none, gaps,
    ]
  }

  /// One item for all pairs of clocks that were compared; the widest first, for they decide least.
  func clocks() -> [Passage.Item] {
    let pairs = report.clocks.sorted { left, right in
      let (wide, narrow) = (left.high - left.low, right.high - right.low)
      return wide == narrow ? (left.source, left.other) < (right.source, right.other) : wide > narrow
    }
    guard !pairs.isEmpty else { return [] }
    var text: [Inline] = [.phrase(phrases["clocks.compared"], [:])]
    for (index, pair) in pairs.prefix(Self.mostClocks).enumerated() {
      text += [
        .phrase(index == 0 ? " " : "; ", [:]), .code(report.shortName(pair.source)),
        .phrase(phrases["clocks.against"], [:]),
        .code(report.shortName(pair.other)),
        .phrase(" \(Seconds.signed(pair.low)) … \(Seconds.signed(pair.high)) s", [:]),
      ]
    }
    if pairs.count > Self.mostClocks {
      text.append(.phrase(phrases["quality.and-more"], ["count": "\(pairs.count - Self.mostClocks)"]))
    }
    return [Passage.Item(text: text + [.phrase(phrases["verdict.full-stop"], [:])])]
  }
}
