import Dispatch
import Synchronization

/// Work that several cores share.
enum Workers {
  /// The values for all elements, in their order, made on all cores. The first error of any is thrown.
  static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ make: @Sendable (Element) throws -> Value
  ) throws -> [Value] {
    guard elements.count > 1 else { return try elements.map(make) }
    let made = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: elements.count))
    DispatchQueue.concurrentPerform(iterations: elements.count) { index in
      let value = Result { try make(elements[index]) }
      made.withLock { $0[index] = value }
    }
    return try made.withLock { try $0.compactMap { try $0?.get() } }
  }

  /// The elements in runs, so that each core gets a few of them and none waits long for the last.
  static func runs<Element>(of elements: [Element], atLeast least: Int) -> [[Element]] {
    runs(
      of: elements, length: max(least, (elements.count + ProcessorCount.current * 4 - 1) / (ProcessorCount.current * 4))
    )
  }

  /// The elements in runs of this length; the last may be shorter.
  static func runs<Element>(of elements: [Element], length: Int) -> [[Element]] {
    stride(from: 0, to: elements.count, by: length).map { start in
      Array(elements[start..<min(start + length, elements.count)])
    }
  }
}
