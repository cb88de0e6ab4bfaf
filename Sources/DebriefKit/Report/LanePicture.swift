/// The role lanes as inline SVG. Roles differ by height as well as by colour; the text picture stands beside it.
struct LanePicture {
  let chart: LaneChart
  let phrases: Phrases

  private static let left = 260.0
  private static let width = 640.0
  private static let lane = 26.0

  func figure() -> String {
    let height = Double(chart.lanes.count) * Self.lane + 34
    var out = "<figure>\n<svg viewBox=\"0 0 \(Self.number(Self.left + Self.width + 10)) \(Self.number(height))\" "
    out += "role=\"img\" aria-label=\"\(HTMLText.plain(phrases["lane.picture"]))\">\n"
    for (index, lane) in chart.lanes.enumerated() { out += row(lane, index) }
    out += axis(height)
    out += "</svg>\n<figcaption>\(legend())</figcaption>\n<details><summary>\(HTMLText.plain(phrases["lane.as-text"]))"
    out += "</summary><pre tabindex=\"0\">\(HTMLText.plain(chart.drawn(width: 60) { phrases[$0] }))</pre></details>\n"
    return out + "</figure>\n"
  }

  private func row(_ lane: LaneChart.Lane, _ index: Int) -> String {
    let top = Double(index) * Self.lane
    let isRepeated = index > 0 && chart.lanes[index - 1].instance == lane.instance
    var out = ""
    if !isRepeated {
      // Long pod names keep their end: it tells members apart.
      let name = lane.instance.count > 24 ? "…" + lane.instance.suffix(23) : lane.instance
      out += "<text x=\"0\" y=\"\(Self.number(top + 17))\">\(HTMLText.plain(TerminalText.cell(name)))</text>\n"
    }
    let witness = phrases["witness.\(lane.witness)"]
    out += "<text class=\"witness\" x=\"\(Self.number(Self.left - 8))\" y=\"\(Self.number(top + 17))\">"
    out += "\(HTMLText.plain(witness))</text>\n"
    for segment in lane.segments {
      let known = ["primary", "replica"].contains(segment.role)
      let thickness = segment.role == "primary" ? 18.0 : segment.role == "replica" ? 6.0 : 2.0
      let from = Self.left + segment.from * Self.width
      let width = max(1.5, (segment.to - segment.from) * Self.width)
      let assumed = segment.isAssumed ? " assumed" : ""
      out += "<rect class=\"\(known ? segment.role : "other")\(assumed)\" x=\"\(Self.number(from))\" "
      out += "y=\"\(Self.number(top + 12 - thickness / 2))\" width=\"\(Self.number(width))\" "
      out +=
        "height=\"\(Self.number(thickness))\"><title>\(HTMLText.plain("\(lane.instance): \(segment.role)"))</title>"
      out += "</rect>\n"
    }
    return out
  }

  private func axis(_ height: Double) -> String {
    let bottom = height - 20
    var out = ""
    for mark in chart.marks {
      let x = Self.number(Self.left + mark.at * Self.width)
      out += "<line class=\"mark\" x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"\(Self.number(bottom))\"/>\n"
    }
    let second = Civil.microsPerSecond
    let (from, to) = (TimeText.full(chart.start / second * second), TimeText.full(chart.end / second * second))
    out += "<text class=\"axis\" x=\"\(Self.number(Self.left))\" y=\"\(Self.number(height - 4))\">\(from)</text>\n"
    out +=
      "<text class=\"axis end\" x=\"\(Self.number(Self.left + Self.width))\" y=\"\(Self.number(height - 4))\">\(to)"
    return out + "</text>\n"
  }

  private func legend() -> String {
    ["primary", "replica", "other"].map { role in
      "<span class=\"key \(role)\"></span>\(HTMLText.plain(phrases["lane.\(role)"]))"
    }.joined(separator: " ")
      + " <span class=\"key primary assumed\"></span>\(HTMLText.plain(phrases["lane.assumed"]))"
      + " <span class=\"key mark\"></span>\(HTMLText.plain(phrases["lane.marks"]))"
  }

  /// At most one decimal, the same on every machine.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
