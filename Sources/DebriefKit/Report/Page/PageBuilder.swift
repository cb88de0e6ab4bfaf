/// Lays a report out in the order a reader in a hurry needs.
struct PageBuilder {
  let report: ReportModel
  let phrases: Phrases
  let collection: [CollectionHint]

  /// Names of the human parts, in the order of a post-mortem.
  static let humanParts = ["impact", "detection", "lessons", "action-items"]

  func page() -> Page {
    guard !report.incidents.isEmpty else { return calmPage() }
    let isSingle = report.incidents.count == 1
    var page = Page(title: title())
    if !isSingle { page.blocks += overview() }
    for (index, incident) in report.incidents.enumerated() {
      let section = IncidentSection(
        incident: incident, report: report, phrases: phrases, level: isSingle ? 2 : 3, collection: collection)
      if !isSingle {
        page.blocks.append(
          .heading(2, [.phrase(phrases["heading.numbered"], ["number": "\(index + 1)"])] + section.headline()))
      }
      page.blocks += section.blocks()
    }
    page.blocks += dataQuality() + sources() + human()
    return page
  }

  /// Nothing happened: say so, and what that rests on.
  private func calmPage() -> Page {
    var page = Page(title: [.phrase(phrases["none.title"], [:])])
    let events = report.sources.reduce(0) { $0 + $1.recognised }
    page.blocks.append(
      .verdict(
        [
          [
            .phrase(
              phrases["none.verdict"], ["sources": "\(report.sources.count)", "lines": "\(events)"])
          ]
        ], .good))
    page.blocks += dataQuality() + sources()
    return page
  }

  private func title() -> [Inline] {
    guard let only = report.incidents.first, report.incidents.count == 1 else {
      return [.phrase(phrases["title.several"], ["count": "\(report.incidents.count)"])]
    }
    return IncidentSection(incident: only, report: report, phrases: phrases, level: 2, collection: collection)
      .headline()
  }

  private func overview() -> [Passage] {
    let numbers = Dictionary(
      report.incidents.enumerated().map { ($1.id, "\($0 + 1)") }, uniquingKeysWith: { first, _ in first })
    let hasLinks = report.incidents.contains { $0.history.link != nil }
    let rows = report.incidents.enumerated().map { index, incident -> [[Inline]] in
      let started: [Inline] = incident.startedAt.map { [.time($0)] } ?? []
      let root: Inline = incident.root.map { .code($0.cause) } ?? heading("cause.none")
      let link: [Inline] =
        incident.history.link.map {
          [.phrase(phrases["history.short.\($0.kind)"], ["number": numbers[$0.earlier.id]])]
        } ?? []
      return [[.text("\(index + 1)")], started, [.text(incident.cluster ?? "")], [heading("kind.\(incident.kind)")]]
        + [[heading("outcome.\(incident.outcome)")], [root]] + (hasLinks ? [link] : [])
    }
    let columns = phrases.columns("number", "started", "cluster", "kind", "outcome", "root")
    return [.table(columns + (hasLinks ? phrases.columns("follows") : []), rows)]
  }

  private func heading(_ key: String) -> Inline { .phrase(phrases[key], [:]) }

  // MARK: - What it rests on

  private func dataQuality() -> [Passage] {
    let coverage = CoverageSection(report: report, phrases: phrases)
    var items = assumptionItems() + coverage.clocks()
    let understood = report.sources.reduce(0) { $0 + $1.recognised }
    let not = report.sources.reduce(0) { $0 + $1.unrecognised }
    items.append(
      Passage.Item(text: [.phrase(phrases["quality.understood"], ["understood": "\(understood)", "not": "\(not)"])]))
    var blocks: [Passage] = [.heading(2, [heading("heading.quality")]), .list(items, ordered: false)]
    blocks += coverage.blocks()
    let shown = 15
    if !report.unrecognised.isEmpty {
      blocks.append(.paragraph([heading("quality.unrecognised")]))
      blocks.append(
        .table(
          phrases.columns("place", "lines", "reason", "sample"),
          report.unrecognised.prefix(shown).map(row)))
      if report.unrecognised.count > shown {
        blocks.append(
          .paragraph([.phrase(phrases["quality.more"], ["count": "\(report.unrecognised.count - shown)"])]))
      }
    }
    return blocks
  }

