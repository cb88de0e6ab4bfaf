// What kubectl and kbcli describe.

extension GoldenRow {
  static let kubernetesDescriptions: [GoldenRow] = [
    GoldenRow(
      .golden, "kubectl-describe", "an OpsRequest with its events",
      shows: ["operation", "type", "phase"],
      #"""
      Name:         risk-switchover-m8ksv
      Namespace:    default
      Labels:       app.kubernetes.io/instance=risk
                    app.kubernetes.io/managed-by=kubeblocks
      Annotations:  <none>
      API Version:  apps.kubeblocks.io/v1alpha1
      Kind:         OpsRequest
      Metadata:
        Creation Timestamp:  2025-02-20T13:30:02Z
      Spec:
        Cluster Name:  risk
        Switchover:
          Component Name:  mysql
          Instance Name:   risk-mysql-1
        Type:            Switchover
      Status:
        Phase:     Failed
        Progress:  0/1
      Events:
        Type     Reason                    Age   From                    Message
        ----     ------                    ----  ----                    -------
        Normal   WaitForProgressing        78s   ops-request-controller  wait for the controller to process the OpsRequest: risk-switchover-m8ksv in Cluster: risk
        Warning  OpsRequestFailed          18s   ops-request-controller  Failed to process OpsRequest: risk-switchover-m8ksv in cluster: risk
      """#,
      gives: #"""
        9 2025-02-20T13:30:02Z operation.requested cluster=risk component=mysql peer=risk-mysql-1 operation=risk-switchover-m8ksv type=Switchover phase=Failed
        22 ~2025-02-20T13:30:02Z operation.progress code=WaitForProgressing cluster=risk operation=risk-switchover-m8ksv
        23 ~2025-02-20T13:31:02Z operation.failed code=OpsRequestFailed cluster=risk operation=risk-switchover-m8ksv
        17 2025-02-20T13:31:20Z state.observed code=opsrequest cluster=risk component=mysql peer=risk-mysql-1 operation=risk-switchover-m8ksv type=Switchover phase=Failed
        = kubectl-describe 23/23
        """#),
    GoldenRow(
      .golden, "kubectl-describe", "the pod of a job that failed",
      shows: ["exit_code", "container", "job"],
      #"""
      Name:             a-mysql-switchover-0-x7k2p
      Namespace:        default
      Node:             worker-1/10.0.0.7
      Start Time:       Thu, 20 Feb 2025 13:30:05 +0000
      Labels:           job-name=a-mysql-switchover-0
      Status:           Failed
      IP:               10.1.2.9
      Controlled By:    Job/a-mysql-switchover-0
      Containers:
        switchover:
          Image:         apecloud/kubeblocks-tools:0.9.4
          State:          Terminated
            Reason:       Error
            Exit Code:    1
            Started:      Thu, 20 Feb 2025 13:30:08 +0000
            Finished:     Thu, 20 Feb 2025 13:31:09 +0000
          Ready:          False
          Restart Count:  0
      """#,
      gives: #"""
        15 2025-02-20T13:30:08Z pod.started instance=a-mysql-switchover-0-x7k2p peer=worker-1 container=switchover job=a-mysql-switchover-0
        14 2025-02-20T13:31:09Z pod.terminated code=1 instance=a-mysql-switchover-0-x7k2p peer=worker-1 container=switchover job=a-mysql-switchover-0
        = kubectl-describe 18/18
        """#),
    GoldenRow(
      .malformed, "kubectl-describe", "cut off before the kind",
      shows: ["operation", "type", "phase"],
      #"""
      Name:         risk-switchover-m8ksv
      Namespace:    default
      Labels:       app.kubernetes.io/inst
      """#,
      gives: #"""
        = kubectl-describe 3/3
        """#),
    GoldenRow(
      .malformed, "kubectl-describe", "dates and counts that are none",
      shows: ["operation", "type", "phase", "exit_code"],
      #"""
      Name:             a-mysql-switchover-0-x7k2p
      Namespace:        default
      Start Time:       one day
      Containers:
        switchover:
          State:          Terminated
            Exit Code:    one
            Finished:     Thu, 20 Feb 2025 13:3x:09 +0000
      """#,
      gives: #"""
        7 - pod.terminated code=one instance=a-mysql-switchover-0-x7k2p
        = kubectl-describe 8/8
        """#),
    GoldenRow(
      .golden, "kubectl-describe-tail", "the conditions of an operation",
      shows: ["operation"],
      #"""
          Last Transition Time:  2025-02-20T13:30:02Z
          Message:               wait for the controller to process the OpsRequest: cart-x7 in Cluster: cart
          Reason:                WaitForProgressing
          Status:                True
          Type:                  WaitForProgressing
      """#,
      gives: #"""
        1 - operation.requested cluster=cart operation=cart-x7
        1 2025-02-20T13:30:02Z operation.progress code=WaitForProgressing cluster=cart operation=cart-x7
        1 2025-02-20T13:30:02Z state.observed code=opsrequest cluster=cart operation=cart-x7
        = kubectl-describe-tail 5/5
        """#),
    GoldenRow(
      .malformed, "kubectl-describe-tail", "nothing tells which operation it is",
      shows: ["operation"],
      #"""
          Message:               wait for the controller to process the Ops
          Reason:                WaitForProgressing
          Status:                True
      """#,
      gives: #"""
        = kubectl-describe-tail 3/3
        """#),
    GoldenRow(
      .golden, "kbcli-describe-ops", "an operation that failed",
      shows: ["operation", "type", "phase", "progress"],
      #"""
      Spec:
        Name: shop-switchover-1⇥NameSpace: default⇥Cluster: shop⇥Type: Switchover

      Command:
        kbcli cluster promote shop --component=mysql --namespace=default

      Status:
        Start Time:         Jan 13,2025 15:28 UTC+0800
        Completion Time:    Jan 13,2025 15:30 UTC+0800
        Duration:           2m
        Status:             Failed
        Progress:           0/1
                            OBJECT-KEY   STATUS   DURATION   MESSAGE
                            Switchover/mysql   Failed   1m   switchover timeout after 5 minutes

      Conditions:
      LAST-TRANSITION-TIME         TYPE                 REASON                            STATUS   MESSAGE
      Jan 13,2025 15:28 UTC+0800   WaitForProgressing   WaitForProgressing                True     wait for the controller to process the OpsRequest: shop-switchover-1 in Cluster: shop
      Jan 13,2025 15:30 UTC+0800   Failed               OpsRequestFailed                  False    Failed to process OpsRequest: shop-switchover-1 in cluster: shop
      """#,
      gives: #"""
        2 ~2025-01-13T07:28:00Z operation.requested cluster=shop operation=shop-switchover-1 type=Switchover phase=Failed progress=0/1
        18 ~2025-01-13T07:28:00Z operation.progress code=WaitForProgressing cluster=shop operation=shop-switchover-1 type=Switchover phase=Failed progress=0/1
        11 ~2025-01-13T07:30:00Z state.observed code=opsrequest cluster=shop operation=shop-switchover-1 type=Switchover phase=Failed progress=0/1
        14 ~2025-01-13T07:30:00Z operation.progress code=Failed cluster=shop operation=shop-switchover-1 type=Switchover phase=Failed progress=0/1
        19 ~2025-01-13T07:30:00Z operation.failed code=OpsRequestFailed cluster=shop operation=shop-switchover-1 type=Switchover phase=Failed progress=0/1
        = kbcli-describe-ops 19/19
        """#),
    GoldenRow(
      .malformed, "kbcli-describe-ops", "no name, times that are none",
      shows: ["operation", "type", "phase"],
      #"""
      Spec:
        NameSpace: default⇥Cluster: shop⇥Type: Switchover

      Status:
        Start Time:         some day
        Status:             Failed
      """#,
      gives: #"""
        = 0/6
        ! 1 kbcli-describe-ops: the name of the operation is missing
        """#),
    GoldenRow(
      .malformed, "kbcli-describe-ops", "the status cut off",
      shows: ["operation", "type", "phase"],
      #"""
      Spec:
        Name: shop-switchover-1⇥NameSpace: default⇥Type: Switchover

      Status:
        Start Time:         Jan 13,2025 15:
      """#,
      gives: #"""
        1 - state.observed code=opsrequest operation=shop-switchover-1 type=Switchover
        2 - operation.requested operation=shop-switchover-1 type=Switchover
        = kbcli-describe-ops 5/5
        """#),
  ]
}
