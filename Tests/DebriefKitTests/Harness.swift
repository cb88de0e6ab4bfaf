@testable import DebriefKit

/// Reads pasted text the way a file is read, and gives its events in time order.
func events(
  in text: String, name: String = "pasted.log", zoneOffset: Int64? = nil, year: Int? = nil, redacts: Bool = true
) async throws -> [Event] {
  try await read(text, name: name, zoneOffset: zoneOffset, year: year, redacts: redacts).events
}

/// Reads pasted text and gives the events and what is known about the source.
func read(
  _ text: String, name: String = "pasted.log", zoneOffset: Int64? = nil, year: Int? = nil, redacts: Bool = true
) async throws -> (events: [Event], summary: SourceSummary) {
  var options = ReadOptions(now: Civil.micros(year: 2026, month: 11, day: 21, hour: 0, minute: 0, second: 0) ?? 0)
  options.zoneOffset = zoneOffset
  options.year = year
  options.redacts = redacts
  let item = InputItem(path: name) { MemoryStream(Array(text.utf8)) }
  var all: [Event] = []
  let summary = try await SourceReader(item: item, options: options).read { events, _ in all += events }
  return (all.sorted { ($0.at ?? 0, $0.position.line) < ($1.at ?? 0, $1.position.line) }, summary)
}

/// A timeline of pasted sources, read one after the other; nothing is aligned or diagnosed yet.
func storedTimeline(of sources: [(name: String, text: String)]) async throws -> Timeline {
  let timeline = try Timeline()
  let writer = try TimelineWriter(timeline, version: "test", arguments: [], startedAt: 0, bulk: false)
  for source in sources {
    let reading = try await read(source.text, name: source.name)
    let id = await writer.reserve()
    try await writer.begin(id)
    try await writer.write(reading.events, LineBatch(), source: id)
    try await writer.finish(id, reading.summary)
  }
  try await writer.close(finishedAt: 0)
  return timeline
}
