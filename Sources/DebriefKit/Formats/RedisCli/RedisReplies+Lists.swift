// MARK: - Lists

extension RedisReplies {
  /// ROLE, SENTINEL masters, replicas, sentinels, get-master-addr-by-name, ACL LOG; for people or raw.
  func lists(_ lines: [String], into events: inout EventSink) -> Bool {
    let numbered = lines.filter { !ReplyTree.numbers($0).columns.isEmpty }
    guard numbered.isEmpty else {
      let tree = ReplyTree.parse(numbered)
      let nested = tree.elements.map(\.pairs).filter { !$0.isEmpty }
      if let first = nested.first, first["name"] != nil || first["reason"] != nil {
        return entries(nested, into: &events)
      }
      // SENTINEL MASTER name: one flat list.
      if tree.pairs["num_other_sentinels"] != nil { return entries([tree.pairs], into: &events) }
      return short(tree.elements, into: &events)
    }
    if let first = lines.first, first == "name" || first == "count" {
      return entries(ReplyTree.entries(ofRaw: lines, startingWith: first), into: &events)
    }
    if let word = lines.first, lines.count >= 2, word == "master" || word == "slave" || word == "sentinel" {
      return short(lines.map { .value($0) }, into: &events)
    }
    return command?.word(0) == "GET-MASTER-ADDR-BY-NAME" && addresses(lines, into: &events)
  }

  private func entries(_ entries: [[String: String]], into events: inout EventSink) -> Bool {
    for fields in entries {
      if fields["reason"] != nil, fields["client_info"] != nil || fields["object"] != nil {
        denied(fields, into: &events)
      } else if let ip = fields["ip"], let port = fields["port"] {
        watched(fields, SentinelInstance.address(ip, port), into: &events)
      }
    }
    return true
  }

  /// One entry of SENTINEL masters, replicas or sentinels.
  private func watched(_ fields: [String: String], _ address: String, into events: inout EventSink) {
    let cluster = command?.arguments.count ?? 0 > 1 ? command?.arguments[1] : nil
    let flags = fields["flags"] ?? ""
    var event = state("sentinel-masters", fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    event.instance = address
    event.attributes = fields.mapValues { value in Int64(value).map { .integer($0) } ?? .string(value) }
    event.attributes["asked"] = command?.target.map { .string($0) }
    event.cluster = cluster
    if flags.contains("s_down") || flags.contains("disconnected") { event.severity = .warning }
    if fields["num_other_sentinels"] != nil {
      event.cluster = fields["name"]
      events.emit(event)
      var role = role("primary", of: address, witness: "manager")
      role.cluster = fields["name"]
      events.emit(role)
    } else if fields["master_link_status"] != nil || fields["role_reported"] == "slave" {
      event.code = "sentinel-replicas"
      event.peer = fields["master_host"].map { SentinelInstance.address($0, port: fields["master_port"]) }
      events.emit(event)
    } else {
      event.code = "sentinel-sentinels"
      event.instance = fields["runid"].flatMap { $0.isEmpty ? nil : $0 } ?? address
      event.attributes["address"] = .string(address)
      events.emit(event)
    }
  }

  /// One entry of ACL LOG.
  private func denied(_ fields: [String: String], into events: inout EventSink) {
    var event = block.event(.accessDenied, origin: "redis-cli", line: offset)
    let client = RedisClientInfo(fields["client_info"] ?? "")
    event.severity = .warning
    event.instance = client["laddr"] ?? command?.target
    event.actor = fields["username"]
    event.code = fields["reason"]
    event.repeats = fields["count"].flatMap { Int($0) } ?? 1
    for key in ["context", "object", "age_seconds", "username"] {
      event.attributes[key] = fields[key].map { .string($0) }
    }
    event.attributes["client_addr"] = client["addr"].map { .string($0) }
    event.attributes["client_name"] = client["name"].map { .string($0) }
    event.attributes["source"] = "acl-log"
    event.message =
      "ACL LOG: reason \(fields["reason"] ?? ""), context \(fields["context"] ?? ""), object \(fields["object"] ?? ""), "
      + "user \(fields["username"] ?? ""), \(event.repeats) times"
    events.emit(event)
  }

  /// ROLE, or the two lines of get-master-addr-by-name.
  private func short(_ elements: [ReplyTree], into events: inout EventSink) -> Bool {
    let words = elements.compactMap(\.text)
    switch words.first {
    case "master" where words.count >= 2 && Int64(words[1]) != nil:
      var event = state("role", [words.joined(separator: " ")])
      event.role = "primary"
      event.attributes["offset"] = Int64(words[1]).map { .integer($0) }
      event.attributes["replicas"] = .array(
        (elements.dropFirst(2).first?.elements ?? []).map {
          .string($0.elements.compactMap(\.text).joined(separator: " "))
        })
      events.emit(event)
      var told = role("primary", of: command?.target, witness: "database")
      told.attributes["connected_slaves"] = .integer(Int64(elements.dropFirst(2).first?.elements.count ?? 0))
      events.emit(told)
    case "slave" where words.count >= 4:
      var event = state("role", [words.joined(separator: " ")])
      event.role = "replica"
      event.peer = SentinelInstance.address(words[1], words[2])
      event.attributes["state"] = .string(words[3])
      event.attributes["offset"] = words.count > 4 ? Int64(words[4]).map { .integer($0) } : nil
      events.emit(event)
      events.emit(role("replica", of: command?.target, witness: "database", following: event.peer))
    case "sentinel": break
    default: return addresses(words, into: &events)
    }
    return true
  }

  /// `10.0.0.1` and `6379`, on two lines or (through xargs) on one, for one or several sentinels.
  private func addresses(_ lines: [String], into events: inout EventSink) -> Bool {
    let words = lines.flatMap { $0.split(separator: " ").map(String.init) }
    var found = false
    for index in stride(from: 0, to: words.count - 1, by: 2) where words[index + 1].allSatisfy(\.isNumber) {
      var event = state("master-addr", ["\(words[index]) \(words[index + 1])"])
      event.instance = SentinelInstance.address(words[index], words[index + 1])
      event.cluster = command?.arguments.dropFirst().first
      event.attributes["asked"] = command?.target.map { .string($0) }
      events.emit(event)
      var role = role("primary", of: event.instance, witness: "manager")
      role.cluster = event.cluster
      events.emit(role)
      found = true
    }
    return found
  }
}
