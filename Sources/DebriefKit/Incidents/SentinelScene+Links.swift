/// Who does not follow the new primary, as the logs of both ends of a link tell.
extension SentinelScene {
  private struct Link {
    var isUp: Bool
    var since: Int64
    var until: Int64
    var isFinal = false
  }

  /// Living members whose link to the new primary was broken last and stayed so.
  func brokenAtTheEnd(after taken: Int64) -> [String] {
    var state: [String: Link] = [:]
    for event in around {
      guard let at = event.at, at > taken, let member = story.directory.processes[event.process] else { continue }
      if member == new {
        // The new primary names whom it turns away for good; the other's own log, if there is one, says how it ended.
        guard event.kind == .replicationBroken, Self.isFinal(event), let refused = subject(event), refused != new else {
          continue
        }
        state[refused] = Link(isUp: false, since: at, until: at, isFinal: true)
        continue
      }
      switch event.kind {
      case .replicationConnected, .replicationResyncPartial:
        state[member] = Link(isUp: true, since: at, until: event.until ?? at)
      case .replicationBroken, .accessDenied:
        let open = state[member].flatMap { $0.isUp ? nil : $0 }
        state[member] = Link(
          isUp: false, since: open?.since ?? at, until: max(open?.until ?? at, event.until ?? at),
          isFinal: open?.isFinal ?? false || Self.isFinal(event))
      // One that ended with a broken link had not come up before.
      case .instanceStarted where event.code == "start": state[member] = nil
      default: break
      }
    }
    return state.filter { !$0.value.isUp && ($0.value.isFinal || $0.value.until - $0.value.since >= Self.lasting) }
      .map(\.key).sorted()
  }

  /// A link that is tried again and again is broken when that goes on for 5 s.
  private static let lasting: Int64 = 5_000_000

  /// Pika asks once; where the histories do not fit it stays in its error until somebody acts.
  private static func isFinal(_ event: TimelineEvent) -> Bool {
    event.origin == "pika"
      && ["diverged", "id-mismatch", "structure-mismatch", "meta-sync-failed", "repl-error", "trysync-error"]
        .contains(event.code ?? "")
  }
}
