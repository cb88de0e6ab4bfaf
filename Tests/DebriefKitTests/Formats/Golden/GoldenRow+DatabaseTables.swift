// Tables and rows in which databases and their managers name roles.

extension GoldenRow {
  static let databaseTables: [GoldenRow] = [
    GoldenRow(
      .golden, "database-table", "patronictl list and wesql_cluster_global",
      shows: ["witness", "state", "lag_mb", "tags"],
      #"""
      + Cluster: pg (7301) ---+---------+---------+----+-----------+--------------+
      | Member | Host     | Role    | State   | TL | Lag in MB | Tags         |
      +--------+----------+---------+---------+----+-----------+--------------+
      | pg-0   | 10.0.0.1 | Leader  | running |  4 |           |              |
      | pg-1   | 10.0.0.2 | Replica | running |  4 |         0 | nofailover: true |
      +--------+----------+---------+---------+----+-----------+--------------+

      IP_PORT⇥ROLE
      till-mysql-2.till-mysql-headless:13306⇥Leader
      till-mysql-1.till-mysql-headless:13306⇥Follower
      """#,
      gives: #"""
        4 - role.observed instance=pg-0 role=primary witness=manager state=running
        5 - state.observed code=patroni-member instance=pg-1 role=replica witness=manager state=running lag_mb=0 tags=nofailover: true
        5 - role.observed instance=pg-1 role=replica witness=manager state=running lag_mb=0 tags=nofailover: true
        9 - role.observed instance=till-mysql-2 role=primary witness=database
        10 - role.observed instance=till-mysql-1 role=replica witness=database
        = database-table 9/10
        """#),
    GoldenRow(
      .malformed, "database-table", "a header without roles, rows without members, a row cut off",
      shows: ["state"],
      #"""
      | Member | Host     | Role    | State   |
      | pg-0   | 10.0.0.1
      | | 10.0.0.2 | Leader | running |
      | pg-1   | 10.0.0.2 | Replica | running |
      """#,
      gives: #"""
        4 - role.observed instance=pg-1 role=replica state=running
        = database-table 4/4
        """#),
    GoldenRow(
      .golden, "orchestrator-topology", "a tree, and the same as a table",
      shows: ["witness", "status", "lag"],
      #"""
      till-mysql-0:3306   [0s,ok,8.0.39,rw,ROW,>>,GTID]
      + till-mysql-1:3306 [0s,ok,8.0.39,ro,ROW,>>,GTID]
      - till-mysql-2:3306 [null,nonreplicating,8.0.39,ro,ROW,>>,GTID]
      till-mysql-3:3306|0s|ok|8.0.39|rw|ROW|>>,GTID
      """#,
      gives: #"""
        1 - role.observed instance=till-mysql-0 role=primary witness=manager status=ok lag=0s
        2 - role.observed instance=till-mysql-1 role=replica witness=manager status=ok lag=0s
        3 - role.observed instance=till-mysql-2 role=replica witness=manager status=nonreplicating lag=null
        4 - role.observed instance=till-mysql-3 role=primary witness=manager status=ok lag=0s
        = orchestrator-topology 4/4
        """#),
    GoldenRow(
      .malformed, "orchestrator-topology", "no port, a lag that is none, neither rw nor ro, cut off",
      shows: ["status", "lag"],
      #"""
      till-mysql-0:   [0s,ok,8.0.39,rw,ROW,>>,GTID]
      till-mysql-0:3306   [soon,ok,8.0.39,rw,ROW,>>,GTID]
      till-mysql-0:3306   [0s,ok,8.0.39,rx,ROW,>>,GTID]
      till-mysql-0:3306   [0s,ok,8.0.39,rw,ROW
      """#,
      gives: #"""
        = 0/4
        ! 1+3 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "consensus-roles", "rows of wesql_cluster_global",
      shows: ["witness"],
      #"""
      db-mysql-2.db-mysql-headless:13306⇥Leader
      | db-mysql-1.db-mysql-headless:13306 | Follower |
      db-mysql-0.db-mysql-headless:13306⇥Learner
      """#,
      gives: #"""
        1 - role.observed instance=db-mysql-2.db-mysql-headless:13306 role=primary witness=database
        2 - role.observed instance=db-mysql-1.db-mysql-headless:13306 role=replica witness=database
        3 - role.observed instance=db-mysql-0.db-mysql-headless:13306 role=learner witness=database
        = consensus-roles 3/3
        """#),
    GoldenRow(
      .malformed, "consensus-roles", "a role cut off, no port, more text",
      #"""
      db-mysql-2.db-mysql-headless:13306⇥Lead
      db-mysql-2.db-mysql-headless:x⇥Leader
      db-mysql-2.db-mysql-headless:13306⇥Leader of all
      ⇥Leader
      """#,
      gives: #"""
        = 0/4
        ! 1+3 no format recognises these lines
        """#),
    GoldenRow(
      .golden, "mysql-variables-row", "below the query that asked",
      shows: ["read_only", "super_read_only", "writable"],
      #"""
      mysql> select @@hostname, @@read_only, @@super_read_only;
      till-mysql-1⇥1⇥1
      till-mysql-0⇥OFF⇥OFF
      """#,
      gives: #"""
        2 - state.observed code=read-only instance=till-mysql-1 read_only=true super_read_only=true writable=false
        3 - state.observed code=read-only instance=till-mysql-0 read_only=false super_read_only=false writable=true
        = mysql-variables-row+terminal 3/3
        """#),
    GoldenRow(
      .malformed, "mysql-variables-row", "no query asked, values that are none",
      shows: ["read_only", "writable"],
      #"""
      till-mysql-1⇥1⇥1
      mysql> select @@hostname, @@read_only, @@super_read_only;
      till-mysql-1⇥2⇥1
      till-mysql-1⇥1
      till-mysql-1⇥1⇥maybe
      """#,
      gives: #"""
        = mysql-variables-row+terminal 3/5
        ! 3 no format recognises these lines
        ! 4 a row with other columns than were asked for
        """#),
    GoldenRow(
      .golden, "mysql-variables", "boxed and with tabs",
      shows: ["read_only", "super_read_only", "writable"],
      #"""
      | @@hostname | @@super_read_only |
      +------------+-------------------+
      | till-mysql-1 | 1 |
      +------------+-------------------+

      @@hostname⇥@@read_only
      till-mysql-0⇥0
      """#,
      gives: #"""
        3 - state.observed code=read-only instance=till-mysql-1 super_read_only=true writable=false
        7 - state.observed code=read-only instance=till-mysql-0 read_only=false writable=true
        = mysql-variables 6/7
        """#),
    GoldenRow(
      .malformed, "mysql-variables", "cells missing, values that are none",
      shows: ["read_only", "super_read_only", "writable"],
      #"""
      | @@hostname | @@super_read_only |
      | till-mysql-1 |
      | | 1 |
      | till-mysql-2 | perhaps |
      """#,
      gives: #"""
        = mysql-variables 4/4
        """#),
  ]
}
