/// What a command line of kubectl asks for.
enum KubectlCommand {
  private static let valued: Set<Substring> = [
    "-n", "--namespace", "-c", "--container", "--tail", "--since", "--since-time", "--context", "--kubeconfig", "-l",
    "--selector", "--limit-bytes",
  ]

  /// `-n ns`, `--namespace ns`, `--namespace=ns` of kubectl and kbcli.
  static func namespace(_ command: String) -> String? {
    let words = command.split(separator: " ")
    guard words.contains(where: { $0 == "kubectl" || $0 == "kbcli" }) else { return nil }
    for (index, word) in words.enumerated() {
      if word == "-n" || word == "--namespace", index + 1 < words.count { return String(words[index + 1]) }
      if word.hasPrefix("--namespace=") { return String(word.dropFirst(12)) }
    }
    return nil
  }

  /// The member whose log `kubectl logs` prints; nil for jobs, selections and other commands.
  static func loggedPod(_ command: String) -> String? {
    let words = command.split(separator: " ")
    guard let tool = words.firstIndex(of: "kubectl"), let verb = words[tool...].firstIndex(of: "logs") else {
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
}
