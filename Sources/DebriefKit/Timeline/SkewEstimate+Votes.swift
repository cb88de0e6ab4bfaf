import GRDB

/// What votes tell of clocks.
extension SkewEstimate {
  /// A vote as its voter wrote it down.
  private struct Cast {
    var source: Int64
    var at: Int64
  }

  /// A vote as another sentinel heard of it, and when it had been cast.
  private struct Heard {
    var received: Int64
    var cast: Int64
  }

  /// Who heard whom in which epoch.
  private struct Exchange: Hashable {
    var listener: Int64
    var voter: Int64
    var epoch: String
  }

  /// +vote-for-leader of the candidate ≤ the voter's own +vote-for-leader ≤ "voter voted for …" at the candidate.
  ///
  /// Rival candidates do not wait for each other, so neither vote lies between two events of the other. Yet each hears of
  /// the other's vote, and nobody hears of a vote before it is cast: one bound each way, as when two clocks are compared by
  /// messages that cross.
  static func votes(_ db: Database, _ pieces: SourcePieces) throws -> [Bracket] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT kind, source_id, at, instance, actor, CAST(json_extract(attributes, '$.epoch') AS TEXT) AS epoch
        FROM event
        WHERE kind <> 'log.line' AND kind IN ('vote.cast', 'vote.received') AND at IS NOT NULL ORDER BY event_id
        """)
    // The candidate's own line by log, each voter's by name: joined here, because both are looked up for every answer.
    var asked: [String: Int64] = [:]
    var given: [String: [Cast]] = [:]
    for row in rows where row["kind"] == "vote.cast" {
      let source = pieces.first(of: row["source_id"])
      let at: Int64 = row["at"]
      let ballot = "\(row["instance"] as String? ?? "") \(row["epoch"] as String? ?? "")"
      asked["\(source) \(ballot)"] = at
      given["\(row["actor"] as String? ?? "") \(ballot)", default: []].append(Cast(source: source, at: at))
    }
    var brackets: [Bracket] = []
    var heard: [Exchange: Heard] = [:]
    for row in rows where row["kind"] == "vote.received" {
      let source = pieces.first(of: row["source_id"])
      let at: Int64 = row["at"]
      let epoch = row["epoch"] as String? ?? ""
      let ballot = "\(row["instance"] as String? ?? "") \(epoch)"
      let casts = given["\(row["actor"] as String? ?? "") \(ballot)"] ?? []
      if let before = asked["\(source) \(ballot)"] {
        for vote in casts where vote.source != source {
          brackets.append(Bracket(outer: source, inner: vote.source, before: before, middle: vote.at, after: at))
        }
      } else if let vote = casts.first, casts.count == 1, vote.source != source {
        heard[Exchange(listener: source, voter: vote.source, epoch: epoch)] = Heard(received: at, cast: vote.at)
      }
    }
    return brackets + crossings(heard)
  }

  /// Two that heard of each other's vote in one epoch.
  private static func crossings(_ heard: [Exchange: Heard]) -> [Bracket] {
    heard.sorted { ($0.key.listener, $0.key.voter, $0.key.epoch) < ($1.key.listener, $1.key.voter, $1.key.epoch) }
      .compactMap { exchange, there in
        guard exchange.listener < exchange.voter,
          let back = heard[Exchange(listener: exchange.voter, voter: exchange.listener, epoch: exchange.epoch)]
        else { return nil }
        // The listener's vote was cast before the voter heard of it: so much earlier than the voter's own it may have been.
        return Bracket(
          outer: exchange.listener, inner: exchange.voter, before: there.cast - back.received + back.cast,
          middle: there.cast, after: there.received)
      }
  }
}
