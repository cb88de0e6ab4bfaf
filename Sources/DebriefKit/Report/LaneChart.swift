/// The role lanes of an incident as a picture: one lane a member and witness, time from left to right.
struct LaneChart: Sendable {
  struct Segment: Sendable {
    var role: String
    /// Where it lies, from 0 to 1.
    var from: Double
    var to: Double
    /// Nobody saw the role here; it is the last one known.
    var isAssumed = false
  }

  struct Lane: Sendable {
    var instance: String
    var witness: String
    var segments: [Segment]
  }

  var start: Int64
  var end: Int64
  var lanes: [Lane]
  /// Moments worth a mark, with their number in the table of events.
  var marks: [(at: Double, label: String)] = []

  /// Nil where no member's role is known at any time. With `until` the picture goes on to that time, whatever happened
  /// to the incident's own scale.
  init?(_ incident: ReportModel.Incident, until: Int64? = nil) {
    let ends = incident.lanes.flatMap { $0.stretches.flatMap { [$0.from, $0.to] } }.compactMap(\.self)
    guard let first = incident.startedAt ?? ends.min() else { return nil }
    let recorded = max(incident.endedAt ?? ends.max() ?? first, first)
    // What the incident led to belongs to the picture, unless it would squeeze the incident itself into a corner.
    let furthest = recorded + max(20 * (recorded - first), 60 * Civil.microsPerSecond)
    let last = incident.measures.compactMap(\.to?.at).filter { $0 <= furthest }.reduce(until ?? recorded, max)
    // A fifth of room on both sides, at least a second: before and after belong to the picture.
    let room = max((last - first) / 5, Civil.microsPerSecond)
    let (start, end) = (first - room, last + room)
    let width = Double(end - start)
    lanes = incident.lanes.compactMap { lane in
      var segments: [Segment] = []
      func add(_ role: String, _ from: Int64, _ to: Int64, assumed: Bool) {
        let (from, to) = (max(from, start), min(to, end))
        // A snapshot is a moment and still worth a mark.
        guard to > from || (to == from && !assumed) else { return }
        segments.append(
          Segment(
            role: role, from: Double(from - start) / width, to: Double(to - start) / width, isAssumed: assumed))
      }
      for (index, stretch) in lane.stretches.enumerated() {
        add(stretch.role, stretch.from ?? start, stretch.to ?? end, assumed: false)
        guard let seen = stretch.to else { continue }
        let next = index + 1 < lane.stretches.count ? lane.stretches[index + 1].from ?? end : end
        // A lost primary is not drawn on as primary after its loss.
        let isLost =
          incident.kind == "failover" && lane.instance == incident.oldPrimary && stretch.role == "primary"
          && (stretch.from ?? start) <= first
        add(stretch.role, seen, isLost ? min(next, max(first, seen)) : next, assumed: true)
      }
      // What was seen is drawn over what is assumed.
      segments = segments.filter(\.isAssumed) + segments.filter { !$0.isAssumed }
      return segments.isEmpty ? nil : Lane(instance: lane.instance, witness: lane.witness, segments: segments)
    }
    guard !lanes.isEmpty else { return nil }
    self.start = start
    self.end = end
    for (at, label) in [(incident.startedAt, "start"), (incident.endedAt, "end")] {
      if let at { marks.append((Double(at - start) / width, label)) }
    }
  }

  /// The lanes as text: `█` primary, `─` replica, `·` another role, `▒` and `╌` where the role is the last one known,
  /// blank where nobody knows.
  func drawn(width: Int, words: (String) -> String) -> String {
    let names = lanes.map { TerminalText.cell($0.instance) }
    let witnesses = lanes.map { words("witness.\($0.witness)") }
    let nameWidth = names.map(\.columns).max() ?? 0
    let witnessWidth = witnesses.map(\.columns).max() ?? 0
    var out = ""
    for (index, lane) in lanes.enumerated() {
      let isRepeated = index > 0 && lanes[index - 1].instance == lane.instance
      out += (isRepeated ? "" : names[index]).padded(to: nameWidth) + "  " + witnesses[index].padded(to: witnessWidth)
      out += "  │" + Self.cells(lane.segments, width) + "│\n"
    }
    let indent = String(repeating: " ", count: nameWidth + witnessWidth + 4)
    out += indent + " " + ruler(width) + "\n"
    let (left, right) = (TimeText.full(start / 1_000_000 * 1_000_000), TimeText.full(end / 1_000_000 * 1_000_000))
    let gap = max(1, width + 2 - left.count - right.count)
    out += indent + left + String(repeating: " ", count: gap) + right + "\n"
    let key = ["█ \(words("lane.primary"))", "─ \(words("lane.replica"))", "· \(words("lane.other"))"]
    return out + "\n" + (key + ["▒ ╌ \(words("lane.assumed"))", "▲ \(words("lane.marks"))"]).joined(separator: "   ")
      + "\n"
  }

  private static func cells(_ segments: [Segment], _ width: Int) -> String {
    var cells = [Character](repeating: " ", count: width)
    for segment in segments {
      let from = min(width - 1, Int(segment.from * Double(width)))
      let to = max(from + 1, Int((segment.to * Double(width)).rounded()))
      let mark: Character =
        switch (segment.role, segment.isAssumed) {
        case ("primary", false): "█"
        case ("primary", true): "▒"
        case ("replica", false): "─"
        case ("replica", true): "╌"
        default: "·"
        }
      for index in from..<min(to, width) { cells[index] = mark }
    }
    return String(cells)
  }

  private func ruler(_ width: Int) -> String {
    var cells = [Character](repeating: " ", count: width)
    for mark in marks { cells[min(width - 1, max(0, Int(mark.at * Double(width))))] = "▲" }
    var text = String(cells)
    while text.last == " " { text.removeLast() }
    return text
  }
}
