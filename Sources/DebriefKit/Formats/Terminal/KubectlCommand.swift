/// What a command line of kubectl asks for.
enum KubectlCommand {
  /// What the short names and plurals of kinds stand for.
  static let kinds: [String: String] = [
    "ops": "OpsRequest", "opsrequest": "OpsRequest", "opsrequests": "OpsRequest", "po": "Pod", "pod": "Pod",
    "pods": "Pod", "cm": "ConfigMap", "configmap": "ConfigMap", "configmaps": "ConfigMap", "cluster": "Cluster",
    "clusters": "Cluster", "job": "Job", "jobs": "Job", "no": "Node", "node": "Node", "nodes": "Node",
    "component": "Component", "cmp": "Component", "its": "InstanceSet", "instanceset": "InstanceSet",
  ]
  private static let valued: Set<Substring> = [
    "-n", "--namespace", "-c", "--container", "--tail", "--since", "--since-time", "--context", "--kubeconfig", "-l",
    "--selector", "--limit-bytes",
  ]

  /// `-n ns`, `--namespace ns`, `--namespace=ns` of kubectl and kbcli.
  static func namespace(_ command: String) -> String? {
    let words = command.split(separator: " ")
    guard words.contains(where: { isKubectl($0) || $0 == "kbcli" }) else { return nil }
    for (index, word) in words.enumerated() {
      if word == "-n" || word == "--namespace", index + 1 < words.count { return String(words[index + 1]) }
      if word.hasPrefix("--namespace=") { return String(word.dropFirst(12)) }
    }
    return nil
  }

  private static func isKubectl(_ word: Substring) -> Bool { word == "kubectl" || word == "k" }

  /// The cluster of KubeBlocks that `kubectl get cluster NAME` or `kubectl get clusters.apps.kubeblocks.io/NAME` asks for.
  static func cluster(_ command: String) -> String? {
    var words: [Substring] = []
    var isValue = false
    for word in command.split(separator: " ").prefix(while: { $0 != "|" && $0 != ";" }) {
      defer { isValue = valued.contains(word) || word == "-o" || word == "--output" }
      if !isValue, !word.hasPrefix("-") { words.append(word) }
    }
    guard words.count > 2, isKubectl(words[0]), words[1] == "get" else { return nil }
    let parts = words[2].split(separator: "/")
    guard let kind = parts.first?.prefix(while: { $0 != "." }), ["cluster", "clusters"].contains(kind) else {
      return nil
    }
    return parts.count > 1 ? String(parts[1]) : words.count > 3 ? String(words[3]) : nil
  }

  /// The member whose log `kubectl logs` prints; nil for jobs, selections and other commands.
  static func loggedPod(_ command: String) -> String? {
    let words = command.split(separator: " ")
    guard let tool = words.firstIndex(where: isKubectl), let verb = words[tool...].firstIndex(of: "logs") else {
      return nil
    }
    var index = verb + 1
    while index < words.count, words[index] != "|", words[index] != ";" {
      let word = words[index]
      if word.hasPrefix("-") {
        index += valued.contains(word) ? 2 : 1
        continue
      }
      let name = word.hasPrefix("pod/") ? word.dropFirst(4) : word
      // Members are numbered; what a job or a deployment prints is nobody's own log.
      guard !name.contains("/"), let ordinal = name.split(separator: "-").last, name.contains("-"),
        ordinal.allSatisfy(\.isNumber)
      else { return nil }
      return String(name)
    }
    return nil
  }

  /// One object that a command asks for.
  struct Object {
    var kind: String
    var name: String
    var namespace: String?
  }

  /// `kubectl get pod x -n ns -o yaml`, `kubectl get pod/x`: nil for lists, selections and other commands.
  static func object(_ command: String) -> Object? {
    var names: [Substring] = []
    var isValue = false
    for word in command.split(separator: " ").prefix(while: { $0 != "|" && $0 != ";" && $0 != "&&" && $0 != ">" }) {
      defer { isValue = valued.contains(word) || word == "-o" || word == "--output" }
      if ["-l", "--selector", "-A", "--all-namespaces"].contains(word) { return nil }
      if !isValue, !word.hasPrefix("-") { names += word.split(separator: "/") }
    }
    guard names.count == 4, isKubectl(names[0]), names[1] == "get",
      let kind = kinds[String(names[2].prefix { $0 != "." })]
    else { return nil }
    return Object(kind: kind, name: String(names[3]), namespace: namespace(command))
  }
}
