/// gs_ctl of openGauss and MogDB: `[2024-04-26 06:11:53.862][22476][][gs_ctl]: text`.
struct GaussControlFormat: LineFormat {
  let name = "gs_ctl"
  let summary = "Lines of gs_ctl, the control program of openGauss and MogDB."
  let samples = [
    "[2024-04-26 06:11:53.862][22476][][gs_ctl]: gs_ctl switchover ,datadir is /var/lib/mogdb/data",
    "[2024-04-26 06:12:54.010][22476][][gs_ctl]: switchover timeout after 60 seconds. please manually check the "
      + "cluster status.",
  ]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.count > 30, line[0] == UInt8(ascii: "["), let (stamp, end) = TimestampReader.iso(line, at: 1),
      line.has("][", at: end), let mark = line.find("[gs_ctl]:", from: end)
    else { return .foreign }
    var start = mark + 9
    while start < line.count, line[start] == ASCII.space { start += 1 }
    return .record(LineHead(stamp: stamp, message: start..<line.count))
  }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {
    let text = record.message
    let known: (EventKind, String) =
      if text.contains("timeout after") {
        (.scriptFailed, "engine-timeout")
      } else if text.hasPrefix("gs_ctl switchover") {
        (.scriptCheck, "started")
      } else if text.contains("switchover completed") || text.contains("done") {
        (.scriptOutput, "done")
      } else if text.contains("failed") || text.contains("could not") || text.contains("is not running") {
        (.scriptFailed, "gs-ctl-failed")
      } else {
        (.scriptOutput, "gs-ctl")
      }
    var event = record.event(known.0, origin: "job")
    event.code = known.1
    if known.0 == .scriptFailed { event.severity = .error }
    events.emit(event)
  }
}
