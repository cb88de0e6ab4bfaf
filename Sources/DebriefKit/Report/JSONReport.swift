/// `debrief.report/1`: one line of JSON with sorted keys, so that equal reports are equal bytes and many of them are
/// NDJSON. Additive only.
struct JSONReport: ReportWriter {
  static let schema = "debrief.report/1"

  func write(_ report: ReportModel, replacing previous: String?) -> String {
    JSONValue.object([
      "schema": .string(Self.schema),
      "incidents": .array(report.incidents.map(Self.incident)),
      "sources": .array(report.sources.map(Self.source)),
      "assumptions": .array(report.assumptions.map(Self.assumption)),
      "unrecognised": .array(report.unrecognised.map(Self.unrecognised)),
      "coverage": .array(report.coverage.map(Self.span)),
      "clocks": .array(report.clocks.map(Self.clocks)),
    ]).compact + "\n"
  }

  private static func incident(_ incident: ReportModel.Incident) -> JSONValue {
    .object([
      "kind": .string(incident.kind), "platform": .string(incident.platform), "engine": text(incident.engine),
      "cluster": text(incident.cluster), "component": text(incident.component),
      "started_at": time(incident.startedAt), "ended_at": time(incident.endedAt),
      "outcome": .string(incident.outcome), "claimed_outcome": text(incident.claimedOutcome),
      "old_primary": text(incident.oldPrimary), "new_primary": text(incident.newPrimary),
      "candidate": text(incident.candidate), "requested_by": text(incident.requestedBy),
      "root_cause": text(incident.root?.cause),
      "facts": .object(incident.facts),
      "near": .array(incident.near.map { .string($0.cause) }),
      "hypotheses": .array(incident.near.map(open)), "open": .array(incident.open.map(open)),
      "measures": .object(
        Dictionary(incident.measures.map { ($0.name, measure($0)) }, uniquingKeysWith: { first, _ in first })),
      "findings": .array(incident.findings.map(finding)),
      "links": .array(incident.history.link.map { [link($0)] } ?? []),
      "attempt": .integer(Int64(incident.history.attempt)), "attempts": .integer(Int64(incident.history.attempts)),
      "earlier_incidents": .integer(Int64(incident.history.count)),
      "explainers": .object(
        Dictionary(incident.explainers.map { ($0.name, explainer($0)) }, uniquingKeysWith: { first, _ in first })),
    ])
  }

  private static func link(_ link: ReportModel.History.Link) -> JSONValue {
    .object([
      "kind": .string(link.kind), "note": text(link.note), "gap_seconds": link.gap.map(JSONValue.number) ?? .null,
      "earlier": .object([
        "kind": .string(link.earlier.kind), "started_at": time(link.earlier.startedAt),
        "outcome": .string(link.earlier.outcome), "root_cause": text(link.earlier.rootCause),
        "switch_time": link.earlier.switchTime.map(JSONValue.number) ?? .null,
      ]),
    ])
  }

  private static func open(_ cause: ReportModel.NearMiss) -> JSONValue {
    .object([
      "cause": .string(cause.cause), "rule": .string(cause.rule),
      "missing": .array(cause.missing.map(JSONValue.string)), "reasons": .array(cause.reasons.map(JSONValue.string)),
      "witnesses": .array(cause.witnesses.map(JSONValue.string)), "evidence": .array(cause.evidence.map(evidence)),
      "needs": .array(
        cause.needs.map { .object(["artefact": .string($0.artefact), "command": text($0.command)]) }),
    ])
  }

  /// Rows as objects, keyed by column; phrases as their key with values.
  private static func explainer(_ table: ReportModel.Explainer) -> JSONValue {
    .array(
      table.rows.map { row in
        .object(
          Dictionary(zip(table.columns, row).map { ($0, cell($1)) }, uniquingKeysWith: { first, _ in first }))
      })
  }

