@testable import DebriefKit

/// Variants that the formats' references list, by the one line format that takes them. What they mean is tested with their
/// formats; here they only must not be taken by another.
enum ReferenceLines {
  static let all: [(format: String, text: String)] = [
    (
      "switchover-job",
      #"""
      curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-0","candidate":"a-1"}}
      curl http://10.1.2.3:3601/v1.0/switchover, parameters: {"parameters": {"primary":"a-0","candidate":""}, "metadata": {"a":"b"}}
      curl result: {"errorCode":"ERR_OPERATION_FAILED","message":"operation exec failed: Create switchover failed: there is another switchover a-switchover unfinished"}
      curl result: {"errorCode":"ERR_MALFORMED_REQUEST","message":"unmarshal HTTP body failed: EOF"}
      INFO: start to check if switchover successfully, timeout is 60s
      INFO: switchover successfully, a-1 is leader
      INFO: switchover successfully, a-1 is Primary
      ERROR: switchover failed.
      """#
    ),
    (
      "script",
      """
      leader_weight=5
      candidate_weight=5
      leader weight larger than follower weight, update leader weight to current follower weight! leader:a:1, leader weight:9, follower:b:1, follower weight:1
      switchover successfully
      switchover failed, please check!
      do not transfer to leader, leader:a-mysql-0:13306
      current_follower_weight=5
      transfer successfully
      new_leader_host=a-mysql-1
      ERROR 7502 (HY000) at line 1: The consensus membership change failed, error code is 5, error msg: A concurrent command is running, please retry later.
      ERROR 2003 (HY000): Can't connect to MySQL server on 'a-mysql-0' (111)
      ERROR 1045 (28000): Access denied for user 'root'@'10.0.0.1' (using password: YES)
      mysql: [Warning] Using a password on the command line interface can be insecure.
      self is leader, need to switchover
      try to transfer to:a-mysql-1:13306
      this node's current role info:Leader
      try too many times
      Checking current role...
      Current instance role is not the primary, can not do switchover
      Switchover to new primary: a-mongodb-1.a-mongodb-headless:27017
      Switchover without candidate, try to select a new primary randomly ...
      Failed to select a new candidate primary, exit
      Attempt 3: Secondary
      switchover successfully.
      Failed to switch over to primary after 10 attempts
      Switchover complete
      INFO: doing switchover..
      INFO: candidate: a-mogdb-1
      switchover not triggered for primary, nothing to do, exit 0.
      Current pod: a-pg-0 perform switchover with candidate. Leader: a-pg-0, Candidate: a-pg-1
      Switchover with candidate output: Switchover failed
      switchover action not triggered for non-primary pod. Exiting.
      CURRENT_POD_NAME is not set. Exiting...
      Switchover API response (HTTP 503): Switchover failed
      Switchover verified: new leader is a-pg-1
      Switchover not confirmed yet (attempt 1/4, observed leader: a-pg-0)
      switchover diagnosis:
        phase: switchover-not-confirmed
        phase: leader-not-resolved
        next-retry-safe: no
      Error: Required environment variable X is not set.
      Failed to get role info from a-redis-0
      Error: Multiple primaries detected
      Error: No primary found
      Error: Candidate node a-redis-1 is not in secondary role
      a-redis-0.a-redis-headless is not reachable on port 6379.
      Command failed with status 1 or output not OK.
      All Sentinel failover attempts failed.
      Switchover successful: a-redis-1 is now master
      Switchover verification failed: expected master a-redis-1 not achieved
      could not confirm new master
      Recovering all Redis replica-priority...
      Switchover not triggered for non-primary role, skipping.
      Could not determine current master from Orchestrator
      Current instance is not the master, skipping.
      Only one instance in cluster, cannot switchover.
      Initiating graceful switchover to: a-mysql-1
      Switchover command failed with exit code: {"Code":"ERROR"}
      Leader has already changed, no switchover needed
      Candidate is not leader
      No candidate found for switchover
      Switchover to candidate a-etcd-1 completed successfully
      switchover action not triggered for leader pod. Exiting.
      switchover success
      switchover failed: operation precheck failed
      switchover is not possible: no good candidates have been found
      Switchover status unknown
      Successfully switched over to "a-pg-1"
      Switchover scheduled
      leader name does not match
      candidate does not exists
      {"Code":"OK","Message":"graceful-master-takeover-auto: successor promoted"}
      """
    ),
    (
      "zap",
      """
      2024-05-24T03:26:36Z⇥INFO⇥HA⇥This member is Cluster's leader
      2024-05-24T03:26:36Z⇥ERROR⇥HA⇥Take the leader failed
      2024-05-24T03:26:36+08:00⇥INFO⇥HA⇥manual switchover to other member
      2024-05-24T03:26:36Z⇥INFO⇥HA⇥there is a healthy leader exists⇥{"leader": "a-0"}
      2024-05-24T03:26:36Z⇥DEBUG⇥HA⇥ha.go:97⇥Refresh leader ttl
      2024-05-24T03:26:36Z  INFO  DCS-K8S  Leader configmap is not found  {"configmap": "a-mysql-leader"}
      2025-09-05T09:55:20.752Z⇥INFO⇥controller-runtime.webhook⇥Starting webhook server
      2025-09-05T09:55:20.752+0800⇥ERROR⇥Reconciler error⇥{"controller": "instanceset", "error": "x"}
      2024-05-24T03:26:36Z⇥INFO⇥event⇥send event success⇥{"message": "{}"}
      2024-05-24T03:26:36Z⇥INFO⇥checkrole⇥role checks failed continuously⇥{"times": 3}
      2024-05-24T03:26:36Z⇥INFO⇥create service Action⇥{"actions": "switchover"}
      """
    ),
    (
      "zap-json",
      #"""
      {"level":"info","ts":1695262335.106244,"caller":"highavailability/ha.go:97","msg":"Refresh leader ttl"}
      {"level":"info","ts":1762090079.6537323,"logger":"switchover","msg":"Switching primary"}
      {"level":"error","ts":"2025-09-17T05:58:46.523Z","msg":"Reconciler error","controller":"instanceset","stacktrace":"main.main"}
      """#
    ),
    (
      "klog",
      """
      I1212 02:16:16.118478       1 leaderelection.go:248] attempting to acquire leader lease kb-system/x...
      E1212 02:16:16.118478 1234567 reflector.go:138] pkg/mod: Failed to watch *v1.Pod: connection refused
      """
    ),
    (
      "redis-log",
      """
      1:C 02 Apr 2025 03:12:30.071 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo
      1:M 02 Apr 2025 03:12:30.071 * Ready to accept connections tcp
      [1888] 02 Apr 2025 03:12:30.071 # +reset-master master mymaster 10.0.0.1 6379
      [4018] 12 Sep 19:25:02.253 * +sentinel sentinel 10.0.0.3:26379 10.0.0.3 26379 @ mymaster 10.0.0.1 6379
      1:X 12 Sep 19:25:02.253 # Next failover delay: I will not start a failover before Fri Nov 20 17:41:22 2026
      8601:X 2026-11-20T17:46:27.087+08:00 # +tilt #tilt mode entered
      [4018 | signal handler] (1410549910) Received SIGTERM scheduling shutdown...
      """
    ),
    (
      "pika-log",
      """
      Log line format: [IWEF]mmdd hh:mm:ss.uuuuuu threadid file:line] msg
      Running on machine: node-1
      W20250306 14:02:31.488283    43 pika_repl_client_conn.cc:99] Meta Sync Failed: ERR will keep sending MetaSync msg
      E0520 09:14:32.473706 30171 pika_rm.cc:519] Full Sync Stage - Rsync Init failed
      F20250306 14:02:31.488283    43 pika_server.cc:99] you will slaveof yourself as the config file, please check
      """
    ),
    (
      "codis-log",
      """
      2025/03/06 14:02:57 topom_group.go:473: [WARN] group 2 don't has any slaves to switch master, {"id":2}
      2019/03/06 14:02:57 topom_sentinel.go:110: [WARN] rewatch sentinels = [10.0.0.1:26379]
      2019/03/06 14:02:57 main.go:10: [PANIC] parse arguments failed
      """
    ),
    (
      "patroni",
      """
      2025-03-09 19:33:12,460 INFO: Lock owner: pg-0; I am pg-1
      2025-03-09 19:33:12,460 WARNING: manual failover: no good candidates
      """
    ),
    (
      "mysql-error",
      """
      2025-06-20T08:38:57.308630Z 0 [Warning] [MY-010101] [Server] text
      2025-06-20T08:38:57.308630+08:00 0 [Note] InnoDB: 5.7.44 started
      """
    ),
    (
      "logrus",
      #"""
      time="2022-12-07T08:29:38.2Z" level=info msg="x" app_id=a scope=dapr.contrib type=log ver=unknown
      """#
    ),
    (
      "gs_ctl",
      """
      [2024-04-26 06:11:53.862][22476][][gs_ctl]: switchover completed (/var/lib/mogdb/data)
      """
    ),
  ]

  /// Every event of a sentinel with the payload it has.
  static let sentinelEvents: [String] = SentinelEvent.catalogue.map { event in
    let payload =
      switch event.payload {
      case .instance: "slave 10.0.0.3:6379 10.0.0.3 6379 @ mymaster 10.0.0.1 6379"
      case .epoch: "7"
      case .vote: "ff26cde20b8b4ab23e6b3c6a1a8a6ff20b8b4ab2 7"
      case .addresses: "mymaster 10.0.0.1 6379 10.0.0.2 6379"
      case .text: "#tilt mode entered"
      }
    return "1:X 02 Apr 2025 03:12:30.071 # \(event.name) \(payload)"
  }
}
