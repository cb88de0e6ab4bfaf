/// Whether the promoted member ever held the data of the old primary.
extension SentinelScene {
  /// By its own log, or by what somebody printed of it while it was a replica.
  var neverSynchronised: Bool { failedEveryCopy || isLeftWaiting }

  /// The new primary's own log: it was made a replica of the old one or started as one, tried while the old one lived, and
  /// no synchronisation came through before it was promoted.
  private var failedEveryCopy: Bool {
    guard let new, let taken = takeover?.at else { return false }
    let own = around.filter { event in
      (event.at ?? .max) < taken && story.directory.processes[event.process] == new && event.origin == "redis"
    }
    guard
      let began = own.lastIndex(where: { event in
        event.kind == .roleChanged && event.role == "replica" || event.kind == .instanceStarted && event.code == "start"
      })
    else { return false }
    let since = own[began...]
    let connected = since.contains { $0.kind == .replicationConnected || $0.kind == .replicationResyncPartial }
    guard !connected, let start = own[began].at else { return false }
    // A primary that is gone refuses, and one that is a replica itself has nothing newer; only what failed while a primary
    // answered tells of the copy.
    let noCopy = ["connection-refused", "master-lost", "no-master-link"]
    let tries = since.filter { event in
      (event.kind == .replicationBroken || event.kind == .accessDenied || event.kind == .replicationResyncFull)
        && event.attribute("side") != "primary" && !noCopy.contains(event.code ?? "")
    }
    let lasted = (tries.compactMap(\.until).max() ?? start) - start
    return tries.reduce(0) { $0 + $1.repeats } >= 3 && lasted >= 10_000_000
  }

  /// Pika asks for a full copy once and waits for it: the request is there and nothing came of it.
  private var isLeftWaiting: Bool {
    guard let new, let taken = takeover?.at else { return false }
    let own = around.filter { event in
      event.origin == "pika" && story.directory.processes[event.process] == new && (event.at ?? .max) < taken
    }
    let connected = own.contains { $0.kind == .replicationConnected && $0.attribute("side") == "replica" }
    guard !connected else { return false }
    let asked = own.contains { event in
      event.kind == .replicationResyncFull && event.attribute("side") == "replica" && event.code != "received"
    }
    let began = own.contains { $0.kind == .instanceStarted || $0.kind == .roleObserved && $0.role == "replica" }
    return asked && began || isPrintedWaiting
  }

  /// `db_repl_state:(db0:WaitDBSync)` was the last that it printed while it followed the old primary.
  private var isPrintedWaiting: Bool {
    let printed = around.last { event in
      event.code == "info-replication" && event.role == "replica" && subject(event) == new
        && story.directory.name(event.peer) == old && (event.at ?? .min) < takeover?.at ?? .min
    }
    guard let state = printed?.attribute("db_repl_state") else { return false }
    return state.contains("WaitDBSync") || state.contains("TryDBSync")
  }
}
