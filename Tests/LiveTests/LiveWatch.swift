import Foundation

/// A moment as the harness knows it: it looked, it was not so yet; it looked again, it was. On a busy machine the two lie
/// apart.
struct LiveMoment: Sendable {
  var after: Date
  var by: Date

  /// The seconds to a later moment: at least, at most.
  func span(to later: LiveMoment) -> ClosedRange<Double> {
    let least = later.after.timeIntervalSince(by)
    return least...max(least, later.by.timeIntervalSince(after))
  }
}

/// Watches the logs of a group as they grow and notes when each mark first came, by the harness' own clock: the truth
/// that measures are compared with.
actor LiveWatch {
  /// What the sentinels say on the way, in their own words.
  static let marks = [
    "+sdown master", "+odown master", "+try-failover", "+elected-leader", "+selected-slave", "+promoted-slave",
    "+failover-end master", "+switch-master", "MODE enabled", "REPLICAOF ",
  ]

  private let folder: URL
  private var read: [String: UInt64] = [:]
  /// Process and mark → the first and the last time it was seen.
  private var seen: [String: (first: LiveMoment, last: LiveMoment)] = [:]
  private var looked = Date()

  init(folder: URL) { self.folder = folder }

  /// Looks every 30 ms until the task is cancelled.
  func run() async {
    while !Task.isCancelled {
      look()
      try? await Task.sleep(for: .milliseconds(30))
    }
  }

  private func look() {
    let began = Date()
    defer { looked = began }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasSuffix(".log") {
      guard let file = try? FileHandle(forReadingFrom: folder.appending(path: name)) else { continue }
      defer { try? file.close() }
      let from = read[name] ?? 0
      guard (try? file.seek(toOffset: from)) != nil, let data = try? file.readToEnd(),
        let end = data.lastIndex(of: UInt8(ascii: "\n"))
      else { continue }
      read[name] = from + UInt64(end - data.startIndex + 1)
      let now = LiveMoment(after: looked, by: Date())
      for line in String(decoding: data[...end], as: UTF8.self).split(separator: "\n") {
        for mark in Self.marks where line.contains(mark) {
          let key = "\(name.dropLast(4)) \(mark)"
          seen[key] = (seen[key]?.first ?? now, now)
        }
      }
    }
  }

  /// When any of the processes first wrote the mark.
  func first(_ mark: String, by prefix: String = "") -> LiveMoment? {
    seen.filter { $0.key.hasSuffix(" \(mark)") && $0.key.hasPrefix(prefix) }.map(\.value.first)
      .min { $0.by < $1.by }
  }

  func last(_ mark: String, by process: String) -> LiveMoment? { seen["\(process) \(mark)"]?.last }

  /// The sentinel that carried the failover out.
  var leader: String? {
    seen.keys.first { $0.hasSuffix(" +promoted-slave") }.flatMap { $0.split(separator: " ").first.map(String.init) }
  }
}

/// What really happened, in seconds, under the names of the measures.
extension LiveGroup {
  /// Nil where the harness has no truth of its own for the measure.
  func truth(_ measure: String) async -> ClosedRange<Double>? {
    let leader = await watch.leader ?? "-"
    func span(_ from: LiveMoment?, _ to: LiveMoment?) -> ClosedRange<Double>? {
      guard let from, let to else { return nil }
      return from.span(to: to)
    }
    switch measure {
    case "detection_time": return span(moments["struck"], await watch.first("+odown master"))
    case "election_time":
      return span(await watch.last("+try-failover", by: leader), await watch.first("+elected-leader", by: leader))
    case "promotion_time":
      return span(await watch.first("+selected-slave", by: leader), await watch.first("+promoted-slave", by: leader))
    case "reconfiguration_time":
      return span(
        await watch.first("+promoted-slave", by: leader), await watch.last("+failover-end master", by: leader))
    case "switch_time":
      return span(await watch.first("+sdown master"), await watch.last("+switch-master", by: leader))
    case "no_primary_window": return span(moments["struck"], moments["promoted"])
    case "old_primary_return_to_demotion", "dual_primary_window": return span(moments["returned"], moments["demoted"])
    default: return nil
    }
  }
}
