import GRDB

/// What the logs of a timeline can speak for: each process with the time it covers and the holes in it.
struct Coverage: Sendable {
  struct Process: Sendable {
    var source: Int64
    var stream: String
    /// The last part of the source's name.
    var name: String
    var origins: Set<String>
    var member: String?
    var cluster: String?
    /// Nil for a log without times.
    var span: ClosedRange<Int64>?
    var gaps: [ClosedRange<Int64>] = []

    /// The covered time without its holes.
    var stretches: [ClosedRange<Int64>] {
      guard let span else { return [] }
      var stretches: [ClosedRange<Int64>] = []
      var start = span.lowerBound
      for gap in gaps where gap.lowerBound >= start && gap.upperBound <= span.upperBound {
        stretches.append(start...gap.lowerBound)
        start = gap.upperBound
      }
      return stretches + [start...max(start, span.upperBound)]
    }
  }

  /// A log may begin or end this much (2 s) inside the time in question: lines have whole seconds and clocks differ.
  static let slack: Int64 = 2_000_000

  let processes: [Process]
  /// Indices of processes by `source/stream`, by cluster, and of those that speak of all clusters.
  private let byID: [String: Int]
  private let byCluster: [String: [Int]]
  private let everybodys: [Int]

  init(_ db: Database) throws {
    let gaps = try Self.gaps(db)
    let processes = try Row.fetchAll(
      db,
      sql: """
        SELECT p.source_id, p.stream, coalesce(s.member, s.path) AS name, p.origins, p.member, p.cluster, p.first_at, p.last_at
        FROM process p JOIN source s USING (source_id) WHERE p.origins <> '' ORDER BY name, p.source_id, p.stream
        """
    ).map { row in
      let (first, last): (Int64?, Int64?) = (row["first_at"], row["last_at"])
      let name: String = row["name"]
      let origins: String = row["origins"]
      let (source, stream): (Int64, String) = (row["source_id"], row["stream"])
      return Process(
        source: source, stream: stream, name: name.split(separator: "/").last.map(String.init) ?? name,
        origins: Set(origins.split(separator: " ").map(String.init)), member: row["member"], cluster: row["cluster"],
        span: first.flatMap { first in last.map { first...max(first, $0) } },
        gaps: gaps["\(source)/\(stream)"] ?? [])
    }
    self.processes = processes
    byID = Dictionary(
      processes.enumerated().map { ("\($1.source)/\($1.stream)", $0) }, uniquingKeysWith: { first, _ in first })
    byCluster = Dictionary(grouping: processes.indices.filter { processes[$0].cluster != nil }) {
      processes[$0].cluster ?? ""
    }
    let all = SeenBy.Witness.operator.origins.union(SeenBy.Witness.audit.origins)
    everybodys = processes.indices.filter { !processes[$0].origins.isDisjoint(with: all) }
  }

  /// The holes of every log in the order of time, by `source/stream`.
  static func gaps(_ db: Database) throws -> [String: [ClosedRange<Int64>]] {
    var gaps: [String: [ClosedRange<Int64>]] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT * FROM coverage_gap ORDER BY source_id, stream, from_at") {
      let (from, to): (Int64, Int64) = (row["from_at"], row["to_at"])
      gaps["\(row["source_id"] as Int64)/\(row["stream"] as String)", default: []].append(from...max(from, to))
    }
    return gaps
  }

  /// The logs that may know an incident: those that said something of it, those of its cluster's members, and the
  /// operator's and the audit log, which are everybody's.
  func logs(heard: [String], cluster: String?) -> [Process] {
    let known = heard.compactMap { byID[$0] } + (cluster.flatMap { byCluster[$0] } ?? []) + everybodys
    return Set(known).sorted().map { processes[$0] }
  }

  /// What keeps logs from covering a time.
  enum Lack: Sendable, Equatable {
    case begins(name: String, at: Int64)
    case ends(name: String, at: Int64)
    case hole(name: String, ClosedRange<Int64>)
    case undated(name: String)
    case nobody
  }

  /// Whether logs of one witness together cover a time; nil where they do.
  static func lack(_ logs: [Process], _ window: ClosedRange<Int64>) -> Lack? {
    guard !logs.isEmpty else { return .nobody }
    let dated = logs.filter { $0.span != nil }
    guard !dated.isEmpty else { return .undated(name: logs[0].name) }
    // Parts of one log, or logs of several who all would have seen it.
    let stretches = dated.flatMap { log in log.stretches.map { (log, $0) } }
      .sorted { $0.1.lowerBound < $1.1.lowerBound }
    var reached: (name: String, at: Int64)?
    for (log, stretch) in stretches {
      if let now = reached {
        guard stretch.lowerBound <= now.at + slack else { continue }
        if stretch.upperBound > now.at { reached = (log.name, stretch.upperBound) }
      } else if stretch.lowerBound <= window.lowerBound + slack, stretch.upperBound + slack >= window.lowerBound {
        reached = (log.name, stretch.upperBound)
      }
    }
    guard let reached else {
      let after = stretches.first { $0.1.upperBound >= window.lowerBound }
      return after.map { .begins(name: $0.0.name, at: $0.1.lowerBound) }
        ?? stretches.last.map { .ends(name: $0.0.name, at: $0.1.upperBound) }
    }
    guard reached.at + slack < window.upperBound else { return nil }
    let hole = dated.lazy.flatMap { log in log.gaps.map { (log.name, $0) } }.first { $0.1.lowerBound == reached.at }
    return hole.map { .hole(name: $0.0, $0.1) } ?? .ends(name: reached.name, at: reached.at)
  }
}
