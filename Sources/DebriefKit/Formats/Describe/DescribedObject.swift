/// Brings what `kubectl describe` prints back into the shape of the object.
struct DescribedObject {
  private let root: DescribeTree.Item
  let kind: String

  init(_ root: DescribeTree.Item) {
    self.root = root
    if let kind = root.child("Kind")?.value {
      self.kind = kind
    } else if root.child("Pods Statuses") != nil || root.child("Parallelism") != nil {
      kind = "Job"
    } else if root.child("Containers") != nil {
      kind = "Pod"
    } else if root.child("System Info") != nil || root.child("Taints") != nil && root.child("Conditions") != nil {
      kind = "Node"
    } else if root.child("Annotations") != nil, root.child("Kind") == nil, root.child("Spec") == nil {
      kind = "ConfigMap"
    } else {
      kind = ""
    }
  }

  var name: String { root.child("Name")?.value ?? "" }

  /// When the object began, for dating its first events.
  var began: Stamp? {
    let text =
      root.child("Metadata")?.child("Creation Timestamp")?.value ?? root.child("Start Time")?.value
      ?? root.child("CreationTimestamp")?.value
    return text.flatMap(KubernetesTime.stamp)
  }

  /// Messages the object tells with exact times: its events repeat them with ages.
  var told: Set<String> {
    var texts: Set<String> = []
    for condition in root.child("Status")?.child("Conditions")?.children ?? [] where condition.key == "Message" {
      texts.insert(condition.value)
    }
    func collect(_ item: DescribeTree.Item) {
      if item.key == "Message" { texts.insert(item.value) }
      item.children.forEach(collect)
    }
    if let components = root.child("Status")?.child("Components") { collect(components) }
    if kind == "Pod", root.child("Start Time") != nil { texts.formUnion(["Scheduled", "Started"]) }
    return texts
  }

  func document() -> DocumentNode? {
    var members: [String: DocumentNode] = [
      "kind": text(kind, 0), "metadata": metadata(),
    ]
    switch kind {
    case "": return nil
    case "Pod":
      members["apiVersion"] = text("v1", 0)
      members["spec"] = podSpec(root)
      members["status"] = podStatus()
    case "Job":
      members["apiVersion"] = text("batch/v1", 0)
      members["spec"] = object([
        "backoffLimit": field("Backoff Limit"), "activeDeadlineSeconds": field("Active Deadline Seconds"),
        "template": object(["spec": root.child("Pod Template").map(podSpec)]),
      ])
      members["status"] = jobStatus()
    case "Node": members["status"] = nodeStatus()
    case "ConfigMap": break
    default:
      members["apiVersion"] = field("API Version")
      members["spec"] = root.child("Spec")?.document()
      members["status"] = root.child("Status")?.document()
    }
    return DocumentNode(line: root.child("Name")?.line ?? 0, .object(members))
  }

  // MARK: - Parts

  private func text(_ value: String, _ line: Int) -> DocumentNode { DocumentNode(line: line, .scalar(.string(value))) }

  private func object(_ members: [String: DocumentNode?], line: Int = 0) -> DocumentNode {
    DocumentNode(line: line, .object(members.compactMapValues { $0 }))
  }

  private func field(_ key: String, in item: DescribeTree.Item? = nil) -> DocumentNode? {
    guard let child = (item ?? root).child(key), !child.value.isEmpty, child.value != "<none>", child.value != "<unset>"
    else { return nil }
    return text(child.value, child.line)
  }

  private func metadata() -> DocumentNode {
    var members: [String: DocumentNode] = [:]
    if let own = root.child("Metadata"), case .object(let printed) = own.document().content { members = printed }
    members["name"] = field("Name")
    members["namespace"] = field("Namespace")
    members["labels"] = pairs("Labels", separator: "=")
    members["annotations"] = pairs("Annotations", separator: ": ")
    if let owner = field("Controlled By"), let parts = owner.text?.split(separator: "/"), parts.count == 2 {
      members["ownerReferences"] = DocumentNode(
        line: owner.line,
        .array([object(["kind": text(String(parts[0]), owner.line), "name": text(String(parts[1]), owner.line)])]))
    }
    return object(members)
  }

