// Objects, events and audited requests.

extension GoldenRow {
  static let kubernetesDocuments: [GoldenRow] = [
    GoldenRow(
      .golden, "audit", "who asked, a label, a refusal",
      shows: ["verb", "resource", "operation", "label", "type"],
      #"""
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"a1","stage":"ResponseComplete","requestURI":"/apis/apps.kubeblocks.io/v1alpha1/namespaces/ns/opsrequests","verb":"create","user":{"username":"admin"},"objectRef":{"resource":"opsrequests","namespace":"ns","name":"ops-a"},"responseStatus":{"code":201},"requestObject":{"apiVersion":"apps.kubeblocks.io/v1alpha1","kind":"OpsRequest","spec":{"clusterName":"x","type":"Switchover","switchover":[{"componentName":"mysql","instanceName":"x-mysql-1"}]}},"stageTimestamp":"2025-02-20T13:30:02.796089Z"}
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a2","stage":"ResponseComplete","verb":"patch","user":{"username":"system:serviceaccount:kb-system:kubeblocks"},"objectRef":{"resource":"pods","namespace":"ns","name":"x-mysql-1"},"responseStatus":{"code":200},"requestObject":{"metadata":{"labels":{"kubeblocks.io/role":"primary"}}},"stageTimestamp":"2025-02-20T13:30:32.796089Z"}
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a3","stage":"ResponseComplete","verb":"get","user":{"username":"system:serviceaccount:ns:kb-x"},"objectRef":{"resource":"pods","namespace":"ns","name":"x-mysql-0"},"responseStatus":{"code":403,"reason":"Forbidden","message":"pods \"x-mysql-0\" is forbidden"},"stageTimestamp":"2025-02-20T13:30:33.796089Z"}
      """#,
      gives: #"""
        1 2025-02-20T13:30:02.796089Z audit.create code=201 instance=ops-a actor=admin verb=create resource=opsrequests
        1 2025-02-20T13:30:02.796089Z operation.requested cluster=x component=mysql peer=x-mysql-1 actor=admin verb=create resource=opsrequests operation=ops-a type=Switchover
        2 2025-02-20T13:30:32.796089Z audit.patch code=200 instance=x-mysql-1 actor=system:serviceaccount:kb-system:kubeblocks verb=patch resource=pods
        2 2025-02-20T13:30:32.796089Z label.changed code=200 instance=x-mysql-1 actor=system:serviceaccount:kb-system:kubeblocks role=primary verb=patch resource=pods label=primary
        3 2025-02-20T13:30:33.796089Z access.denied code=Forbidden cluster=x instance=x-mysql-0 actor=system:serviceaccount:ns:kb-x verb=get resource=pods
        = audit 3/3
        """#),
    GoldenRow(
      .malformed, "audit", "cut off, wrong types, no time, a comma too much",
      shows: ["verb", "resource", "operation"],
      #"""
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a1","stage":"ResponseComplete","verb":"create","objectRef":{"resource":"opsrequests","na
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a2","stage":"ResponseComplete","verb":7,"objectRef":"opsrequests","responseStatus":{"code":"x"},"stageTimestamp":"2025-02-20T13:30:02.796089Z"}
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a3","stage":"ResponseComplete","verb":"create","user":{"username":"admin"},"objectRef":{"resource":"opsrequests","namespace":"ns","name":"ops-a"},"stageTimestamp":"soon"}
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a4","stage":"ResponseComplete","verb":"create","objectRef":{"resource":"opsrequests","name":"ops-b"},}
      """#,
      gives: #"""
        3 - audit.create instance=ops-a actor=admin verb=create resource=opsrequests
        3 - operation.requested actor=admin verb=create resource=opsrequests operation=ops-a
        = audit 2/4
        ! 1 an audit event that is cut off
        ! 4 an audit event that is no JSON
        """#),
    GoldenRow(
      .golden, "json", "an OpsRequest of 1.0, a probe's event, back to back",
      shows: ["operation", "type", "phase", "witness", "api"],
      #"""
      {
          "apiVersion": "operations.kubeblocks.io/v1alpha1",
          "kind": "OpsRequest",
          "metadata": {"name": "ops-a", "namespace": "ns", "creationTimestamp": "2025-02-20T13:30:02Z"},
          "spec": {"clusterName": "x", "type": "Switchover", "switchover": [{"componentName": "mysql", "instanceName": "x-mysql-0", "candidateName": "x-mysql-1"}]},
          "status": {"phase": "Succeed", "startTimestamp": "2025-02-20T13:30:02Z", "completionTimestamp": "2025-02-20T13:30:12Z"}
      }
      {
          "apiVersion": "v1",
          "kind": "Event",
          "metadata": {"name": "x-mysql-1.1a2b", "namespace": "ns"},
          "involvedObject": {"kind": "Pod", "name": "x-mysql-1", "namespace": "ns", "fieldPath": "spec.containers{kbagent}"},
          "reason": "roleProbe",
          "message": "{\"instance\":\"x-mysql\",\"probe\":\"roleProbe\",\"code\":0,\"output\":\"cHJpbWFyeQ==\"}",
          "eventTime": "2025-02-20T13:30:11.123456Z",
          "reportingComponent": "kbagent",
          "type": "Normal"
      }
      """#,
      gives: #"""
        4 2025-02-20T13:30:02Z operation.requested cluster=x component=mysql instance=x-mysql-0 peer=x-mysql-1 operation=ops-a type=Switchover phase=Succeed api=operations.kubeblocks.io/v1alpha1
        15 2025-02-20T13:30:11.123456Z role.observed code=roleProbe instance=x-mysql-1 role=primary witness=database
        6 2025-02-20T13:30:12Z operation.succeeded code=Succeed cluster=x component=mysql instance=x-mysql-0 peer=x-mysql-1 operation=ops-a type=Switchover phase=Succeed api=operations.kubeblocks.io/v1alpha1
        6 2025-02-20T13:30:12Z state.observed code=opsrequest cluster=x component=mysql instance=x-mysql-0 peer=x-mysql-1 operation=ops-a type=Switchover phase=Succeed api=operations.kubeblocks.io/v1alpha1
        = json 18/18
        """#),
    GoldenRow(
      .golden, "json", "a checkRole snapshot of lorry, pods in a list, the dashboard of codis",
      shows: ["term", "witness", "group"],
      #"""
      {"apiVersion":"v1","kind":"Event","metadata":{"name":"mysql-cluster-mysql-1.abc","namespace":"ns"},"involvedObject":{"kind":"Pod","name":"mysql-cluster-mysql-1","namespace":"ns"},"reason":"checkRole","message":"{\"event\":\"Success\",\"operation\":\"checkRole\",\"originalRole\":\"waitForStart\",\"role\":\"{\\\"term\\\":\\\"1734069766004659\\\",\\\"PodRoleNamePairs\\\":[{\\\"podName\\\":\\\"mysql-cluster-mysql-1\\\",\\\"roleName\\\":\\\"primary\\\",\\\"podUid\\\":\\\"a2934dea\\\"}]}\"}","eventTime":"2024-12-13T06:02:46.004659Z","reportingComponent":"lorry","type":"Normal"}
      {"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"x-mysql-0","namespace":"ns","creationTimestamp":"2025-02-20T13:00:00Z","labels":{"app.kubernetes.io/instance":"x","apps.kubeblocks.io/component-name":"mysql","kubeblocks.io/role":"primary"}},"status":{"phase":"Running","podIP":"10.1.2.3"}}]}
      {"id":2,"servers":[{"server":"10.22.8.11:9221","state":2},{"server":"10.22.8.12:9221","state":0}]}
      """#,
      gives: #"""
        2 - state.observed code=roles cluster=x component=mysql instance=x-mysql-0 witness=label
        2 - role.observed cluster=x component=mysql instance=x-mysql-0 role=primary witness=label
        3 - state.observed code=topom-group group=2
        3 - state.observed code=topom-server instance=10.22.8.11:9221 role=primary group=2
        3 - state.observed code=topom-server instance=10.22.8.12:9221 peer=10.22.8.11:9221 role=replica group=2
        1 2024-12-13T06:02:46.004659Z role.observed code=checkRole instance=mysql-cluster-mysql-1 role=primary term=1734069766004659 witness=database
        = json 3/3
        """#),
    GoldenRow(
      .malformed, "json", "cut off in a string, followed by a log line",
      shows: ["operation", "type", "phase"],
      #"""
      {
          "apiVersion": "operations.kubeblocks.io/v1alpha1",
          "kind": "OpsRequest",
          "metadata": {"name": "ops-a", "namespace": "ns", "creationTimestamp": "2025-02-20T13:30:02Z"},
          "spec": {"clusterName": "x", "type": "Switcho
      curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-mysql-0","candidate":"a-mysql-1"}}
      """#,
      gives: #"""
        6 - api.request instance=a-mysql-0 peer=10.1.2.3:3501
        1 2025-02-20T13:30:02Z state.observed code=opsrequest cluster=x operation=ops-a
        4 2025-02-20T13:30:02Z operation.requested cluster=x operation=ops-a
        = switchover-job 1/6
        ! 5 json: the JSON document is cut off
        """#),
    GoldenRow(
      .malformed, "json", "wrong types and nothing known",
      shows: ["operation", "type", "phase"],
      #"""
      {"apiVersion":"v1","kind":"OpsRequest","metadata":[1,2],"spec":"x","status":{"phase":7}}
      {"apiVersion":"v1","kind":"Event","metadata":{"name":7},"involvedObject":"x-mysql-1","reason":["roleProbe"],"message":{"a":1},"eventTime":"when it was"}
      {"kind":7}
      {"apiVersion":"v1","fine":true}
      """#,
      gives: #"""
        1 - state.observed code=opsrequest phase=7
        = json 2/4
        ! 3 json: no document of a kind that debrief knows, or nothing but its kind
        ! 4 json: no document of a kind that debrief knows, or nothing but its kind
        """#),
    GoldenRow(
      .golden, "json", "a job that failed, the lease of the HA layer, a follower's probe",
      shows: ["object", "ttl", "enable", "witness", "from", "operation", "backoff_limit"],
      #"""
      {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a-sw-0","namespace":"ns","creationTimestamp":"2025-02-20T13:30:03Z","labels":{"app.kubernetes.io/instance":"a","ops.kubeblocks.io/ops-name":"ops-a"}},"spec":{"backoffLimit":0},"status":{"startTime":"2025-02-20T13:30:03Z","failed":1,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit","lastTransitionTime":"2025-02-20T13:31:12Z"}]}}
      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a-mysql-leader","namespace":"ns","creationTimestamp":"2025-02-20T12:00:00Z","annotations":{"leader":"a-mysql-0","ttl":"15","renew-time":"1740058200","acquire-time":"1740050000"}}}
      {"apiVersion":"v1","kind":"Event","metadata":{"name":"a-mysql-1.x","namespace":"ns"},"involvedObject":{"kind":"Pod","name":"a-mysql-1","namespace":"ns"},"reason":"checkRole","message":"{\"event\":\"Success\",\"operation\":\"checkRole\",\"originalRole\":\"secondary\",\"role\":\"primary\"}","eventTime":"2025-02-20T13:30:20.000001Z","reportingComponent":"lorry","type":"Normal"}
      """#,
      gives: #"""
        2 2025-02-20T11:13:20Z lease.acquired instance=a-mysql-0 role=primary object=a-mysql-leader witness=manager
        2 2025-02-20T13:30:00Z state.observed code=leader-configmap instance=a-mysql-0 object=a-mysql-leader ttl=15
        2 2025-02-20T13:30:00Z role.observed instance=a-mysql-0 role=primary object=a-mysql-leader ttl=15 witness=manager
        1 2025-02-20T13:30:03Z job.created cluster=a instance=a-sw-0 operation=ops-a backoff_limit=0
        1 2025-02-20T13:30:03Z job.started cluster=a instance=a-sw-0 operation=ops-a backoff_limit=0
        3 2025-02-20T13:30:20.000001Z role.changed code=checkRole instance=a-mysql-1 role=primary witness=database
        1 2025-02-20T13:31:12Z job.failed code=BackoffLimitExceeded cluster=a instance=a-sw-0 operation=ops-a backoff_limit=0
        = json 3/3
        """#),
    GoldenRow(
      .golden, "yaml", "an OpsRequest of 0.9 and a ConfigMap of the HA layer",
      shows: ["operation", "type", "phase", "object"],
      #"""
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata:
        name: ops-a
        namespace: ns
        creationTimestamp: "2025-02-20T13:30:02Z"
      spec:
        clusterName: x
        type: Switchover
        switchover:
        - componentName: mysql
          instanceName: x-mysql-1
      status:
        phase: Failed
        conditions:
        - type: Failed
          status: "False"
          reason: OpsRequestFailed
          message: "Failed to process OpsRequest: ops-a in cluster: x, more detailed informations in status.components"
          lastTransitionTime: "2025-02-20T13:31:12Z"
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: x-mysql-switchover
        namespace: ns
        creationTimestamp: "2025-02-20T13:30:05Z"
        annotations:
          leader: x-mysql-0
          candidate: x-mysql-1
      """#,
      gives: #"""
        6 2025-02-20T13:30:02Z operation.requested cluster=x component=mysql peer=x-mysql-1 operation=ops-a type=Switchover phase=Failed
        27 2025-02-20T13:30:05Z switchover.recorded instance=x-mysql-0 peer=x-mysql-1 object=x-mysql-switchover
        28 2025-02-20T13:30:05Z state.observed code=switchover-configmap instance=x-mysql-0 peer=x-mysql-1 object=x-mysql-switchover
        14 2025-02-20T13:31:12Z state.observed code=opsrequest cluster=x component=mysql peer=x-mysql-1 operation=ops-a type=Switchover phase=Failed
        20 2025-02-20T13:31:12Z operation.failed code=OpsRequestFailed cluster=x component=mysql peer=x-mysql-1 operation=ops-a type=Switchover phase=Failed
        = yaml 30/30
        """#),
    GoldenRow(
      .malformed, "yaml", "a tab where blanks must stand, then a log line",
      shows: ["operation", "type"],
      #"""
      apiVersion: apps.kubeblocks.io/v1alpha1
      kind: OpsRequest
      metadata:
      ⇥name: ops-a
      16416:X 02 Apr 2025 03:12:30.071 # +odown master mymaster 10.8.4.20 7101 #quorum 2/2
      """#,
      gives: #"""
        5 2025-04-02T03:12:30.071Z sentinel.odown cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101 type=master
        = redis-log 1/5
        ! 1 yaml: no document of a kind that debrief knows, or nothing but its kind
        ! 4 no format recognises these lines
        """#),
    GoldenRow(
      .malformed, "yaml", "wrong types, a kind without a name",
      shows: ["operation", "type"],
      #"""
      kind: OpsRequest
      apiVersion: apps.kubeblocks.io/v1alpha1
      metadata: ops-a
      spec:
        - 1
        - 2
      status: 7
      """#,
      gives: #"""
        = 0/7
        ! 1 yaml: no document of a kind that debrief knows, or nothing but its kind
        """#),
    GoldenRow(
      .golden, "yaml", "an event that a probe updates in place: its eventTime counts, never lastTimestamp",
      shows: ["witness", "count"],
      #"""
      apiVersion: v1
      kind: Event
      metadata:
        name: x-mysql-0.4f1c2a
        namespace: ns
      involvedObject:
        kind: Pod
        name: x-mysql-0
        namespace: ns
      reason: roleProbe
      message: '{"instance":"x-mysql","probe":"roleProbe","code":0,"output":"c2Vjb25kYXJ5"}'
      count: 4
      firstTimestamp: "2025-02-20T10:00:00Z"
      lastTimestamp: "2025-02-20T10:00:00Z"
      eventTime: "2025-02-20T13:30:11.500000Z"
      reportingComponent: kbagent
      """#,
      gives: #"""
        15 2025-02-20T13:30:11.500Z role.observed code=roleProbe instance=x-mysql-0 role=replica witness=database count=4
        = yaml 16/16
        """#),
    GoldenRow(
      .golden, "yaml-status", "the status of a job's pod, cut out of the object; the command above tells whose",
      shows: ["job", "container", "namespace"],
      #"""
      # kubectl get pod a1b2c3d4-x-custom-aaaaa-mysql-switchover-0-abcde -n ns -o yaml | yq .status
      conditions:
      - lastTransitionTime: "2025-02-20T13:30:00Z"
        status: "True"
        type: PodScheduled
      containerStatuses:
      - name: switchover
        state:
          terminated:
            exitCode: 137
            finishedAt: "2025-02-20T13:30:20Z"
            reason: Error
            startedAt: "2025-02-20T13:30:01Z"
      phase: Failed
      """#,
      gives: #"""
        3 2025-02-20T13:30:00Z pod.scheduled instance=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0-abcde job=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0 namespace=ns
        13 2025-02-20T13:30:01Z pod.started instance=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0-abcde job=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0 container=switchover namespace=ns
        10 2025-02-20T13:30:20Z pod.terminated code=137 instance=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0-abcde job=a1b2c3d4-x-custom-aaaaa-mysql-switchover-0 container=switchover namespace=ns
        = yaml-status+terminal 14/14
        """#),
    GoldenRow(
      .golden, "json", "the same through jq, and a job's",
      shows: ["job"],
      #"""
      $ kubectl -n ns get pod x-mysql-1 -o json | jq .status
      {
        "containerStatuses": [{"name": "mysql", "state": {"running": {"startedAt": "2025-02-20T13:30:01Z"}}}]
      }
      $ kubectl -n ns get job kb-switchover-job-x-mysql-3 -o json | jq .status
      {
        "conditions": [{"type": "Failed", "status": "True", "reason": "DeadlineExceeded", "lastTransitionTime": "2025-02-20T13:31:00Z"}],
        "failed": 1
      }
      """#,
      gives: #"""
        3 2025-02-20T13:30:01Z pod.started instance=x-mysql-1
        7 2025-02-20T13:31:00Z job.failed code=DeadlineExceeded instance=kb-switchover-job-x-mysql-3
        = json+terminal 9/9
        """#),
    GoldenRow(
      .malformed, "yaml-status", "a status of nobody, and one of another kind than was asked for",
      #"""
      conditions:
      - lastTransitionTime: "2025-02-20T13:30:00Z"
        status: "True"
        type: Ready
      phase: Running
      $ kubectl get ops x-a -o yaml | yq .status
      containerStatuses:
      - name: switchover
        state:
          running:
            startedAt: "2025-02-20T13:30:01Z"
      """#,
      gives: #"""
        = terminal 1/11
        ! 1 yaml-status: no document of a kind that debrief knows, or nothing but its kind
        ! 7 yaml-status: no document of a kind that debrief knows, or nothing but its kind
        """#),
  ]
}
