// Logs of the components of KubeBlocks.

extension GoldenRow {
  static let kubeBlocksLogs: [GoldenRow] = [
    GoldenRow(
      .golden, "zap", "lorry: a switchover that waits in a ConfigMap is carried out",
      shows: ["witness", "path", "cost_ms"],
      #"""
      2024-05-24T03:26:30Z⇥INFO⇥HTTPServer⇥HTTP API Called⇥{"useragent": "curl/7.88", "method": "POST", "path": "/v1.0/switchover"}
      2024-05-24T03:26:30Z⇥INFO⇥HTTPServer⇥HTTP API Called⇥{"status code": 204, "cost": 12}
      2024-05-24T03:26:36Z⇥INFO⇥DCS-K8S⇥Found switchover Setting⇥{"configmap": {"candidate":"mongo-cluster-mongodb-1","leader":"mongo-cluster-mongodb-0"}}
      2024-05-24T03:26:36Z⇥INFO⇥HA⇥manual switchover to current member⇥{"member": "mongo-cluster-mongodb-1"}
      2024-05-24T03:26:36Z⇥INFO⇥HA⇥Cluster has no leader, attempt to take the leader
      2024-05-24T03:26:37Z⇥INFO⇥HA⇥Take the leader success!
      2024-06-12T17:08:40Z⇥DEBUG⇥checkrole⇥check member⇥{"member": "asm-zquwfv-mysql-0", "role": "primary"}
      """#,
      gives: #"""
        1 2024-05-24T03:26:30Z api.request path=/v1.0/switchover
        2 2024-05-24T03:26:30Z api.response code=204 path=/v1.0/switchover cost_ms=12
        3 2024-05-24T03:26:36Z switchover.recorded code=found instance=mongo-cluster-mongodb-0 peer=mongo-cluster-mongodb-1
        4 2024-05-24T03:26:36Z promotion.started code=manual-switchover instance=mongo-cluster-mongodb-1
        5 2024-05-24T03:26:36Z lease.lost code=no-leader
        6 2024-05-24T03:26:37Z lease.acquired code=acquired instance=mongo-cluster-mongodb-1 role=primary witness=manager
        7 2024-06-12T17:08:40Z role.observed instance=asm-zquwfv-mysql-0 role=primary witness=label
        = zap 7/7
        """#),
    GoldenRow(
      .golden, "zap", "lorry: blanks for tabs, a lock that expired, a probe's answer",
      shows: ["ttl", "age_s", "renew_time", "from", "witness", "lag"],
      #"""
      2024-12-13T06:02:46+08:00  INFO  DCS-K8S  lock expired: map[acquire-time:1734040900 leader:mysql-0 renew-time:1734040940 ttl:15], now: 1734040966
      2024-12-13T06:02:47+08:00  INFO  event  send event: map[event:Success operation:checkRole originalRole:secondary role:primary]
      2024-12-13T06:02:48+08:00  INFO  MySQL  The member mysql-cluster-mysql-1 has lag: 12
      """#,
      gives: #"""
        1 2024-12-12T22:02:46Z lease.expired code=expired instance=mysql-0 ttl=15 age_s=26 renew_time=1734040940
        2 2024-12-12T22:02:47Z role.changed role=primary from=replica witness=database
        3 2024-12-12T22:02:48Z replication.lag code=lag instance=mysql-cluster-mysql-1 lag=12
        = zap 3/3
        """#),
    GoldenRow(
      .golden, "zap", "the controller: an action that fails, a role event, a stack",
      shows: ["action", "from", "witness", "operation"],
      #"""
      2025-09-05T09:55:20.752Z⇥ERROR⇥Reconciler error⇥{"controller": "instanceset", "InstanceSet": {"name":"x-mysql","namespace":"ns"}, "error": "action: switchover, error: exit code: 1: failed: action failed"}
      sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).reconcileHandler
      ⇥/go/pkg/mod/sigs.k8s.io/controller-runtime@v0.17.2/pkg/internal/controller/controller.go:329
      2025-09-05T09:55:21.752Z⇥INFO⇥handle role change event⇥{"pod": {"name":"x-mysql-1","namespace":"ns"}, "role": "primary", "originalRole": "secondary"}
      """#,
      gives: #"""
        1 2025-09-05T09:55:20.752Z api.error code=failed instance=x-mysql action=switchover
        4 2025-09-05T09:55:21.752Z label.changed code=role-event instance=x-mysql-1 role=primary from=replica witness=label
        = zap 4/4
        """#),
    GoldenRow(
      .golden, "zap", "kbagent: an action and a probe sent again",
      shows: ["action", "witness", "from"],
      #"""
      2025-09-05T09:55:20Z⇥INFO⇥succeed to send the probe event⇥{"probe":"roleProbe","code":0,"output":"secondary","message":""}
      2025-09-05T09:55:22Z⇥ERROR⇥Action Executed⇥{"action":"switchover","error":"exit code: 1, stderr: Could not determine current master from Orchestrator: failed"}
      2025-09-05T09:55:25Z⇥INFO⇥succeed to send the probe event⇥{"probe":"roleProbe","code":0,"output":"primary","message":""}
      """#,
      gives: #"""
        1 2025-09-05T09:55:20Z role.observed role=replica witness=database
        2 2025-09-05T09:55:22Z api.error code=failed action=switchover
        3 2025-09-05T09:55:25Z role.changed role=primary witness=database from=replica
        3 2025-09-05T09:55:25Z probe.succeeded code=0 role=primary
        = zap 3/3
        """#),
    GoldenRow(
      .malformed, "zap", "an object cut off, a level that does not exist, a stamp without its zone, a wrong type",
      #"""
      2024-05-24T03:26:36Z⇥INFO⇥DCS-K8S⇥Found switchover Setting⇥{"configmap": {"candidate":"mongo-clus
      2024-05-24T03:26:36Z⇥SHOUT⇥HA⇥Take the leader success!
      2024-05-24T03:26:36⇥INFO⇥HA⇥Take the leader success!
      2024-05-24T03:26:3xZ⇥INFO⇥HA⇥Take the leader success!
      2024-05-24T03:26:36Z⇥INFO⇥HA⇥manual switchover to current member⇥{"member": {"is": 7}}
      2024-05-24T03:26:37Z⇥INFO⇥event⇥send event: map[event:Success operation:checkRole origi
      2024-05-24T03:26:38Z⇥INFO⇥DCS-K8S⇥lock expired: map[acquire-time:17340409
      2024-05-24T03:26:39Z⇥INFO
      """#,
      gives: #"""
        1 2024-05-24T03:26:36Z switchover.recorded code=found
        5 2024-05-24T03:26:36Z promotion.started code=manual-switchover
        7 2024-05-24T03:26:38Z lease.expired code=expired
        = zap 4/8
        ! 2+2 no format recognises these lines
        ! 8 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "zap-json", "lorry 0.7 and the controller with the JSON encoder",
      shows: ["action", "operation"],
      #"""
      {"level":"info","ts":1695262335.106244,"caller":"highavailability/ha.go:97","msg":"Take the leader success!"}
      {"level":"error","ts":"2025-09-17T05:58:46.523Z","msg":"Reconciler error","controller":"instanceset","InstanceSet":{"name":"x-pg","namespace":"ns"},"error":"action: switchover, error: exit code: 1: failed: action timed-out"}
      """#,
      gives: #"""
        1 2023-09-21T02:12:15.106244Z lease.acquired code=acquired role=primary
        2 2025-09-17T05:58:46.523Z api.error code=timedOut instance=x-pg action=switchover
        = zap-json 2/2
        """#),
    GoldenRow(
      .malformed, "zap-json", "cut off, no message, numbers for texts, no time",
      #"""
      {"level":"info","ts":1695262335.106244,"caller":"highavailability/ha.go:97","msg":"Take the leader succ
      {"level":"info","ts":1695262335.106244,"text":"Take the leader success!"}
      {"level":"info","ts":1695262335.106244,"msg":7}
      {"level":"info","ts":"yesterday","msg":"Take the leader success!"}
      {"level":"error","ts":1695262335.106244,"msg":"Reconciler error","error":7,"InstanceSet":"x"}
      {"level":"info","ts":1695262335.106244,"msg":"Take the leader success!",}
      """#,
      gives: #"""
        4 - lease.acquired code=acquired role=primary
        5 2023-09-21T02:12:15.106244Z controller.error code=reconciler-error instance=x
        = zap-json 3/6
        ! 1 a JSON log line that is cut off
        ! 2 no format recognises these lines
        ! 6 a JSON log line that is no JSON
        """#),
    GoldenRow(
      .golden, "klog", "leader election of the operator and throttling",
      shows: ["object", "waited"],
      #"""
      I1212 02:16:16.118478       1 leaderelection.go:248] attempting to acquire leader lease kb-system/001c317f.kubeblocks.io...
      I1212 02:16:34.536204       1 leaderelection.go:258] successfully acquired lease kb-system/001c317f.kubeblocks.io
      E1212 02:17:34.536204       1 leaderelection.go:330] error retrieving resource lock kb-system/001c317f.kubeblocks.io: context deadline exceeded
      I1212 02:18:18.531342       1 request.go:697] Waited for 1.179183808s due to client-side throttling, not priority and fairness, request: GET:https://10.96.0.1:443/api/v1
      """#,
      gives: #"""
        1 2025-12-12T02:16:16.118478Z lease.lost code=attempting object=kb-system/001c317f.kubeblocks.io
        2 2025-12-12T02:16:34.536204Z lease.acquired code=acquired object=kb-system/001c317f.kubeblocks.io
        3 2025-12-12T02:17:34.536204Z lease.lost code=lock-unreachable object=kb-system/001c317f.kubeblocks.io
        4 2025-12-12T02:18:18.531342Z controller.error code=throttled waited=1.179183808s
        = klog 4/4
        """#),
    GoldenRow(
      .malformed, "klog", "damaged stamp, no file, cut off in the head",
      shows: ["object"],
      #"""
      I12x2 02:16:34.536204       1 leaderelection.go:258] successfully acquired lease kb-system/001c317f.kubeblocks.io
      I1212 02:16:34.536204       1 successfully acquired lease kb-system/001c317f.kubeblocks.io
      I1212 02:16:34.536204       1 leaderelection.go:258
      I1212 02:16:34.536204       1 leaderelection.go:258] successfully acquired lease
      I1312 02:16:34.536204       1 leaderelection.go:258] successfully acquired lease kb-system/001c317f.kubeblocks.io
      """#,
      gives: #"""
        4 2025-12-12T02:16:34.536204Z lease.acquired code=acquired
        = klog 1/5
        ! 1+2 no format recognises these lines
        ! 5 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "logrus", "the probe of 0.5: an error, and a role that changed",
      #"""
      time="2022-12-07T08:29:38.2Z" level=error msg="role probe failed: dial tcp 127.0.0.1:3306: connection refused" app_id=batch-sdk scope=dapr.contrib type=log ver=unknown
      time="2022-12-07T08:29:40.2Z" level=info msg="{\"event\":\"roleChanged\",\"originalRole\":\"Follower\",\"role\":\"Leader\"}" app_id=batch-sdk scope=dapr.contrib type=log ver=unknown
      """#,
      gives: #"""
        1 2022-12-07T08:29:38.200Z controller.error code=role-probe-failed
        2 2022-12-07T08:29:40.200Z probe.succeeded code=sent role=primary
        = logrus 2/2
        """#),
    GoldenRow(
      .malformed, "logrus", "damaged time, no message, an open quote",
      #"""
      time="2022-12-07T08:29:3xZ" level=error msg="role probe failed: connection refused" scope=dapr.contrib
      time="2022-12-07T08:29:38Z" level=error
      time="2022-12-07T08:29:38Z" level=error msg="role probe failed: connection ref
      time="2022-12-07T08:29:40Z" level=info msg="{\"event\":\"roleChanged\",\"origi" scope=dapr.contrib
      """#,
      gives: #"""
        3 2022-12-07T08:29:38Z controller.error code=role-probe-failed
        = logrus 2/4
        ! 1+1 no format recognises these lines
        """#),
  ]
}
