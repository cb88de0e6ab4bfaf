/// One incident: verdict, facts, why, what was ruled out, what to do.
struct IncidentSection {
  let incident: ReportModel.Incident
  let report: ReportModel
  let phrases: Phrases
  /// Level of its headings.
  let level: Int
  let collection: [CollectionHint]

  private var values: [String: String?] {
    [
      "cluster": incident.cluster ?? phrases["unknown.cluster"], "old": incident.oldPrimary,
      "new": incident.newPrimary, "candidate": incident.candidate, "by": incident.requestedBy,
    ]
  }

  /// A title: what happened to which cluster.
  func headline() -> [Inline] { [.phrase(phrases["title.\(incident.kind).\(incident.outcome)"], values)] }

  func blocks() -> [Passage] {
    var blocks = [verdict(), facts()]
    if let measures = measures() { blocks.append(measures) }
    blocks += HistorySection(incident: incident, phrases: phrases, level: level).blocks()
    blocks +=
      why() + explained() + ruledOut() + StorySection(incident: incident, phrases: phrases, level: level).blocks()
    blocks += remedies() + missing()
    return blocks
  }

  func word(_ key: String) -> Inline { .phrase(phrases[key], [:]) }

  func heading(_ key: String) -> Passage { .heading(level, [word("heading.\(key)")]) }

  // MARK: - Verdict and facts

  private func verdict() -> Passage {
    var lines: [[Inline]] = [[.phrase(phrases["verdict.\(incident.kind).\(incident.outcome)"], values)]]
    if let root = incident.root {
      let lead = incident.succeeded ? "verdict.trigger" : "verdict.root"
      lines.append(
        [word(lead), .phrase(" ", [:]), .strong(LightMarkup.inlines(sentence(root.title)))]
          + [
            .phrase(" (", [:]), .code(root.cause), .phrase(phrases["verdict.confidence.\(root.confidence)"] + ")", [:]),
          ])
    } else {
      lines.append([word(incident.succeeded ? "verdict.no-trigger" : "verdict.no-root")])
    }
    let tone: Passage.Tone = incident.succeeded ? .good : incident.outcome == "unknown" ? .doubtful : .bad
    return .verdict(lines, tone)
  }

  /// A title that ends like a sentence.
  private func sentence(_ title: String) -> String {
    title.last.map { ".!?。".contains($0) } == true ? title : title + phrases["verdict.full-stop"]
  }

  private func facts() -> Passage {
    var rows: [[[Inline]]] = []
    func add(_ key: String, _ value: [Inline]?) { if let value { rows.append([[word("fact.\(key)")], value]) } }
    func text(_ value: String?) -> [Inline]? { value.map { [.text($0)] } }
    func code(_ value: String?) -> [Inline]? { value.map { [.code($0)] } }

    add("cluster", code(incident.cluster))
    add("component", code(incident.component))
    add("engine", text(([incident.engine].compactMap(\.self) + [incident.platform]).joined(separator: " / ")))
    add("versions", report.versions.isEmpty ? nil : text(report.versions.joined(separator: ", ")))
    add("requested-by", text(incident.requestedBy))
    add("started", incident.startedAt.map { [.time($0), .phrase(" UTC", [:])] })
    add("ended", incident.endedAt.map { [.time($0), .phrase(" UTC", [:])] } ?? [word("fact.no-end")])
    if let claimed = incident.claimedOutcome, claimed != incident.outcome {
      add("claimed", [word("outcome.\(claimed)")])
    }
    add("outcome", [.strong([word("outcome.\(incident.outcome)")])])
    add("candidate", code(incident.candidate))
    add("old-primary", code(incident.oldPrimary))
    let nobody = ["failed", "stuck"].contains(incident.outcome) ? [word("fact.nobody")] : nil
    add("new-primary", code(incident.newPrimary) ?? nobody)
    for name in ["no_primary_window", "dual_primary_window"] {
      guard let measure = incident.measures.first(where: { $0.name == name }), measure.seconds > 0 else { continue }
      add(name, [.text(Seconds.text(measure.seconds) + " s")])
    }
    return .table([[word("column.fact")], [word("column.value")]], rows)
  }

