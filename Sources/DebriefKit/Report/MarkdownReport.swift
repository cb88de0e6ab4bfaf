/// GitHub-flavoured Markdown that a plain reader can read too.
struct MarkdownReport: ReportWriter {
  let phrases: Phrases
  let collection: [CollectionHint]

  func write(_ report: ReportModel, replacing previous: String?) -> String {
    let page = PageBuilder(report: report, phrases: phrases, collection: collection).page()
    let people = HumanParts(previous)
    var out = "# \(line(page.title, report))\n"
    for block in page.blocks { out += "\n" + text(block, report, people) }
    for part in people.others(than: Set(PageBuilder.humanParts)) { out += "\n" + human(part.name, part.text) }
    let footer = page.footer.map { phrases.text($0, ["version": Version.current], escape: MarkdownText.plain) }
    return out + "\n" + footer.joined(separator: " ") + "\n"
  }

  // MARK: - Blocks

  private func text(_ block: Passage, _ report: ReportModel, _ people: HumanParts) -> String {
    switch block {
    case .heading(let level, let words): String(repeating: "#", count: level) + " \(line(words, report))\n"
    case .paragraph(let words): line(words, report) + "\n"
    case .verdict(let lines, _): lines.map { "> " + line($0, report) + "\n" }.joined(separator: ">\n")
    case .table(let header, let rows): table(header, rows, report)
    case .list(let items, let ordered): list(items, ordered, report, people)
    case .code(let code): MarkdownText.block(code)
    case .lanes(let chart): MarkdownText.block(chart.drawn(width: 60) { phrases[$0] }, language: "text")
    case .human(let name, let hint): human(name, people.text(name) ?? "_\(MarkdownText.plain(hint))_")
    }
  }

  private func human(_ name: String, _ text: String) -> String {
    "\(HumanParts.opening(name))\n\(text)\n\(HumanParts.closing(name))\n"
  }

  private func table(_ header: [[Inline]], _ rows: [[[Inline]]], _ report: ReportModel) -> String {
    MarkdownText.row(header.map { line($0, report, inTable: true) }) + MarkdownText.row(header.map { _ in "---" })
      + rows.map { row in MarkdownText.row(row.map { line($0, report, inTable: true) }) }.joined()
  }

  private func list(_ items: [Passage.Item], _ ordered: Bool, _ report: ReportModel, _ people: HumanParts) -> String {
    var out = ""
    for (index, item) in items.enumerated() {
      let mark = ordered ? "\(index + 1). " : "- "
      let indent = String(repeating: " ", count: mark.count)
      out += mark + line(item.text, report) + "\n"
      for block in item.blocks {
        out += "\n"
        for row in text(block, report, people).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
          out += row.isEmpty ? "\n" : indent + row + "\n"
        }
      }
      if index < items.count - 1, items.contains(where: { !$0.blocks.isEmpty }) { out += "\n" }
    }
    return out
  }

  // MARK: - Words

  private func line(_ words: [Inline], _ report: ReportModel, inTable: Bool = false) -> String {
    words.map { word($0, report, inTable) }.joined()
  }

  private func word(_ word: Inline, _ report: ReportModel, _ inTable: Bool) -> String {
    switch word {
    case .phrase(let phrase, let values): phrases.fill(phrase, values, escape: MarkdownText.plain)
    case .text(let text): MarkdownText.plain(text)
    case .code(let text): inTable ? MarkdownText.codeCell(text) : MarkdownText.code(text)
    case .strong(let words): "**" + line(words, report, inTable: inTable) + "**"
    case .link(let address): "<\(address)>"
    case .time(let at): TimeText.full(at)
    case .place(let place):
      inTable
        ? MarkdownText.codeCell("\(report.shortName(place.source)):\(place.line)")
        : MarkdownText.code("\(report.shortName(place.source)):\(place.line)")
    }
  }
}
