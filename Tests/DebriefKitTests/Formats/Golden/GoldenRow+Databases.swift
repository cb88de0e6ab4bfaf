// Databases and their managers.

extension GoldenRow {
  static let databases: [GoldenRow] = [
    GoldenRow(
      .golden, "patroni", "a switchover as the old leader's log has it",
      shows: ["witness"],
      #"""
      2025-03-09 19:33:12,509 INFO: no action. I am (pg-0), the leader with the lock
      2025-03-09 19:33:20,100 INFO: received switchover request with leader=pg-0 candidate=pg-1 scheduled_at=None
      2025-03-09 19:33:22,801 INFO: manual failover: demoting myself
      2025-03-09 19:33:23,000 INFO: Leader key released
      2025-03-09 19:33:24,000 INFO: Got response from pg-1 http://10.0.0.2:8008/patroni: {"state": "running", "role": "replica"}
      2025-03-09 19:33:30,000 INFO: no action. I am (pg-0), a secondary, and following a leader (pg-1)
      """#,
      gives: #"""
        1 2025-03-09T19:33:12.509Z role.observed instance=pg-0 role=primary witness=manager
        2 2025-03-09T19:33:20.100Z switchover.recorded code=patroni-request instance=pg-0 peer=pg-1
        3 2025-03-09T19:33:22.801Z demotion.started code=manual instance=pg-0
        4 2025-03-09T19:33:23Z lease.released code=released instance=pg-0
        5 2025-03-09T19:33:24Z state.observed code=patroni-member instance=pg-1 role=replica
        6 2025-03-09T19:33:30Z role.observed instance=pg-0 peer=pg-1 role=replica witness=manager
        = patroni 6/6
        """#),
    GoldenRow(
      .golden, "patroni", "the new leader, and a member that may not lead",
      shows: ["witness"],
      #"""
      2025-03-09 19:33:24,102 INFO: promoted self to leader by acquiring session lock
      2025-03-09 19:33:25,102 INFO: following a different leader because i am not the healthiest node
      2025-03-09 19:33:26,102 ERROR: Error communicating with DCS
      """#,
      gives: #"""
        1 2025-03-09T19:33:24.102Z lease.acquired code=acquired role=primary witness=manager
        2 2025-03-09T19:33:25.102Z promotion.failed code=not-healthiest
        3 2025-03-09T19:33:26.102Z controller.error code=dcs-unreachable
        = patroni 3/3
        """#),
    GoldenRow(
      .malformed, "patroni", "a dot for the comma, a level missing, names cut off",
      shows: ["witness"],
      #"""
      2025-03-09 19:33:12,5x9 INFO: no action. I am (pg-0), the leader with the lock
      2025-03-09 19:33:12.509 INFO: no action. I am (pg-0), the leader with the lock
      2025-13-09 19:33:12,509 INFO: no action. I am (pg-0), the leader with the lock
      2025-03-09 19:33:12,509 no action. I am (pg-0), the leader with the lock
      2025-03-09 19:33:12,509 INFO: no action. I am (
      2025-03-09 19:33:20,100 INFO: received switchover request with leader= candidate=
      2025-03-09 19:33:24,000 INFO: Got response from pg-1 http://10.0.0.2:8008/patroni: {"state": "runn
      2025-03-09 19:33:25,000 INFO: Got response from
      """#,
      gives: #"""
        6 2025-03-09T19:33:20.100Z switchover.recorded code=patroni-request
        7 2025-03-09T19:33:24Z state.observed code=patroni-member instance=pg-1
        = patroni 3/8
        ! 1+3 no format recognises these lines
        ! 5 a line of Patroni that does not say the role
        """#),
    GoldenRow(
      .golden, "postgresql", "promotion, a standby that loses its stream",
      shows: ["witness"],
      #"""
      2025-03-09 19:33:24.512 UTC [211] LOG:  received promote request
      2025-03-09 19:33:25.101 UTC [1] LOG:  database system is ready to accept connections
      2025-03-09 19:33:26.000 UTC [90] FATAL:  could not receive data from WAL stream: server closed the connection unexpectedly
      ⇥This probably means the server terminated abnormally
      2025-03-09 19:33:27.000 UTC [88] FATAL:  the database system is starting up
      """#,
      gives: #"""
        1 2025-03-09T19:33:24.512Z promotion.started code=promote
        2 2025-03-09T19:33:25.101Z instance.started code=ready
        3 2025-03-09T19:33:26Z replication.broken code=stream-lost
        5 2025-03-09T19:33:27Z probe.failed code=starting-up
        = postgresql 5/5
        """#),
    GoldenRow(
      .malformed, "postgresql", "damaged stamp, a level that does not exist, cut off",
      shows: ["witness"],
      #"""
      2025-03-09 19:3x:24.512 UTC [211] LOG:  received promote request
      2025-03-09 19:33:24.512 UTC [211] NOISE:  received promote request
      2025-03-09 19:33:24.512 UTC [211] LOG:  received pro
      2025-03-09 19:33:24.512 UTC [211] LOG
      """#,
      gives: #"""
        = postgresql 1/4
        ! 1+1 no format recognises these lines
        ! 4 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "mysql-error", "8.0 and 5.7: ready, replication, shutdown, another line",
      shows: ["error_number", "witness"],
      #"""
      2025-06-20T08:38:57.308630Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.30'
      2025-06-20T08:38:57.308714Z 0 [Warning] 'NO_AUTO_CREATE_USER' sql mode was not set.
      2025-06-20T08:40:01.000001Z 52 [ERROR] [MY-010584] [Repl] Slave I/O for channel '': error connecting to master 'u@x-mysql-0:3306'
      2025-06-20T08:41:01.000001Z 0 [System] [MY-013172] [Server] Received SHUTDOWN from user root. Shutting down mysqld
      """#,
      gives: #"""
        1 2025-06-20T08:38:57.308630Z instance.started code=ready error_number=10931
        3 2025-06-20T08:40:01.000001Z replication.broken code=connection-refused error_number=10584
        4 2025-06-20T08:41:01.000001Z instance.stopped code=shutdown error_number=13172
        = mysql-error 4/4
        """#),
    GoldenRow(
      .golden, "mysql-error", "logins that are refused, by the address they came from",
      shows: ["client_host"],
      #"""
      2024-01-16T09:22:09.412077Z 41207 [Note] [MY-010926] [Server] Access denied for user 'root'@'10.66.7.31' (using password: YES)
      2024-01-16 09:22:10 41208 [Warning] Access denied for user 'app'@'%' to database 'x'
      2024-01-16T09:22:11.412077Z 41209 [Note] [MY-010926] [Server] Access denied for user
      """#,
      gives: #"""
        1 2024-01-16T09:22:09.412077Z access.denied code=auth-failed actor=root client_host=10.66.7.31
        2 2024-01-16T09:22:10Z access.denied code=auth-failed actor=app client_host=%
        = mysql-error 3/3
        """#),
    GoldenRow(
      .golden, "mysql-crash-report", "the hour without its day, past midnight; the whole time; MariaDB's short date",
      shows: ["signal"],
      #"""
      2024-12-18T23:59:58.118000Z 4183 [ERROR] [MY-011072] [Server] Binary logging not possible. Message: An error occurred during flush stage of the commit. 'binlog_error_action' is set to 'ABORT_SERVER'. Server is being stopped..
      00:00:01 UTC - mysqld got signal 6 ;
      Most likely, you have hit a bug, but this error can also be caused by malfunctioning hardware.
      Thread pointer: 0x7f1a5c000fe0
      2024-12-19T00:00:29.118000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.33'
      2024-12-19T00:01:00Z UTC - mysqld got signal 11 ;
      Attempting backtrace. You can use the following information to find out
      241219  0:02:00 [ERROR] mysqld got exception 0xc0000005 ;
      """#,
      gives: #"""
        1 2024-12-18T23:59:58.118Z instance.crashed code=binlog-abort
        2 2024-12-19T00:00:01Z instance.crashed code=signal signal=6
        5 2024-12-19T00:00:29.118Z instance.started code=ready
        6 2024-12-19T00:01:00Z instance.crashed code=signal signal=11
        8 2024-12-19T00:02:00Z instance.crashed code=exception
        = mysql-crash-report+mysql-error 8/8
        """#),
    GoldenRow(
      .malformed, "mysql-crash-report", "no day to be had, an hour that is none, no number",
      shows: ["signal"],
      #"""
      00:00:01 UTC - mysqld got signal 6 ;
      Thread pointer: 0x0
      2024-12-19T00:00:29.118000Z 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.0.33'
      00:xx UTC - mysqld got signal ;
      """#,
      gives: #"""
        1 - instance.crashed code=signal signal=6
        4 - instance.crashed code=signal
        3 2024-12-19T00:00:29.118Z instance.started code=ready
        = mysql-crash-report+mysql-error 4/4
        """#),
    GoldenRow(
      .malformed, "mysql-error", "damaged stamp, no thread, a level that does not exist, cut off",
      shows: ["error_number"],
      #"""
      2025-06-20T08:38:5xZ 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections.
      2025-06-20T08:38:57.308630Z [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections.
      2025-06-20T08:38:57.308630Z 0 [Shout] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections.
      2025-06-20T08:38:57.308630Z 0 [ERROR] [MY-0109
      2025-06-20T08:38:57.308630Z 0 [ERROR]
      """#,
      gives: #"""
        = 0/5
        ! 4 a line of MySQL that is cut off
        ! 5 a line of MySQL without its text
        ! 1+2 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "mongod", "state transitions, an election, a heartbeat that fails",
      shows: ["witness", "new_state", "old_state", "error"],
      #"""
      {"t":{"$date":"2025-02-04T16:20:58.585+00:00"},"s":"I",  "c":"ELECTION", "id":21444,   "ctx":"ReplCoord-7","msg":"Election succeeded, assuming primary role","attr":{"term":7}}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "ctx":"ReplCoord-8","msg":"Replica set state transition","attr":{"newState":"PRIMARY","oldState":"SECONDARY"}}
      {"t":{"$date":"2025-02-04T16:21:01.000+00:00"},"s":"I",  "c":"REPL_HB",   "id":23974,   "ctx":"ReplCoord-9","msg":"Heartbeat failed after max retries","attr":{"target":"m-2.m-headless:27017","error":{"code":6,"codeName":"HostUnreachable"}}}
      {"t":{"$date":"2025-02-04T16:21:02.000+00:00"},"s":"I",  "c":"REPL",      "id":21215,   "ctx":"ReplCoord-9","msg":"Member is in new state","attr":{"hostAndPort":"m-2.m-headless:27017","newState":"SECONDARY"}}
      """#,
      gives: #"""
        1 2025-02-04T16:20:58.585Z promotion.succeeded code=elected role=primary witness=database
        2 2025-02-04T16:20:59.585Z role.changed code=state-transition role=primary witness=database new_state=PRIMARY old_state=SECONDARY
        3 2025-02-04T16:21:01Z replication.broken code=heartbeat-failed peer=m-2.m-headless:27017 error=HostUnreachable
        4 2025-02-04T16:21:02Z role.observed code=member-state instance=m-2.m-headless:27017 role=replica witness=database
        = mongod 4/4
        """#),
    GoldenRow(
      .malformed, "mongod", "cut off, damaged date, wrong types, no message",
      shows: ["new_state"],
      #"""
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "ctx":"ReplCoord-8","msg":"Replica set state trans
      {"t":{"$date":"2025-02-04T16:2x:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "msg":"Replica set state transition","attr":{"newState":"PRIMARY"}}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "msg":"Replica set state transition","attr":{"newState":7}}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21215,   "msg":"Member is in new state","attr":{"hostAndPort":7}}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358}
      {"t":{"$date":"2025-02-04T16:20:59.585+00:00"},"s":"I",  "c":"REPL",      "id":21358,   "msg":"Replica set state transition","attr":{"newState":"PRIMARY"},}
      """#,
      gives: #"""
        = mongod 1/6
        ! 1 a mongod log line that is cut off
        ! 2 no format recognises these lines
        ! 3 a change of state without the state
        ! 4 a change of state without the member or its state
        ! 6 a mongod log line that is no JSON
        """#),
    GoldenRow(
      .golden, "gs_ctl", "a switchover that ends in a timeout",
      #"""
      [2024-04-26 06:11:53.862][22476][][gs_ctl]: gs_ctl switchover ,datadir is /var/lib/mogdb/data
      [2024-04-26 06:12:54.010][22476][][gs_ctl]: switchover timeout after 60 seconds. please manually check the cluster status.
      """#,
      gives: #"""
        1 2024-04-26T06:11:53.862Z script.check code=started
        2 2024-04-26T06:12:54.010Z script.failed code=engine-timeout
        = gs_ctl 2/2
        """#),
    GoldenRow(
      .malformed, "gs_ctl", "damaged stamp, another program, cut off",
      #"""
      [2024-04-26 06:1x:53.862][22476][][gs_ctl]: gs_ctl switchover ,datadir is /var/lib/mogdb/data
      [2024-04-26 06:11:53.862][22476][][gs_dump]: gs_ctl switchover ,datadir is /var/lib/mogdb/data
      [2024-04-26 06:11:53.862][22476][][gs_ct
      [2024-04-26 06:11:53.862][22476][][gs_ctl]:
      """#,
      gives: #"""
        4 2024-04-26T06:11:53.862Z script.output code=gs-ctl
        = gs_ctl 1/4
        ! 1+2 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "read-only-refusals", "MySQL and PostgreSQL, quoted by an application",
      #"""
      2025-03-04T10:00:01.125Z ERROR [pool-2] Dao - The MySQL server is running with the --read-only option so it cannot execute this statement
      2025-03-04 10:00:02.125 ERROR c.e.Dao: ERROR: cannot execute INSERT in a read-only transaction
      """#,
      gives: #"""
        1 2025-03-04T10:00:01.125Z write.refused code=READONLY
        2 2025-03-04T10:00:02.125Z write.refused code=READONLY
        = read-only-refusals 2/2
        """#),
    GoldenRow(
      .malformed, "read-only-refusals", "damaged stamp, cut off",
      #"""
      2025-03-04T10:0x:01.125Z ERROR [pool-2] Dao - The MySQL server is running with the --read-only option so it cannot execute this statement
      2025-03-04T10:00:01.125Z ERROR [pool-2] Dao - The MySQL server is running with the --read-only option so it can
      """#,
      gives: #"""
        = 0/2
        ! 1+1 no format recognises these lines
        """#),
  ]
}
