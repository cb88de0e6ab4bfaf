// What redis-cli printed, and configuration files.

extension GoldenRow {
  static let redisCli: [GoldenRow] = [
    GoldenRow(
      .golden, "sentinel-pubsub", "a capture for people and a raw one",
      shows: ["capture"],
      #"""
      Reading messages... (press Ctrl-C to quit)
      1) "psubscribe"
      2) "*"
      3) (integer) 1
      1) "pmessage"
      2) "*"
      3) "+sdown"
      4) "master mymaster 10.0.0.1 6379"
      pmessage
      *
      +switch-master
      mymaster 10.0.0.1 6379 10.0.0.2 6379
      """#,
      gives: #"""
        5 - sentinel.sdown cluster=mymaster instance=10.0.0.1:6379 peer=10.0.0.1:6379 capture=pubsub
        9 - sentinel.switch.master cluster=mymaster instance=10.0.0.2:6379 peer=10.0.0.1:6379 capture=pubsub
        = sentinel-pubsub 12/12
        """#),
    GoldenRow(
      .malformed, "sentinel-pubsub", "a message without its payload, an event that does not exist, a payload cut off",
      shows: ["capture"],
      #"""
      pmessage
      *
      +sdown
      pmessage
      *
      +no-such-event
      master mymaster 10.0.0.1 6379
      pmessage
      *
      +odown
      master mymas
      """#,
      gives: #"""
        = sentinel-pubsub 4/11
        ! 1 sentinel-pubsub: a sentinel's event without all that it is about
        ! 8 sentinel-pubsub: a sentinel's event without all that it is about
        """#),
    GoldenRow(
      .golden, "redis-cli", "commands with their answers: INFO, ROLE, writes, SLAVEOF, FAILOVER",
      shows: ["asked", "link", "usable", "ok"],
      #"""
      $ redis-cli -h 10.0.0.2 -p 6380 INFO replication
      # Replication
      role:slave
      master_host:10.0.0.1
      master_port:6379
      master_link_status:down
      $ redis-cli -h 10.0.0.1 -p 6379 ROLE
      1) "master"
      2) (integer) 3129659
      3) 1) 1) "10.0.0.2"
            2) "6380"
            3) "3129242"
      10.0.0.2:6380> SET k v
      (error) READONLY You can't write against a read only replica.
      10.0.0.2:6380> REPLICAOF NO ONE
      OK
      $ redis-cli -p 26379 SENTINEL ckquorum mymaster
      OK 3 usable Sentinels. Quorum and failover authorization can be reached
      $ redis-cli -p 26379 SENTINEL get-master-addr-by-name mymaster
      1) "10.0.0.2"
      2) "6380"
      $ redis-cli -p 26379 SENTINEL FAILOVER mymaster
      OK
      """#,
      gives: #"""
        2 - state.observed code=info-replication instance=10.0.0.2:6380 peer=10.0.0.1:6379 role=replica
        2 - role.observed instance=10.0.0.2:6380 peer=10.0.0.1:6379 role=replica link=down
        8 - state.observed code=role instance=10.0.0.1:6379 role=primary
        8 - role.observed instance=10.0.0.1:6379 role=primary
        14 - write.refused code=READONLY instance=10.0.0.2:6380
        16 - operation.requested code=replicaof instance=10.0.0.2:6380 actor=user
        18 - state.observed code=ckquorum cluster=mymaster asked=:26379 usable=3 ok=true
        20 - state.observed code=master-addr cluster=mymaster instance=10.0.0.2:6380 asked=:26379
        20 - role.observed cluster=mymaster instance=10.0.0.2:6380 role=primary
        23 - operation.requested code=sentinel-failover cluster=mymaster actor=user
        = redis-cli 23/23
        """#),
    GoldenRow(
      .golden, "redis-cli", "SENTINEL MASTERS, REPLICAS and SENTINELS, and ACL LOG",
      shows: ["flags", "asked", "address", "num_slaves", "quorum", "context", "object"],
      #"""
      $ redis-cli -h 10.0.0.9 -p 26379 SENTINEL masters
      1)  1) "name"
          2) "mymaster"
          3) "ip"
          4) "10.0.0.1"
          5) "port"
          6) "6379"
          7) "flags"
          8) "s_down,o_down,master"
          9) "num-slaves"
         10) "1"
         11) "num-other-sentinels"
         12) "2"
         13) "quorum"
         14) "2"
      $ redis-cli -h 10.0.0.9 -p 26379 SENTINEL replicas mymaster
      1)  1) "name"
          2) "10.0.0.2:6380"
          3) "ip"
          4) "10.0.0.2"
          5) "port"
          6) "6380"
          7) "flags"
          8) "slave"
          9) "master-link-status"
         10) "err"
         11) "master-host"
         12) "10.0.0.1"
         13) "master-port"
         14) "6379"
      $ redis-cli -h 10.0.0.9 -p 26379 SENTINEL sentinels mymaster
      1)  1) "name"
          2) "ff26cde2"
          3) "ip"
          4) "10.0.0.8"
          5) "port"
          6) "26379"
          7) "runid"
          8) "ff26cde2"
          9) "flags"
         10) "sentinel"
      $ redis-cli -h 10.0.0.2 -p 6380 ACL LOG
      1)  1) "count"
          2) (integer) 3
          3) "reason"
          4) "command"
          5) "context"
          6) "toplevel"
          7) "object"
          8) "slaveof"
          9) "username"
         10) "sentinel-user"
      """#,
      gives: #"""
        2 - state.observed code=sentinel-masters cluster=mymaster instance=10.0.0.1:6379 flags=s_down,o_down,master asked=10.0.0.9:26379 num_slaves=1 quorum=2
        2 - role.observed cluster=mymaster instance=10.0.0.1:6379 role=primary
        17 - state.observed code=sentinel-replicas cluster=mymaster instance=10.0.0.2:6380 peer=10.0.0.1:6379 flags=slave asked=10.0.0.9:26379
        32 - state.observed code=sentinel-sentinels cluster=mymaster instance=ff26cde2 flags=sentinel asked=10.0.0.9:26379 address=10.0.0.8:26379
        43 - access.denied code=command instance=10.0.0.2:6380 actor=sentinel-user x3 context=toplevel object=slaveof
        = redis-cli 52/52
        """#),
    GoldenRow(
      .malformed, "redis-cli", "no answer, an answer cut off, a list whose ports are missing, an unknown command",
      #"""
      $ redis-cli -h 10.0.0.2 -p 6380 ROLE
      1) "slave"
      2) "10.0.0.1"
      $ redis-cli -p 26379 SENTINEL get-master-addr-by-name mymaster
      1) "10.0.0.2"
      $ redis-cli -h 10.0.0.2 -p 6380 INFO replication
      # Replication
      master_host:10.0.0.1
      $ redis-cli -p 26379 SENTINEL replicas mymaster
      1)  1) "name"
          2) "10.0.0.2:6380"
          3) "ip"
          4) "10.0.0.2"
      $ redis-cli -h
      $ redis-cli -h 10.0.0.2 DBSIZE
      (integer) many
      """#,
      gives: #"""
        = redis-cli 16/16
        """#),
    GoldenRow(
      .malformed, "redis-cli", "a replica that does not say at which port its primary is",
      #"""
      $ redis-cli -h 10.0.0.2 -p 6380 INFO replication
      # Replication
      role:slave
      master_host:10.0.0.1
      master_link_status:up
      """#,
      gives: #"""
        2 - state.observed code=info-replication instance=10.0.0.2:6380 peer=10.0.0.1 role=replica
        2 - role.observed instance=10.0.0.2:6380 peer=10.0.0.1 role=replica
        = redis-cli 5/5
        """#),
    GoldenRow(
      .golden, "redis-cli-answer", "INFO replication and INFO sentinel below each other, without their commands",
      shows: ["status", "sentinel_tilt", "flags"],
      #"""
      # Replication
      role:master
      connected_slaves:1
      slave0:ip=10.0.0.2,port=6380,state=online,offset=84,lag=0

      # Sentinel
      sentinel_masters:1
      sentinel_tilt:0
      master0:name=mymaster,status=odown,address=10.0.0.1:6379,slaves=1,sentinels=3
      """#,
      gives: #"""
        1 - state.observed code=info-replication role=primary
        1 - role.observed role=primary
        6 - state.observed code=info-sentinel cluster=mymaster instance=10.0.0.1:6379 status=odown sentinel_tilt=0
        = redis-cli-answer 9/9
        """#),
    GoldenRow(
      .golden, "redis-cli-answer", "a quorum that is missing, and raw SENTINEL masters",
      shows: ["usable", "ok", "quorum_missing", "majority_missing", "flags"],
      #"""
      NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master. Not enough available Sentinels to reach the majority and authorize a failover

      name
      mymaster
      ip
      10.0.0.1
      port
      6379
      flags
      master
      num-other-sentinels
      2
      """#,
      gives: #"""
        1 - state.observed code=ckquorum usable=1 ok=false quorum_missing=true majority_missing=true
        3 - state.observed code=sentinel-masters cluster=mymaster instance=10.0.0.1:6379 flags=master
        3 - role.observed cluster=mymaster instance=10.0.0.1:6379 role=primary
        = redis-cli-answer 12/12
        """#),
    GoldenRow(
      .malformed, "redis-cli-answer", "a role without its lines, a primary without an address, no number of sentinels",
      shows: ["status", "usable", "address"],
      #"""
      role:
      # Sentinel
      sentinel_masters:1
      master0:name=mymaster,status=odown
      """#,
      gives: #"""
        2 - state.observed code=info-sentinel cluster=mymaster status=odown
        = redis-cli-answer 3/4
        ! 1 no format recognises these lines
        """#),
    GoldenRow(
      .malformed, "redis-cli-answer", "a raw list that ends in the middle",
      shows: ["flags"],
      #"""
      name
      mymaster
      ip
      10.0.0.1
      port
      """#,
      gives: #"""
        = redis-cli-answer 5/5
        """#),
    GoldenRow(
      .golden, "redis-cli-answer", "two servers asked in a loop are not mixed",
      shows: ["master_link_status"],
      #"""
      # Replication
      role:master
      connected_slaves:1
      # Replication
      role:slave
      master_host:10.0.0.1
      master_port:6379
      master_link_status:up
      """#,
      gives: #"""
        1 - state.observed code=info-replication role=primary
        1 - role.observed role=primary
        4 - state.observed code=info-replication peer=10.0.0.1:6379 role=replica master_link_status=up
        4 - role.observed peer=10.0.0.1:6379 role=replica
        = redis-cli-answer 8/8
        """#),
    GoldenRow(
      .golden, "redis-conf", "redis.conf with a secret, and sentinel.conf",
      shows: ["replica_priority", "masterauth", "quorum", "down_after_milliseconds", "current_epoch", "known_replica"],
      #"""
      port 6380
      bind 10.0.0.2
      replicaof 10.0.0.1 6379
      replica-priority 100
      masterauth geheim
      """#,
      gives: #"""
        1 - state.observed code=redis.conf instance=10.0.0.2:6380 peer=10.0.0.1:6379 replica_priority=100 masterauth=set
        = redis-conf 5/5
        """#),
    GoldenRow(
      .golden, "redis-conf", "sentinel.conf with the state that the sentinel wrote",
      shows: ["quorum", "down_after_milliseconds", "current_epoch", "known_replica", "myid", "auth_pass"],
      #"""
      port 26379
      sentinel myid ff26cde20b8b4ab23e6b3c6a1a8a6ff20b8b4ab2
      sentinel monitor mymaster 10.0.0.1 6379 2
      sentinel down-after-milliseconds mymaster 5000
      sentinel auth-pass mymaster geheim
      sentinel known-replica mymaster 10.0.0.2 6380
      sentinel current-epoch 7
      """#,
      gives: #"""
        1 - state.observed code=sentinel.conf cluster=mymaster instance=10.0.0.1:6379 quorum=2 down_after_milliseconds=5000 current_epoch=7 known_replica=["10.0.0.2:6380"] myid=ff26cde20b8b4ab23e6b3c6a1a8a6ff20b8b4ab2 auth_pass=set
        = redis-conf 7/7
        """#),
    GoldenRow(
      .malformed, "redis-conf", "values that are missing",
      shows: ["quorum", "known_replica", "replicaof", "down_after_milliseconds"],
      #"""
      sentinel monitor mymaster 10.0.0.1 6379
      sentinel known-replica mymaster 10.0.0.2
      sentinel down-after-milliseconds mymaster
      """#,
      gives: #"""
        1 - state.observed code=sentinel.conf cluster=mymaster
        = redis-conf 3/3
        """#),
    GoldenRow(
      .malformed, "redis-conf", "a primary without a port, a port that is no number",
      shows: ["replicaof", "port"],
      #"""
      port 63x0
      replicaof 10.0.0.1
      appendonly yes
      """#,
      gives: #"""
        1 - state.observed code=redis.conf replicaof=10.0.0.1 port=63x0
        = redis-conf 3/3
        """#),
  ]
}
