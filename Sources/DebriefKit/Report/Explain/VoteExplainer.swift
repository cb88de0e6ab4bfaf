/// Who voted for whom in each epoch, and whether it was enough: a majority of all sentinels ever known, and the quorum.
struct VoteExplainer {
  let events: [ExplainedEvent]

  var table: ReportModel.Explainer? {
    let epochs = Dictionary(grouping: votes, by: \.epoch)
    guard !epochs.isEmpty else { return nil }
    let known = knownSentinels
    let quorum = events.lazy.compactMap { $0.attributes["quorum_need"]?.integer }.first
    let last = epochs.keys.max()
    let rows = epochs.sorted { $0.key < $1.key }.map { epoch, votes in
      row(epoch, votes, known: known, quorum: quorum, isLast: epoch == last)
    }
    return ReportModel.Explainer(
      name: "votes", columns: ["epoch", "started", "votes", "received", "needed", "result"], rows: rows)
  }

  private struct Vote {
    var epoch: Int64
    var voter: String
    var choice: String
    var event: ExplainedEvent
    /// Told by a log whose own id nobody told.
    var isNameless: Bool

    var ballot: String { "\(epoch) \(choice)" }
  }

  /// Each voter once an epoch: its own line, or what another heard from it.
  private var votes: [Vote] {
    let all = allVotes
    let logged = Set(events.filter { $0.kind == "vote.cast" }.compactMap(\.actor))
    // A log without a name may be that of any voter whom only another log names: such a vote counts once.
    var named = Dictionary(grouping: all.filter { !$0.isNameless && !logged.contains($0.voter) }, by: \.ballot)
    return all.filter { vote in
      guard vote.isNameless,
        let twin = named[vote.ballot]?.firstIndex(where: { $0.event.process != vote.event.process })
      else { return true }
      named[vote.ballot]?.remove(at: twin)
      return false
    }
  }

  private var allVotes: [Vote] {
    var seen: Set<String> = []
    return events.compactMap { event in
      guard event.kind == "vote.cast" || event.kind == "vote.received", let choice = event.instance,
        let epoch = event.attributes["epoch"]?.integer
      else { return nil }
      // A log whose own id nobody told goes by its name.
      let file = event.place.source.split(separator: "/").last.map(String.init)
      let voter = event.actor ?? file ?? event.process
      guard seen.insert("\(epoch) \(voter)").inserted else { return nil }
      return Vote(epoch: epoch, voter: voter, choice: choice, event: event, isNameless: event.actor == nil)
    }
  }

  /// All sentinels of the name, the dead ones included: they count for the majority.
  private var knownSentinels: Int? {
    let listed = events.compactMap { event in
      event.code == "sentinel-masters" ? event.attributes["num_other_sentinels"]?.integer : nil
    }.max()
    if let listed { return Int(listed) + 1 }
    let met = Set(
      events.filter { $0.kind == "sentinel.sentinel" || $0.kind == "sentinel.config.update.from" }
        .compactMap(\.instance))
    let votes = votes
    // A log without a name may be the candidate's own: voters by their logs and candidates by their ids are not added up.
    let byLog = met.union(votes.map(\.voter))
    let byName = met.union(votes.filter { !$0.isNameless }.map(\.voter)).union(votes.map(\.choice))
    let agreed = events.lazy.compactMap { $0.attributes["quorum_have"]?.integer }.max() ?? 0
    let all = max(byLog.count, byName.count, Int(agreed))
    return all > 0 ? all : nil
  }

  private func row(
    _ epoch: Int64, _ votes: [Vote], known: Int?, quorum: Int64?, isLast: Bool
  ) -> [ReportModel.Explainer.Cell] {
    let names = addresses
    let choices = Dictionary(grouping: votes, by: \.choice)
    let counts = choices.mapValues(\.count).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let shown = counts.map { choice, _ in
      let voters = (choices[choice] ?? []).map { names[$0.voter] ?? Self.short($0.voter) }.sorted()
      return "\(names[choice] ?? Self.short(choice)) ← \(voters.joined(separator: ", "))"
    }.joined(separator: "; ")
    let majority = known.map { $0 / 2 + 1 }
    let needed = max(majority ?? 0, Int(quorum ?? 0))
    let needs: ReportModel.Explainer.Cell =
      known.map {
        .phrase(
          "votes.needed", ["majority": "\(majority ?? 0)", "known": "\($0)", "quorum": quorum.map { "\($0)" } ?? "?"])
      } ?? .empty
    let won = counts.first.map { $0.value >= needed && needed > 0 } ?? false
    let began = votes.compactMap(\.event.at).min() ?? 0
    let elected = events.contains { event in
      event.kind == "sentinel.elected.leader" && (0..<12_000_000).contains((event.at ?? 0) - began)
        // Whoever publishes the new configuration had won.
        || isLast && event.kind == "sentinel.config.update.from" && choices[event.instance ?? ""] != nil
          && (event.at ?? began) >= began
    }
    // One voter's log does not tell how the others voted.
    let isTold =
      !isLast || votes.contains { $0.event.kind == "vote.received" }
      || events.contains { $0.kind == "sentinel.failover.abort.not.elected" }
    let result = elected || won ? "votes.won" : isTold ? "votes.lost" : "votes.open"
    return [
      .text("\(epoch)"), votes.compactMap(\.event.at).min().map { .time($0) } ?? .empty, .text(shown),
      .text(counts.first.map { "\($0.value)" } ?? "0"), needs,
      .phrase(result, [:]),
    ]
  }

  /// Sentinels by id, as others heard of them.
  private var addresses: [String: String] {
    var addresses: [String: String] = [:]
    for event in events where event.attributes["type"]?.string == "sentinel" {
      guard let id = event.instance, let ip = event.attributes["ip"]?.string,
        let port = event.attributes["port"]?.scalarText, !ip.isEmpty
      else { continue }
      let isNumeric = ip.allSatisfy { $0.isNumber || $0 == "." } || ip.contains(":")
      let name = isNumeric ? "\(ip):\(port)" : String(ip.prefix { $0 != "." })
      addresses[id] = "\(Self.short(id)) (\(name))"
    }
    return addresses
  }

  private static func short(_ id: String) -> String { id.count == 40 ? String(id.prefix(8)) : id }
}
