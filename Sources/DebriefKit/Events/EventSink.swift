/// Takes the events of one source: resolves their times, redacts secrets, folds floods, and hands them on in batches.
struct EventSink {
  /// What lasts from record to record.
  struct State: Codable {
    /// Events that are complete and may be stored.
    var ready: [Event] = []
    /// Runs of one shape that may still grow, the least recently used first.
    var folds: [Fold] = []
    var redactor: Redactor?
    var nextRun = 0
  }

  var state: State

  /// Set by the recogniser before a record is interpreted.
  var process: ProcessLog
  var stamp: Stamp?
  var outer: Stamp?
  /// What the current record gave: how many events, and the run the last of them went into.
  private(set) var emitted = 0
  private(set) var lastRun: Int?
  /// Why the current record, recognised by its head, could not be understood.
  private(set) var damage: String?

  static let mostFolds = 24
  /// A run ends when nothing of its shape came for this long (60 s) in the log's own time.
  static let foldGap: Int64 = 60_000_000
  /// An event without a time, but with an age, waits for the time of capture until this many came after it.
  static let mostWaiting = 4096

  struct Fold: Codable {
    /// A number of its own, for `extend`.
    var run: Int
    var event: Event
    var shape: UInt64
    var latest: Int64?
    @CodedAsText var latestText: [UInt8] = []
  }

  init(process: ProcessLog, redactor: Redactor?) {
    self.process = process
    state = State(redactor: redactor)
  }

  mutating func begin(_ process: ProcessLog, stamp: Stamp?, outer: Stamp?) {
    self.process = process
    self.stamp = stamp
    self.outer = outer
    emitted = 0
    lastRun = nil
    damage = nil
  }

  /// Says that the current record is ours and broken: it is counted as not understood, with the reason.
  mutating func reject(_ reason: String) { damage = reason }

  /// Takes an event. Its time is the given stamp's, else the record's, else the outer layer's; an event that has its
  /// `at` already keeps it.
  mutating func emit(_ event: Event, at own: Stamp? = nil) {
    var event = event
    event.dropEmptyNames()
    event.stream = process.stream
    process.speak(as: event.origin)
    if event.at == nil, let stamp = own ?? stamp ?? outer { process.clock.date(&event, with: stamp) }
    redactor?.redact(&event)
    emitted += 1
    lastRun = nil
    // A new process: what it is now is not more of what the old one was.
    if event.kind == .instanceStarted { endOtherRoles(event) }
    guard event.kind.folds else {
      ready.append(event)
      return
    }
    if event.kind == .roleObserved { endOtherRoles(event) }
    let shape = Self.shape(of: event)
    if let index = folds.firstIndex(where: { $0.shape == shape && isSame($0.event, event) }) {
      if within(folds[index], event.lastAt ?? event.at) {
        lastRun = event.kind == .roleObserved ? nil : folds[index].run
        grow(index, at: event.lastAt ?? event.at, text: Array((event.message ?? "").utf8), by: event.repeats)
        return
      }
      close(index)
    }
    if folds.count >= Self.mostFolds { close(0) }
    state.nextRun += 1
    lastRun = event.kind == .roleObserved ? nil : state.nextRun
    folds.append(Fold(run: state.nextRun, event: event, shape: shape, latest: event.lastAt ?? event.at))
  }

  /// Makes a run longer by one more event of the same words. False where it has ended or the pause was too long.
  mutating func extend(_ run: Int, _ process: ProcessLog, _ stamp: Stamp, text: [UInt8]) -> Bool {
    guard let index = folds.lastIndex(where: { $0.run == run }) else { return false }
    let at = process.clock.utc(stamp)
    guard within(folds[index], at) else { return false }
    grow(index, at: at, text: text, by: 1)
    return true
  }

  /// The message of a run's last event, as it is stored.
  func text(ofRun run: Int) -> [UInt8] {
    guard let fold = folds.last(where: { $0.run == run }) else { return [] }
    return fold.event.repeats > 1 ? fold.latestText : Array((fold.event.message ?? "").utf8)
  }

  /// The time of capture became known after the ages were read: dates the events that still wait for it.
  mutating func dateAges(_ process: ProcessLog) {
    for index in ready.indices.suffix(Self.mostWaiting)
    where ready[index].at == nil && ready[index].stream == process.stream {
      guard ready[index].position.line > process.lastChange, let age = ready[index].attributes["age_s"]?.integer else {
        continue
      }
      ready[index].setAge(age, process)
    }
    for index in folds.indices where folds[index].event.at == nil && folds[index].event.stream == process.stream {
      guard folds[index].event.position.line > process.lastChange,
        let age = folds[index].event.attributes["age_s"]?.integer
      else { continue }
      folds[index].event.setAge(age, process)
      folds[index].latest = folds[index].event.at
    }
  }

