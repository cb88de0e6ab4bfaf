import GRDB

/// An event as the timeline stores it, for the stages that interpret.
struct TimelineEvent: Sendable {
  var id: Int64
  var at: Int64?
  var lastAt: Int64?
  var basis: TimeBasis
  var repeats: Int
  var source: Int64
  var line: Int
  var stream: String
  var origin: String
  var kind: EventKind
  var severity: Int
  var cluster: String?
  var component: String?
  var instance: String?
  var peer: String?
  var actor: String?
  var role: String?
  var code: String?
  var message: String
  private var attributesText: String?

  /// The process that wrote it.
  var process: ProcessID { ProcessID(source: source, stream: stream) }

  /// When the last of a folded run happened, else when it happened.
  var until: Int64? { lastAt ?? at }

  /// The parsed attributes; an empty object where there are none.
  var attributes: JSONValue {
    attributesText.flatMap { try? JSONValue.parse($0) } ?? .object([:])
  }

  /// One attribute as text.
  func attribute(_ key: String) -> String? {
    // Most events have no such key: look at the text before parsing it.
    guard let attributesText, attributesText.contains(key) else { return nil }
    return attributes[key]?.scalarText
  }
}

struct ProcessID: Hashable, Sendable, Comparable {
  var source: Int64
  var stream: String

  static func < (left: Self, right: Self) -> Bool { (left.source, left.stream) < (right.source, right.stream) }
}

/// One process of a source and what it told about itself.
struct TimelineProcess: Sendable {
  var id: ProcessID
  var path: String
  var pod: String?
  var container: String?
  var namespace: String?
  var format: String?
  var facts: [String: String]
  /// The first stamp of its log, chatter included.
  var firstAt: Int64?
}

// MARK: - Loading

extension TimelineEvent {
  /// All events but raw lines: the timed ones in time order, then the untimed ones in reading order.
  static func all(_ db: Database) throws -> [TimelineEvent] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT event_id, at, last_at, at_basis, repeat, source_id, line, stream, origin, kind, severity, cluster,
          component, instance, peer, actor, role, code, message, attributes
        FROM event WHERE kind <> 'log.line' ORDER BY at IS NULL, at, event_id
        """)
    var events: [TimelineEvent] = []
    while let row = try rows.next() {
      events.append(
        TimelineEvent(
          id: row[0], at: row[1], lastAt: row[2], basis: TimeBasis(rawValue: row[3]) ?? .none, repeats: row[4],
          source: row[5], line: row[6], stream: row[7] ?? "", origin: row[8], kind: EventKind(rawValue: row[9]),
          severity: row[10], cluster: row[11], component: row[12], instance: row[13], peer: row[14], actor: row[15],
          role: row[16], code: row[17], message: row[18] ?? "", attributesText: row[19]))
    }
    return events
  }
}

extension TimelineProcess {
  static func all(_ db: Database) throws -> [TimelineProcess] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT source_id, stream, coalesce(s.member, s.path), pod, container, namespace, p.format, facts,
          p.first_at
        FROM process p JOIN source s USING (source_id) ORDER BY source_id, stream
        """
    ).map { row in
      let facts = (try? JSONValue.parse(row[7] as String))?.object.compactMapValues(\.string) ?? [:]
      return TimelineProcess(
        id: ProcessID(source: row[0], stream: row[1]), path: row[2], pod: row[3], container: row[4], namespace: row[5],
        format: row[6], facts: facts, firstAt: row[8])
    }
  }
}
