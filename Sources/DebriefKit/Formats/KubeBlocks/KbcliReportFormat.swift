/// The two headings in every log of a `kbcli report` archive.
struct KbcliReportFormat: LineFormat {
  let name = "kbcli-report"
  let summary = "Headings between the previous and the current log of a container in a kbcli report."
  let samples = ["=============Previous logs:=============", "=============Current logs:============="]

  func read(_ line: Span<UInt8>) -> Reading {
    guard line.has("============="), line.has("Previous logs:", at: 13) || line.has("Current logs:", at: 13) else {
      return .foreign
    }
    return .record(LineHead(message: 0..<line.count))
  }

  func isChatter(_ line: Span<UInt8>, _ head: LineHead) -> Bool { true }

  func interpret(_ record: Record, _ process: ProcessLog, into events: inout EventSink) {}
}
