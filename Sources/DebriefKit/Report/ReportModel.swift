/// Everything a report says, read from a timeline once; the writers only choose words and marks.
public struct ReportModel: Sendable {
  public var incidents: [Incident] = []
  public var sources: [Source] = []
  public var assumptions: [Assumption] = []
  /// What each log can speak for.
  public var coverage: [CoveredTime] = []
  /// How far the clocks of two sources may be apart, where events tell.
  public var clocks: [ClockPair] = []
  public var unrecognised: [Unrecognised] = []
  /// Which kinds of witness were heard: `sentinel`, `job`, `lorry` …
  public var origins: Set<String> = []
  /// What people call the sources in the text: `shortName`.
  var shortNames: [String: String] = [:]
  /// Versions as the processes named them: `redis 7.0.15`.
  public var versions: [String] = []
}

extension ReportModel {
  /// A place in a source: what every claim of a report points to.
  public struct Place: Sendable, Hashable {
    public var source: String
    public var line: Int64
  }

  /// One attempt to move a primary.
  public struct Incident: Sendable {
    public var id: Int64
    public var kind: String
    public var platform: String
    public var engine: String?
    public var cluster: String?
    public var component: String?
    public var startedAt: Int64?
    public var endedAt: Int64?
    public var outcome: String
    public var claimedOutcome: String?
    public var oldPrimary: String?
    public var newPrimary: String?
    public var candidate: String?
    public var requestedBy: String?
    /// What the incident builder worked out, for machines.
    public var facts: [String: JSONValue] = [:]
    /// Where no cause is supported: the causes that came closest, and what would settle them.
    public var near: [NearMiss] = []
    /// Where one is: other explanations that could not be ruled out, for lack of which artefact.
    public var open: [NearMiss] = []
    /// What commands need to be exact: `cluster`, `namespace`, `job`; only what the evidence names and a shell takes as it is.
    public var handles: [String: String] = [:]
    public var measures: [Measure] = []
    public var findings: [Finding] = []
    public var lanes: [Lane] = []
    public var moments: [Moment] = []
    public var explainers: [Explainer] = []
    public var history = History()

    /// The finding that names the root cause.
    public var root: Finding? { findings.first { $0.verdict == .root } }

    /// Whether the primary moved as asked and everybody follows.
    public var succeeded: Bool { outcome == "succeeded" }
  }

  /// A cause that fits and is neither proved nor disproved.
  public struct NearMiss: Sendable {
    public struct Need: Sendable {
      public var artefact: String
      public var command: String?
    }

    public var cause: String
    public var rule: String
    /// Names of the conditions that do not hold.
    public var missing: [String]
    /// What was not seen, and why that proves nothing.
    public var reasons: [String]
    /// Origins of the logs that would show it.
    public var witnesses: [String]
    /// What speaks for it.
    public var evidence: [Evidence]
    public var needs: [Need]
  }

  public enum Verdict: String, Sendable, CaseIterable {
    case root, contributing, symptom
    case ruledOut = "ruled-out"
  }

  public struct Finding: Sendable {
    public var cause: String
    public var rule: String
    public var verdict: Verdict
    /// `high`, `medium`, `low`.
    public var confidence: String
    public var title: String
    public var explanation: String
    /// The cause this one follows from, for symptoms.
    public var explainedBy: String?
    public var evidence: [Evidence] = []
    public var remedies: [Remedy] = []
    public var caveats: [Caveat] = []
  }

  /// Something a finding rests on without proof.
  public struct Caveat: Sendable {
    /// `not-provable`, `order-not-decidable`.
    public var kind: String
    public var condition: String
    public var text: String
  }

  /// The time that one process' log covers.
  public struct CoveredTime: Sendable {
    public var source: String
    /// Who wrote it: `sentinel`, `lorry shop-mysql-0`.
    public var process: String
    public var from: Int64?
    public var to: Int64?
    public var gaps: [(from: Int64, to: Int64)] = []
  }

  /// The clock of `source` runs between `low` and `high` microseconds ahead of that of `other`, after correction.
  public struct ClockPair: Sendable {
    public var source: String
    public var other: String
    public var low: Int64
    public var high: Int64
  }

  public struct Evidence: Sendable {
    /// `for`, `against`, `context`.
    public var stance: String
    public var event: Int64
    public var place: Place
    public var at: Int64?
    public var repeats: Int64
    public var text: String
    public var note: String?
  }

  public struct Remedy: Sendable {
    public var key: String
    public var title: String
    public var body: String
    /// `stop`, `repair`, `configure`, `prevent`.
    public var stage: String?
    public var command: String?
    /// Addresses of the documentation to read.
    public var docs: [String] = []
  }

  public struct Measure: Sendable {
    public struct End: Sendable {
      public var at: Int64?
      public var place: Place
    }

    public var name: String
    public var seconds: Double
    /// What it may be at least and at most, where its ends stand in logs whose clocks may differ.
    public var range: ClosedRange<Double>?
    public var from: End?
    public var to: End?
  }

  /// What one witness said about the role of one member over time.
  public struct Lane: Sendable {
    public struct Stretch: Sendable {
      public var role: String
      public var from: Int64?
      public var to: Int64?
    }

    public var instance: String
    /// `database`, `label`, `manager`.
    public var witness: String
    public var stretches: [Stretch] = []
  }

  /// An event of the incident's story.
  public struct Moment: Sendable {
    public var event: Int64
    public var step: String?
    public var at: Int64?
    public var basis: String
    public var repeats: Int64
    public var kind: String
    public var severity: Int64
    public var instance: String?
    public var peer: String?
    public var text: String
    public var place: Place
  }

  public struct Source: Sendable {
    public var path: String
    public var member: String?
    public var sha256: String
    public var bytes: Int64
    public var lines: Int64
    public var format: String
    public var zone: String
    public var zoneBasis: String
    public var yearBasis: String
    public var skew: Int64
    public var firstAt: Int64?
    public var lastAt: Int64?
    public var recognised: Int64
    public var unrecognised: Int64

    /// What the report calls it; archive members are joined with `!`.
    public var name: String { ReportModel.sourceName(path: path, member: member) }
  }

  static func sourceName(path: String, member: String?) -> String { member.map { "\(path)!\($0)" } ?? path }

  /// Something the times of a source rest on that nobody proved.
  public struct Assumption: Sendable {
    public enum Kind: String, Sendable { case zone, year, neighbours, skew, age, undated }

    public var kind: Kind
    public var source: String
    /// The zone, the year's ground, the correction in seconds, or the number of events.
    public var value: String
    public var basis: String
    /// Causes whose evidence, and measures whose ends, stand in this source and another: they rest on it.
    public var conclusions: [String] = []
  }

  public struct Unrecognised: Sendable {
    public var path: String
    public var line: Int64?
    public var lines: Int64
    public var reason: String
    public var sample: String?
  }
}
