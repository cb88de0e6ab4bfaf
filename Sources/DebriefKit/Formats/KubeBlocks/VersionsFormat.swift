/// What `kbcli version` prints and `kbcli report` keeps in `version.txt`.
struct VersionsFormat: LineFormat {
  let name = "kbcli-version"
  let summary = "Versions as kbcli version prints them; two of KubeBlocks on one line are two operators at once."
  let samples = ["KubeBlocks: 1.0.0-beta.38,0.9.4-beta.5", "Kubernetes: v1.30.4-vke.4", "Kbcli: 0.9.4"]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count < 160, !line.isEmpty else { return .foreign }
    switch line[0] {
    case UInt8(ascii: "K"), UInt8(ascii: "k"): break
    default: return .foreign
    }
    if line.has("Kubernetes provider:") { return .record(LineHead(message: 0..<line.count)) }
    guard let colon = line.firstIndex(of: ASCII.colon), colon + 2 < line.count, line[colon + 1] == ASCII.space,
      Self.startsVersion(line, colon + 2)
    else { return .foreign }
    let words: [StaticString] = ["Kubernetes:", "KubeBlocks:", "Kbcli:", "kbcli:"]
    guard words.contains(where: { line.has($0) }) else { return .foreign }
    return .record(LineHead(message: 0..<line.count))
  }

  /// `v1.30` or `0.9`
  private static func startsVersion(_ line: Span<UInt8>, _ start: Int) -> Bool {
    let digit = line[start] == UInt8(ascii: "v") ? start + 1 : start
    return digit + 1 < line.count && ASCII.isDigit(line[digit])
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { !line.has("KubeBlocks:") }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let versions = record.message.dropFirst(12).split { $0 == "," || $0 == " " }.map(String.init)
    var event = record.event(.stateObserved, origin: "kbcli")
    event.code = "versions"
    event.set("kubeblocks", versions.joined(separator: " "))
    event.set("distinct", Int64(Set(versions).count))
    if versions.count > 1 { event.severity = .warning }
    process.facts["engine"] = "KubeBlocks"
    process.facts["version"] = versions.joined(separator: " and ")
    events.emit(event)
  }
}