  /// `a=b` and `a: b` lists, one entry a line.
  private func pairs(_ key: String, separator: String) -> DocumentNode? {
    guard let item = root.child(key) else { return nil }
    var members: [String: DocumentNode] = [:]
    // Annotations may have been taken for nested keys: `leader:  x`.
    for child in item.children { members[child.key] = text(child.value, child.line) }
    let entries = [(text: item.value, line: item.line)] + item.texts
    for entry in entries where !entry.text.isEmpty && entry.text != "<none>" {
      guard let cut = entry.text.firstRange(of: separator) else { continue }
      members[String(entry.text[..<cut.lowerBound])] = text(
        TextTable.trim(entry.text[cut.upperBound...]), entry.line)
    }
    return object(members, line: item.line)
  }

  // MARK: - Pods and jobs

  private func podSpec(_ item: DescribeTree.Item) -> DocumentNode {
    let containers = (item.child("Containers")?.children ?? []).map { container in
      let variables = (container.child("Environment")?.children ?? []).map { variable in
        object(["name": text(variable.key, variable.line), "value": text(variable.value, variable.line)])
      }
      let command = container.child("Command").map { text($0.lines.joined(separator: "\n"), $0.line) }
      return object(
        [
          "name": text(container.key, container.line), "image": field("Image", in: container),
          "env": DocumentNode(line: container.line, .array(variables)),
          "command": command.map { DocumentNode(line: $0.line, .array([$0])) },
        ], line: container.line)
    }
    let node = field("Node", in: item).flatMap { node in
      node.text?.split(separator: "/").first.map { text(String($0), node.line) }
    }
    return object(["containers": DocumentNode(line: item.line, .array(containers)), "nodeName": node])
  }

  private func podStatus() -> DocumentNode {
    let started = field("Start Time")
    let conditions = (root.child("Conditions")?.texts ?? []).compactMap { row -> DocumentNode? in
      let words = row.text.split(separator: " ").map(String.init)
      guard words.count == 2, words[0] != "Type" else { return nil }
      return object(
        [
          "type": text(words[0], row.line), "status": text(words[1], row.line),
          "lastTransitionTime": words[0] == "PodScheduled" ? started : nil,
        ], line: row.line)
    }
    return object([
      "phase": field("Status"), "reason": field("Reason"), "message": field("Message"), "podIP": field("IP"),
      "startTime": started, "conditions": DocumentNode(line: 0, .array(conditions)),
      "initContainerStatuses": containerStatuses("Init Containers"),
      "containerStatuses": containerStatuses("Containers"),
    ])
  }

  private func containerStatuses(_ key: String) -> DocumentNode {
    let statuses = (root.child(key)?.children ?? []).map { container in
      object(
        [
          "name": text(container.key, container.line), "image": field("Image", in: container),
          "restartCount": field("Restart Count", in: container), "state": state(container.child("State")),
          "lastState": state(container.child("Last State")),
        ], line: container.line)
    }
    return DocumentNode(line: root.child(key)?.line ?? 0, .array(statuses))
  }

  private func state(_ item: DescribeTree.Item?) -> DocumentNode? {
    guard let item else { return nil }
    let key = item.value.lowercased()
    let fields = object(
      [
        "reason": field("Reason", in: item), "message": field("Message", in: item),
        "exitCode": field("Exit Code", in: item), "signal": field("Signal", in: item),
        "startedAt": field("Started", in: item), "finishedAt": field("Finished", in: item),
      ], line: item.line)
    return object([key: fields], line: item.line)
  }

  /// `Pods Statuses:  0 Active (0 Ready) / 0 Succeeded / 1 Failed`
  private func jobStatus() -> DocumentNode {
    var members: [String: DocumentNode?] = [
      "startTime": field("Start Time"), "completionTime": field("Completed At"),
    ]
    if let counts = field("Pods Statuses"), let text = counts.text {
      for part in text.split(separator: "/") {
        let words = part.split(separator: " ")
        if words.count >= 2 { members[words[1].lowercased()] = self.text(String(words[0]), counts.line) }
      }
    }
    return object(members)
  }

  /// The table of conditions: type, status, two times, reason and message.
  private func nodeStatus() -> DocumentNode {
    let rows = (root.child("Conditions")?.texts ?? []).compactMap { row -> DocumentNode? in
      let parts = TextTable.parts(row.text)
      guard parts.count >= 5, parts[0] != "Type", !parts[0].hasPrefix("-") else { return nil }
      return object(
        [
          "type": text(parts[0], row.line), "status": text(parts[1], row.line),
          "lastTransitionTime": text(parts[3], row.line), "reason": text(parts[4], row.line),
          "message": parts.count > 5 ? text(parts[5], row.line) : nil,
        ], line: row.line)
    }
    return object(["conditions": DocumentNode(line: 0, .array(rows))])
  }
}
