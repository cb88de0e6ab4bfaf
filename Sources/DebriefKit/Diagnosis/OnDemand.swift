import Synchronization

/// Values worked out when somebody first asks for them, once for all copies of what holds them.
final class OnDemand<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let values = Mutex<[Key: Value]>([:])

  func callAsFunction(_ key: Key, _ make: () -> Value) -> Value {
    values.withLock { values in
      if let value = values[key] { return value }
      let made = make()
      values[key] = made
      return made
    }
  }
}
