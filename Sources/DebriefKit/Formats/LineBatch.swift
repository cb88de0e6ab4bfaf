/// Raw lines waiting to be stored: their bytes in one buffer, no String a line.
struct LineBatch: Sendable {
  struct Row: Sendable {
    var position: LinePosition
    var start: Int
    var end: Int
    var at: Int64?
    var localAt: Int64?
  }

  var bytes: [UInt8] = []
  var rows: [Row] = []

  mutating func append(_ line: Span<UInt8>, _ position: LinePosition, at: Int64?, localAt: Int64?) {
    let start = bytes.count
    line.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    rows.append(Row(position: position, start: start, end: bytes.count, at: at, localAt: localAt))
  }
}
