/// What the kernel and systemd say of a database that was killed for memory, in `dmesg`, journald or syslog:
/// `Out of memory: Killed process 1122 (redis-server) total-vm:…`, `redis.service: Failed with result 'oom-kill'.`
struct KernelLog: LineFormat {
  let name = "kernel-oom"
  let summary = "Kills for memory as the kernel and systemd log them."
  let samples = [
    "Out of memory: Killed process 1122 (redis-server) total-vm:15864844kB, anon-rss:15124480kB",
    "[Mon Mar 18 02:41:07 2024] Memory cgroup out of memory: Killed process 31 (valkey-server) total-vm:2097152kB",
    "redis-server.service: Failed with result 'oom-kill'.",
  ]

  /// Programs whose end is the end of a member.
  private static let programs: [StaticString] = [
    "redis", "valkey", "pika", "mysqld", "mongod", "postgres", "codis-server",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 24 else { return .foreign }
    guard line[0] == UInt8(ascii: "[") else { return claims(line, 0) ? .record(head(line, 0, nil)) : .foreign }
    // `[12345.678901] ` counts from the start of the machine; `[Mon Mar 18 02:41:07 2024] ` is what dmesg -T makes of it.
    guard let close = line.find("] "), close < 40, claims(line, close + 2) else { return .foreign }
    return .record(head(line, close + 2, Self.stamp(line)))
  }

  private func claims(_ line: Span<UInt8>, _ start: Int) -> Bool {
    let isKill =
      line.has("Out of memory: Kill", at: start) || line.has("Memory cgroup out of memory: Kill", at: start)
      || line.has("Killed process ", at: start)
    guard isKill || line.find(".service: ", from: start) != nil && line.find("oom-kill'", from: start) != nil else {
      return false
    }
    return Self.programs.contains { line.find($0, from: start) != nil }
  }

  private func head(_ line: Span<UInt8>, _ start: Int, _ stamp: Stamp?) -> LineHead {
    LineHead(stamp: stamp, message: start..<line.count, severity: .error)
  }

  /// `[Mon Mar 18 02:41:07 2024] `
  private static func stamp(_ line: Span<UInt8>) -> Stamp? {
    TimestampReader.ctime(line, at: 1)?.stamp
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    var event = record.event(.resourceOOM, origin: "kernel")
    event.code = "oom-killed"
    let words = record.message.split(separator: " ")
    if let at = words.firstIndex(of: "process") {
      event.attributes["pid"] = words.dropFirst(at + 1).first.flatMap { Int64($0) }.map { .integer($0) }
      let program = words[at...].first { $0.hasPrefix("(") }
      event.set("program", program?.filter { $0 != "(" && $0 != ")" && $0 != "," })
    } else if let unit = words.first?.split(separator: ".").first {
      event.attributes["program"] = .string(String(unit))
    }
    events.emit(event)
  }
}
