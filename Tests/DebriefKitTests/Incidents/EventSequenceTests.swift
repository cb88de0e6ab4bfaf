import GRDB
import Testing

@testable import DebriefKit

@Suite struct EventSequenceTests {
  /// Two events in one moment, and one without a time.
  private static func sequence() throws -> EventSequence {
    let timeline = try Timeline()
    return try timeline.database.writeWithoutTransaction { db in
      try db.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          INSERT INTO event(event_id, at, at_basis, source_id, line, byte_offset, byte_length, origin, kind, severity)
          SELECT row_number() OVER (), value, 'exact', 1, 1, 0, 0, 'redis', 'role.changed', 0
          FROM json_each('[10, 20, 20, 30, null]')
          """)
      return EventSequence(try TimelineEvent.all(db))
    }
  }

  @Test func aStretchHoldsItsFirstMomentAndNotItsLast() throws {
    let sequence = try Self.sequence()
    #expect(sequence.between(20, 30).map(\.id) == [2, 3])
    #expect(sequence.between(nil, 20).map(\.id) == [1])
    #expect(sequence.between(21, nil).map(\.id) == [4])
    #expect(sequence.between(nil, nil).map(\.id) == [1, 2, 3, 4])
    #expect(sequence.between(30, 10).isEmpty)
    #expect(sequence.after(20, before: nil).map(\.id) == [4])
    #expect(sequence.undated.map(\.id) == [5])
  }

  @Test func aMomentIsSoughtInSpansThatOverlap() {
    let spans = TimeSpans([(start: 10, end: 100), (start: 20, end: 30), (start: 200, end: 210)])
    #expect([10, 50, 100, 200, 210].allSatisfy(spans.contains))
    #expect(![9, 101, 199, 211].contains(where: spans.contains))
    #expect(!TimeSpans([]).contains(0))
  }
}
