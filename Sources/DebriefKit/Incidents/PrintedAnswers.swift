/// Who gave a saved answer of `INFO` that stands in a file of its own and names nobody: the others tell, and in the end
/// only one place is left.
struct PrintedAnswers {
  private let answers: [TimelineEvent]
  private let asked: [String]

  init(_ events: [TimelineEvent]) {
    let infos = Dictionary(grouping: events.filter { $0.code == "info-replication" }, by: \.process)
    // Several in one file are a loop's: nothing tells them apart by the file.
    answers = infos.values.filter { $0.count == 1 && $0[0].instance == nil }.map { $0[0] }.sorted { $0.id < $1.id }
    asked = events.compactMap { $0.attribute("asked") }.compactMap(MemberDirectory.host).filter { !$0.isEmpty }
  }

  func assign(in cluster: String, into directory: inout MemberDirectory) {
    var left = answers
    func settle(_ answer: TimelineEvent, _ member: String) {
      directory.declare(member, in: cluster)
      directory.assign(answer.process, to: member)
      left.removeAll { $0.id == answer.id }
    }
    // A replica has the replication id of the one it follows.
    for answer in left where answer.role == "primary" {
      guard let id = answer.attribute("master_replid") else { continue }
      let followed = Set(
        answers.filter { $0.role == "replica" && $0.attribute("master_replid") == id }
          .compactMap { directory.name($0.peer) })
      if followed.count == 1, let member = followed.first, !directory.logged.contains(member) { settle(answer, member) }
    }
    // A primary lists its replicas: of one that nobody else can be, the answer is its.
    for primary in answers where primary.role == "primary" {
      guard let member = directory.processes[primary.process] else { continue }
      let listed = (0..<64).compactMap { primary.attribute("slave\($0)") }.compactMap(Self.address)
      let open = listed.filter { !directory.logged.contains(directory.name($0) ?? $0) }
      let nameless = left.filter { $0.role == "replica" && directory.name($0.peer) == member }
      if open.count == 1, nameless.count == 1 { settle(nameless[0], open[0]) }
    }
    // Sentinels stand beside the servers: one of their hosts is left, and one answer.
    let hosts = Set(asked)
    let known = Set(directory.logged.compactMap(MemberDirectory.host))
    let free = hosts.subtracting(known)
    guard left.count == 1, free.count == 1, let host = free.first, !known.isEmpty, known.isSubset(of: hosts) else {
      return
    }
    settle(left[0], SentinelInstance.address(host, left[0].attribute("tcp_port") ?? "6379"))
  }

  /// `ip=10.0.0.7,port=6379,state=online,…`
  private static func address(_ text: String) -> String? {
    var fields: [Substring: Substring] = [:]
    for part in text.split(separator: ",") {
      guard let equals = part.firstIndex(of: "=") else { continue }
      fields[part[..<equals]] = part[part.index(after: equals)...]
    }
    guard let ip = fields["ip"], let port = fields["port"] else { return nil }
    return SentinelInstance.address(String(ip), String(port))
  }
}
