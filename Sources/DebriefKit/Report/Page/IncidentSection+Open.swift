/// What is neither proved nor disproved, and what to collect to settle it.
extension IncidentSection {
  /// Each cause with what was not seen, and below it what speaks for it.
  func open(_ causes: [ReportModel.NearMiss]) -> Passage {
    .list(
      causes.map { cause in
        let reasons = cause.reasons.enumerated().flatMap { index, reason -> [Inline] in
          [.phrase(index == 0 ? ": " : "; ", [:])] + LightMarkup.inlines(reason)
        }
        var blocks: [Passage] = []
        if !cause.evidence.isEmpty {
          blocks = [.paragraph([word("open.for")]), .list(cause.evidence.map { proof($0, false) }, ordered: false)]
        }
        return Passage.Item(text: [.strong([.code(cause.cause)])] + reasons, blocks: blocks)
      }, ordered: false)
  }

  /// What would have settled more, and the commands that collect it: first what decides an open cause.
  func missing() -> [Passage] {
    let causes = incident.near + incident.open
    var items: [Passage.Item] = []
    var seen: Set<String> = []
    for cause in causes {
      for need in cause.needs where seen.insert(need.command ?? need.artefact).inserted {
        items.append(
          Passage.Item(
            text: LightMarkup.inlines(need.artefact) + [.phrase(" (", [:]), .code(cause.cause), .phrase(")", [:])],
            blocks: need.command.map { [.code($0)] } ?? []))
      }
    }
    let hints = collection.map { hint in
      (hint: hint, causes: causes.filter { hint.shows($0.witnesses, in: incident) })
    }
    let wanted = hints.filter { !$0.causes.isEmpty || $0.hint.isMissing(for: incident, in: report.origins) }
    for entry in wanted.filter({ !$0.causes.isEmpty }) + wanted.filter(\.causes.isEmpty) {
      let command = exact(entry.hint.command)
      guard seen.insert(command).inserted else { continue }
      let names = entry.causes.enumerated().flatMap { index, cause -> [Inline] in
        [.phrase(index == 0 ? " (" : ", ", [:]), .code(cause.cause)]
      }
      items.append(
        Passage.Item(
          text: [.phrase(entry.hint.text(phrases.language), [:])] + names + (names.isEmpty ? [] : [.phrase(")", [:])]),
          blocks: [.code(command)]))
    }
    return items.isEmpty ? [] : [heading("missing"), .list(items, ordered: false)]
  }

  /// The command with the names that are known in the place of those to fill in.
  private func exact(_ command: String) -> String {
    var command = phrases.fill(command, ["cluster": incident.handles["cluster"] ?? "CLUSTER"])
    for name in ["namespace", "job"] {
      guard let value = incident.handles[name] else { continue }
      let words = command.split(separator: " ", omittingEmptySubsequences: false)
      let placeholder = name.uppercased()
      command = words.map { $0 == placeholder ? value : $0 == "job/\(placeholder)" ? "job/\(value)" : String($0) }
        .joined(separator: " ")
    }
    return command
  }
}
