// Logs of redis, valkey and their sentinels, and of who writes to them.

extension GoldenRow {
  static let redisLogs: [GoldenRow] = [
    GoldenRow(
      .golden, "redis-log", "a sentinel of 7.0 from +sdown to +switch-master",
      shows: ["quorum_have", "quorum_need", "epoch"],
      #"""
      1:X 02 Apr 2025 03:12:29.001 # +sdown master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:30.071 # +odown master mymaster 10.8.4.20 7101 #quorum 2/2
      1:X 02 Apr 2025 03:12:30.071 # +new-epoch 7
      1:X 02 Apr 2025 03:12:30.072 # +try-failover master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:30.080 # +vote-for-leader 09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b 7
      1:X 02 Apr 2025 03:12:30.081 # b8d5b0f8f3bf0e5e7b6f4e9ed8c2e4b2a6c7d8e9 voted for 09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b 7
      1:X 02 Apr 2025 03:12:30.140 # +elected-leader master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:30.210 # +selected-slave slave 10.8.4.21:7102 10.8.4.21 7102 @ mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:31.300 # +promoted-slave slave 10.8.4.21:7102 10.8.4.21 7102 @ mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:32.400 # +failover-end master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:32.400 # +switch-master mymaster 10.8.4.20 7101 10.8.4.21 7102
      """#,
      gives: #"""
        1 2025-04-02T03:12:29.001Z sentinel.sdown cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101
        2 2025-04-02T03:12:30.071Z sentinel.odown cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101 quorum_have=2 quorum_need=2
        3 2025-04-02T03:12:30.071Z sentinel.new.epoch cluster=mymaster epoch=7
        4 2025-04-02T03:12:30.072Z sentinel.try.failover cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101
        5 2025-04-02T03:12:30.080Z vote.cast cluster=mymaster instance=09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b epoch=7
        6 2025-04-02T03:12:30.081Z vote.received cluster=mymaster instance=09a81e0ec47d87a0f1a6cb9a1d4a1a6f0ed48a8b actor=b8d5b0f8f3bf0e5e7b6f4e9ed8c2e4b2a6c7d8e9 epoch=7
        7 2025-04-02T03:12:30.140Z sentinel.elected.leader cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101
        8 2025-04-02T03:12:30.210Z sentinel.selected.slave cluster=mymaster instance=10.8.4.21:7102 peer=10.8.4.20:7101
        9 2025-04-02T03:12:31.300Z sentinel.promoted.slave cluster=mymaster instance=10.8.4.21:7102 peer=10.8.4.20:7101
        10 2025-04-02T03:12:32.400Z sentinel.failover.end cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101
        11 2025-04-02T03:12:32.400Z sentinel.switch.master cluster=mymaster instance=10.8.4.21:7102 peer=10.8.4.20:7101
        = redis-log 11/11
        """#),
    GoldenRow(
      .golden, "redis-log", "a replica of 4.0, without years, that is promoted by a sentinel",
      shows: ["witness", "side", "reason", "sentinel_id"],
      #"""
      16399:S 02 Apr 03:12:27.916 # Connection with master lost.
      16399:S 02 Apr 03:12:28.356 # Error condition on socket for SYNC: Connection refused
      16399:M 02 Apr 03:12:31.100 * MASTER MODE enabled (user request from 'id=3 addr=10.8.4.30:34290 fd=8 name=sentinel-09a81e0e-cmd age=10 cmd=exec')
      16399:M 02 Apr 03:12:31.400 # CONFIG REWRITE executed with success.
      16399:M 02 Apr 03:12:33.500 * Slave 10.8.4.22:7103 asks for synchronization
      16399:M 02 Apr 03:12:33.501 * Full resync requested by slave 10.8.4.22:7103
      """#,
      gives: #"""
        1 2026-04-02T03:12:27.916Z role.observed role=replica witness=database
        1 2026-04-02T03:12:27.916Z replication.broken code=master-lost side=replica
        2 2026-04-02T03:12:28.356Z replication.broken code=connection-refused side=replica reason=Connection refused
        3 2026-04-02T03:12:31.100Z role.changed code=exec actor=sentinel 09a81e0e role=primary witness=database sentinel_id=09a81e0e
        3 2026-04-02T03:12:31.100Z role.observed role=primary witness=database
        4 2026-04-02T03:12:31.400Z config.rewritten code=config-rewrite
        5 2026-04-02T03:12:33.500Z replication.started code=asked instance=10.8.4.22:7103 side=primary
        6 2026-04-02T03:12:33.501Z replication.resync.full code=requested instance=10.8.4.22:7103 side=primary
        = redis-log 6/6
        """#),
    GoldenRow(
      .golden, "redis-log", "2.8 without roles, and the signal handlers of both ages",
      shows: ["engine", "version", "port"],
      #"""
      [4018] 12 Sep 19:25:02.253 # +sdown master mymaster 10.0.0.1 6379
      [4018 | signal handler] (1410549910) Received SIGTERM scheduling shutdown...
      7:signal-handler (1743563547) Received SIGTERM scheduling shutdown...
      """#,
      gives: #"""
        2 2014-09-12T19:25:10Z instance.stopped code=SIGTERM
        3 2025-04-02T03:12:27Z instance.stopped code=SIGTERM
        1 2026-09-12T19:25:02.253Z sentinel.sdown cluster=mymaster instance=10.0.0.1:6379 peer=10.0.0.1:6379 port=6379
        = redis-log 3/3
        """#),
    GoldenRow(
      .golden, "redis-log", "epoch milliseconds and ISO 8601 of valkey, and a star that Markdown escaped",
      shows: ["witness"],
      #"""
      8601:X 1795196787087 # +sdown slave 10.0.0.3:6379 10.0.0.3 6379 @ mymaster 10.0.0.1 6379
      8601:X 2026-11-20T17:46:28.001+00:00 # -sdown slave 10.0.0.3:6379 10.0.0.3 6379 @ mymaster 10.0.0.1 6379
      8601:X 20 Nov 2026 17:46:30.000 \* +slave slave 10.0.0.4:6379 10.0.0.4 6379 @ mymaster 10.0.0.1 6379
      """#,
      gives: #"""
        1 2026-11-20T17:46:27.087Z sentinel.sdown cluster=mymaster instance=10.0.0.3:6379 peer=10.0.0.1:6379
        2 2026-11-20T17:46:28.001Z sentinel.sdown cluster=mymaster instance=10.0.0.3:6379 peer=10.0.0.1:6379
        3 2026-11-20T17:46:30Z sentinel.slave cluster=mymaster instance=10.0.0.4:6379 peer=10.0.0.1:6379
        = redis-log 3/3
        """#),
    GoldenRow(
      .malformed, "redis-log", "payloads that are cut off say nothing of whom they meant",
      shows: ["quorum_have", "epoch"],
      #"""
      1:X 02 Apr 2025 03:12:29.001 # +sdown master mymast
      1:X 02 Apr 2025 03:12:30.071 # +odown
      1:X 02 Apr 2025 03:12:30.072 # +new-epoch
      1:X 02 Apr 2025 03:12:30.080 # +vote-for-leader
      1:X 02 Apr 2025 03:12:31.300 # +promoted-slave slave 10.8.4.21:7102 10.8.4.21 7102 @ mymaster
      1:X 02 Apr 2025 03:12:32.400 # +switch-master mymaster 10.8.4.20 7101 10.8.4.21
      1:X 02 Apr 2025 03:12:33.000 # +failover-end master mymaster 10.8.4.20 7101
      """#,
      gives: #"""
        7 2025-04-02T03:12:33Z sentinel.failover.end cluster=mymaster instance=10.8.4.20:7101 peer=10.8.4.20:7101
        = redis-log 1/7
        ! 1 a sentinel's event without all that it is about
        ! 2 a sentinel's event without all that it is about
        ! 3 a sentinel's event without all that it is about
        ! 4 a sentinel's event without all that it is about
        ! 5 a sentinel's event without all that it is about
        ! 6 a sentinel's event without all that it is about
        """#),
    GoldenRow(
      .malformed, "redis-log", "stamps, levels and pids that are none",
      #"""
      1:X 02 Apx 2025 03:12:29.001 # +sdown master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:1a:29.001 # +sdown master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:29.001 ! +sdown master mymaster 10.8.4.20 7101
      x:X 02 Apr 2025 03:12:29.001 # +sdown master mymaster 10.8.4.20 7101
      7:signal-handler (17435x) Received SIGTERM scheduling shutdown...
      1:X 31 Feb 2025 03:12:29.001 # +sdown master mymaster 10.8.4.20 7101
      1:X 02 Apr 2025 03:12:29.001 #
      """#,
      gives: #"""
        = 0/7
        ! 5 a signal handler line without its time
        ! 1+6 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "valkey-logfmt", "a sentinel, a replica that becomes primary, a child",
      shows: ["witness"],
      #"""
      pid=8601 role=sentinel timestamp="20 Nov 2026 17:46:27.087" level=warning message="+sdown master mymaster 10.0.0.1 6379"
      pid=9 role=replica timestamp="20 Nov 2026 17:46:20.001" level=notice message="Connection with primary lost."
      pid=9 role=primary timestamp="20 Nov 2026 17:46:28.001" level=notice message="MASTER MODE enabled (user request from 'id=3 addr=10.0.0.9:34290 name=sentinel-ff26cde2-cmd cmd=exec')"
      pid=10 role=RDB/AOF timestamp="20 Nov 2026 17:46:29.001" level=warning message="Failed opening the temp RDB file temp-10.rdb (in server root dir /data) for saving: No space left on device"
      """#,
      gives: #"""
        2 2026-11-20T17:46:20.001Z role.observed role=replica witness=database
        2 2026-11-20T17:46:20.001Z replication.broken code=master-lost
        1 2026-11-20T17:46:27.087Z sentinel.sdown cluster=mymaster instance=10.0.0.1:6379 peer=10.0.0.1:6379
        3 2026-11-20T17:46:28.001Z role.changed code=exec actor=sentinel ff26cde2 role=primary witness=database
        3 2026-11-20T17:46:28.001Z role.observed role=primary witness=database
        4 2026-11-20T17:46:29.001Z resource.disk code=no-space
        = valkey-logfmt 4/4
        """#),
    GoldenRow(
      .malformed, "valkey-logfmt", "cut off behind, a key missing, a stamp that is none",
      #"""
      pid=9 role=replica timestamp="20 Nov 2026 17:46:20.001" level=notice message="Connection with pri
      pid=9 timestamp="20 Nov 2026 17:46:20.001" level=notice message="Connection with primary lost."
      pid=9 role=replica timestamp="20 Nov 2026 17:46:xx.001" level=notice message="Connection with primary lost."
      pid=9 role=replica timestamp="20 Nov 2026 17:46:20.001" level=notice message="
      pid=9 role=replica timestamp="20 Nov 2026 17:46:21.001" level=notice message="Connection with primary lost."
      """#,
      gives: #"""
        5 2026-11-20T17:46:21.001Z role.observed role=replica
        5 2026-11-20T17:46:21.001Z replication.broken code=master-lost
        = valkey-logfmt 1/5
        ! 1 a logfmt line whose message is cut off
        ! 4 a logfmt line whose message is cut off
        ! 2+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "sentinel-scripts", "a notification script and a client-reconfig script",
      #"""
      2026-11-20T17:46:27Z notify: +sdown master mymaster 10.0.0.1 6379
      2026-11-20T17:46:30Z +switch-master mymaster 10.0.0.1 6379 10.0.0.2 6379
      2026-11-20T17:46:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2 6379
      """#,
      gives: #"""
        1 2026-11-20T17:46:27Z sentinel.sdown cluster=mymaster instance=10.0.0.1:6379 peer=10.0.0.1:6379
        2 2026-11-20T17:46:30Z sentinel.switch.master cluster=mymaster instance=10.0.0.2:6379 peer=10.0.0.1:6379
        3 2026-11-20T17:46:30Z state.observed code=client-reconfig cluster=mymaster instance=10.0.0.2:6379 peer=10.0.0.1:6379
        = sentinel-scripts 3/3
        """#),
    GoldenRow(
      .malformed, "sentinel-scripts", "arguments that are missing and a stamp that is none",
      #"""
      2026-11-20T17:46:27Z notify: +sdown master mymas
      2026-11-20T17:46:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2
      2026-11-20T17:4x:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2 6379
      2026-11-20T17:46:30Z reconfig: mymaster chief start 10.0.0.1 6379 10.0.0.2 6379
      """#,
      gives: #"""
        = 0/4
        ! 1 a sentinel's event without all that it is about
        ! 2 a client-reconfig script's arguments are cut off
        ! 3+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "application-writes", "answers and an error",
      #"""
      2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK
      2025-09-10T07:31:30.112Z app-3 -> 10.8.4.26:7701 INCR counter 41
      2025-09-10T07:31:31.004Z app-3 -> 10.8.4.26:7701 SET splitbrain READONLY You can't write against a read only replica.
      """#,
      gives: #"""
        1 2025-09-10T07:31:29.869Z write.accepted instance=10.8.4.26:7701 actor=app-3 x2
        3 2025-09-10T07:31:31.004Z write.refused code=READONLY instance=10.8.4.26:7701 actor=app-3
        = application-writes 3/3
        """#),
    GoldenRow(
      .malformed, "application-writes", "without an answer, without a target, with a stamp that is none",
      #"""
      2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain
      2025-09-10T07:31:29.869Z app-3 -> SET splitbrain OK
      2025-09-10T07:61:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK
      """#,
      gives: #"""
        = 0/3
        ! 1+2 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "application-writes", "as other loggers write them",
      #"""
      2025-03-27 16:48:19,963 INFO  basket.repo - 10.10.1.11:6379 SET basket:9001 -> OK
      2025-07-07T22:11:12Z level=info msg="redis write" target=ums-0 cmd="SET order:0" reply="OK"
      2025-01-09T15:33:48.965-03:00 ERROR store 10.99.5.12:6379 NOREPLICAS Not enough good replicas to write.
      """#,
      gives: #"""
        3 2025-01-09T18:33:48.965Z write.refused code=NOREPLICAS instance=10.99.5.12:6379
        1 2025-03-27T16:48:19.963Z write.accepted instance=10.10.1.11:6379
        2 2025-07-07T22:11:12Z write.accepted instance=ums-0
        = application-writes 3/3
        """#),
    GoldenRow(
      .golden, "client-answers", "times of day and dates before answers, errors alone",
      shows: ["clock_us"],
      #"""
      10:20:50.780 OK
      10:21:07.310 READONLY You can't write against a read only replica.
      2025-09-10T10:21:08Z OK
      (error) NOREPLICAS Not enough good replicas to write.
      """#,
      gives: #"""
        1 - write.accepted clock_us=37250780000
        2 - write.refused code=READONLY clock_us=37267310000
        4 - write.refused code=NOREPLICAS
        3 2025-09-10T10:21:08Z write.accepted
        = client-answers 4/4
        """#),
    GoldenRow(
      .malformed, "client-answers", "a time without its answer, an answer without a time, a clock that is none",
      shows: ["clock_us"],
      #"""
      10:20:50.780
      10:2x:51.780 OK
      OK
      NOREPLICAS Not enough good replicas to write.
      """#,
      gives: #"""
        4 - write.refused code=NOREPLICAS
        = client-answers 2/4
        ! 2+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "client-answers", "a loop that prints the date on a line of its own",
      shows: ["clock_us"],
      #"""
      2025-09-10T10:21:08+02:00
      OK
      2025-09-10T10:21:09+02:00
      (error) READONLY You can't write against a read only replica.
      """#,
      gives: #"""
        2 2025-09-10T08:21:08Z write.accepted
        4 2025-09-10T08:21:09Z write.refused code=READONLY
        = client-answers 4/4
        """#),
    GoldenRow(
      .golden, "redis-crash-report", "a server killed by signal 11",
      #"""
      === REDIS BUG REPORT START: Cut & paste starting from here ===
      1234:M 05 Mar 2025 10:11:12.345 # Redis 7.0.15 crashed by signal: 11, si_code: 1
      1234:M 05 Mar 2025 10:11:12.346 # Accessing address: 0x10

      ------ STACK TRACE ------
      /usr/bin/redis-server *:6379(+0x5d1b0)[0x55d1b0]
      === REDIS BUG REPORT END. Make sure to include from START to END. ===
      1:M 05 Mar 2025 10:11:20.000 * Ready to accept connections
      """#,
      gives: #"""
        2 2025-03-05T10:11:12.345Z instance.crashed code=signal-11
        8 2025-03-05T10:11:20Z role.observed role=primary
        8 2025-03-05T10:11:20Z instance.started code=ready
        = redis-crash-report+redis-log 8/8
        """#),
    GoldenRow(
      .malformed, "redis-crash-report", "unclosed, its stamp damaged, followed by the successor",
      #"""
      === REDIS BUG REPORT START: Cut & paste starting from here ===
      1234:M 05 Max 2025 10:11:12.345 # Redis 7.0.15 crashed by signal: 11, si_code: 1
      ------ STACK TRACE ------
      1:C 05 Mar 2025 10:11:20.000 # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo
      1:M 05 Mar 2025 10:11:20.100 * Ready to accept connections
      """#,
      gives: #"""
        1 - instance.crashed code=crash
        5 2025-03-05T10:11:20.100Z role.observed role=primary
        5 2025-03-05T10:11:20.100Z instance.started code=ready
        = redis-crash-report+redis-log 5/5
        """#),
    GoldenRow(
      .golden, "redis-config-error", "an option the server does not know",
      shows: ["reason", "config_line"],
      #"""

      *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
      Reading the configuration file, at line 9
      >>> 'replica-ofs 10.0.0.1 6379'
      Bad directive or wrong number of arguments
      """#,
      gives: #"""
        2 - instance.crashed code=config-error reason=Bad directive or wrong number of arguments config_line=9
        = redis-config-error 4/5
        """#),
    GoldenRow(
      .malformed, "redis-config-error", "without the line number, followed by a log",
      shows: ["reason", "config_line"],
      #"""
      *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
      Reading the configuration file, at line x
      1:M 05 Mar 2025 10:11:20.000 * Ready to accept connections
      """#,
      gives: #"""
        1 - instance.crashed code=config-error
        3 2025-03-05T10:11:20Z role.observed role=primary
        3 2025-03-05T10:11:20Z instance.started code=ready
        = redis-config-error+redis-log 3/3
        """#),
  ]
}