  private func measures() -> Passage? {
    guard !incident.measures.isEmpty else { return nil }
    return .table(
      phrases.columns("measure", "seconds", "from", "to"),
      incident.measures.sorted { Self.rank($0.name) < Self.rank($1.name) }.map { measure -> [[Inline]] in
        let ends: [[Inline]] = [measure.from, measure.to].map { end in end.map { [.place($0.place)] } ?? [] }
        return [[word("measure.\(measure.name)")], [.text(Self.seconds(measure))]] + ends
      })
  }

  /// `3.2`, or `3.2 (2.9 … 3.4)` where the clocks of both ends leave that much open.
  private static func seconds(_ measure: ReportModel.Measure) -> String {
    let own = Seconds.text(measure.seconds)
    guard let range = measure.range else { return own }
    let (least, most) = (Seconds.text(range.lowerBound), Seconds.text(range.upperBound))
    return least == most ? own : "\(own) (\(least) … \(most))"
  }

  /// In the order in which an attempt runs.
  private static let measureOrder = [
    "detection_time", "election_time", "promotion_time", "reconfiguration_time", "api_latency", "job_runtime",
    "request_to_end", "switch_time", "label_lag", "no_primary_window", "dual_primary_window",
    "old_primary_return_to_demotion",
  ]

  private static func rank(_ measure: String) -> Int { measureOrder.firstIndex(of: measure) ?? measureOrder.count }

  // MARK: - Why

  private func why() -> [Passage] {
    let chain = incident.findings.filter { $0.verdict != .ruledOut }
    guard !chain.isEmpty else {
      var blocks = [heading("why"), .paragraph([word("why.unknown")])]
      if !incident.near.isEmpty { blocks += [.paragraph([word("why.near")]), open(incident.near)] }
      return blocks
    }
    return [heading("why"), .list(chain.map { item($0, lead: lead($0)) }, ordered: true)]
  }

  private func lead(_ finding: ReportModel.Finding) -> String {
    incident.succeeded && finding.verdict == .root ? "chain.trigger" : "chain.\(finding.verdict.rawValue)"
  }

  /// Who voted for whom, why nobody was chosen, how long each phase took.
  private func explained() -> [Passage] {
    incident.explainers.flatMap { table -> [Passage] in
      let rows = table.rows.map { row in row.map(cell) }
      let columns: [[Inline]] = table.columns.map { [word("column.\($0)")] }
      return [.heading(level + 1, [word("explain.\(table.name).title")]), .table(columns, rows)]
    }
  }

  private func cell(_ cell: ReportModel.Explainer.Cell) -> [Inline] {
    switch cell {
    case .text(let text): [.text(text)]
    case .code(let text): [.code(text)]
    case .time(let micros): [.time(micros)]
    case .place(let place): [.place(place)]
    case .phrase(let key, let values): [.phrase(phrases["explain.\(key)"], values)]
    case .empty: []
    }
  }

  private func ruledOut() -> [Passage] {
    let findings = incident.findings.filter { $0.verdict == .ruledOut }
    var blocks: [Passage] = []
    if !findings.isEmpty {
      blocks += [heading("ruled-out"), .list(findings.map { item($0, lead: nil) }, ordered: false)]
    }
    if !incident.open.isEmpty { blocks += [heading("open"), open(incident.open)] }
    return blocks
  }

