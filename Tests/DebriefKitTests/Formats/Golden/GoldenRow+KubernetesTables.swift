// What kubectl and kbcli print for people.

extension GoldenRow {
  static let kubernetesTables: [GoldenRow] = [
    GoldenRow(
      .golden, "kubernetes-table", "pods with roles, operations, events",
      shows: ["witness", "status", "operation", "type", "phase", "label", "age_s"],
      #"""
      NAME           READY   STATUS    RESTARTS   AGE   ROLE
      till-mysql-0   4/4     Running   0          15d   leader
      till-mysql-1   4/4     Running   0          15d   follower

      NAME        TYPE         CLUSTER   STATUS    PROGRESS   AGE
      till-sw-1   Switchover   till      Running   0/1        3m

      LAST SEEN   TYPE      REASON                 OBJECT                  MESSAGE
      5m          Warning   BackoffLimitExceeded   job/till-switchover-0   Job has reached the specified backoff limit
      """#,
      gives: #"""
        2 - state.observed code=roles instance=till-mysql-0 witness=label
        2 - role.observed instance=till-mysql-0 role=primary witness=label status=Running label=leader
        3 - role.observed instance=till-mysql-1 role=replica witness=label status=Running label=follower
        6 - state.observed code=opsrequest cluster=till operation=till-sw-1 type=Switchover phase=Running age_s=180
        6 - operation.requested cluster=till operation=till-sw-1 type=Switchover phase=Running age_s=180
        9 - job.failed code=BackoffLimitExceeded instance=till-switchover-0 age_s=300
        = kubernetes-table 7/9
        """#),
    GoldenRow(
      .golden, "kubernetes-table", "kbcli list-instances and list-ops",
      shows: ["witness", "status", "operation", "type", "phase", "label", "access_mode"],
      #"""
      NAME           NAMESPACE   CLUSTER   COMPONENT   STATUS    ROLE       ACCESSMODE   AZ       CPU(REQUEST/LIMIT)   MEMORY(REQUEST/LIMIT)   STORAGE     NODE         CREATED-TIME
      till-mysql-0   default     till      mysql       Running   leader     ReadWrite    <none>   1 / 1                1Gi / 1Gi               data:20Gi   w1/10.0.0.1  Jan 13,2025 15:28 UTC+0800
      till-mysql-1   default     till      mysql       Running   <none>                  <none>   1 / 1                1Gi / 1Gi               data:20Gi   w2/10.0.0.2  Jan 13,2025 15:28 UTC+0800

      NAME        NAMESPACE   TYPE         CLUSTER   COMPONENT   STATUS   PROGRESS   CREATED-TIME
      till-sw-1   default     Switchover   till      mysql       Failed   0/1        Jan 13,2025 15:38 UTC+0800
      """#,
      gives: #"""
        2 - state.observed code=roles cluster=till component=mysql instance=till-mysql-0 witness=label
        2 - role.observed cluster=till component=mysql instance=till-mysql-0 role=primary witness=label status=Running label=leader access_mode=ReadWrite
        3 - role.observed cluster=till component=mysql instance=till-mysql-1 role=none witness=label status=Running
        6 2025-01-13T07:38:00Z state.observed code=opsrequest cluster=till component=mysql operation=till-sw-1 type=Switchover phase=Failed
        6 ~2025-01-13T07:38:00Z operation.requested cluster=till component=mysql operation=till-sw-1 type=Switchover phase=Failed
        = kubernetes-table 5/6
        """#),
    GoldenRow(
      .malformed, "kubernetes-table", "rows cut off, ages that are none, a header that is broken",
      shows: ["witness", "status", "age_s"],
      #"""
      NAME           READY   STATUS    RESTARTS   AGE   ROLE
      till-mysql-0   4/4     Runn
      till-mysql-1   4/4     Running   0          old   follower

      NAME           RE
      till-mysql-2   4/4     Running   0          15d   leader
      """#,
      gives: #"""
        2 - state.observed code=pod instance=till-mysql-0 status=Runn
        3 - role.observed instance=till-mysql-1 role=replica witness=label status=Running
        6 - role.observed instance=till-mysql-2 role=primary witness=label status=Running
        = kubernetes-table 5/6
        """#),
    GoldenRow(
      .golden, "kubernetes-table", "events with and without a count, below the time of their capture",
      shows: ["reason", "age_s"],
      #"""
      $ kubectl get events -n ns # 2025-02-20T13:40:00Z
      LAST SEEN        TYPE      REASON        OBJECT            MESSAGE
      16m              Warning   Unhealthy     pod/x-mysql-0     Readiness probe failed: db not ready
      2m (x3 over 5m)  Warning   BackOff       pod/a-sw-0-x7k2p  Back-off restarting failed container switchover in pod a-sw-0-x7k2p
      <invalid>        Normal    Scheduled     pod/x-mysql-1     Successfully assigned ns/x-mysql-1 to w1
      """#,
      gives: #"""
        5 - pod.scheduled code=Scheduled instance=x-mysql-1 peer=w1
        3 ~2025-02-20T13:24:00Z pod.failed code=Unhealthy instance=x-mysql-0 age_s=960
        4 ~2025-02-20T13:35:00Z pod.failed code=CrashLoopBackOff instance=a-sw-0-x7k2p x3 age_s=300
        = kubernetes-table+terminal 5/5
        """#),
    GoldenRow(
      .golden, "kubernetes-table", "labels that pods do not have, and the pod of a job",
      shows: ["witness", "status", "label", "job"],
      #"""
      NAME                         READY   STATUS    RESTARTS   AGE   ROLE      CLUSTER
      till-mysql-0                 4/4     Running   0          15d   leader    till
      till-mysql-1                 4/4     Running   0          15d
      a-mysql-switchover-0-x7k2p   0/1     Error     0          3m
      """#,
      gives: #"""
        2 - state.observed code=roles instance=till-mysql-0 witness=label
        2 - role.observed instance=till-mysql-0 role=primary witness=label status=Running label=leader
        3 - role.observed instance=till-mysql-1 role=none witness=label status=Running
        4 - state.observed code=pod instance=a-mysql-switchover-0-x7k2p status=Error job=a-mysql-switchover-0
        = kubernetes-table 4/4
        """#),
    GoldenRow(
      .golden, "kubernetes-table-rows", "rows alone",
      shows: ["witness", "status", "operation", "type", "phase", "age_s", "label"],
      #"""
      till-mysql-0   4/4     Running   0          15d   leader
      till-sw-1   Switchover   till   Running   0/1   3m
      5m    Warning   BackoffLimitExceeded   job/till-switchover-0   Job has reached the specified backoff limit
      """#,
      gives: #"""
        1 - role.observed instance=till-mysql-0 role=primary witness=label status=Running label=leader
        2 - state.observed code=opsrequest cluster=till operation=till-sw-1 type=Switchover phase=Running age_s=180
        2 - operation.requested cluster=till operation=till-sw-1 type=Switchover phase=Running age_s=180
        3 - job.failed code=BackoffLimitExceeded instance=till-switchover-0 age_s=300
        = kubernetes-table-rows 3/3
        """#),
    GoldenRow(
      .malformed, "kubernetes-table-rows", "cells missing, an age that is none",
      shows: ["status", "age_s"],
      #"""
      till-mysql-0   4/4     Running   0          old   leader
      till-mysql-0   4-4     Running   0          15d   leader
      till-sw-1   Switchover   till   Running
      5x    Warning   BackoffLimitExceeded   job/till-switchover-0   Job has reached the specified backoff limit
      """#,
      gives: #"""
        = 0/4
        ! 1+3 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kbcli-describe-cluster", "phase and topology",
      shows: ["witness", "phase", "status", "label"],
      #"""
      Name: till⇥ Created Time: Jan 13,2025 15:28 UTC+0800
      NAMESPACE   CLUSTER-DEFINITION   VERSION   STATUS    TERMINATION-POLICY
      default     mysql                8.0.30    Running   Delete

      Endpoints:
      COMPONENT   MODE        INTERNAL                EXTERNAL
      mysql       ReadWrite   till-mysql.default:3306   <none>

      Topology:
      COMPONENT   INSTANCE       ROLE        STATUS    AZ       NODE     CREATED-TIME
      mysql       till-mysql-0   primary     Running   <none>   w1       Jan 13,2025 15:28 UTC+0800
      mysql       till-mysql-1   secondary   Running   <none>   w2       Jan 13,2025 15:28 UTC+0800
      """#,
      gives: #"""
        3 - state.observed code=cluster cluster=till phase=Running
        11 - state.observed code=roles cluster=till component=mysql instance=till-mysql-0 witness=label
        11 - role.observed cluster=till component=mysql instance=till-mysql-0 role=primary witness=label status=Running label=primary
        12 - role.observed cluster=till component=mysql instance=till-mysql-1 role=replica witness=label status=Running label=secondary
        = kbcli-describe-cluster 12/12
        """#),
    GoldenRow(
      .malformed, "kbcli-describe-cluster", "no name, a topology cut off",
      shows: ["witness", "phase", "status"],
      #"""
      Name: ⇥ Created Time: Jan 13,20
      NAMESPACE   CLUSTER-DEFINITION   VERSION   STATUS    TERMINATION-POLICY
      default     mysql

      Topology:
      COMPONENT   INSTANCE       ROLE        STATUS    AZ       NODE     CREATED-TIME
      mysql       till-mys
      """#,
      gives: #"""
        = 0/7
        ! 1 kbcli-describe-cluster: the name of the cluster is missing
        """#),
    GoldenRow(
      .malformed, "kbcli-describe-cluster", "a topology whose last row is cut off before the role",
      shows: ["witness", "phase", "status"],
      #"""
      Name: till⇥ Created Time: Jan 13,2025 15:28 UTC+0800

      Topology:
      COMPONENT   INSTANCE       ROLE        STATUS    AZ       NODE     CREATED-TIME
      mysql       till-mysql-0   secondary   Running   <none>   w1       Jan 13,2025 15:28 UTC+0800
      mysql       till-mysql-1
      """#,
      gives: #"""
        5 - role.observed cluster=till component=mysql instance=till-mysql-0 role=replica witness=label status=Running
        = kbcli-describe-cluster 6/6
        """#),
    GoldenRow(
      .golden, "terminal", "kbcli cluster promote, and what the API server refuses",
      shows: ["operation", "command", "type"],
      #"""
      wx@bastion:~$ kbcli cluster promote till --component=mysql --instance=till-mysql-1 -n ns
      OpsRequest till-sw-1 created successfully, you can view the progress:
      ⇥kbcli cluster describe-ops till-sw-1 -n ns
      error: component mysql has no primary
      $ kubectl apply -f ops.yaml
      admission webhook "vopsrequest.kb.io" denied the request: this cluster component redis does not support switchover
      2025-02-20T13:30:02+08:00
      """#,
      gives: #"""
        2 - operation.requested cluster=till component=mysql peer=till-mysql-1 operation=till-sw-1 command=kbcli cluster promote till --component=mysql --instance=till-mysql-1 -n ns type=Switchover
        4 - operation.rejected code=error cluster=till component=mysql peer=till-mysql-1 command=kbcli cluster promote till --component=mysql --instance=till-mysql-1 -n ns type=Switchover
        6 - operation.rejected code=admission-webhook component=redis command=kubectl apply -f ops.yaml
        = terminal+client-answers 7/7
        """#),
    GoldenRow(
      .malformed, "terminal", "no name of the operation, no command, half a date",
      shows: ["operation", "command"],
      #"""
      OpsRequest  created successfully, you can view the progress:
      $
      opsrequest.
      2025-02-20T13:3x:02+08:00
      admission webhook "vopsr
      """#,
      gives: #"""
        = terminal 1/5
        ! 1 the name of the OpsRequest is missing
        ! 2+2 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kubectl-jsonpath", "the phase and progress of an operation",
      shows: ["operation", "phase", "progress", "namespace"],
      #"""
      $ kubectl -n shop get ops shop-switchover-x7 -o jsonpath='{.status.phase}{"\n"}{.status.progress}{"\n"}'
      Failed
      1/1
      """#,
      gives: #"""
        2 - state.observed code=opsrequest operation=shop-switchover-x7 phase=Failed progress=1/1 namespace=shop
        = kubectl-jsonpath 3/3
        """#),
    GoldenRow(
      .malformed, "kubectl-jsonpath", "no answer, and one that has not the shape of its template",
      shows: ["operation", "phase", "progress"],
      #"""
      $ kubectl -n shop get ops shop-switchover-x7 -o jsonpath='{.status.phase}{"\n"}'

      $ kubectl -n shop get ops shop-switchover-x7 -o jsonpath='{.status.phase}{" of "}{.status.progress}{"\n"}'
      Fai
      """#,
      gives: #"""
        = kubectl-jsonpath 3/4
        """#),
  ]
}
