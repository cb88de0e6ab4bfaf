// Pika and Codis.

extension GoldenRow {
  static let pikaAndCodis: [GoldenRow] = [
    GoldenRow(
      .golden, "pika-log", "a replica of 4.0 that loses its primary and is promoted",
      shows: ["side", "witness", "old_primary"],
      #"""
      Log file created at: 2025/03/06 14:02:00
      I20250306 14:02:00.100000    41 pika_server.cc:157] host: 10.22.8.12 port: 9221
      W20250306 14:02:31.488283    43 pika_repl_client_thread.cc:29] Master conn disconnect : 10.22.8.11:11221 try reconnect
      W20250306 14:02:32.488283    43 pika_repl_client.cc:170] Failed to connect master, Master (10.22.8.11:9221), try reconnect
      I20250306 14:02:57.100000    44 pika_server.cc:671] Remove Master Success, ip_port: 10.22.8.11:9221
      I20250306 14:03:01.100000    44 pika_repl_server_conn.cc:38] Receive MetaSync, Slave ip: 10.22.8.13, Slave port:9221
      """#,
      gives: #"""
        2 2025-03-06T14:02:00.100Z instance.started code=running
        3 2025-03-06T14:02:31.488283Z replication.broken code=master-lost peer=10.22.8.11:9221 side=replica
        4 2025-03-06T14:02:32.488283Z replication.broken code=connect-failed peer=10.22.8.11:9221 side=replica
        5 2025-03-06T14:02:57.100Z role.changed code=remove-master role=primary witness=database old_primary=10.22.8.11:9221
        6 2025-03-06T14:03:01.100Z replication.started code=asked instance=10.22.8.13:9221 side=primary
        = pika-log 6/6
        """#),
    GoldenRow(
      .golden, "pika-log", "3.3, whose stamps have no year, follows a primary",
      shows: ["side", "db"],
      #"""
      Log file created at: 2020/05/20 09:14:17
      I0520 09:14:32.473706 30171 pika_repl_client.cc:199] Try Send Meta Sync Request to Master (10.16.3.31:9221)
      I0520 09:14:33.473706 30171 pika_repl_client_conn.cc:234] Partition: db0 Need To Try DBSync
      I0520 09:14:40.473706 30171 pika_repl_client_conn.cc:231] Partition: db0 TrySync Ok
      """#,
      gives: #"""
        2 2020-05-20T09:14:32.473706Z replication.started code=connecting peer=10.16.3.31:9221 side=replica
        2 2020-05-20T09:14:32.473706Z role.observed peer=10.16.3.31:9221 role=replica
        3 2020-05-20T09:14:33.473706Z replication.resync.full code=needed peer=10.16.3.31:9221 side=replica db=db0
        4 2020-05-20T09:14:40.473706Z replication.connected code=partial peer=10.16.3.31:9221 side=replica db=db0
        = pika-log 4/4
        """#),
    GoldenRow(
      .golden, "pika-log", "a replica whose binlog is ahead is turned away: the primary names it, the replica does not",
      shows: ["side", "db"],
      #"""
      Log file created at: 2024/09/03 20:40:05
      W20240903 20:40:18.835022  2319 pika_repl_server_conn.cc:192] Slave offset is larger than mine, Slave ip: 10.58.2.14, Slave port: 9221, DB: db0, slave filenum: 1184
      W20240903 20:40:18.837822  2234 pika_repl_client_conn.cc:237] DB: db0 TrySync Error, Because the invalid filenum and offset
      """#,
      gives: #"""
        2 2024-09-03T20:40:18.835022Z replication.broken code=diverged instance=10.58.2.14:9221 side=primary
        3 2024-09-03T20:40:18.837822Z replication.broken code=diverged side=replica db=db0
        = pika-log 3/3
        """#),
    GoldenRow(
      .malformed, "pika-log", "damaged stamps, no thread, an address cut off",
      #"""
      I202503x6 14:02:31.488283    43 pika_repl_client_thread.cc:29] Master conn disconnect : 10.22.8.11:11221 try reconnect
      I20250306 14:02:57.100000 pika_server.cc:671] Remove Master Success, ip_port: 10.22.8.11:9221
      W20250306 14:02:31.488283    43 pika_repl_client_thread.cc:29] Master conn disconnect : 10.22.8.11
      I20250306 14:02:57.100000    44 pika_server.cc:671] Remove Master Success, ip_port:
      W20250306 14:02:58.100000    44 pika_repl_client_thread.cc:29] Master conn disconnect : 10.22.8.11:112 try reconnect
      """#,
      gives: #"""
        3 2025-03-06T14:02:31.488283Z instance.warned
        5 2025-03-06T14:02:58.100Z replication.broken code=master-lost
        = pika-log 3/5
        ! 1+1 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "pika-conf", "port, primary, a secret",
      shows: ["slaveof", "masterauth", "engine"],
      #"""
      port : 9221
      thread-num : 1
      masterauth : geheim
      slaveof : 10.22.8.11:9221
      """#,
      gives: #"""
        1 - state.observed code=pika.conf instance=:9221 peer=10.22.8.11:9221 slaveof=10.22.8.11:9221 masterauth=set engine=pika
        = pika-conf 4/4
        """#),
    GoldenRow(
      .malformed, "pika-conf", "a primary without a port, then something else",
      shows: ["slaveof", "port"],
      #"""
      port : 9221
      slaveof : 10.22.8.11
      what is this
      """#,
      gives: #"""
        1 - state.observed code=pika.conf instance=:9221 slaveof=10.22.8.11 port=9221
        = pika-conf 2/3
        ! 3 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "codis-log", "the dashboard of pika's fork switches a group",
      shows: ["group", "reason"],
      #"""
      2025/03/06 14:02:38 codis_sentinel.go:140: [WARN] create redis client to 10.22.8.11:9221 failed
      [error]: dial tcp 10.22.8.11:9221: connect: connection refused
          3   /codis/pkg/utils/redis/client.go:186
                  github.com/CodisLabs/codis/pkg/utils/redis.NewClient
      2025/03/06 14:02:57 topom_group.go:442: [WARN] group-[2] try to switch new master
      2025/03/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] = 10.22.8.12:9221
      2025/03/06 14:02:57 topom_group.go:562: [WARN] [10.22.8.12:9221] switch master to NO:ONE
      2025/03/06 14:02:58 topom_group.go:567: [WARN] [10.22.8.13:9221] switch master to server [10.22.8.12:9221] forcefully
      2025/03/06 14:02:59 topom_group.go:452: [WARN] group-[2] switch master failed, server[10.22.8.13:9221] set master to 10.22.8.12:9221 failed, force:true err:ERR wrong number of arguments for 'slaveof' command
      """#,
      gives: #"""
        1 2025-03-06T14:02:38Z probe.failed code=connection-refused instance=10.22.8.11:9221 actor=codis-dashboard reason=dial tcp 10.22.8.11:9221: connect: connection refused
        5 2025-03-06T14:02:57Z promotion.started code=failover actor=codis-dashboard group=2
        6 2025-03-06T14:02:57Z promotion.started code=selected instance=10.22.8.12:9221 actor=codis-dashboard group=2
        7 2025-03-06T14:02:57Z promotion.started code=slaveof-no-one instance=10.22.8.12:9221 actor=codis-dashboard
        8 2025-03-06T14:02:58Z demotion.started code=slaveof instance=10.22.8.13:9221 peer=10.22.8.12:9221 actor=codis-dashboard
        9 2025-03-06T14:02:59Z promotion.failed code=wrong-arguments peer=10.22.8.12:9221 actor=codis-dashboard group=2 reason=server[10.22.8.13:9221] set master to 10.22.8.12:9221 failed, force:true err:ERR wrong number of arguments for 'slaveof' command
        = codis-log 9/9
        """#),
    GoldenRow(
      .golden, "codis-log", "3.2 listens to redis sentinels",
      shows: ["group"],
      #"""
      2019/03/06 14:02:57 sentinel.go:110: [WARN] sentinel-[10.22.8.31:26379] subscribe event [message +switch-master product-1 10.22.8.11 6379 10.22.8.12 6379]
      2019/03/06 14:02:58 sentinel.go:120: [WARN] sentinel subscribe lost majority (1/3)
      """#,
      gives: #"""
        1 2019-03-06T14:02:57Z sentinel.switch.master cluster=product-1 instance=10.22.8.12:6379 peer=10.22.8.11:6379
        2 2019-03-06T14:02:58Z controller.error code=sentinel-majority-lost actor=codis-dashboard
        = codis-log 2/2
        """#),
    GoldenRow(
      .malformed, "codis-log", "damaged stamps, a level missing, an address cut off",
      shows: ["group"],
      #"""
      2025/13/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] = 10.22.8.12:9221
      2025/03/06 14:02:57 topom_group.go:514: group-[2] will switch master to server[1] = 10.22.8.12:9221
      2025/03/06 14:02:57 topom_group.go:514: [WARN] group-[2] will switch master to server[1] =
      2025/03/06 14:02:57 sentinel.go:110: [WARN] sentinel-[10.22.8.31:26379] subscribe event [message +switch-master product-1 10.22.8.11
      """#,
      gives: #"""
        = codis-log 1/4
        ! 1+1 no format recognises these lines
        ! 4 a sentinel's event without all that it is about
        """#),
  ]
}
