import GRDB

/// All causes of one incident in their places.
struct Conclusion {
  private let incident: IncidentRow
  private var supported: [RuleEvaluation] = []
  private var ranked: [Ranking.Ranked] = []
  private var excluded: [Excluded] = []

  private struct Excluded {
    var exclusion: Exclusion
    /// The rule that says so.
    var rule: Rule
  }

  init(_ evaluations: [RuleEvaluation], _ incident: IncidentRow) {
    self.incident = incident
    supported = Self.strongest(evaluations)
    let killed = Self.decisivelyExcluded(by: supported)
    supported.removeAll { killed.contains($0.rule.cause) }
    ranked = Ranking.rank(
      supported.compactMap { evaluation in
        evaluation.supported.map {
          SupportedCause(
            cause: evaluation.rule.cause, weight: $0.weight, confidence: $0.confidence,
            isFallback: evaluation.rule.isFallback, explains: evaluation.rule.explains)
        }
      })
    excluded = exclusions(evaluations)
  }

  var hasRoot: Bool { !ranked.isEmpty }

  /// The rule of the root cause.
  var root: Rule? { ranked.first.map { supported[$0.index].rule } }

  /// Causes that are supported or ruled out.
  var settled: Set<String> { Set(supported.map(\.rule.cause) + excluded.map(\.exclusion.cause)) }

  /// Whether a cause that could not be ruled out would stand beside or above the root if it were proved.
  func hasRival(_ open: OpenCause) -> Bool {
    guard let first = ranked.first, let root = supported[first.index].supported else { return false }
    let score = Double(root.weight) * root.confidence.share
    return Ranking.rivals(open, supported[first.index].rule.cause, score)
  }

  /// Lowers the confidence of a root beside a rival that could not be ruled out.
  mutating func weigh(_ open: [OpenCause]) {
    if open.contains(where: hasRival) { ranked[0].confidence = min(ranked[0].confidence, .medium) }
  }

  /// One evaluation a cause: where several rules support it, the one that proves most.
  private static func strongest(_ evaluations: [RuleEvaluation]) -> [RuleEvaluation] {
    var best: [String: RuleEvaluation] = [:]
    for evaluation in evaluations {
      guard let own = evaluation.supported else { continue }
      if let other = best[evaluation.rule.cause]?.supported,
        Double(other.weight) * other.confidence.share >= Double(own.weight) * own.confidence.share
      {
        continue
      }
      best[evaluation.rule.cause] = evaluation
    }
    return best.values.sorted { $0.rule.cause < $1.rule.cause }
  }

  private static func decisivelyExcluded(by supported: [RuleEvaluation]) -> Set<String> {
    Set(
      supported.flatMap { evaluation in
        evaluation.ruledOut.filter { $0.isDecisive && $0.cause != evaluation.rule.cause }.map(\.cause)
      })
  }

  /// Causes that are disproved: by their own rule first, then by the causes that stand, the root before others.
  private func exclusions(_ evaluations: [RuleEvaluation]) -> [Excluded] {
    var seen = Set(supported.map(\.rule.cause))
    var excluded: [Excluded] = []
    for evaluation in evaluations {
      guard let exclusion = evaluation.refutation(incident.field), seen.insert(exclusion.cause).inserted else {
        continue
      }
      excluded.append(Excluded(exclusion: exclusion, rule: evaluation.rule))
    }
    for entry in ranked where entry.verdict != .symptom {
      let evaluation = supported[entry.index]
      for exclusion in evaluation.ruledOut where seen.insert(exclusion.cause).inserted {
        excluded.append(Excluded(exclusion: exclusion, rule: evaluation.rule))
      }
    }
    return excluded.sorted { $0.exclusion.cause < $1.exclusion.cause }
  }

  // MARK: - Findings

  /// The root first, then contributing causes and symptoms by strength, then what is ruled out by name.
  func findings(_ shared: FindingContext, in db: Database) throws -> [Finding] {
    try ranked.map { try finding($0, shared, in: db) } + excluded.map { try finding($0, shared, in: db) }
  }

  private func finding(_ entry: Ranking.Ranked, _ shared: FindingContext, in db: Database) throws -> Finding {
    let language = shared.language
    let evaluation = supported[entry.index]
    let index = evaluation.supported?.index ?? 0
    let bound = evaluation.result.conditions(.when(index)) + evaluation.result.conditions(.against(index))
    let texts = evaluation.rule.texts()
    let text = try FindingText(incident, bound, numbers: texts.numbers, shared, in: db)
    // Ranked by what was found, believed by what is proved: what rests on a doubt is never of high confidence.
    let confidence = evaluation.doubts.isEmpty ? entry.confidence : entry.confidence.lowered
    let own = evaluation.rule.variants[index].name.flatMap { texts.variants[$0] }
    let title = own?.title ?? texts.title
    let explanation = own?.explanation ?? texts.explanation
    return Finding(
      cause: evaluation.rule.cause, rule: evaluation.rule.name, verdict: entry.verdict, confidence: confidence,
      title: title.map { text.render($0[language]) } ?? evaluation.rule.cause,
      explanation: explanation.map { text.render($0[language]) } ?? "", explainedBy: entry.explainedBy,
      evidence: evaluation.evidence.map { text.filled($0, language) },
      caveats: Finding.Caveat.all(evaluation.doubts, language),
      remedies: texts.remedies.sorted { $0.stage < $1.stage }.compactMap { remedy in
        // A remedy for a number that nobody named has nothing to say.
        let body = text.render(remedy.body[language])
        guard !body.isEmpty else { return nil }
        return Finding.Remedy(
          key: remedy.key, stage: remedy.stage.rawValue, title: text.render(remedy.title[language]), body: body,
          command: remedy.command.map(text.render), docs: remedy.docs)
      })
  }

  private func finding(_ excluded: Excluded, _ shared: FindingContext, in db: Database) throws -> Finding {
    let language = shared.language
    let exclusion = excluded.exclusion
    let text = try FindingText(incident, exclusion.conditions, shared, in: db)
    let why = exclusion.note.map { text.render($0[language]) } ?? ""
    let what = language == .en ? "Ruled out: \(exclusion.cause)" : "已排除：\(exclusion.cause)"
    return Finding(
      cause: exclusion.cause, rule: excluded.rule.name, verdict: .ruledOut,
      confidence: exclusion.doubts.isEmpty ? .high : .medium,
      title: why.isEmpty ? what : language == .en ? "\(what) – \(why)" : "\(what)——\(why)", explanation: why,
      evidence: exclusion.evidence.map { text.filled($0, language) },
      caveats: Finding.Caveat.all(exclusion.doubts, language))
  }
}
