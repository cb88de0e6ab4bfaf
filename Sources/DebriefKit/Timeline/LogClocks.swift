import GRDB

/// The clocks of a timeline, by number: one for each log. A source is one log, or several that were pasted one behind the
/// other, perhaps from machines of different zones.
struct LogClocks {
  private var places: [(source: Int64, stream: String)] = []
  private var numbers: [Int64: [String: Int64]] = [:]
  private let pieces: SourcePieces

  init(_ db: Database) throws {
    pieces = try SourcePieces(db)
    let rows = try Row.fetchCursor(db, sql: "SELECT source_id, stream FROM process ORDER BY source_id, stream")
    while let row = try rows.next() { _ = number(row[0], row[1]) }
  }

  mutating func number(_ source: Int64, _ stream: String?) -> Int64 {
    let stream = stream ?? ""
    let source = pieces.first(of: source)
    if let known = numbers[source]?[stream] { return known }
    let number = Int64(places.count)
    places.append((source, stream))
    numbers[source, default: [:]][stream] = number
    return number
  }

  /// All clocks of some sources.
  func all(of sources: Set<Int64>) -> Set<Int64> {
    Set(sources.flatMap { numbers[pieces.first(of: $0)].map { Array($0.values) } ?? [] })
  }

  /// Shifts of clocks as shifts of sources, or of single logs where those of one source run on different clocks. `seen` are
  /// the clocks that something could be said of: the rest of a source goes with them as long as they agree.
  func places(
    of shifts: [ClockAlignment.Shift], seen: Set<Int64>
  ) -> [(shift: ClockAlignment.Shift, stream: String?)] {
    let placed = placesOfFirst(of: shifts, seen: seen)
    return placed.flatMap { shift, stream in
      pieces.all(from: shift.source).map { source in
        (ClockAlignment.Shift(source: source, micros: shift.micros, like: shift.like), stream)
      }
    }
  }

  /// The same for the first piece of each text.
  private func placesOfFirst(
    of shifts: [ClockAlignment.Shift], seen: Set<Int64>
  ) -> [(shift: ClockAlignment.Shift, stream: String?)] {
    let byClock = Dictionary(shifts.map { ($0.source, $0) }, uniquingKeysWith: { first, _ in first })
    let sources = Dictionary(grouping: shifts) { places[Int($0.source)].source }
    var placed: [(shift: ClockAlignment.Shift, stream: String?)] = []
    for (source, own) in sources.sorted(by: { $0.key < $1.key }) {
      let clocks = (numbers[source] ?? [:]).values.filter(seen.contains)
      let agree = Set(clocks.map { byClock[$0]?.micros ?? 0 }).count <= 1
      for shift in agree ? own.prefix(1) : own[...] {
        let moved = ClockAlignment.Shift(
          source: source, micros: shift.micros, like: places[Int(shift.like)].source)
        placed.append((moved, agree ? nil : places[Int(shift.source)].stream))
      }
    }
    return placed
  }
}
