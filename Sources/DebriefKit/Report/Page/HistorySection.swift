/// What came before an incident in its cluster: which try it was, what it followed from, and the earlier ones.
struct HistorySection {
  let incident: ReportModel.Incident
  let phrases: Phrases
  let level: Int

  func blocks() -> [Passage] {
    let history = incident.history
    guard !history.isEmpty else { return [] }
    var blocks: [Passage] = [.heading(level, [word("heading.history")])]
    let sentences = attempt() + link()
    if !sentences.isEmpty { blocks.append(.paragraph(sentences)) }
    if !history.earlier.isEmpty {
      blocks.append(
        .table(phrases.columns("started", "kind", "outcome", "root", "switch_time"), history.earlier.map(row)))
      let more = history.count - history.earlier.count
      if more > 0 { blocks.append(.paragraph([.phrase(phrases["history.more"], ["count": "\(more)"])])) }
    }
    return blocks
  }

  private func word(_ key: String) -> Inline { .phrase(phrases[key], [:]) }

  private func attempt() -> [Inline] {
    let history = incident.history
    guard history.attempts > 1 else { return [] }
    let values: [String: String?] = ["number": "\(history.attempt)", "count": "\(history.attempts)"]
    return [
      .phrase(phrases[history.attempt == 1 ? "history.tried-again" : "history.attempt"], values), .phrase(" ", [:]),
    ]
  }

  private func link() -> [Inline] {
    guard let link = incident.history.link else { return [] }
    var words: [Inline] = [
      .phrase(
        phrases["history.link.\(link.kind)"],
        [
          "gap": link.gap.map(Duration.text), "outcome": phrases["outcome.\(link.earlier.outcome)"],
          "old": incident.oldPrimary, "new": incident.newPrimary,
        ])
    ]
    if let cause = link.earlier.rootCause, let title = link.earlier.rootTitle {
      words += [.phrase(" ", [:]), word("history.because"), .phrase(" ", [:]), .strong(LightMarkup.inlines(title))]
      words += [.phrase(" (", [:]), .code(cause), .phrase(")", [:]), word("verdict.full-stop")]
    } else {
      words += [.phrase(" ", [:]), word("history.no-cause")]
    }
    return words
  }

  private func row(_ past: ReportModel.History.Past) -> [[Inline]] {
    let started: [Inline] = past.startedAt.map { [.time($0)] } ?? []
    let root: Inline = past.rootCause.map { .code($0) } ?? word("cause.none")
    let time: [Inline] = past.switchTime.map { [.text(Seconds.text($0) + " s")] } ?? []
    return [started, [word("kind.\(past.kind)")], [word("outcome.\(past.outcome)")], [root], time]
  }
}
