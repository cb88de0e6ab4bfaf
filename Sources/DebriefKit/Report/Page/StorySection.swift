/// What happened when: the role lanes and the decisive events of an incident.
struct StorySection {
  let incident: ReportModel.Incident
  let phrases: Phrases
  let level: Int

  /// More rows than this nobody reads in a hurry; `debrief timeline` has them all.
  static let mostEvents = 40
  /// Up to this many are shown whatever they are.
  static let fewEvents = 12

  func blocks() -> [Passage] {
    var blocks: [Passage] = [.heading(level, [.phrase(phrases["heading.timeline"], [:])])]
    if let chart = LaneChart(incident) { blocks.append(.lanes(chart)) }
    if let after = aftermath() {
      blocks.append(.paragraph([.phrase(phrases["timeline.aftermath"], [:])]))
      blocks.append(.lanes(after))
    }
    let shown = decisive()
    guard !shown.isEmpty else { return blocks.count > 1 ? blocks : [] }
    blocks.append(
      .table(
        phrases.columns("time", "step", "who", "what", "proof"),
        shown.map(row)))
    let left = incident.moments.count - shown.count
    if left > 0 { blocks.append(.paragraph([.phrase(phrases["timeline.more"], ["count": "\(left)"])])) }
    return blocks
  }

  /// What came long after the end, such as a primary that returns, on a scale of its own; nil where the first picture
  /// shows it all.
  private func aftermath() -> LaneChart? {
    guard incident.outcome == "degraded", let first = LaneChart(incident),
      let last = incident.moments.compactMap(\.at).max(), last > first.end,
      incident.lanes.contains(where: { lane in
        lane.stretches.contains { ($0.from ?? 0) > first.end && $0.role != "none" }
      })
    else { return nil }
    return LaneChart(incident, until: last)
  }

  private func row(_ moment: ReportModel.Moment) -> [[Inline]] {
    var when: [Inline] = moment.at.map { [.time($0)] } ?? []
    if moment.at == nil {
      when = [.phrase(phrases["timeline.undated"], [:])]
    } else if marksInferred ? moment.basis != "exact" && moment.basis != "seconds" : moment.basis == "relative" {
      when.insert(.phrase("≈", [:]), at: 0)
    }
    let parties = [moment.instance, moment.peer == moment.instance ? nil : moment.peer].compactMap(\.self)
    let who = parties.map(Self.shortID).joined(separator: " → ")
    var what: [Inline] = [.code(IncidentSection.shortened(moment.text, to: 160))]
    if moment.repeats > 1 { what.append(.phrase(" ×\(moment.repeats)", [:])) }
    return [when, [.phrase(phrases["step.\(moment.step ?? "none")"], [:])], [.text(who)], what, [.place(moment.place)]]
  }

  /// Where most times rest on an assumption, the data quality says it once; marks would tell nothing apart.
  private var marksInferred: Bool {
    incident.moments.count { $0.basis == "exact" || $0.basis == "seconds" } * 2 > incident.moments.count
  }

  /// Run ids of sentinels are 40 digits; eight tell them apart.
  private static func shortID(_ name: String) -> String {
    name.utf8.count == 40 && name.utf8.allSatisfy(ASCII.isHex) ? name.prefix(8) + "…" : name
  }

  /// Proof first, then the ends of measures, then the first event of each step, then what is loud; in time order.
  private func decisive() -> [ReportModel.Moment] {
    var lines: [ReportModel.Place: Int] = [:]
    for (index, moment) in incident.moments.enumerated() where lines[moment.place] == nil {
      lines[moment.place] = index
    }
    // One line may give several events; it is shown once.
    let moments = lines.values.sorted().map { incident.moments[$0] }
    guard moments.count > Self.fewEvents else { return moments }
    let proof = Set(incident.findings.filter { $0.verdict != .ruledOut }.flatMap { $0.evidence.map(\.event) })
    let ends = incident.measures.flatMap { [$0.from?.place, $0.to?.place] }.compactMap(\.self)
    var steps: Set<String> = []
    var shapes: Set<String> = []
    let ranked = moments.enumerated().map { index, moment -> (rank: Int, index: Int) in
      let opensStep = steps.insert(moment.step ?? "").inserted
      let isNew = shapes.insert("\(moment.kind) \(moment.instance ?? "") \(moment.step ?? "")").inserted
      if proof.contains(moment.event) { return (0, index) }
      if ends.contains(moment.place) { return (1, index) }
      if moment.step == "before" { return (5, index) }
      if opensStep { return (2, index) }
      if moment.severity >= 3, isNew { return (3, index) }
      return (isNew && moment.step != "state" ? 4 : 5, index)
    }
    // What merely stood around, and what a second sentinel repeats, is left to `debrief timeline`.
    let kept = ranked.filter { $0.rank < 5 }.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }
      .prefix(Self.mostEvents)
    return kept.map(\.index).sorted().map { moments[$0] }
  }
}
