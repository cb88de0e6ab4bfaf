/// What log stores (Loki, Elasticsearch behind Fluent Bit or Fluentd) and their clients put around a line they give back:
/// the labels of the pod it came from, in braces or as JSON.
enum LogStore {
  /// Label names that tell whose line it is.
  private static let pods: Set<String> = ["pod", "pod_name", "podName", "k8s_pod_name", "kubernetes_pod_name"]
  private static let containers: Set<String> = [
    "container", "container_name", "containerName", "k8s_container_name", "kubernetes_container_name",
  ]

  /// `{container="lorry", pod="db-0"} ` as logcli prints the labels; `{}` where all lines share them. Gives the place of
  /// the text behind them.
  static func labels(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> Int? {
    guard start + 1 < line.count, line[start] == UInt8(ascii: "{") else { return nil }
    var index = start + 1
    var found: [String: String] = [:]
    while index < line.count, line[index] != UInt8(ascii: "}") {
      let name = index
      while index < line.count, isLabel(line[index]) { index += 1 }
      guard index > name, line.has("=\"", at: index) else { return nil }
      let value = index + 2
      index = value
      while index < line.count, line[index] != UInt8(ascii: "\"") {
        index += line[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard index < line.count else { return nil }
      found[line.text(name..<value - 2)] = line.text(value..<index)
      index += 1
      while index < line.count, line[index] == UInt8(ascii: ",") || line[index] == ASCII.space { index += 1 }
    }
    // `{}` alone may be a document; behind a stamp and before a text it is not.
    let isBare = found.isEmpty && context.outer != nil && index + 1 < line.count
    guard index < line.count, isBare || note(found, &context) else { return nil }
    index += 1
    while index < line.count, line[index] == ASCII.space || line[index] == ASCII.tab { index += 1 }
    return index
  }

  /// A line as a store keeps it, one JSON object each: `{"labels":{…},"line":"…","timestamp":"…"}` of logcli,
  /// `{"log":"…","kubernetes":{"pod_name":"…"},…}` of Fluent Bit, the same inside `_source` of Elasticsearch,
  /// `{"message":"…","podName":"…"}` of stern, `{"log":"…\n","stream":"stdout","time":"…Z"}` of docker.
  static func document(_ line: Span<UInt8>, _ start: Int, _ context: inout LayerContext) -> String? {
    guard opens(line, start) else { return nil }
    // In an array that is printed an element a line, a comma or the closing bracket stands behind it.
    var end = line.count
    while end > start, line[end - 1] != UInt8(ascii: "}") { end -= 1 }
    guard line.count - end < 4, let whole = try? JSONScanner.parse(line.extracting(start..<end)) else { return nil }
    let json = whole["_source"] ?? whole
    guard let text = json["line"]?.string ?? json["log"]?.string ?? json["message"]?.string else { return nil }
    let owner = json["labels"] ?? json["kubernetes"] ?? json["fields"] ?? json
    var found: [String: String] = [:]
    for name in pods.union(containers) { found[name] = owner[name]?.string }
    // Without an owner only docker's own shape is known to be a layer; others may be the log of a program.
    guard note(found, &context) || line.has("{\"log\":", at: start) else { return nil }
    if let tag = json.at("attrs", "tag")?.string { context.stream = tag }
    if let time = json["timestamp"]?.string ?? json["@timestamp"]?.string ?? json["time"]?.string {
      let bytes = Array(time.utf8)
      context.outer = TimestampReader.iso(bytes.span, at: 0)?.stamp
    }
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }

  /// The keys such an object begins with.
  private static func opens(_ line: Span<UInt8>, _ start: Int) -> Bool {
    line.has("{\"log\":", at: start) || line.has("{\"line\":", at: start) || line.has("{\"labels\":{", at: start)
      || line.has("{\"message\":", at: start) || line.has("{\"@timestamp\":", at: start)
      || line.has("{\"stream\":", at: start) || line.has("{\"kubernetes\":{", at: start)
      || line.has("{\"timestamp\":", at: start) || line.has("{\"_index\":", at: start)
  }

  /// False where nothing says whose line it is.
  private static func note(_ labels: [String: String], _ context: inout LayerContext) -> Bool {
    func first(_ names: Set<String>) -> String? {
      names.sorted().lazy.compactMap { labels[$0] }.first { !$0.isEmpty }
    }
    let (pod, container) = (first(pods), first(containers))
    guard pod != nil || container != nil else { return false }
    context.pod = pod ?? context.pod
    context.container = container ?? context.container
    context.stream = [context.pod, context.container].compactMap(\.self).joined(separator: "/")
    return true
  }

  private static func isLabel(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "_")
  }
}