  /// A finding with the lines that prove or disprove it.
  private func item(_ finding: ReportModel.Finding, lead: String?) -> Passage.Item {
    var text: [Inline] = lead.map { [word($0), .phrase(" ", [:])] } ?? []
    if finding.verdict == .ruledOut {
      text.append(.strong([.code(finding.cause)]))
    } else {
      text += [.strong(LightMarkup.inlines(finding.title)), .phrase(" (", [:]), .code(finding.cause)]
      text += [word("verdict.confidence.\(finding.confidence)"), .phrase(")", [:])]
    }
    var blocks: [Passage] = []
    let explanation = LightMarkup.blocks(finding.explanation)
    if finding.verdict == .ruledOut, explanation.count == 1, case .paragraph(let words) = explanation[0] {
      text += [.phrase(": ", [:])] + words
    } else {
      blocks = explanation
    }
    blocks += finding.caveats.map { caveat in
      .paragraph([.strong([word("caveat.\(caveat.kind)")]), .phrase(" ", [:])] + LightMarkup.inlines(caveat.text))
    }
    // What decides stands first; a page of proof is no proof.
    let shown = finding.evidence.prefix(8)
    let ruledOut = finding.verdict == .ruledOut
    // A note that says what was just said is left out.
    var said = finding.explanation
    let lines = shown.map { evidence in
      var evidence = evidence
      if evidence.note == said { evidence.note = nil } else { said = evidence.note ?? said }
      return proof(evidence, ruledOut)
    }
    if !lines.isEmpty { blocks.append(.list(lines, ordered: false)) }
    if finding.evidence.count > shown.count {
      blocks.append(
        .paragraph([.phrase(phrases["why.more"], ["count": "\(finding.evidence.count - shown.count)"])]))
    }
    return Passage.Item(text: text, blocks: blocks)
  }

  func proof(_ evidence: ReportModel.Evidence, _ ruledOut: Bool) -> Passage.Item {
    var text: [Inline] = [.place(evidence.place), .phrase(" ", [:])]
    if let at = evidence.at { text += [.time(at), .phrase(" ", [:])] }
    if evidence.stance == "against", !ruledOut { text += [word("stance.against"), .phrase(" ", [:])] }
    text.append(.code(Self.shortened(evidence.text, to: 240)))
    if evidence.repeats > 1 { text.append(.phrase(phrases["why.repeated"], ["count": "\(evidence.repeats)"])) }
    if let note = evidence.note, !note.isEmpty { text += [.phrase(" — ", [:])] + LightMarkup.inlines(note) }
    return Passage.Item(text: text)
  }

  static func shortened(_ text: String, to length: Int) -> String {
    text.count > length ? text.prefix(length) + " …" : text
  }

  // MARK: - What to do

  private func remedies() -> [Passage] {
    // Causes that go together share steps.
    var seen: Set<String> = []
    let all = incident.findings.filter { $0.verdict != .ruledOut }.flatMap(\.remedies)
      .filter { seen.insert($0.key).inserted && seen.insert($0.command ?? "title \($0.title)").inserted }
    let stages = ["stop", "repair", "configure"]
    let now = all.filter { $0.stage != "prevent" }.enumerated().sorted {
      (stages.firstIndex(of: $0.element.stage ?? "") ?? 1, $0.offset)
        < (stages.firstIndex(of: $1.element.stage ?? "") ?? 1, $1.offset)
    }.map(\.element)
    let later = all.filter { $0.stage == "prevent" }
    var blocks: [Passage] = []
    if !now.isEmpty { blocks += [heading("remedies"), .list(now.map(item), ordered: true)] }
    if !later.isEmpty { blocks += [heading("prevent"), .list(later.map(item), ordered: false)] }
    return blocks
  }

  private func item(_ remedy: ReportModel.Remedy) -> Passage.Item {
    var blocks = LightMarkup.blocks(remedy.body)
    if let command = remedy.command { blocks.append(.code(command)) }
    // Addresses come from rule files; anything but https stays text.
    let docs: [Inline] = remedy.docs.flatMap { address -> [Inline] in
      [.phrase(" ", [:]), address.hasPrefix("https://") ? .link(address) : .text(address)]
    }
    if !docs.isEmpty { blocks.append(.paragraph([word("remedy.read")] + docs)) }
    return Passage.Item(text: [.strong(LightMarkup.inlines(remedy.title))], blocks: blocks)
  }
}
