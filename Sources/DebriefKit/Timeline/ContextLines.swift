import GRDB

/// Fills `context_line`: what stood in the sources around the events that decided an incident, whatever a format made of it.
///
/// The sources are read once more, so it is for timelines that are kept. A source that has changed, has gone or lies in an
/// archive gives none: a line must be the one that the events were read from.
enum ContextLines {
  /// Lines before and after an event.
  static let reach = 5
  /// Lines of one incident.
  static let most = 120
  /// Bytes kept of a line.
  static let longest = 2000

  static func run(_ timeline: Timeline) throws {
    let wanted = try timeline.database.read { try Wanted.all($0) }
    guard !wanted.isEmpty else { return }
    try timeline.database.writeWithoutTransaction { db in
      try db.inTransaction {
        try db.run("DELETE FROM context_line")
        let row = try InsertStatement(into: "context_line", ["incident_id", "source_id", "line", "at", "text"], db)
        for some in Workers.runs(of: wanted, length: atOnce) {
          // Reading and masking go on all cores.
          let read = try Workers.map(Workers.runs(of: some, atLeast: 8)) { run in run.map { ($0, $0.texts()) } }
          for (source, texts) in read.joined() { try source.store(texts ?? [:], row) }
        }
        return .commit
      }
    }
  }

  /// Sources whose lines are held at once.
  private static let atOnce = 512

  /// The lines that incidents want of one source.
  private struct Wanted: Sendable {
    var id: Int64
    var path: String
    var sha256: String
    var bytes: Int64
    /// By incident.
    var lines: [(incident: Int64, lines: [Int])] = []
    /// Of the lines that are events.
    var times: [Int: Int64] = [:]

    /// What is asked for, the proof of findings first, then the other steps, until an incident has enough.
    static func all(_ db: Database) throws -> [Wanted] {
      var sources: [Int64: Wanted] = [:]
      var left: [Int64: Int] = [:]
      var taken: [Int64: [Int64: Set<Int>]] = [:]
      try db.forEachRow(
        """
        SELECT a.incident_id, e.source_id, e.line, s.path, s.sha256, s.bytes, e.at FROM (
          SELECT f.incident_id, v.event_id, min(CASE f.verdict WHEN 'root' THEN 0 ELSE 1 END) AS rank
          FROM finding f JOIN evidence v USING (finding_id) GROUP BY f.incident_id, v.event_id
          UNION ALL SELECT incident_id, event_id, 2 FROM incident_event WHERE step IS NOT NULL) a
        JOIN event e USING (event_id) JOIN source s USING (source_id)
        WHERE s.member IS NULL AND s.path <> '-' ORDER BY a.incident_id, a.rank, e.at, e.event_id
        """
      ) { row in
        let (incident, source, line): (Int64, Int64, Int) = (row[0], row[1], row[2])
        guard left[incident, default: most] > 0 else { return }
        if sources[source] == nil { sources[source] = Wanted(id: source, path: row[3], sha256: row[4], bytes: row[5]) }
        sources[source]?.times[line] = row[6]
        for near in max(1, line - reach)...line + reach where left[incident, default: most] > 0 {
          if taken[incident, default: [:]][source, default: []].insert(near).inserted {
            left[incident, default: most] -= 1
          }
        }
      }
      for (incident, bySource) in taken.sorted(by: { $0.key < $1.key }) {
        for (source, lines) in bySource { sources[source]?.lines.append((incident, lines.sorted())) }
      }
      return sources.values.sorted { $0.id < $1.id }
    }

    func store(_ texts: [Int: String], _ row: InsertStatement) throws {
      for (incident, lines) in lines {
        for line in lines {
          guard let text = texts[line] else { continue }
          row.integer(1, incident)
          row.integer(2, id)
          row.integer(3, Int64(line))
          row.integer(4, times[line])
          row.text(5, text)
          try row.insert()
        }
      }
    }

    /// The lines without their secrets; nil where the source is not what it was. What is a secret is learned from all of
    /// the source, as when it was read first.
    func texts() -> [Int: String]? {
      guard let stream = try? DescriptorStream(path: path) else { return nil }
      var reader = LineReader(stream)
      var redactor = Redactor()
      var texts: [Int: String] = [:]
      let wanted = Set(lines.flatMap(\.lines))
      var isInKey = false
      do {
        while try reader.fill() {
          // A log that goes on growing is another one until it is read again.
          guard reader.bytes <= bytes else { return nil }
          reader.forEachLine { line, position in
            if SecretScanner.mightHold(line) { redactor.learn(from: line.text()) }
            let wasInKey = isInKey
            if line.find(" PRIVATE KEY-----") != nil { isInKey = line.find("-----BEGIN ") != nil }
            guard wanted.contains(position.line) else { return }
            texts[position.line] =
              wasInKey && isInKey ? Redactor.mark : line.text(0..<min(line.count, longest))
          }
        }
      } catch {
        return nil
      }
      guard reader.sha256() == sha256 else { return nil }
      return texts.mapValues { redactor.redact($0) }
    }
  }
}
