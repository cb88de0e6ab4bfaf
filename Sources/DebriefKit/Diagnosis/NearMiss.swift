/// What was missing where no cause is supported.
enum NearMiss {
  /// Rules that are reported at most.
  static let most = 3

  struct Miss {
    var evaluation: RuleEvaluation
    var held: Int
    var missing: [String]
  }

  /// Rules that fit the incident and came closest, the closest first.
  static func misses(_ evaluations: [RuleEvaluation], _ incident: IncidentRow) -> [Miss] {
    evaluations.filter { $0.rule.fits.matches(incident.field) }.compactMap { evaluation in
      evaluation.rule.variants.indices.compactMap { index -> Miss? in
        guard evaluation.rule.variants[index].fits.matches(incident.field) else { return nil }
        let needed = evaluation.result.conditions(.when(index)).filter { !$0.condition.isOptional }
        let missing = needed.filter { !$0.holds }.map(\.condition.name)
        // Absences hold by themselves where nothing was collected; they bring nobody closer.
        let held = needed.filter { $0.holds && !$0.evidence.isEmpty }.count
        return held > 0 && !missing.isEmpty ? Miss(evaluation: evaluation, held: held, missing: missing) : nil
      }.min { ($0.missing.count, -$0.held) < ($1.missing.count, -$1.held) }
    }.sorted { left, right in
      if left.missing.count != right.missing.count { return left.missing.count < right.missing.count }
      if left.held != right.held { return left.held > right.held }
      return left.evaluation.rule.cause < right.evaluation.rule.cause
    }
  }

  /// For `near` in `incident.facts`: `[{"cause", "rule", "missing", "needs": [{"artefact", "command"}]}]`.
  static func explanation(_ evaluations: [RuleEvaluation], _ incident: IncidentRow, _ language: Language) -> JSONValue {
    let near = misses(evaluations, incident).prefix(most).map { miss -> JSONValue in
      let needs = miss.evaluation.rule.texts().needs.map { need -> JSONValue in
        var members: [String: JSONValue] = ["artefact": .string(need.artefact[language])]
        if let command = need.command { members["command"] = .string(command) }
        return .object(members)
      }
      return .object([
        "cause": .string(miss.evaluation.rule.cause), "rule": .string(miss.evaluation.rule.name),
        "missing": .array(miss.missing.map(JSONValue.string)), "needs": .array(needs),
      ])
    }
    return .array(near)
  }
}
