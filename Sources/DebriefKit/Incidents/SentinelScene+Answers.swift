/// Whose answers clients wrote down, where neither a line nor a command says whom they had asked.
extension SentinelScene {
  /// How far a client's clock and a server's may lie apart: 3 s.
  private static let clockTolerance: Int64 = 3_000_000

  /// Event id → member.
  ///
  /// A server that takes writes and then calls itself read-only turned from a primary into a replica: where that happens
  /// in the moment the old primary was demoted, it is the old primary. Refusals that only a primary gives belong to the
  /// new one, where the old one never came back.
  func answersByMember() -> [Int64: String] {
    let nameless = around.filter { event in
      (event.kind == .writeAccepted || event.kind == .writeRefused) && subject(event) == nil
    }
    var owners: [Int64: String] = [:]
    for answers in Dictionary(grouping: nameless, by: \.process).values {
      let answers = answers.sorted { ($0.line, $0.id) < ($1.line, $1.id) }
      if isOldPrimary(answers) {
        for answer in answers { owners[answer.id] = old }
      } else if let new, returned == nil, answers.contains(where: { Self.isOfAPrimary($0, after: takeover?.at) }) {
        for answer in answers { owners[answer.id] = new }
      }
    }
    return owners
  }

  /// Event id → the old primary, for a kill that the kernel logged without a word on whose host: its replicas lost it in
  /// that second, or the sentinels soon after.
  func killsByMember() -> [Int64: String] {
    guard let down = (draft.first("sdown", sign: "+") ?? draft.first("odown", sign: "+"))?.at, !old.isEmpty else {
      return [:]
    }
    let lost = around.first { event in
      event.kind == .replicationBroken && event.code == "master-lost"
        && (0...Self.mostPatient).contains(down - (event.at ?? .max))
        && story.directory.resolve(event.peer) ?? old == old
    }?.at
    let kills = around.filter { event in
      guard event.code == "oom-killed", event.origin == "kernel", let at = event.at, subject(event) == nil,
        let program = event.attribute("program"), Self.servers.contains(where: program.hasPrefix)
      else { return false }
      if let lost { return abs(lost - at) <= Self.sameMoment }
      return (0...Self.mostPatient).contains(down - at)
    }
    return Dictionary(kills.map { ($0.id, old) }, uniquingKeysWith: { first, _ in first })
  }

  /// down-after and the rounds until it is noticed: two minutes.
  private static let mostPatient: Int64 = 120_000_000
  /// The kernel counts in whole seconds: 2 s.
  private static let sameMoment: Int64 = 2_000_000
  private static let servers = ["redis", "valkey", "pika", "codis-server", "keydb"]

  private func isOldPrimary(_ answers: [TimelineEvent]) -> Bool {
    guard let taken = takeover?.at, let demoted = demoted?.at,
      let refused = answers.first(where: { $0.kind == .writeRefused && $0.code == "READONLY" }),
      let accepted = answers.first(where: { $0.kind == .writeAccepted && $0.line < refused.line }),
      let turned = Self.moment(refused), let began = Self.moment(accepted), turned >= began
    else { return false }
    let apart = turned - demoted
    // A time of day has no zone: whole quarters of an hour may lie between.
    let isThen = abs(refused.at == nil ? apart - Civil.nearestQuarter(apart) : apart)
    return isThen <= Self.clockTolerance && demoted - (turned - began) > taken
  }

  private static func isOfAPrimary(_ answer: TimelineEvent, after taken: Int64?) -> Bool {
    guard answer.kind == .writeRefused, ["NOREPLICAS", "MISCONF", "OOM"].contains(answer.code ?? "") else {
      return false
    }
    guard let at = answer.until, let taken else { return true }
    return at > taken
  }

  /// When the answer came, or its time of day where no date stands there.
  private static func moment(_ answer: TimelineEvent) -> Int64? {
    answer.at ?? answer.attribute("clock_us").flatMap { Int64($0) }
  }
}