  private static func cell(_ cell: ReportModel.Explainer.Cell) -> JSONValue {
    switch cell {
    case .text(let text), .code(let text): .string(text)
    case .time(let micros): .string(Civil.iso(micros))
    case .place(let place): .string("\(place.source):\(place.line)")
    case .phrase(let key, let values):
      .object(values.compactMapValues { $0.map(JSONValue.string) }.merging(["key": .string(key)]) { first, _ in first })
    case .empty: .null
    }
  }

  private static func span(_ span: ReportModel.CoveredTime) -> JSONValue {
    .object([
      "source": .string(span.source), "process": .string(span.process), "from": time(span.from), "to": time(span.to),
      "gaps": .array(span.gaps.map { .object(["from": time($0.from), "to": time($0.to)]) }),
    ])
  }

  private static func clocks(_ pair: ReportModel.ClockPair) -> JSONValue {
    .object([
      "source": .string(pair.source), "other": .string(pair.other),
      "low_seconds": .number(Double(pair.low) / 1_000_000), "high_seconds": .number(Double(pair.high) / 1_000_000),
    ])
  }

  private static func measure(_ measure: ReportModel.Measure) -> JSONValue {
    .object([
      "seconds_low": measure.range.map { .number($0.lowerBound) } ?? .null,
      "seconds_high": measure.range.map { .number($0.upperBound) } ?? .null,
      "seconds": .number(measure.seconds), "from": time(measure.from?.at), "to": time(measure.to?.at),
      "from_line": place(measure.from?.place), "to_line": place(measure.to?.place),
    ])
  }

  private static func finding(_ finding: ReportModel.Finding) -> JSONValue {
    .object([
      "cause": .string(finding.cause), "rule": .string(finding.rule), "verdict": .string(finding.verdict.rawValue),
      "confidence": .string(finding.confidence), "title": .string(finding.title),
      "explanation": .string(finding.explanation),
      "caveats": .array(
        finding.caveats.map {
          .object(["kind": .string($0.kind), "condition": .string($0.condition), "text": .string($0.text)])
        }),
      "evidence": .array(finding.evidence.map(evidence)),
      "remedies": .array(
        finding.remedies.map {
          .object([
            "key": .string($0.key), "title": .string($0.title), "body": .string($0.body), "stage": text($0.stage),
            "command": text($0.command), "docs": .array($0.docs.map(JSONValue.string)),
          ])
        }),
    ])
  }

  private static func evidence(_ item: ReportModel.Evidence) -> JSONValue {
    .object([
      "stance": .string(item.stance), "source": .string(item.place.source), "line": .integer(item.place.line),
      "at": time(item.at), "text": .string(item.text), "note": text(item.note),
    ])
  }

  private static func source(_ source: ReportModel.Source) -> JSONValue {
    .object([
      "path": .string(source.path), "member": text(source.member), "sha256": .string(source.sha256),
      "bytes": .integer(source.bytes), "lines": .integer(source.lines), "format": .string(source.format),
      "zone": .string(source.zone), "zone_basis": .string(source.zoneBasis), "year_basis": .string(source.yearBasis),
      "skew_seconds": .number(Double(source.skew) / 1_000_000), "first_at": time(source.firstAt),
      "last_at": time(source.lastAt), "recognised": .integer(source.recognised),
      "unrecognised": .integer(source.unrecognised),
    ])
  }

  private static func assumption(_ assumption: ReportModel.Assumption) -> JSONValue {
    .object([
      "kind": .string(assumption.kind.rawValue), "source": .string(assumption.source),
      "value": .string(assumption.value), "basis": .string(assumption.basis),
      "conclusions": .array(assumption.conclusions.map(JSONValue.string)),
    ])
  }

  private static func unrecognised(_ item: ReportModel.Unrecognised) -> JSONValue {
    .object([
      "path": .string(item.path), "line": item.line.map(JSONValue.integer) ?? .null, "lines": .integer(item.lines),
      "reason": .string(item.reason), "sample": text(item.sample),
    ])
  }

  private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

  private static func time(_ micros: Int64?) -> JSONValue { micros.map { .string(Civil.iso($0)) } ?? .null }

  private static func place(_ place: ReportModel.Place?) -> JSONValue {
    place.map { .string("\($0.source):\($0.line)") } ?? .null
  }
}
