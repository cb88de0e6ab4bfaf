/// Answers of redis-cli without the command: INFO, ROLE, SENTINEL lists, ckquorum, ACL LOG.
struct RedisCliAnswer: BlockFormat {
  let name = "redis-cli-answer"
  let summary = "Saved answers of redis-cli: INFO, ROLE, SENTINEL …, ckquorum, ACL LOG."
  let samples = ["# Replication", "role:master", "1)  1) \"name\"", "OK 3 usable Sentinels. Quorum and failover"]

  func opens(_ line: Span<UInt8>) -> Bool {
    line.has("# Replication") || line.has("# Sentinel") || line.has("# Server") || line.has("role:master")
      || line.has("role:slave") || line.has("redis_version:") || line.has("pika_version:") || line.has("1)  1) \"")
      || line.has("1) 1) \"") || line.has("1) \"master\"") || line.has("1) \"slave\"") || line.has("1) \"sentinel\"")
      || line.has("(error) NOQUORUM") || line.has("NOQUORUM ") || Self.isUsable(line) || line.isExactly("count")
      || line.isExactly("name")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    defer { state = line.count == 0 ? 2 : 1 }
    guard state != 0 else { return .more }
    if line.count == 0 { return .more }
    if case .record = RedisLog().read(line) { return .before }
    if RedisCliSession().opens(line) { return .before }
    return RedisReplies.looksLikeReply(line) || state == 1 && line.count < 1000 ? .more : .before
  }

  private static func isUsable(_ line: Span<UInt8>) -> Bool {
    line.has("OK ") && line.find(" usable Sentinels.") != nil
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    RedisReplies(command: nil, block: block, offset: 0).read(block.lines, process, into: &events)
  }
}

extension Span where Element == UInt8 {
  /// Whether the line is `literal` and nothing else.
  func isExactly(_ literal: StaticString) -> Bool { count == literal.utf8CodeUnitCount && has(literal) }
}
