/// One HTML file: no script, no network, readable in light and dark and by screen readers.
struct HTMLReport: ReportWriter {
  let phrases: Phrases
  let collection: [CollectionHint]
  /// `templates/reports/report.css`
  let style: String

  func write(_ report: ReportModel, replacing previous: String?) -> String {
    let page = PageBuilder(report: report, phrases: phrases, collection: collection).page()
    let people = HumanParts(previous)
    let title = line(page.title, report)
    var out = """
      <!DOCTYPE html>
      <html lang="\(phrases.language.rawValue)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(HTMLText.plain(plain(page.title)))</title>
      <style>
      \(style.replacing("</", with: "<\\/"))
      </style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>

      """
    for block in page.blocks { out += text(block, report, people) }
    for part in people.others(than: Set(PageBuilder.humanParts)) { out += human(part.name, part.text) }
    let footer = page.footer.map { phrases.text($0, ["version": Version.current], escape: HTMLText.plain) }
    return out + "</main>\n<footer>\(HTMLText.phrase(footer.joined(separator: " ")))</footer>\n</body>\n</html>\n"
  }

  // MARK: - Blocks

  private func text(_ block: Passage, _ report: ReportModel, _ people: HumanParts) -> String {
    switch block {
    case .heading(let level, let words): "<h\(level)>\(line(words, report))</h\(level)>\n"
    case .paragraph(let words): "<p>\(line(words, report))</p>\n"
    case .verdict(let lines, let tone):
      "<div class=\"verdict \(tone.rawValue)\">\n" + lines.map { "<p>\(line($0, report))</p>\n" }.joined() + "</div>\n"
    case .table(let header, let rows): table(header, rows, report)
    case .list(let items, let ordered): list(items, ordered ? "ol" : "ul", report, people)
    case .code(let code): "<pre tabindex=\"0\"><code>\(HTMLText.plain(code))</code></pre>\n"
    case .lanes(let chart): LanePicture(chart: chart, phrases: phrases).figure()
    case .human(let name, let hint): human(name, people.text(name) ?? "<p><em>\(HTMLText.plain(hint))</em></p>")
    }
  }

  private func human(_ name: String, _ text: String) -> String {
    "\(HumanParts.opening(name))\n\(text)\n\(HumanParts.closing(name))\n"
  }

  private func table(_ header: [[Inline]], _ rows: [[[Inline]]], _ report: ReportModel) -> String {
    var out = "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"\(label(header))\"><table>\n<thead><tr>"
    out += header.map { "<th scope=\"col\">\(line($0, report))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
    for row in rows { out += "<tr>" + row.map { "<td>\(line($0, report))</td>" }.joined() + "</tr>\n" }
    return out + "</tbody>\n</table></div>\n"
  }

  private func label(_ header: [[Inline]]) -> String { HTMLText.plain(header.map(plain).joined(separator: ", ")) }

  private func list(_ items: [Passage.Item], _ tag: String, _ report: ReportModel, _ people: HumanParts) -> String {
    var out = "<\(tag)>\n"
    for item in items {
      out += "<li>" + line(item.text, report)
      if !item.blocks.isEmpty { out += "\n" + item.blocks.map { text($0, report, people) }.joined() }
      out += "</li>\n"
    }
    return out + "</\(tag)>\n"
  }

  // MARK: - Words

  private func line(_ words: [Inline], _ report: ReportModel) -> String {
    words.map { word($0, report) }.joined()
  }

  private func word(_ word: Inline, _ report: ReportModel) -> String {
    switch word {
    case .phrase(let phrase, let values): HTMLText.phrase(phrases.fill(phrase, values, escape: HTMLText.plain))
    case .text(let text): HTMLText.plain(text)
    case .code(let text): "<code>\(HTMLText.plain(TerminalText.cell(text)))</code>"
    case .strong(let words): "<strong>\(line(words, report))</strong>"
    case .link(let address): "<a href=\"\(HTMLText.plain(address))\" rel=\"noreferrer\">\(HTMLText.plain(address))</a>"
    case .time(let at): "<time datetime=\"\(Civil.iso(at))\">\(TimeText.full(at))</time>"
    case .place(let place):
      "<code class=\"place\">\(HTMLText.plain("\(report.shortName(place.source)):\(place.line)"))</code>"
    }
  }

  /// The words without marks, for titles and labels.
  private func plain(_ words: [Inline]) -> String {
    words.map { word in
      switch word {
      case .phrase(let phrase, let values): phrases.fill(phrase, values)
      case .text(let text), .code(let text), .link(let text): text
      case .strong(let words): plain(words)
      case .time(let at): TimeText.full(at)
      case .place(let place): "\(place.source):\(place.line)"
      }
    }.joined()
  }
}
