/// One-line answers: `OK`, `(error) READONLY …`, `(integer) 1`; they mean something only with their command.
struct ReplyStatus {
  let replies: RedisReplies

  func read(_ line: String, into events: inout EventSink) {
    guard let command = replies.command else { return }
    let text = line.hasPrefix("(error) ") ? String(line.dropFirst(8)) : line
    let word = String(text.prefix { $0 != " " })
    let isError = line.hasPrefix("(error)") || Self.errors.contains(word) || word.hasPrefix("-")
    let isFine = text == "OK" || text == "QUEUED" || line.hasPrefix("(integer)")
    var event = replies.state("reply", ["\(command.text)\n\(line)"])
    event.code = isError ? word.trimming { $0 == "-" } : nil
    switch command.name {
    case "SET", "INCR", "HSET", "LPUSH", "RPUSH", "DEL", "EXPIRE", "ZADD", "SADD":
      guard isError || isFine else { return }
      event.kind = isError ? .writeRefused : .writeAccepted
    case "SLAVEOF", "REPLICAOF":
      guard isError else { return emitRequest("replicaof", event, into: &events) }
      event.kind = .demotionFailed
      event.peer =
        command.arguments.count > 1 ? SentinelInstance.address(command.arguments[0], command.arguments[1]) : nil
    case "SENTINEL" where command.word(0) == "FAILOVER":
      event.cluster = command.arguments.last
      event.instance = nil
      guard isError else { return emitRequest("sentinel-failover", event, into: &events) }
      event.kind = .operationRejected
    case "FAILOVER":
      guard isError else { return emitRequest("failover", event, into: &events) }
      event.kind = .operationRejected
    case "CONFIG" where command.word(0) == "REWRITE":
      event.kind = isError ? .configRewriteFailed : .configRewritten
      event.code = isError ? ReasonWord.code(text) ?? word : "config-rewrite"
    default:
      guard isError else { return }
      if word == "NOAUTH" || word == "WRONGPASS" || word == "NOPERM" { event.kind = .accessDenied }
    }
    if isError { event.severity = .warning }
    events.emit(event)
  }

  private func emitRequest(_ code: String, _ event: Event, into events: inout EventSink) {
    var event = event
    event.kind = .operationRequested
    event.code = code
    event.actor = "user"
    events.emit(event)
  }

  private static let errors: Set<String> = [
    "ERR", "READONLY", "NOREPLICAS", "MISCONF", "LOADING", "BUSY", "MASTERDOWN", "NOAUTH", "WRONGPASS", "NOPERM", "OOM",
    "NOGOODSLAVE", "INPROG", "EXECABORT", "NOMASTERLINK", "UNKILLABLE",
  ]
}
