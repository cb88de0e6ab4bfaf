/// The messages of codis-dashboard that mean something; `instance` is the server a command was meant for.
extension ServerLine {
  static let codis = LineTable([
    .init("create redis client to <instance> failed", .probeFailed, "unreachable"),
    .init("group-[<group>] try to switch new master", .promotionStarted, "failover"),
    .init("group-[<group>] will switch master to server[<index>] = <instance>", .promotionStarted, "selected"),
    .init("[<instance>] switch master to NO:ONE", .promotionStarted, "slaveof-no-one"),
    .init("[<instance>] switch master to server [<peer>] forcefully", .demotionStarted, "slaveof"),
    .init("[<instance>] switch master to server [<peer>]", .demotionStarted, "slaveof"),
    .init("group-[<group>] switch master failed, <reason…>", .promotionFailed, "switch-failed"),
    .init("group <group> don't has any slaves to switch master, <model…>", .promotionFailed, "no-slaves"),
    .init(
      "group-[<group>] fix server[<instance>] replication relationship failed, err: <reason…>", .demotionFailed,
      "slaveof-failed"),
    .init(
      "group-[<group>] update server[<index>] replication relationship failed, new master: <peer>",
      .demotionFailed, "slaveof-failed"),
    .init("group-[<group>] notify all proxy failed, <reason…>", .controllerError, "proxy-notify-failed"),
    // A promotion by hand, Codis 3.2: every proxy must first hold the slots still, else it is rolled back.
    .init("group-[<group>] will promote index = <index…>", .operationRequested, "promote-server"),
    .init("group-[<group>] resync to prepared", .operationProgress, "resync-prepared"),
    .init("group-[<group>] resync-rollback to preparing", .operationProgress, "resync-rollback"),
    .init("group-[<group>] resync-rollback to preparing, done", .operationProgress, "resync-rolled-back"),
    .init("group-[<group>] resync to finished", .operationSucceeded, "resync-finished"),
    .init("group-[<group>] resync to finished failed", .operationProgress, "resync-unfinished"),
    .init("redis <instance> set master to NO:ONE failed", .promotionFailed, "slaveof-failed"),
    .init("redis <instance> set master to <peer> failed", .demotionFailed, "slaveof-failed"),
    .init("sync-[<instance>] action failed", .demotionFailed, "slaveof-failed"),
    .init("sync-[<instance>] process action", .operationProgress, "sync-action"),
    .init("server-[<instance>] action failed = false", .operationProgress, "sync-done"),
    .init("server-[<instance>] action failed = true", .demotionFailed, "slaveof-failed"),
    // Every proxy is told for each slot where it is served: held still at the old primary, released at the new one.
    .init("fill slot <slot>, backend.addr = <instance>, locked = <locked>", .stateObserved, "slot-backend"),
    .init("fill slot <slot>, backend.addr = <instance>, locked = <locked>, +switched", .stateObserved, "slot-backend"),
    .init(
      "backend conn [<conn>] to <instance>, <db> state = DataStale, caused by 'MASTERDOWN'", .writeRefused, "MASTERDOWN"
    ),
    // pika's fork: who is fit to be chosen.
    .init(
      "the master_link_status of GroupServer[<instance>] is down state. it cannot be selected as master",
      .stateObserved, "not-eligible"),
    // codis-admin: what the dashboard answered.
    .init("call rpc <request> to dashboard <dashboard> failed", .operationFailed, "rpc-failed"),
    .init("update group-[<group>]:", .stateObserved, "topom-server"),
    .init("proxy-[<proxy>] resync slots failed", .controllerError, "proxy-error"),
    .init("sentinel-[<sentinel>] subscribe event [message <event> <payload…>]", "sentinel.event", nil),
    .init("sentinel subscribe lost majority <votes>", .controllerError, "sentinel-majority-lost"),
    .init("sentinel switch group master failed<reason…>", .promotionFailed, "switch-failed"),
  ])
}
