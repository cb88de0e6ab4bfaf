/// A redis.conf, sentinel.conf or valkey.conf as a file.
struct RedisConfiguration: BlockFormat {
  let name = "redis-conf"
  let summary = "redis.conf, valkey.conf and sentinel.conf."
  let samples = ["port 6379", "sentinel monitor mymaster 10.0.0.1 6379 2", "replicaof 10.0.0.1 6379"]

  func opens(_ line: Span<UInt8>) -> Bool {
    guard line.count > 4, line.count < 400 else { return false }
    if line.has("sentinel ") { return Self.isDirective(line) }
    if line.has("replicaof ") || line.has("slaveof ") { return Self.isItem(line) }
    return line.has("port ") && line.number(at: 5) != nil || line.has("bind ") || line.has("protected-mode ")
      || line.has("daemonize ") || line.has("rename-command ") || line.has("appendonly ") || line.has("save ")
      || line.has("logfile ") || line.has("dir \"") || line.has("dir /")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    defer { state = line.count == 0 ? 2 : 1 }
    guard state != 0, line.count > 0, line[0] != UInt8(ascii: "#") else { return .more }
    return Self.isItem(line) ? .more : .before
  }

  /// `sentinel monitor …` and the like, not words about a sentinel.
  private static func isDirective(_ line: Span<UInt8>) -> Bool {
    let names: [StaticString] = [
      "monitor ", "myid ", "known-", "down-after-", "parallel-syncs ", "failover-timeout ", "auth-", "current-epoch ",
      "config-epoch ", "leader-epoch ", "deny-scripts-", "announce-", "resolve-", "notification-script ",
      "client-reconfig-script ", "rename-command ", "sentinel-user ", "sentinel-pass ", "master-reboot-",
      "primary-reboot-",
    ]
    return names.contains { line.has($0, at: 9) }
  }

  /// `lower-case-key value…`
  private static func isItem(_ line: Span<UInt8>) -> Bool {
    var index = 0
    while index < line.count, line[index] == UInt8(ascii: "-") || line[index] &- 0x61 < 26 { index += 1 }
    // `slaveof : 10.0.0.1:9221` is pika's.
    return index > 2 && index < line.count && line[index] == ASCII.space && !line.has(" : ", at: index)
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    var event = block.event(.stateObserved, origin: "file")
    if block.lines.contains(where: { $0.hasPrefix("sentinel ") }) {
      return SentinelConfiguration(lines: block.lines).emit(event, into: &events)
    }
    // A single line of words that happens to start like an item is no configuration.
    let items = ConfigurationReader.items(block.lines, separatedByColon: false)
    guard items.count > 1 || items.contains(where: { $0.key == "replicaof" || $0.key == "rename-command" }) else {
      return
    }
    ConfigurationReader.fill(&event, items, code: "redis.conf")
    events.emit(event)
  }
}