  /// Remembers the secrets of a line that carries no event itself, for the rest of the source.
  mutating func learnSecrets(from text: String) { redactor?.learn(from: text) }

  /// Whether secrets are replaced at all, and whether some are known by now.
  var redacts: Bool { redactor != nil }
  var knowsSecrets: Bool { redactor?.hasLearned == true }
  var secretsKnown: Int { redactor?.learnedCount ?? 0 }

  /// A text of the source that is stored or shown beside the events.
  mutating func redact(_ text: String) -> String { redactor?.redact(text) ?? text }

  /// Ends every open run; call at the end of the source.
  mutating func finish() { while !folds.isEmpty { close(0) } }

  /// Gives away what is complete.
  mutating func takeReady() -> [Event] {
    defer { ready.removeAll(keepingCapacity: true) }
    return ready
  }

  /// Gives away what is complete and cannot change any more, so that it makes no difference when it is asked for.
  mutating func takeSettled() -> [Event] {
    let waiting = ready.firstIndex { $0.at == nil && $0.attributes["age_s"] != nil } ?? ready.count
    let settled = max(waiting, ready.count - Self.mostWaiting)
    guard settled < ready.count else { return takeReady() }
    defer { ready.removeFirst(settled) }
    return Array(ready[..<settled])
  }

  /// Number of events waiting to be stored.
  var waiting: Int { ready.count }

  // MARK: - State

  private var ready: [Event] {
    get { state.ready }
    _modify { yield &state.ready }
  }

  private var folds: [Fold] {
    get { state.folds }
    _modify { yield &state.folds }
  }

  private var redactor: Redactor? {
    get { state.redactor }
    _modify { yield &state.redactor }
  }

  // MARK: - Folding

  private func within(_ fold: Fold, _ at: Int64?) -> Bool {
    guard let latest = fold.latest, let at else { return fold.latest == nil && at == nil }
    return abs(at - latest) <= Self.foldGap
  }

  /// A member seen in another role: what comes back later is a new run, not more of the old one.
  private mutating func endOtherRoles(_ event: Event) {
    while let index = folds.firstIndex(where: {
      $0.event.kind == .roleObserved && $0.event.instance == event.instance && $0.event.stream == event.stream
        && $0.event.role != event.role
    }) { close(index) }
  }

  private func isSame(_ left: Event, _ right: Event) -> Bool {
    left.kind == right.kind && left.code == right.code && left.instance == right.instance && left.peer == right.peer
      && left.stream == right.stream && left.role == right.role
  }

  private mutating func grow(_ index: Int, at: Int64?, text: [UInt8], by count: Int) {
    folds[index].event.repeats += count
    folds[index].latest = at
    folds[index].latestText = text
    // The least recently used run stands first.
    if index < folds.count - 1 { folds.append(folds.remove(at: index)) }
  }

  private mutating func close(_ index: Int) {
    var fold = folds.remove(at: index)
    if fold.event.repeats > 1 {
      fold.event.lastAt = fold.latest
      let text = String(decoding: fold.latestText, as: UTF8.self)
      if text != fold.event.message { fold.event.attributes["last_message"] = .string(text) }
    }
    ready.append(fold.event)
  }

  /// A hash of the message in which free-standing numbers do not count; numbers inside names and addresses do.
  private static func shape(of event: Event) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in event.kind.rawValue.utf8 { mix(byte) }
    // Which key was written tells nothing of the member that took it.
    if event.kind.family == "write", event.instance != nil { return hash }
    var word: [UInt8] = []
    func endWord() {
      if word.allSatisfy(ASCII.isDigit) { if !word.isEmpty { mix(0x30) } } else { for byte in word { mix(byte) } }
      word.removeAll(keepingCapacity: true)
    }
    for byte in (event.message ?? "").utf8 {
      let joins =
        ASCII.isDigit(byte) || ASCII.isLetter(byte) || byte == 0x2D || byte == 0x2E || byte == 0x3A || byte == 0x5F
      if joins {
        word.append(byte)
      } else {
        endWord()
        mix(byte)
      }
    }
    endWord()
    return hash
  }
}
