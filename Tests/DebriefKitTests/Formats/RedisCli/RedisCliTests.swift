import Testing

@testable import DebriefKit

@Suite struct RedisCliTests {
  @Test(arguments: [
    ("$ redis-cli -h 10.0.0.1 -p 6380 INFO replication", "10.0.0.1:6380", "INFO"),
    ("$ redis-cli -p 6380 -a secret --no-auth-warning ROLE", ":6380", "ROLE"),
    ("[ops@jump ~]$ date; redis-cli -h 10.16.3.31 -p 9221 info replication", "10.16.3.31:9221", "INFO"),
    ("$ kubectl -n prod exec -it redis-0 -c redis -- redis-cli -p 6379 info replication   # 14:18", "redis-0", "INFO"),
    ("127.0.0.1:6379> INFO replication", "127.0.0.1:6379", "INFO"),
    ("10.0.0.1:26379[2]> SENTINEL masters", "10.0.0.1:26379", "SENTINEL"),
    (" -h 172.20.0.3 -p 26379 SENTINEL ckquorum shop", "172.20.0.3:26379", "SENTINEL"),
    ("redis-cli -h ::1 -p 6379 role", "[::1]:6379", "ROLE"),
  ])
  func readsCommands(_ line: String, _ target: String, _ name: String) throws {
    let command = try #require(RedisCliCommand(line))
    #expect(command.target == target)
    #expect(command.name == name)
    let bytes = Array(line.utf8)
    let opens = RedisCliSession().opens(bytes.span)
    #expect(opens)
  }

