import GRDB

/// An event as the timeline stores it, for the stages that interpret.
///
/// It never changes and stands in many lists at once: a list holds references, not a dozen texts of each event.
final class TimelineEvent: Sendable {
  let id: Int64
  let at: Int64?
  let lastAt: Int64?
  let basis: TimeBasis
  let repeats: Int
  let source: Int64
  let line: Int
  let stream: String
  let origin: String
  let kind: EventKind
  let severity: Int
  let cluster: String?
  let component: String?
  let instance: String?
  let peer: String?
  let actor: String?
  let role: String?
  let code: String?
  let message: String
  private let attributesText: String?

  /// A row with the columns that `all` selects, in their order. Source and line are those of the whole text, where it came
  /// in pieces.
  private init(_ row: Row, _ pieces: SourcePieces) {
    id = row[0]
    at = row[1]
    lastAt = row[2]
    basis = TimeBasis(rawValue: row[3]) ?? .none
    repeats = row[4]
    source = pieces.first(of: row[5])
    line = pieces.line(row[6], of: row[5])
    stream = row[7] ?? ""
    origin = row[8]
    kind = EventKind(rawValue: row[9])
    severity = row[10]
    cluster = row[11]
    component = row[12]
    instance = row[13]
    peer = row[14]
    actor = row[15]
    role = row[16]
    code = row[17]
    message = row[18] ?? ""
    attributesText = row[19]
  }

  private init(_ event: TimelineEvent, cluster: String) {
    id = event.id
    at = event.at
    lastAt = event.lastAt
    basis = event.basis
    repeats = event.repeats
    source = event.source
    line = event.line
    stream = event.stream
    origin = event.origin
    kind = event.kind
    severity = event.severity
    self.cluster = cluster
    component = event.component
    instance = event.instance
    peer = event.peer
    actor = event.actor
    role = event.role
    code = event.code
    message = event.message
    attributesText = event.attributesText
  }

  /// The same event as one of this cluster, for an event that names none itself.
  func copy(of cluster: String) -> TimelineEvent { TimelineEvent(self, cluster: cluster) }

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
    let pieces = try SourcePieces(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT event_id, at, last_at, at_basis, repeat, source_id, line, stream, origin, kind, severity, cluster,
          component, instance, peer, actor, role, code, message, attributes
        FROM event WHERE kind <> 'log.line' ORDER BY at IS NULL, at, event_id
        """)
    var events: [TimelineEvent] = []
    while let row = try rows.next() {
      events.append(TimelineEvent(row, pieces))
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
        FROM process p JOIN source s USING (source_id)
        WHERE s.first_piece IS NULL OR s.first_piece NOT IN (SELECT source_id FROM source) ORDER BY source_id, stream
        """
    ).map { row in
      let facts = (try? JSONValue.parse(row[7] as String))?.object.compactMapValues(\.string) ?? [:]
      return TimelineProcess(
        id: ProcessID(source: row[0], stream: row[1]), path: row[2], pod: row[3], container: row[4], namespace: row[5],
        format: row[6], facts: facts, firstAt: row[8])
    }
  }
}
