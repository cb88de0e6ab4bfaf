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
    .init("redis <instance> set master to <peer> failed", .promotionFailed, "slaveof-failed"),
    .init("sync-[<instance>] action failed", .demotionFailed, "slaveof-failed"),
    // codis-admin: what the dashboard answered.
    .init("call rpc <request> to dashboard <dashboard> failed", .operationFailed, "rpc-failed"),
    .init("update group-[<group>]:", .stateObserved, "topom-server"),
    .init("proxy-[<proxy>] resync slots failed", .controllerError, "proxy-error"),
    .init("sentinel-[<sentinel>] subscribe event [message <event> <payload…>]", "sentinel.event", nil),
    .init("sentinel subscribe lost majority <votes>", .controllerError, "sentinel-majority-lost"),
    .init("sentinel switch group master failed<reason…>", .promotionFailed, "switch-failed"),
  ])
}