  @Test(arguments: [
    "$ kubectl get pods", "$ redis-cli -p", "$ redis-cli -h 10.0.0.1 -a", "price: 5> 4", "a > b", "$ ls",
    "x@y:~$ cat /etc/hosts",
  ])
  func leavesOtherCommandsAlone(_ line: String) { #expect(RedisCliCommand(line) == nil) }

  @Test func readsNestedLists() {
    let tree = ReplyTree.parse([
      "1)  1) \"name\"", "    2) \"mymaster\"", "    3) \"ip\"", "    4) \"10.0.0.1\"", "2)  1) \"name\"",
      "    2) \"other\"",
    ])
    #expect(tree.elements.map { $0.pairs["name"] } == ["mymaster", "other"])
    let role = ReplyTree.parse([
      "1) \"master\"", "2) (integer) 17", "3) 1) 1) \"10.0.0.2\"", "      2) \"6379\"", "      3) \"17\"",
      "   2) 1) \"10.0.0.3\"", "      2) \"6379\"", "      3) \"16\"",
    ])
    #expect(role.elements.count == 3)
    #expect(role.elements[2].elements.map { $0.elements.first?.text } == ["10.0.0.2", "10.0.0.3"])
  }

  @Test func readsInfoReplicationOfAReplica() async throws {
    let found = try await events(
      in: """
        $ redis-cli -h 10.0.0.2 -p 6379 INFO replication
        # Replication
        role:slave
        master_host:10.0.0.1
        master_port:6379
        master_link_status:down
        slave_priority:0

        $ redis-cli -h 10.0.0.3 -p 6379 INFO replication
        # Replication
        role:master
        connected_slaves:0
        """)
    let states = found.filter { $0.kind == .stateObserved }
    #expect(states.map(\.instance) == ["10.0.0.2:6379", "10.0.0.3:6379"])
    #expect(states[0].peer == "10.0.0.1:6379")
    #expect(states[0].attributes["slave_priority"]?.string == "0")
    #expect(found.filter { $0.kind == .roleObserved }.map(\.role) == ["replica", "primary"])
  }

  @Test func takesAChainedPikaForAReplica() async throws {
    let found = try await events(
      in: "# Replication(Master && SLAVE)\nrole:master&&slave\nmaster_host:10.0.0.1\nmaster_port:9221\n"
        + "db0:binlog_offset=1 2,safety_purge=none")
    #expect(found.first { $0.kind == .roleObserved }?.role == "replica")
    #expect(found.first?.attributes["chained"]?.bool == true)
  }

  @Test func readsSentinelListsForPeopleAndRaw() async throws {
    let people = try await events(
      in: """
        $ redis-cli -p 26379 SENTINEL masters
        1)  1) "name"
            2) "mymaster"
            3) "ip"
            4) "10.0.0.1"
            5) "port"
            6) "6379"
            7) "flags"
            8) "s_down,master"
            9) "num-other-sentinels"
           10) "5"
        """)
    let raw = try await events(
      in: "$ redis-cli -p 26379 SENTINEL masters\nname\nmymaster\nip\n10.0.0.1\nport\n6379\nflags\ns_down,master\n"
        + "num-other-sentinels\n5\n")
    for found in [people, raw] {
      let state = try #require(found.first { $0.code == "sentinel-masters" })
      #expect(state.cluster == "mymaster")
      #expect(state.instance == "10.0.0.1:6379")
      #expect(state.attributes["num_other_sentinels"]?.integer == 5)
      #expect(state.attributes["asked"]?.string == ":26379")
    }
  }

  @Test func readsQuorumAnswers() async throws {
    let found = try await events(
      in: """
        $ redis-cli -p 26379 SENTINEL ckquorum mymaster
        OK 3 usable Sentinels. Quorum and failover authorization can be reached

        $ redis-cli -p 26380 SENTINEL ckquorum mymaster
        (error) NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master
        """)
    #expect(found.map { $0.attributes["ok"]?.bool } == [true, false])
    #expect(found.map { $0.attributes["usable"]?.integer } == [3, 1])
    #expect(found.allSatisfy { $0.cluster == "mymaster" })
    #expect(found[1].attributes["quorum_missing"]?.bool == true)
    #expect(found[1].attributes["majority_missing"]?.bool == false)
  }

  @Test func readsAddressesInAllForms() async throws {
    for text in [
      "1) \"10.0.0.2\"\n2) \"6379\"", "10.0.0.2\n6379", "10.0.0.2 6379",
    ] {
      let found = try await events(in: "$ redis-cli -p 26379 SENTINEL get-master-addr-by-name mymaster\n" + text)
      #expect(found.map(\.instance) == ["10.0.0.2:6379", "10.0.0.2:6379"])
      #expect(found.map(\.cluster) == ["mymaster", "mymaster"])
    }
  }

  @Test func readsAclLog() async throws {
    let found = try await events(
      in: """
        count
        44
        reason
        auth
        context
        toplevel
        object
        AUTH
        username
        default
        age-seconds
        0.39
        client-info
        id=69 addr=10.8.4.35:37604 laddr=10.8.4.35:8301 name= cmd=auth user=default
        """)
    let event = try #require(found.first)
    #expect(event.kind == .accessDenied)
    #expect(event.code == "auth")
    #expect(event.instance == "10.8.4.35:8301")
    #expect(event.repeats == 44)
  }

  @Test func readsSizesBesideTheCommand() async throws {
    let found = try await events(in: "22:49:13  redis-cli -p 9301 DBSIZE  ->  (integer) 0")
    #expect(found.first?.attributes["keys"]?.integer == 0)
    #expect(found.first?.instance == ":9301")
  }

  @Test func readsAnswersToWritesAndRoles() async throws {
    let found = try await events(
      in: """
        $ redis-cli -h 10.0.0.1 SET k v
        (error) NOREPLICAS Not enough good replicas to write.
        $ redis-cli -h 10.0.0.1 SET k v
        OK
        $ redis-cli -h 10.0.0.1 -p 9221 slaveof 10.0.0.2 9221
        (error) ERR already master of others, invalid usage
        $ redis-cli -p 26379 SENTINEL FAILOVER mymaster
        (error) NOGOODSLAVE No suitable replica to promote
        """)
    #expect(Set(found.map(\.kind)) == [.demotionFailed, .operationRejected, .writeRefused, .writeAccepted])
    #expect(found.first { $0.kind == .writeRefused }?.code == "NOREPLICAS")
    #expect(found.first { $0.kind == .operationRejected }?.code == "NOGOODSLAVE")
  }

  @Test func readsCapturesOfTheChannels() async throws {
    let people = """
      Reading messages... (press Ctrl-C to quit)
      1) "psubscribe"
      2) "*"
      3) (integer) 1
      1) "pmessage"
      2) "*"
      3) "+switch-master"
      4) "mymaster 10.0.0.1 6379 10.0.0.2 6379"
      """
    let raw = "psubscribe\n*\n1\npmessage\n*\n+switch-master\nmymaster 10.0.0.1 6379 10.0.0.2 6379\n"
    for text in [people, raw] {
      let event = try #require(try await events(in: text).first)
      #expect(event.kind == "sentinel.switch.master")
      #expect(event.instance == "10.0.0.2:6379")
      #expect(event.at == nil)
    }
  }

  @Test func readsConfigurationsWithoutSecrets() async throws {
    let sentinel = try await events(
      in: """
        port 26379
        sentinel monitor mymaster 10.0.0.1 6379 2
        sentinel auth-pass mymaster swordfish
        sentinel down-after-milliseconds mymaster 2000
        sentinel known-replica mymaster 10.0.0.2 6379
        sentinel known-sentinel mymaster 10.0.0.9 26379 07125dd856e470c7c0702879547071388529cd3d
        """)
    let state = try #require(sentinel.first)
    #expect(state.code == "sentinel.conf")
    #expect(state.cluster == "mymaster")
    #expect(state.attributes["quorum"]?.integer == 2)
    #expect(state.attributes["known_sentinel"]?.array.count == 1)
    #expect(!"\(sentinel)".contains("swordfish"))
    let server = try await events(in: "port 7201\nbind 10.0.0.1\nmasterauth swordfish\nrename-command SLAVEOF \"\"")
    #expect(server.first?.instance == "10.0.0.1:7201")
    #expect(server.first?.attributes["rename_command"]?.string == "SLAVEOF \"\"")
    #expect(!"\(server)".contains("swordfish"))
  }

  @Test func readsWritesOfAnApplication() async throws {
    let found = try await events(
      in: """
        2025-09-10T07:31:29.869Z app-3 -> 10.8.4.26:7701 SET splitbrain OK
        2025-09-10T07:31:30.148Z app-3 -> 10.8.4.26:7701 SET splitbrain OK
        2025-09-10T07:31:40.111Z app-3 -> 10.8.4.26:7701 SET splitbrain READONLY You can't write against a replica.
        """)
    #expect(found.map(\.kind) == [.writeAccepted, .writeRefused])
    #expect(found[0].repeats == 2)
    #expect(found[1].code == "READONLY")
  }

  @Test func readsScriptArguments() async throws {
    let found = try await events(
      in: """
        2026-11-20T17:46:27Z notify: +sdown master mymaster 10.0.0.1 6379
        2026-11-20T17:46:30Z reconfig: mymaster leader start 10.0.0.1 6379 10.0.0.2 6379
        """)
    #expect(found.map(\.kind) == ["sentinel.sdown", .stateObserved])
    #expect(found[1].instance == "10.0.0.2:6379")
  }
}