  /// Sources that share an assumption share a sentence.
  private func assumptionItems() -> [Passage.Item] {
    var groups: [(key: String, assumption: ReportModel.Assumption, sources: [String])] = []
    for assumption in report.assumptions {
      // A skew is a source's own; counts of events add up.
      let key =
        switch assumption.kind {
        case .age, .undated: "\(assumption.kind)"
        case .zone, .year:
          "\(assumption.kind) \(assumption.value) \(assumption.basis) \(assumption.conclusions.joined(separator: " "))"
        default: "\(assumption.kind) \(assumption.value) \(assumption.source)"
        }
      guard let index = groups.firstIndex(where: { $0.key == key }) else {
        groups.append((key, assumption, [assumption.source]))
        continue
      }
      groups[index].sources.append(assumption.source)
      if let sum = Int(groups[index].assumption.value), let more = Int(assumption.value),
        assumption.kind == .age || assumption.kind == .undated
      {
        groups[index].assumption.value = String(sum + more)
      }
    }
    guard !groups.isEmpty else { return [Passage.Item(text: [heading("quality.no-assumption")])] }
    return groups.map { group in
      var text: [Inline] = [
        .phrase(phrases["assumption.\(group.assumption.kind)"], ["value": group.assumption.value])
      ]
      for (index, source) in group.sources.prefix(6).enumerated() {
        text += [.phrase(index == 0 ? " " : ", ", [:]), .code(report.shortName(source))]
      }
      if group.sources.count > 6 {
        text.append(.phrase(phrases["quality.and-more"], ["count": "\(group.sources.count - 6)"]))
      }
      return Passage.Item(text: text + resting(group.assumption))
    }
  }

  /// Which conclusions would fall with an assumed zone or year.
  private func resting(_ assumption: ReportModel.Assumption) -> [Inline] {
    guard [.zone, .year, .neighbours].contains(assumption.kind), !report.incidents.isEmpty else { return [] }
    guard !assumption.conclusions.isEmpty else { return [heading("assumption.nothing-rests")] }
    return [heading("assumption.rests")]
      + assumption.conclusions.enumerated().flatMap { index, cause -> [Inline] in
        [.phrase(index == 0 ? " " : ", ", [:]), .code(cause)]
      } + [heading("verdict.full-stop")]
  }

  private func sources() -> [Passage] {
    [
      .heading(2, [heading("heading.sources")]),
      .table(
        phrases.columns("source", "format", "understood", "from", "to", "zone", "sha256"),
        report.sources.map(row)),
    ]
  }

  private func row(_ item: ReportModel.Unrecognised) -> [[Inline]] {
    let place: Inline =
      item.line.map { .place(ReportModel.Place(source: item.path, line: $0)) } ?? .code(report.shortName(item.path))
    let sample: [Inline] = item.sample.map { [.code(String($0.prefix(80)))] } ?? []
    return [[place], [.text("\(item.lines)")], [.text(item.reason)], sample]
  }

  private func row(_ source: ReportModel.Source) -> [[Inline]] {
    let span: [[Inline]] = [source.firstAt, source.lastAt].map { at in at.map { [.time($0)] } ?? [] }
    return [[.code(report.tableName(source))], [.text(source.format)]]
      + [[.text("\(source.recognised) / \(source.lines)")]] + span + [[.text(source.zone)], [.code(source.sha256)]]
  }

  private func human() -> [Passage] {
    [.heading(2, [heading("heading.human")])]
      + Self.humanParts.flatMap { name -> [Passage] in
        [.heading(3, [heading("human.\(name).title")]), .human(name: name, hint: phrases["human.\(name).hint"])]
      }
  }
}

extension ReportModel {
  /// A source's name for people: without the folders that all share, members of archives by their own name where no
  /// other source has it. The table of sources has the whole names.
  func shortName(_ name: String) -> String { shortNames[name] ?? name }

  /// The name in the table of sources: whole, but for the folders that all share.
  func tableName(_ source: Source) -> String { String(source.name.dropFirst(Self.commonFolder(sources).count)) }

  static func shortNames(_ sources: [Source]) -> [String: String] {
    let folder = commonFolder(sources)
    var count: [String: Int] = [:]
    for source in sources { if let member = source.member { count[member, default: 0] += 1 } }
    return Dictionary(
      sources.map { source in
        let member = source.member.flatMap { count[$0] == 1 ? $0 : nil }
        return (source.name, member ?? String(source.name.dropFirst(folder.count)))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The folders that all sources share, with the last slash.
  private static func commonFolder(_ sources: [Source]) -> String {
    guard var common = sources.first?.path else { return "" }
    for source in sources { common = String(zip(common, source.path).prefix { $0 == $1 }.map(\.0)) }
    return common.lastIndex(of: "/").map { String(common[...$0]) } ?? ""
  }
}
