/// pika.conf: `key : value`.
struct PikaConfiguration: BlockFormat {
  let name = "pika-conf"
  let summary = "pika.conf."
  let samples = ["port : 9221", "slaveof : 10.0.0.1:9221"]

  func opens(_ line: Span<UInt8>) -> Bool {
    line.has("# Pika port") || line.has("port : ") || line.has("slaveof :") || line.has("thread-num : ")
      || line.has("db-path : ")
  }

  func next(_ line: Span<UInt8>, _ state: inout Int) -> BlockStep {
    defer { state = 1 }
    guard state != 0, line.count > 0, line[0] != UInt8(ascii: "#") else { return .more }
    var index = 0
    while index < line.count,
      line[index] == UInt8(ascii: "-") || line[index] == UInt8(ascii: "_") || ASCII.isDigit(line[index])
        || ASCII.isLetter(line[index])
    { index += 1 }
    while index < line.count, line[index] == ASCII.space { index += 1 }
    return index > 0 && index < line.count && line[index] == ASCII.colon ? .more : .before
  }

  func interpret(_ block: Block, _ process: ProcessLog, into events: inout EventSink) {
    var event = block.event(.stateObserved, origin: "file")
    ConfigurationReader.fill(&event, ConfigurationReader.items(block.lines, separatedByColon: true), code: "pika.conf")
    event.attributes["engine"] = "pika"
    events.emit(event)
  }
}
