// What switchover jobs and scripts print, and what stands beside it.

extension GoldenRow {
  static let kubeBlocksScripts: [GoldenRow] = [
    GoldenRow(
      .golden, "switchover-job", "success, as kbcli cluster promote has it",
      shows: ["candidate", "url", "timeout_s"],
      #"""
      curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-mysql-0","candidate":"a-mysql-1"}}
      curl result:
      INFO: start to check if switchover successfully, timeout is 60s
      INFO: switchover successfully, a-mysql-1 is primary
      """#,
      gives: #"""
        1 - api.request instance=a-mysql-0 peer=10.1.2.3:3501 candidate=a-mysql-1 url=http://10.1.2.3:3501/v1.0/switchover
        2 - api.response code=accepted instance=a-mysql-0
        3 - script.check code=wait-started timeout_s=60
        4 - script.succeeded code=switched instance=a-mysql-1 role=primary
        = switchover-job 4/4
        """#),
    GoldenRow(
      .golden, "switchover-job", "refused by the precheck, and waited for all the same",
      shows: ["candidate", "timeout_s"],
      #"""
      curl http://10.1.2.3:3601/v1.0/switchover, parameters: {"parameters": {"primary":"a-mysql-0","candidate":""}, "metadata": {"x":"y"}}
      curl result: {"errorCode":"ERR_PRECHECK_FAILED","message":"operation precheck failed: cluster's ha is disabled"}
      INFO: start to check if switchover successfully, timeout is 60s
      ERROR: switchover failed.
      """#,
      gives: #"""
        1 - api.request instance=a-mysql-0 peer=10.1.2.3:3601 candidate=
        2 - api.error code=ERR_PRECHECK_FAILED instance=a-mysql-0
        3 - script.check code=wait-started timeout_s=60
        4 - script.failed code=switchover-failed
        = switchover-job 4/4
        """#),
    GoldenRow(
      .malformed, "switchover-job",
      "parameters cut off, a body that is no JSON, a success without a name, a wrong type",
      shows: ["candidate", "url", "timeout_s", "body"],
      #"""
      curl http://10.1.2.3:3501/v1.0/switchover, parameters: {"parameters": {"primary":"a-my
      curl result: <html>502 Bad Gateway</html>
      curl result: {"errorCode":7,"message":["x"]}
      INFO: start to check if switchover successfully, timeout is
      INFO: switchover successfully
      ERROR: switchover fai
      """#,
      gives: #"""
        1 - api.request peer=10.1.2.3:3501 url=http://10.1.2.3:3501/v1.0/switchover
        2 - api.error code=unexpected-body body=<html>502 Bad Gateway</html>
        3 - api.error code=7 body={"errorCode":7,"message":["x"]}
        4 - script.check code=wait-started
        5 - script.succeeded code=switched
        = switchover-job 5/6
        ! 6 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "shell-trace", "set -ex of ApeCloud MySQL, PostgreSQL and MogDB",
      shows: ["candidate", "url"],
      #"""
      + mysql -hx-mysql-0.x-mysql-headless -P3306 -uroot -pGEHEIM -e 'call dbms_consensus.change_leader('\''x-mysql-1.x-mysql-headless:13306'\'');'
      + real_role=Leader
      + curl -s http://x-pg-0.x-pg-headless:8008/switchover -XPOST -d '{"leader":"x-pg-0","candidate":"x-pg-1"}'
      ++ gs_ctl switchover -D /var/lib/mogdb/data
      """#,
      gives: #"""
        1 - api.request code=change-leader instance=x-mysql-0.x-mysql-headless peer=x-mysql-1.x-mysql-headless:13306
        2 - script.output code=role-leader role=primary
        3 - api.request instance=x-pg-0 peer=x-pg-0.x-pg-headless:8008 candidate=x-pg-1 url=http://x-pg-0.x-pg-headless:8008/switchover
        4 - script.check code=step-down
        = shell-trace 4/4
        """#),
    GoldenRow(
      .malformed, "shell-trace", "an argument that is cut off, no command, no role",
      shows: ["candidate", "url"],
      #"""
      + mysql -hx-mysql-0 -uroot -pGEHEIM -e 'call dbms_consensus.change_leader(
      + curl -s http:///switchover -XPOST -d '{"leader":"x-pg
      + real_role=
      +
      """#,
      gives: #"""
        2 - api.request url=http:///switchover
        = shell-trace 3/4
        ! 4 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kubectl-error", "a job's service account may not read pods; a pod that is gone",
      shows: ["resource"],
      #"""
      Error from server (Forbidden): pods "x-mysql-1" is forbidden: User "system:serviceaccount:ns:kb-x" cannot get resource "pods" in API group "" in the namespace "ns"
      Error from server (NotFound): pods "x-mysql-3" not found
      """#,
      gives: #"""
        1 - access.denied code=Forbidden instance=x-mysql-1 actor=system:serviceaccount:ns:kb-x resource=pods
        2 - script.output code=NotFound instance=x-mysql-3 resource=pods
        = kubectl-error 2/2
        """#),
    GoldenRow(
      .malformed, "kubectl-error", "cut off before the object, before the user, before the reason",
      shows: ["resource"],
      #"""
      Error from server (NotFound): po
      Error from server (Forbidden): pods "x-mysql-1" is forbidden: User "system:serv
      Error from server
      Error from server (Not
      """#,
      gives: #"""
        1 - script.output code=NotFound
        2 - access.denied code=Forbidden instance=x-mysql-1 resource=pods
        3 - script.output code=Error
        4 - script.output code=Error
        = kubectl-error 4/4
        """#),
    GoldenRow(
      .golden, "script", "ApeCloud MySQL: weights, an SQL error, the end",
      shows: ["value"],
      #"""
      leader_weight=9
      leader weight larger than follower weight, update leader weight to current follower weight! leader:x-mysql-0:13306, leader weight:9, follower:x-mysql-1:13306, follower weight:5
      do not transfer to leader, leader:x-mysql-0:13306
      ERROR 7502 (HY000) at line 1: The consensus membership change failed, error code is 5, error msg: A concurrent command is running, please retry later.
      switchover failed, please check!
      """#,
      gives: #"""
        1 - script.output code=leader-weight value=9
        2 - script.output code=weight-lowered
        3 - script.output code=skip-leader instance=x-mysql-0:13306
        4 - script.failed code=7502
        5 - script.failed code=switchover-failed
        = script 5/5
        """#),
    GoldenRow(
      .golden, "script", "MongoDB's false success, Patroni's refusal, orchestrator's JSON, the shell",
      shows: ["value"],
      #"""
      Switchover to new primary: mongo-1.mongo-headless:27017
      Attempt 3: Secondary
      Failed to switch over to primary after 10 attempts
      Switchover complete
      Current pod: x-pg-0 perform switchover with candidate. Leader: x-pg-0, Candidate: x-pg-1
      Switchover with candidate output: switchover is not possible: no good candidates have been found
      Switchover API response (HTTP 503): Switchover failed
        phase: switchover-rejected
        next-retry-safe: yes
      {"Code":"ERROR","Message":"Cannot deduce cluster primary"}
      /scripts/switchover.sh: line 12: [: : integer expression expected
      Switchover successful: redis-1 is now master
      redis-1 is not reachable on port 6379.
      """#,
      gives: #"""
        1 - script.check code=target peer=mongo-1.mongo-headless:27017
        2 - script.check code=attempt
        3 - script.failed code=gave-up
        4 - script.succeeded code=complete
        5 - script.check code=started instance=x-pg-0 peer=x-pg-1
        6 - api.error code=no-good-candidates
        7 - api.error code=503
        8 - script.failed code=switchover-rejected value=rejected
        9 - script.output code=retry-safe value=yes
        10 - api.error code=ERROR
        11 - script.output code=empty-weight
        12 - script.succeeded code=verified instance=redis-1
        13 - script.output code=unreachable
        = script 13/13
        """#),
    GoldenRow(
      .malformed, "script", "sentences without their names, a code that is no number, JSON cut off",
      shows: ["value"],
      #"""
      leader_weight=
      do not transfer to leader, leader:
      Switchover to new primary:
      Current pod: x-pg-0 perform switch
      ERROR 75x2 (HY000) at line 1: The consensus membership change failed
      Switchover API response (HTTP
      Switchover API response (HTTP abc): Switchover failed
      {"Code":"ERR
      {"Code":7,"Message":8}
      Switchover successful:
      """#,
      gives: #"""
        1 - script.output code=leader-weight value=
        2 - script.output code=skip-leader
        4 - script.check code=started
        = script 3/10
        ! 3 no format recognises these lines
        ! 5+1 no format recognises these lines
        ! 7 an answer of the API without its HTTP status
        ! 8 an answer of orchestrator that is cut off
        ! 9+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kbcli-report", "the headings of a log in a report",
      #"""
      =============Previous logs:=============
      =============Current logs:=============
      2024-05-24T03:26:37Z⇥INFO⇥HA⇥Take the leader success!
      """#,
      gives: #"""
        3 2024-05-24T03:26:37Z lease.acquired code=acquired role=primary
        = kbcli-report+zap 3/3
        """#),
    GoldenRow(
      .malformed, "kbcli-report", "a heading that is damaged",
      #"""
      ============Previous logs:=============
      =============Curr
      """#,
      gives: #"""
        = 0/2
        ! 1+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kbcli-version", "version.txt of a report with two operators",
      shows: ["kubeblocks", "distinct"],
      #"""
      Kubernetes: v1.30.4-vke.4
      KubeBlocks: 1.0.0-beta.38,0.9.4-beta.5
      Kbcli: 0.9.4
      Kubernetes provider: VKE
      """#,
      gives: #"""
        2 - state.observed code=versions kubeblocks=1.0.0-beta.38 0.9.4-beta.5 distinct=2
        = kbcli-version 4/4
        """#),
    GoldenRow(
      .malformed, "kbcli-version", "no version, words for a version",
      shows: ["kubeblocks", "distinct"],
      #"""
      KubeBlocks:
      KubeBlocks: not installed
      KubeBlocks: 0.9.4,
      """#,
      gives: #"""
        3 - state.observed code=versions kubeblocks=0.9.4 distinct=1
        = kbcli-version 1/3
        ! 1+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "kernel-oom", "kernel, dmesg -T, systemd",
      shows: ["pid", "program"],
      #"""
      Out of memory: Killed process 1122 (redis-server) total-vm:15864844kB, anon-rss:15124480kB
      [Mon Mar 18 02:41:07 2024] Memory cgroup out of memory: Killed process 31 (valkey-server) total-vm:2097152kB
      redis-server.service: Failed with result 'oom-kill'.
      """#,
      gives: #"""
        1 - resource.oom code=oom-killed pid=1122 program=redis-server
        3 - resource.oom code=oom-killed program=redis-server
        2 2024-03-18T02:41:07Z resource.oom code=oom-killed pid=31 program=valkey-server
        = kernel-oom 3/3
        """#),
    GoldenRow(
      .malformed, "kernel-oom", "another program, no pid, a date that is none",
      shows: ["pid", "program"],
      #"""
      Out of memory: Killed process 1122 (firefox) total-vm:15864844kB
      Out of memory: Killed process (redis-server) total-vm:15864844kB
      [Mon Max 18 02:41:07 2024] Memory cgroup out of memory: Killed process 31 (valkey-server) total-vm:2097152kB
      Out of memory: Killed process 11
      """#,
      gives: #"""
        2 - resource.oom code=oom-killed program=redis-server
        3 - resource.oom code=oom-killed pid=31 program=valkey-server
        = kernel-oom 2/4
        ! 1 no format recognises these lines
        ! 4 no format recognises these lines
        """#),
  ]
}
