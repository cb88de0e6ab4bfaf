/// Promotions that somebody asked the dashboard for, Codis 3.2.
extension CodisAttempts {
  func promotion(_ request: TimelineEvent, before next: Int64?) -> Attempt {
    var attempt = base(.switchover, trigger: request)
    attempt.requestedBy = "codis-admin"
    let start = request.at ?? 0
    // What has no time is the end of the last story.
    let own = group.events.filter { event in event.at.map { (start..<(next ?? .max)).contains($0) } ?? (next == nil) }
    let done = own.first { $0.code == "resync-finished" }
    let models = models(around: start, done: done?.at)
    let index = request.attribute("index").flatMap { Int($0) }
    let listed = index.flatMap { models.before.indices.contains($0) ? models.before[$0] : nil }
    let served = served(from: start, to: done?.at, before: next)
    // The command to the chosen server fails: then the dashboard names it. Or not even a connection to it came about.
    let expected = (listed ?? served.released).flatMap(directory.name)
    let refused = own.first { event in
      event.kind == .promotionFailed && event.instance != nil
        || event.kind == .probeFailed && expected != nil && directory.name(event.instance) == expected
          && (event.at ?? .max) <= done?.at ?? .min
    }
    // The model lists the primary first; a promotion that is done has changed the order. The proxies know it, too.
    attempt.oldPrimary = (models.before.first ?? served.held).flatMap(directory.name)
    let chosen = listed ?? refused?.instance ?? served.released
    attempt.candidate = chosen.flatMap(directory.name)
    attempt.endedAt = done?.at
    attempt.measure("switch_time", from: request, to: done)
    if let done {
      let new = (models.after.first ?? chosen).flatMap(directory.name)
      let scene = CodisScene(
        group: group, directory: directory, members: members, start: done, old: attempt.oldPrimary, new: new,
        next: next)
      scene.place(&attempt)
      // Codis writes a warning, turns the proxies to the new server all the same and reports that it is done.
      if let refused, directory.name(refused.instance) == new, !turned(new, after: start) {
        attempt.outcome = "false-success"
        attempt.claimed = "succeeded"
      } else {
        attempt.newPrimary = new
        scene.judge(&attempt)
      }
    } else {
      // Whoever asked was told that it failed: that is its end, though the model waits for another try.
      let isAnswered = own.contains { $0.kind == .operationFailed }
      attempt.outcome = isAnswered ? "failed" : "stuck"
      placeAll(&attempt)
    }
    attempt.mark(request, "request")
    return attempt
  }

  /// Whether the member's own log says that it became a primary after all.
  private func turned(_ member: String?, after start: Int64) -> Bool {
    (members + group.events).contains { event in
      guard directory.subject(of: event) == member, (event.at ?? .max) >= start - 1_000_000 else { return false }
      return event.kind == .roleChanged && event.role == "primary"
    }
  }

  /// Where the proxies held the slots still, and where they released them: a promotion tells it to each of them.
  private func served(from start: Int64, to done: Int64?, before next: Int64?) -> (held: String?, released: String?) {
    let told = group.events.filter { event in
      event.code == "slot-backend" && (start - 2_000_000..<(next ?? .max)).contains(event.at ?? .min)
    }
    let held = told.first { $0.attribute("locked") == "true" }
    guard let held, done != nil else { return (held?.instance, nil) }
    let released = told.last { $0.attribute("locked") == "false" && $0.instance != held.instance }
    return (held.instance, released?.instance)
  }

  /// The servers of the group in the model's order, before a promotion and after it.
  private func models(around start: Int64, done: Int64?) -> (before: [String], after: [String]) {
    let models = group.models
    let dated = models.filter { $0.at != nil }
    let printed = models.last { $0.at == nil }?.servers ?? []
    let earlier = dated.last { ($0.at ?? .max) < start }
    let first = earlier ?? dated.first { ($0.at ?? .max) < done ?? .max }
    let last = done.flatMap { done in dated.last { ($0.at ?? 0) >= done } }
    // What somebody printed without a time is the end of the story.
    return (first?.servers ?? (done == nil ? printed : []), last?.servers ?? (done == nil ? [] : printed))
  }
}
