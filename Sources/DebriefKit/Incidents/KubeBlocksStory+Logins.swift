/// Whose login a database refused, as its own log tells by the address: a script that throws its errors away says nothing.
extension KubeBlocksStory {
  /// Puts refused logins from the addresses of the attempt's own pods where rules find them.
  func markLogins(_ draft: KubeBlocksDraft, _ attempt: inout Attempt) {
    attempt.facts["login_refused"] = false
    let jobs = Set(draft.events.compactMap { $0.kind.family == "job" ? $0.instance : $0.attribute("job") })
    guard !jobs.isEmpty else { return }
    let start = draft.start ?? .min
    let end = draft.end?.at.map { $0 + KubeBlocksDraft.minute } ?? start.addingReportingOverflow(Self.look).partialValue
    let denied = events.between(start, end).filter { $0.kind == .accessDenied && $0.attribute("client_host") != nil }
    guard !denied.isEmpty else { return }
    var addresses: Set<String> = []
    for event in events.all {
      guard let pod = event.instance, let ip = event.attribute("ip"), jobs.contains(where: { pod.hasPrefix("\($0)-") })
      else { continue }
      addresses.insert(ip)
    }
    for event in denied where event.attribute("client_host").map(addresses.contains) == true {
      attempt.mark(event, "login")
      attempt.facts["login_refused"] = true
    }
  }
}
