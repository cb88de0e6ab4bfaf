import Testing

@testable import DebriefKit

@Suite struct EventSinkTests {
  static func sink() -> EventSink {
    EventSink(process: ProcessLog(stream: nil, path: "x", clock: SourceClock(notAfter: 0)), redactor: nil)
  }

  static func event(_ kind: EventKind, _ message: String, at: Int64, peer: String? = nil) -> Event {
    var event = Event(kind, origin: "redis")
    event.message = message
    event.at = at
    event.peer = peer
    return event
  }

  @Test func foldsOneShapeIntoOneEvent() {
    var sink = Self.sink()
    for second in 0..<1000 {
      sink.emit(Self.event(.replicationBroken, "lag is \(second)", at: Int64(second) * 1_000_000))
    }
    sink.finish()
    let events = sink.takeReady()
    #expect(events.count == 1)
    #expect(events.first?.repeats == 1000)
    #expect(events.first?.at == 0)
    #expect(events.first?.lastAt == 999_000_000)
    #expect(events.first?.attributes["last_message"] == "lag is 999")
  }

  @Test func keepsDifferentMembersApart() {
    var sink = Self.sink()
    for round in 0..<3 {
      for port in 7001...7003 {
        sink.emit(
          Self.event(.replicationBroken, "lost 10.0.0.1:\(port)", at: Int64(round), peer: "10.0.0.1:\(port)"))
      }
    }
    sink.finish()
    #expect(sink.takeReady().map(\.repeats) == [3, 3, 3])
  }

  @Test func startsAnewAfterAPause() {
    var sink = Self.sink()
    sink.emit(Self.event(.replicationBroken, "lost", at: 0))
    sink.emit(Self.event(.replicationBroken, "lost", at: EventSink.foldGap + 1))
    sink.finish()
    #expect(sink.takeReady().map(\.repeats) == [1, 1])
  }

  @Test func neverFoldsWhatSentinelsSay() {
    var sink = Self.sink()
    for second in 0..<3 { sink.emit(Self.event(.sentinel("+convert-to-slave"), "x", at: Int64(second))) }
    sink.finish()
    #expect(sink.takeReady().count == 3)
  }

  @Test func keepsMoreShapesThanItHasPlaceFor() {
    var sink = Self.sink()
    for name in 0..<200 { sink.emit(Self.event(.controllerError, "error of node-\(name)x", at: 0)) }
    sink.finish()
    #expect(sink.takeReady().count == 200)
  }
}
